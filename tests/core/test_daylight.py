"""When it is dark for most of a shift."""

from datetime import UTC, date, datetime

import pytest

from kith.core.daylight import daylight, mostly_dark

LEEDS = (53.8, -1.55)


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def test_midwinter_is_dark_by_half_past_four_and_midsummer_light_till_after_nine() -> None:
    # HM Nautical Almanac Office, Leeds: civil twilight ends 16:26 on 21 December, 21:32 UTC on 21 June.
    _, winter = daylight(date(2026, 12, 21), *LEEDS)
    _, summer = daylight(date(2026, 6, 21), *LEEDS)
    assert abs((winter - at(12, 21, 16, 26)).total_seconds()) < 300
    assert abs((summer - at(6, 21, 21, 32)).total_seconds()) < 300


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "dark"),
    [
        (at(12, 21, 14, 30), at(12, 21, 22), True),
        (at(12, 21, 7), at(12, 21, 14, 30), False),
        (at(6, 21, 13, 30), at(6, 21, 21), False),
        (at(12, 21, 18), at(12, 21, 22), True),
        (at(12, 21, 22), at(12, 22, 6), True),
    ],
)
def test_a_shift_is_dark_when_more_than_half_of_it_is(
    starts_at: datetime, ends_at: datetime, dark: bool
) -> None:
    assert dark is mostly_dark(starts_at, ends_at, *LEEDS)
