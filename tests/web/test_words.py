"""How things are written, and that geometry lets nothing but numbers into a style."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from kith.web import words
from kith.web.converters import DayConverter, WeekConverter
from kith.web.geometry import Geometry
from kith.web.page import initials
from kith.web.person_page import years_between

MORNING = datetime(2026, 4, 7, 7, 15, tzinfo=UTC)  # 08:15 in London


@pytest.mark.parametrize(
    ("whole", "written"),
    [(0, "0 min"), (45, "45 min"), (90, "90 min"), (91, "1 h 31"), (120, "2 h"), (-450, "−7 h 30")],
)
def test_minutes_are_written_as_people_say_them(whole: int, written: str) -> None:
    assert written == words.minutes(whole)


def test_times_are_london_s_and_say_the_day_where_it_is_another() -> None:
    assert "08:15" == words.clock_since(MORNING, MORNING)
    assert "Tue 7 Apr 08:15" == words.clock_since(MORNING, MORNING + timedelta(days=1))
    assert "Tuesday 7 April" == words.day_of_month(MORNING)


def test_a_day_counts_in_london_after_midnight_in_summer() -> None:
    assert "Wed 8 Apr" == words.day(datetime(2026, 4, 7, 23, 30, tzinfo=UTC))


def test_a_week_is_named_by_its_monday() -> None:
    assert date(2026, 4, 6) == WeekConverter().to_python("2026-04-12")
    assert "2026-04-06" == WeekConverter().to_url(date(2026, 4, 12))
    assert date(2026, 4, 12) == DayConverter().to_python("2026-04-12")


def test_age_grows_on_the_birthday() -> None:
    assert (83, 84) == tuple(
        years_between(date(1942, 4, 7), day) for day in (date(2026, 4, 6), date(2026, 4, 7))
    )


def test_initials_are_those_of_the_first_and_the_last_word() -> None:
    assert ("EH", "E", "") == (initials("Edie May Holroyd"), initials("Edie"), initials(""))


def test_the_same_place_shares_a_class() -> None:
    geometry = Geometry()
    assert geometry.css_class(at=30, d=45) == geometry.css_class(at=30, d=45)
    assert ".x0{--at:30;--d:45}" == geometry.css()


def test_geometry_refuses_what_is_not_a_number() -> None:
    with pytest.raises(ValueError, match="could not convert"):
        Geometry().css_class(at="0}body{display:none")
