"""``kith check --records`` after damage behind the guards: each is found, and no other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from django.db import connection

from kith.config.checks_records import LOOKS, records
from kith.config.commands import check
from kith.config.findings import Level
from kith.delivery.actions_verify import verify_visits
from kith.insight.actions import take_snapshot
from kith.orgs.actions_seal import seal_rows
from kith.orgs.context import as_house
from kith.orgs.models import AuditRow, WorkItem
from kith.payments.actions_runs import FIRST_HASH, step_hash
from kith.payments.models import PaymentTotal, PayRun, PayRunStep
from kith.rota.models import RotaFreeze, Shift, Visit
from tests import factories
from tests.delivery.factories import NINE, Round, morning_round
from tests.postgres import Cluster

LATER = NINE + timedelta(hours=2)


def broken() -> dict[str, str]:
    """What does not hold, and the sentence."""
    return {finding.what: finding.words for finding in records() if finding.level is Level.BAD}


def a_whole_week() -> Round:
    """A visit with its events, a note, something held, a frozen shift and a pay run that was paid."""
    world = morning_round()
    stay = world.phone.stay(world.visit)
    world.phone.send([*stay, world.phone.event("note", visit=world.visit, text="All well.")])
    world.phone.send([world.phone.event("check_in", visit=uuid4())])
    with as_house():
        verify_visits(by=None, at=LATER, visit_ids=[world.visit.pk])
        run = PayRun.objects.create(
            commissioner=world.cast.council,
            starts_on=factories.STARTED_ON,
            until=factories.STARTED_ON + timedelta(days=7),
            opened_at=LATER,
        )
        paid = step_hash(run, "paid", FIRST_HASH)
        PayRunStep.objects.create(
            run=run, step="paid", by=world.cast.ivy, recorded_at=LATER, previous_hash=FIRST_HASH, hash=paid
        )
        seal_rows(at=LATER + timedelta(days=1))
    return world


def lift_the_guards() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')


def test_a_sound_house_holds_in_every_way(database: str) -> None:
    a_whole_week()
    assert {} == broken()
    assert len(LOOKS) == len(records())


def forget_what_follows(world: Round) -> None:
    run_sql("DELETE FROM orgs_outbox")


def lose_a_note(world: Round) -> None:
    run_sql("UPDATE delivery_visitevent SET content_id = NULL WHERE kind = 'note'")


def change_an_audit_row(world: Round) -> None:
    run_sql("UPDATE orgs_auditrow SET action = 'nothing' WHERE id = %s", AuditRow.objects.earliest("pk").pk)


def count_a_note_twice(world: Round) -> None:
    run_sql(
        "UPDATE delivery_visitevent SET content_id = (SELECT id FROM people_content WHERE kind = 'note') "
        "WHERE kind = 'check_in' AND held = ''"
    )


def forget_who_decides(world: Round) -> None:
    WorkItem.objects.filter(kind="held_event").delete()


def lose_the_verification(world: Round) -> None:
    run_sql("DELETE FROM delivery_verification")


def rename_a_slot(world: Round) -> None:
    Visit.objects.update(slot_key="evening")


def freeze_out_of_the_chain(world: Round) -> None:
    shift = Shift.objects.create(
        worker=world.grace, organisation=world.cast.kindly_care, on=factories.TODAY,
        starts_at=NINE, ends_at=LATER, recorded_at=NINE,
    )  # fmt: skip
    RotaFreeze.objects.create(
        shift=shift, organisation=world.cast.kindly_care, seq=1, cut_off_at=NINE, entries=[], terms=[],
        previous_hash="0" * 64, hash="f" * 64, recorded_at=NINE,
    )  # fmt: skip


def pay_a_penny_more(world: Round) -> None:
    PaymentTotal.objects.create(
        run=PayRun.objects.get(), contract=world.line.contract, provider=world.cast.kindly_care,
        person=world.ada, week_starts_on=factories.STARTED_ON, pence=1, recorded_at=LATER,
    )  # fmt: skip


def point_at_nobody(world: Round) -> None:
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.execute("UPDATE rota_visit SET person_id = %s", [uuid4().hex])


def run_sql(statement: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        (forget_what_follows, "events are announced"),
        (lose_a_note, "notes are there"),
        (count_a_note_twice, "notes count once"),
        (change_an_audit_row, "audit"),
        (forget_who_decides, "what is held has an owner"),
        (lose_the_verification, "visits are verified"),
        (rename_a_slot, "visits are themselves"),
        (freeze_out_of_the_chain, "frozen rotas"),
        (pay_a_penny_more, "paid runs"),
        (point_at_nobody, "storage"),
    ],
)
def test_each_damage_behind_the_guards_is_found(
    sqlite: str, damage: Callable[[Round], None], found: str
) -> None:
    world = a_whole_week()
    lift_the_guards()
    assert {"facts are guarded"} == broken().keys()
    damage(world)
    assert {"facts are guarded", found} == broken().keys()


def test_a_week_of_figures_that_says_something_else_is_found(sqlite: str, tmp_path: Path) -> None:
    a_whole_week()
    taken = take_snapshot(by=None, at=LATER, under=tmp_path)
    assert {} == broken()
    (week,) = Path(taken.folder, "visits.parquet").iterdir()
    doctored = pq.read_table(week)
    pq.write_table(doctored.set_column(1, "place", pa.array([2])), week)
    assert {"weeks of figures"} == broken().keys()
    assert "--afresh" in broken()["weeks of figures"]
    week.write_bytes(b"")
    assert {"weeks of figures"} == broken().keys()


def test_row_level_security_that_was_lifted_is_found(postgres: str, cluster: Cluster) -> None:
    with cluster.connect(postgres.rpartition("/")[2]) as administrator:
        administrator.execute("ALTER TABLE people_person NO FORCE ROW LEVEL SECURITY")
        administrator.execute("ALTER TABLE orgs_auditrow DISABLE TRIGGER orgs_auditrow_append_only")
    assert {"people are guarded", "facts are guarded"} == broken().keys()
    assert "people_person" in broken()["people are guarded"]


def test_the_command_reads_the_records_only_when_asked_to(sqlite: str) -> None:
    a_whole_week()
    assert "visits are themselves" not in CliRunner().invoke(check).output
    assert "good  visits are themselves: Holds." in CliRunner().invoke(check, ["--records"]).output
