from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kith.core.dates import Period, minutes_between
from kith.core.visit_pattern import BankHolidays, PatternSlot, expand, read_slot, write_slot


@st.composite
def slots(draw: st.DrawFn) -> PatternSlot:
    window_minutes = draw(st.integers(1, 1439))
    minutes = draw(st.integers(1, window_minutes))
    starts = draw(st.integers(0, 1439))
    preferred = starts + draw(st.integers(0, window_minutes - minutes))
    return PatternSlot(
        key=draw(st.sampled_from("abcd")),
        weekdays=draw(st.frozensets(st.integers(0, 6), min_size=1)),
        window_starts=clock(starts),
        window_ends=clock(starts + window_minutes),
        preferred_start=clock(preferred),
        minutes=minutes,
        workers=draw(st.integers(1, 2)),
        bank_holidays=draw(st.sampled_from(BankHolidays)),
        every_weeks=draw(st.integers(1, 4)),
        anchor=draw(st.dates(date(2020, 1, 1), date(2030, 1, 1))),
    )


def clock(minutes: int) -> time:
    return (datetime(2000, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)).time()


patterns = st.lists(slots(), max_size=4, unique_by=lambda slot: slot.key)
# Each of these weeks holds a clock change; the others are anywhere.
starts = st.one_of(
    st.sampled_from([date(2026, 10, 22), date(2027, 3, 25)]), st.dates(date(2025, 1, 1), date(2029, 1, 1))
)


@given(pattern=patterns, starts_on=starts, first=st.integers(1, 20), rest=st.integers(1, 20))
def test_expanding_two_halves_equals_expanding_the_whole(
    pattern: list[PatternSlot], starts_on: date, first: int, rest: int
) -> None:
    middle = starts_on + timedelta(days=first)
    end = middle + timedelta(days=rest)
    halves = [
        *expand(pattern, Period(starts_on=starts_on, until=middle)),
        *expand(pattern, Period(starts_on=middle, until=end)),
    ]

    assert halves == list(expand(pattern, Period(starts_on=starts_on, until=end)))


@given(pattern=patterns, starts_on=starts)
def test_every_visit_fits_its_window_whatever_the_clocks_do(
    pattern: list[PatternSlot], starts_on: date
) -> None:
    for visit in expand(pattern, Period(starts_on=starts_on, until=starts_on + timedelta(days=7))):
        assert visit.minutes > 0
        assert visit.window_starts_at <= visit.preferred_start_at
        assert visit.minutes <= minutes_between(visit.preferred_start_at, visit.window_ends_at)


@given(slot=slots())
def test_a_slot_written_and_read_is_the_same_slot(slot: PatternSlot) -> None:
    assert slot == read_slot(write_slot(slot))
