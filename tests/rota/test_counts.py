"""A week counted by the database is the week that is read, whatever stops visits or takes workers away."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from kith.brokerage.actions_packages import end_line
from kith.brokerage.actions_suspensions import suspend
from kith.people.actions_deaths import record_deaths
from kith.rota.actions_swap import withdraw_worker
from kith.rota.actions_terms import cancel_visit, change_terms
from kith.rota.models import RotaEntry, VisitTerms
from kith.rota.queries import current_entries, planned_visits
from kith.rota.queries_counts import DueVisits, due_visits, given_by_day, places_by_day
from tests.brokerage import factories as make
from tests.factories import NOW
from tests.rota.factories import MONDAY, NEXT_MONDAY, Round, a_round, laid_out, published, utc

pytestmark = pytest.mark.django_db
WEDNESDAY = MONDAY + timedelta(days=2)


@pytest.fixture
def round_() -> Round:
    made = a_round(
        (make.slot(), make.slot("lift", starts="12:00", ends="14:00", preferred="12:30", workers=2))
    )
    other = make.person("Mo Lee", commissioner=made.cast.council)
    make.package(person=other, contract=made.contract, reference="P-2")
    laid_out(made)
    published(made)
    return made


def counted(due: DueVisits) -> tuple[dict[date, tuple[int, int]], dict[tuple[str, date], tuple[int, int]]]:
    return (
        {each.on: (each.places, each.minutes) for each in places_by_day(due).values()},
        {(str(each.worker_id), each.on): (each.places, each.minutes) for each in given_by_day(due)},
    )


def read(round_: Round) -> tuple[dict[date, tuple[int, int]], dict[tuple[str, date], tuple[int, int]]]:
    """The same, from the visits one by one."""
    planned = [each for each in planned_visits(MONDAY, NEXT_MONDAY, provider=round_.provider) if each.due]
    entries = current_entries([each.visit.pk for each in planned])
    places, minutes = Counter[date](), Counter[date]()
    given, given_minutes = Counter[tuple[str, date]](), Counter[tuple[str, date]]()
    for each in planned:
        places[each.visit.on] += each.terms.workers_needed
        minutes[each.visit.on] += each.terms.workers_needed * each.terms.minutes
        for entry in entries[each.visit.pk]:
            if entry.worker_id and entry.place <= each.terms.workers_needed:
                given[str(entry.worker_id), each.visit.on] += 1
                given_minutes[str(entry.worker_id), each.visit.on] += entry.minutes
    return (
        {day: (places[day], minutes[day]) for day in places},
        {who: (given[who], given_minutes[who]) for who in given},
    )


def nothing(round_: Round) -> None:
    """All is as it was laid out: three visits a day in four places."""


def a_pause(round_: Round) -> None:
    suspend(by=None, at=NOW, person_id=round_.ada.pk, starts_at=utc(15, 10), reason="hospital")


def a_death(round_: Round) -> None:
    record_deaths(by=None, at=utc(15, 20), died_on={round_.ada.pk: WEDNESDAY})


def an_end(round_: Round) -> None:
    end_line(by=None, at=NOW, line_id=round_.line.pk, until=WEDNESDAY, reason="moved")


def a_cancelled_visit(round_: Round) -> None:
    cancel_visit(by=None, at=NOW, visit_id=lift(round_).visit_id, reason="family came")


def one_worker_fewer(round_: Round) -> None:
    held = VisitTerms.objects.get(visit=lift(round_).visit_id)
    change_terms(
        by=None,
        at=NOW,
        visit_id=held.visit_id,
        window_starts_at=held.window_starts_at,
        window_ends_at=held.window_ends_at,
        preferred_at=held.preferred_at,
        minutes=held.minutes,
        workers_needed=1,
        reason="a hoist came",
    )


def a_worker_withdrawn(round_: Round) -> None:
    held = lift(round_)
    withdraw_worker(
        by=None, at=NOW, visit_id=held.visit_id, place=1, seen_entry_id=held.pk, reason="worker ill"
    )


def lift(round_: Round) -> RotaEntry:
    """Who has the first place of Wednesday's visit for two."""
    return RotaEntry.objects.get(visit__slot_key="lift", visit__on=WEDNESDAY, place=1)


@pytest.mark.parametrize(
    ("change", "wednesday"),
    [
        (nothing, (4, 4)),
        (a_pause, (2, 2)),
        (a_death, (4, 4)),
        (an_end, (1, 1)),
        (a_cancelled_visit, (2, 2)),
        (one_worker_fewer, (3, 3)),
        (a_worker_withdrawn, (4, 3)),
    ],
)
def test_a_week_is_counted_as_it_is_read(
    round_: Round, change: Callable[[Round], None], wednesday: tuple[int, int]
) -> None:
    change(round_)
    places, given = counted(due_visits(round_.provider, MONDAY, NEXT_MONDAY))
    assert read(round_) == (places, given)
    on_wednesday = sum(count for (_, day), (count, _) in given.items() if day == WEDNESDAY)
    assert wednesday == (places[WEDNESDAY][0], on_wednesday)


def test_some_people_are_counted_alone(round_: Round) -> None:
    places, given = counted(due_visits(round_.provider, MONDAY, NEXT_MONDAY, person_ids=[round_.ada.pk]))
    assert [(3, 90)] * 7 == list(places.values())
    assert 21 == sum(count for count, _ in given.values())
    nobody = due_visits(round_.provider, MONDAY, NEXT_MONDAY, person_ids=[])
    assert ({}, {}) == counted(nobody)


def test_another_provider_counts_nothing(round_: Round) -> None:
    assert ({}, {}) == counted(due_visits(round_.cast.other_hands, MONDAY, NEXT_MONDAY))
