"""The demonstration's meetings leave causes, targets and actions where their readers find them."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from kith.demo.meetings import AGREED, CAUSES, TARGETS, hold_meetings
from kith.demo.options import Options
from kith.insight.models import AgreedAction, CauseNote
from kith.insight.queries_causes import causes_of_all
from kith.insight.queries_meetings import actions_of, targets_of
from kith.insight.queries_scopes import Scope, scope_for
from tests.factories import Cast, cast

pytestmark = pytest.mark.django_db
OPTIONS = Options(weeks=4)


@pytest.fixture
def everybody() -> Cast:
    found = cast()
    players: Any = SimpleNamespace(users={"cass": found.cass, "maya": found.maya})
    assert len(TARGETS) + len(CAUSES) + len(AGREED) == hold_meetings(players, OPTIONS)
    return found


def test_causes_stand_at_whole_weeks_that_have_figures(everybody: Cast) -> None:
    weeks = {note.week_starts_on for note in CauseNote.objects.all()}
    assert all(OPTIONS.first_week <= week < OPTIONS.this_week for week in weeks)
    told = causes_of_all(Scope(commissioner=everybody.council), everybody.cass)
    assert ["Good Friday and the Saturday before Easter fell in this week."] == [
        cause.text for cause in told["missed_visits"]
    ]


def test_targets_hold_from_the_first_week(everybody: Cast) -> None:
    assert TARGETS == targets_of(everybody.council, OPTIONS.first_week)


def test_some_of_what_was_agreed_is_done_and_some_is_late(everybody: Cast) -> None:
    on = OPTIONS.now.date()
    scope = scope_for(by=everybody.cass, on=on, provider_id=None, patch_id=None)
    agreed = actions_of(scope, everybody.cass, OPTIONS.now - timedelta(weeks=2))
    assert [1, 1] == [
        sum(bool(each.outcome) for each in agreed),
        sum(not each.outcome and each.due_on < on for each in agreed),
    ]


def test_a_neighbourhood_of_one_week_has_held_none(db: None) -> None:
    nobody: Any = None
    assert 0 == hold_meetings(nobody, Options(weeks=1))
    assert not AgreedAction.objects.exists()
