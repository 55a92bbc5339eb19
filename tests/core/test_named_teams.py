"""Which workers to name for a person, from when a naming holds, and when nobody of a team works."""

from __future__ import annotations

from datetime import date, time, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.core.dates import Period
from kith.core.named_teams import (
    LARGEST,
    SMALLEST,
    Candidate,
    Cover,
    Gap,
    Spell,
    Turn,
    Wanted,
    cover_of,
    propose_team,
    spells,
    turn_between,
    wanted_on_days,
)
from kith.core.visit_pattern import PatternSlot

MONDAY = date(2026, 4, 13)
MON, TUE, WED, THU, FRI, SAT, SUN = range(7)
EARLY, LATE = Turn(7 * 60, 14 * 60 + 30), Turn(14 * 60, 21 * 60 + 30)


def slot(key: str = "morning", **changes: object) -> PatternSlot:
    values = {
        "key": key,
        "weekdays": frozenset(range(7)),
        "window_starts": time(8),
        "window_ends": time(9, 30),
        "preferred_start": time(8, 15),
        "minutes": 30,
    }
    return PatternSlot(**(values | changes))  # type: ignore[arg-type]


def week(*slots: PatternSlot, weeks: int = 1) -> list[Wanted]:
    period = Period(starts_on=MONDAY, until=MONDAY + timedelta(days=7 * weeks))
    return [wanted for each in slots for wanted in wanted_on_days(each, period)]


def candidate(
    number: int, weekdays: range | set[int] = range(7), turn: Turn = EARLY, **more: int
) -> Candidate:
    days = [MONDAY + timedelta(days=n) for n in range(28)]
    turns = {day: (turn,) for day in days if day.weekday() in weekdays}
    return Candidate(worker_id=UUID(int=number), turns=turns, **more)  # type: ignore[arg-type]


def ids(*numbers: int) -> list[UUID]:
    return [UUID(int=number) for number in numbers]


class TestSpells:
    def test_each_holds_until_the_next_and_the_last_stays_open(self) -> None:
        first, second = date(2026, 4, 1), date(2026, 4, 20)
        assert (Spell(first, second, "a"), Spell(second, None, "b")) == spells([(first, "a"), (second, "b")])

    def test_one_of_the_same_day_replaces_the_one_before(self) -> None:
        assert (Spell(MONDAY, None, "b"),) == spells([(MONDAY, "a"), (MONDAY, "b")])

    def test_a_newer_one_from_sooner_drops_what_was_planned(self) -> None:
        planned, sooner = date(2026, 5, 1), date(2026, 4, 20)
        assert (Spell(MONDAY, sooner, "a"), Spell(sooner, None, "c")) == spells(
            [(MONDAY, "a"), (planned, "b"), (sooner, "c")]
        )

    def test_a_spell_is_half_open(self) -> None:
        spell = Spell(MONDAY, MONDAY + timedelta(days=7), "a")
        assert [False, True, True, False] == [spell.holds(MONDAY + timedelta(days=n)) for n in (-1, 0, 6, 7)]

    @given(st.lists(st.integers(0, 60), max_size=12))
    def test_one_holds_on_each_day_since_the_first_named_that_still_counts(self, offsets: list[int]) -> None:
        held = spells((MONDAY + timedelta(days=n), number) for number, n in enumerate(offsets))
        for offset in range(61):
            day = MONDAY + timedelta(days=offset)
            named = [number for number, n in enumerate(offsets) if n <= offset]
            assert named[-1:] == [each.named for each in held if each.holds(day)]


class TestCover:
    def test_a_team_that_works_every_day_leaves_no_gap(self) -> None:
        assert Cover(empty_weekdays=(), gaps=(), places=7, filled=7) == cover_of(week(slot()), [candidate(1)])

    def test_a_weekday_on_which_nobody_works_is_named(self) -> None:
        team = [candidate(1, {MON, WED, FRI}), candidate(2, {THU, SAT, SUN})]
        cover = cover_of(week(slot()), team)
        assert ((TUE,), (), 7, 6, False) == (
            cover.empty_weekdays,
            cover.gaps,
            cover.places,
            cover.filled,
            cover.whole,
        )

    def test_a_time_of_day_without_anybody_is_named_once_for_all_its_weekdays(self) -> None:
        bed = slot("bed", window_starts=time(20), window_ends=time(21), preferred_start=time(20))
        team = [candidate(1), candidate(2, {MON, TUE, WED, THU, FRI}, LATE)]
        (gap,) = cover_of(week(slot(), bed), team).gaps
        assert Gap(slot_key="bed", weekdays=(SAT, SUN), working=0, needed=1, every_week=True) == gap

    def test_one_worker_is_too_few_for_a_visit_of_two(self) -> None:
        team = [candidate(1), candidate(2, {MON})]
        (gap,) = cover_of(week(slot(workers=2)), team).gaps
        assert (1, 2, (TUE, WED, THU, FRI, SAT, SUN)) == (gap.working, gap.needed, gap.weekdays)

    def test_a_gap_in_some_weeks_is_not_one_in_every_week(self) -> None:
        mondays = frozenset({MON})
        one = Candidate(worker_id=UUID(int=1), turns={MONDAY: (EARLY,)})
        cover = cover_of(week(slot(weekdays=mondays), weeks=2), [one])
        assert ((), [False]) == (cover.empty_weekdays, [gap.every_week for gap in cover.gaps])

    def test_a_visit_in_the_small_hours_is_made_in_the_turn_of_the_evening_before(self) -> None:
        night = slot("night", window_starts=time(2), window_ends=time(3), preferred_start=time(2))
        tuesday = [each for each in week(night) if each.day.weekday() == TUE]
        watch = turn_between(time(22), time(7))
        assert cover_of(tuesday, [candidate(1, {MON}, watch)]).whole
        assert not cover_of(tuesday, [candidate(1, {TUE}, watch)]).whole

    @pytest.mark.parametrize(("ends", "fits"), [(8 * 60 + 30, True), (8 * 60 + 29, False)])
    def test_the_whole_visit_lies_in_the_turn(self, ends: int, fits: bool) -> None:
        assert fits is cover_of(week(slot()), [candidate(1, turn=Turn(420, ends))]).whole

    def test_who_lacks_a_skill_covers_nothing_that_takes_it(self) -> None:
        period = Period(starts_on=MONDAY, until=MONDAY + timedelta(days=7))
        wanted = list(wanted_on_days(slot(), period, frozenset({"insulin"})))
        assert 0 == cover_of(wanted, [candidate(1)]).filled


class TestPropose:
    def test_who_came_most_comes_first_and_three_are_named(self) -> None:
        team = [candidate(1, visits=2), candidate(2, visits=9), candidate(3, visits=5), candidate(4)]
        assert ids(2, 3, 1) == [each.worker_id for each in propose_team(week(slot(), weeks=4), team)]

    def test_a_gap_is_closed_before_another_familiar_face_is_added(self) -> None:
        weekdays, weekend = {MON, TUE, WED, THU, FRI}, {SAT, SUN}
        team = [candidate(n, weekdays, visits=20 - n) for n in (1, 2, 3, 4)] + [candidate(5, weekend)]
        chosen = propose_team(week(slot(), weeks=4), team)
        assert ids(1, 2, 3, 5) == [each.worker_id for each in chosen]
        assert [20, 0, 0, 8] == [each.adds for each in chosen]

    def test_a_visit_of_two_that_nobody_makes_goes_before_one_that_lacks_one(self) -> None:
        early = {MON, TUE, WED, THU, FRI}
        team = [candidate(1, early, visits=9), candidate(2, early), candidate(3, {SAT, SUN, MON, TUE})]
        wanted = week(slot(workers=2), weeks=4)
        assert ids(1, 3, 2) == [each.worker_id for each in propose_team(wanted, team)]

    def test_the_nearest_is_taken_of_those_alike(self) -> None:
        team = [candidate(1, metres=900), candidate(2, metres=300), candidate(3, metres=600)]
        assert ids(2, 3, 1) == [each.worker_id for each in propose_team(week(slot(), weeks=4), team)]

    def test_who_can_make_none_of_the_visits_is_not_proposed(self) -> None:
        assert () == propose_team(week(slot(), weeks=4), [candidate(1, turn=LATE, visits=4)])

    @given(
        st.lists(
            st.tuples(st.sets(st.integers(0, 6)), st.booleans(), st.integers(0, 30), st.integers(0, 5000)),
            max_size=10,
        )
    )
    def test_nobody_else_could_close_a_gap_that_it_leaves_with_room_for_more(
        self, drawn: list[tuple[set[int], bool, int, int]]
    ) -> None:
        bed = slot("bed", window_starts=time(20), window_ends=time(21), preferred_start=time(20))
        wanted = week(slot(), bed, weeks=4)
        everybody = [
            candidate(number, weekdays, LATE if late else EARLY, visits=visits, metres=metres)
            for number, (weekdays, late, visits, metres) in enumerate(drawn)
        ]
        chosen = [each.worker_id for each in propose_team(wanted, everybody)]
        team = [each for each in everybody if each.worker_id in chosen]
        able = [each for each in everybody if any(each.can_come(visit) for visit in wanted)]
        assert len(set(chosen)) == len(chosen) <= LARGEST
        assert min(SMALLEST, len(able)) <= len(chosen)
        if len(chosen) < LARGEST:
            assert cover_of(wanted, everybody).filled == cover_of(wanted, team).filled
