"""`kith person export`, `kith retention due` and `kith audit`: what is asked of who keeps records."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection

from kith.delivery.actions_verify import verify_visits
from kith.orgs import audit
from kith.orgs.actions_seal import seal_rows
from kith.orgs.models import AuditRow
from tests import factories
from tests.cli.conftest import Kith
from tests.delivery.factories import MINUTE, NINE, morning_round
from tests.people import neighbours

pytestmark = pytest.mark.django_db


def test_a_person_gets_everything_kept_about_them(kith: Kith, tmp_path: Path) -> None:
    ada = neighbours.register(factories.cast())
    out = tmp_path / "ada.json"
    result = kith("person", "export", ada.pk, "--reason", "subject_access", "--out", out)
    assert 0 == result.exit_code, result.output
    copy = json.loads(out.read_text())
    assert str(ada.pk) == copy["records"][0]["id"]
    assert "Ada Okafor" in out.read_text()
    assert ([], [], []) == (copy["plans"], copy["package_lines"], copy["visits"])
    assert [] == copy["way_to_care"]
    assert "subject_access" == AuditRow.objects.get(action="export.person").reason


def test_the_copy_holds_visits_and_what_they_came_to(kith: Kith) -> None:
    round = morning_round()
    round.phone.send(round.phone.stay(round.visit, minutes=29))
    verify_visits(by=None, at=NINE + 120 * MINUTE, visit_ids=[round.visit.pk])
    result = kith("person", "export", round.ada.pk, "--reason", "subject_access")
    (visit,) = json.loads(result.stdout)["visits"]
    assert ("2026-04-07", 30, None) == (visit["on"], visit["minutes"], visit["not_due_because"])
    assert [("delivered", 29)] == [(each["verdict"], each["actual_minutes"]) for each in visit["came_to"]]


def test_nobody_of_that_id_is_refused(kith: Kith) -> None:
    result = kith("person", "export", uuid4(), "--reason", "subject_access")
    assert 2 == result.exit_code
    assert result.stderr.startswith("kith: There is nothing here")


def test_it_lists_records_kept_long_enough(kith: Kith) -> None:
    ada = neighbours.register(factories.cast())
    assert "0 records were due by 2027-04-07." in kith("retention", "due", "--on", "2027-04-07").stdout
    listed = kith("retention", "due", "--on", "2030-01-01").stdout
    assert f"{ada.pk}  contact last 2026-04-07  due 2028-04-07" in listed
    assert "1 records were due" in listed


def test_an_untouched_log_verifies_and_its_tail_is_stated(kith: Kith) -> None:
    audit.record(by=None, at=factories.NOW, action="see.person")
    seal_rows(at=factories.NOW)
    audit.record(by=None, at=factories.NOW, action="see.person")
    result = kith("audit", "verify")
    assert 0 == result.exit_code
    assert "Every chain holds. 1 rows sealed, 1 not yet, since 07/04/2026 07:42 UTC.\n" == result.stdout


def test_a_row_changed_behind_the_house_is_found(kith: Kith) -> None:
    row = audit.record(by=None, at=factories.NOW, action="see.person")
    seal_rows(at=factories.NOW)
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER orgs_auditrow_no_update")
        cursor.execute("UPDATE orgs_auditrow SET action = 'nothing'")
    result = kith("audit", "verify")
    assert 1 == result.exit_code
    assert f"row {row.pk}: changed after it was written" in result.stderr


def test_heads_kept_elsewhere_show_a_chain_that_was_cut(kith: Kith, tmp_path: Path) -> None:
    audit.record(by=None, at=factories.NOW, action="see.person")
    seal_rows(at=factories.NOW)
    kept = tmp_path / "heads.jsonl"
    kept.write_text(kith("audit", "heads").stdout)
    assert 0 == kith("audit", "verify", "--heads", kept).exit_code
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER orgs_auditseal_no_delete")
        cursor.execute("DELETE FROM orgs_auditseal")
    result = kith("audit", "verify", "--heads", kept)
    assert 1 == result.exit_code
    assert "it was cut or written anew" in result.stderr
