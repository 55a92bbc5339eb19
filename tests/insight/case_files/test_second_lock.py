"""On PostgreSQL the database itself keeps who a file is about from those who read it."""

from __future__ import annotations

import pytest

from kith.insight.case_files.actions import take_step
from kith.insight.case_files.actions_files import person_of_case
from kith.insight.case_files.queries import open_case
from kith.insight.case_files.result import case_score_rows
from kith.insight.models import CaseScore, CaseSubject, CaseText
from kith.orgs.context import acting_as, as_house
from tests.factories import NOW, TODAY
from tests.insight.case_files.street import IDEAL, less, of, opened, score, street

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def test_readers_read_every_file_and_nobody_s_name(postgres: str) -> None:
    with as_house():
        here = street()
    with acting_as(here.petra, on=TODAY):
        audit = opened(here)
        assert 12 == CaseSubject.objects.count()
    for who in (here.tess, here.cast.helen):
        with acting_as(who, on=TODAY):
            assert not CaseSubject.objects.exists()
            for number in range(1, 13):
                file = open_case(by=who, at=NOW, audit_id=audit.pk, number=number).file
                score(who, audit, number, less() if number < 7 else IDEAL)
                assert 210 == file.minutes_now
    with acting_as(here.petra, on=TODAY):
        assert here.people[0].pk in {
            person_of_case(by=here.petra, at=NOW, audit_id=audit.pk, number=number).person.pk
            for number in range(1, 13)
        }
        for step in ("closed", "finished"):
            take_step(by=here.petra, at=NOW, audit_id=audit.pk, step=step)
        assert of(here, audit).result is not None
        assert not CaseSubject.objects.exists()  # its owner's sight of the records has ended
    with acting_as(here.cast.bea, on=TODAY):
        assert not CaseScore.objects.exists()
        assert not CaseText.objects.exists()
    with as_house():
        assert 24 == CaseScore.objects.count() == len(case_score_rows())
