"""F20: wherever what follows is killed, it is done once the loop runs again, and done once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import count

import pytest
from django.db import connection
from django.db.models import F

from kith.orgs.actions_outbox import announce_each
from kith.orgs.actions_work_loop import Follows, react
from kith.orgs.announced import Announced
from kith.orgs.context import as_house
from kith.orgs.models import Setting
from tests.factories import NOW
from tests.faults import mutants
from tests.faults.test_every_statement import Killed, killed_before


def count_up(subjects: Sequence[str], at: datetime) -> None:
    """A reaction that would show if it were done twice: it adds one."""
    for subject in subjects:
        _, is_new = Setting.objects.get_or_create(key=subject, defaults={"value": 1})
        if not is_new:
            Setting.objects.filter(key=subject).update(value=F("value") + 1)


TABLE = {Announced.VISIT_EVENTS: [Follows(name="count up", do=count_up)]}


def times_done() -> dict[str, int]:
    """How often what follows each announcement was done, the loop killed before each of its statements."""
    announced = []
    for number in count(1):
        subjects = [f"subject {number} {each}" for each in "ab"]
        announced += subjects
        with as_house():
            announce_each(kind=Announced.VISIT_EVENTS, subject_ids=subjects, at=NOW)
        try:
            with killed_before(number):
                react(at=NOW, table=TABLE)
        except Killed:
            connection.close()
            react(at=NOW, table=TABLE)
        else:
            break
    assert number > 3
    done = dict(Setting.objects.filter(key__in=announced).values_list("key", "value"))
    return {subject: done.get(subject, 0) for subject in announced}


def test_what_follows_is_done_once_wherever_it_was_killed(database: str) -> None:
    assert {1} == set(times_done().values())


def test_it_finds_a_reaction_that_is_noted_apart_from_what_it_did(
    sqlite: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mutants.plant("no note of what followed", monkeypatch.setattr)
    assert 2 in times_done().values()
