"""Where the break and the down-time of a shift can be, beside what is rostered."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from kith.rota.shift_day import Pauses, Span, pauses_in
from tests.rota.factories import utc

SHIFT = Span(utc(13, 7), utc(13, 14, 30))
MINUTE = timedelta(minutes=1)


def pauses(*taken: Span, break_minutes: int = 30, downtime_minutes: int = 45) -> Pauses:
    return pauses_in(SHIFT, taken, break_minutes=break_minutes, downtime_minutes=downtime_minutes)


def test_an_empty_shift_has_its_break_in_the_middle_and_down_time_where_most_is_left() -> None:
    assert Span(utc(13, 10, 30), utc(13, 11)) == pauses().rest
    assert Span(utc(13, 7), utc(13, 7, 45)) == pauses().downtime


def test_the_break_goes_to_the_nearest_gap_that_holds_it() -> None:
    found = pauses(Span(utc(13, 7), utc(13, 10)), Span(utc(13, 10, 20), utc(13, 12)))
    assert Span(utc(13, 12), utc(13, 12, 30)) == found.rest
    assert Span(utc(13, 12, 30), utc(13, 13, 15)) == found.downtime


def test_down_time_takes_what_there_is_of_the_longest_gap() -> None:
    found = pauses(Span(utc(13, 7, 30), utc(13, 14, 10)))
    assert (Span(utc(13, 7), utc(13, 7, 30)), Span(utc(13, 14, 10), utc(13, 14, 30))) == found


def test_a_shift_without_room_has_neither() -> None:
    assert Pauses(rest=None, downtime=None) == pauses(SHIFT)


def test_a_shift_that_plans_none_has_none() -> None:
    assert Pauses(rest=None, downtime=None) == pauses(break_minutes=0, downtime_minutes=0)


@given(st.lists(st.tuples(st.integers(-60, 500), st.integers(1, 90)), max_size=12))
def test_both_lie_in_the_shift_and_beside_everything_else(visits: list[tuple[int, int]]) -> None:
    taken = [Span(SHIFT.starts_at + n * MINUTE, SHIFT.starts_at + (n + m) * MINUTE) for n, m in visits]
    found = [span for span in pauses(*taken) if span is not None]
    for span in found:
        assert SHIFT.starts_at <= span.starts_at < span.ends_at <= SHIFT.ends_at
        others = [*taken, *(each for each in found if each is not span)]
        assert all(span.ends_at <= each.starts_at or each.ends_at <= span.starts_at for each in others)
