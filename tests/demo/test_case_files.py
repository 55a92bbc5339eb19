"""The demonstration's audits of case files find what was planted, and leave files to read."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from kith.demo.case_files import READS_AS, audit_case_files, truth_of
from kith.demo.options import Options
from kith.insight.case_files.audits import audits_of, progress_of
from kith.insight.models import CaseAudit
from kith.orgs.models import User
from tests.factories import TODAY
from tests.insight.case_files.street import street

pytestmark = pytest.mark.django_db
OPTIONS = Options(people=44, weeks=1)


@pytest.fixture
def helen() -> User:
    here = street(people=44)
    players: Any = SimpleNamespace(
        council=here.cast.council, users={"helen": here.cast.helen, "grace": here.cast.grace}
    )
    User.objects.filter(username="tess").update(username="another.tess")
    User.objects.filter(username="petra").update(username="another.petra")
    assert 25 == audit_case_files(players, OPTIONS)
    return here.cast.helen


def test_the_finished_one_holds_the_share_that_was_planted(helen: User) -> None:
    second, first = audits_of(by=helen, on=TODAY)
    assert (("finished", 11), ("opened", 14)) == tuple(
        (each.state, each.row.cases.count()) for each in (first, second)
    )
    assert first.result is not None
    truths = [truth_of(first.row.title, number, OPTIONS).less for number in range(1, 12)]
    share = first.result["estimates"][0]
    assert share["low"] <= sum(truths) / len(truths) <= share["high"]
    assert len(READS_AS) == len(first.readers)


def test_the_other_waits_to_be_read(helen: User) -> None:
    second, _ = audits_of(by=helen, on=TODAY)
    read = {
        reader.user.display_name: sum(reader.pk in each.said for each in progress_of(second))
        for reader in second.readers
    }
    assert {"Helen": 7, "Tess Aldridge": 7, "Grace": 0} == read


def test_a_small_neighbourhood_has_none(db: None) -> None:
    nobody: Any = None
    assert 0 == audit_case_files(nobody, Options(people=16))
    assert not CaseAudit.objects.exists()
