"""Journeys laid out in SQL against slow plain Python over the same packages."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from kith.insight.diagnosis.growth import growth_of
from kith.insight.diagnosis.journeys import lay_out
from kith.insight.diagnosis.terms import Terms

from .facts import Row, tables

BEGAN = date(2020, 1, 6)
END = BEGAN + timedelta(days=4 * 365)


def package(person: str, start: int, until: int | None, minutes: int, **rest: Any) -> Row:
    return {
        "person_key": person,
        "provider_type": "primary",
        "starts_on": BEGAN + timedelta(days=start),
        "until": None if until is None else BEGAN + timedelta(days=until),
        "weekly_minutes": minutes,
        "workers": 1,
    } | rest


def review(person: str, on: int) -> Row:
    return {"review_key": f"{person}{on}", "person_key": person, "on_day": BEGAN + timedelta(days=on)}


PACKAGES = st.lists(
    st.builds(
        lambda person, start, length, minutes, workers: package(
            f"p{person}", start, start + length, minutes * 35, workers=workers
        ),
        st.integers(1, 3),
        st.integers(0, 1_000),
        st.integers(1, 900),
        st.integers(1, 20),
        st.integers(1, 2),
    ),
    min_size=1,
    max_size=8,
)


def on_day(packages: Sequence[Row], person: str, day: date) -> tuple[int, int]:
    """Minutes and worker-minutes of a person's week on one day, package by package."""
    held = [
        each for each in packages
        if each["person_key"] == person and each["starts_on"] <= day < min(each["until"], END)
    ]  # fmt: skip
    minutes = sum(each["weekly_minutes"] for each in held)
    return minutes, sum(each["weekly_minutes"] * each["workers"] for each in held)


def anniversary(day: date, years: int) -> date:
    """The same day so many years on; a day of February that year does not have is the day before."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def fetched(connection: duckdb.DuckDBPyConnection, text: str) -> list[tuple[Any, ...]]:
    return connection.execute(text).fetchall()


@settings(max_examples=30)
@given(PACKAGES)
def test_every_anniversary_has_the_care_of_that_day(packages: list[Row]) -> None:
    expected = set()
    for person in {each["person_key"] for each in packages}:
        mine = [each for each in packages if each["person_key"] == person]
        began = min(each["starts_on"] for each in mine)
        for year in range(5):
            day = anniversary(began, year)
            minutes, worker_minutes = on_day(packages, person, day)
            if minutes:
                expected.add((person, year, minutes, worker_minutes))

    with tables(packages=packages) as connection:
        lay_out(connection, Terms(ends_on=END))
        found = fetched(connection, "SELECT person_key, year, minutes, worker_minutes FROM levels")
    assert expected == set(found)


@settings(max_examples=30)
@given(PACKAGES, st.lists(st.tuples(st.integers(1, 3), st.integers(0, 1_500)), max_size=6))
def test_a_change_soon_after_a_review_is_put_down_to_it(
    packages: list[Row], held: list[tuple[int, int]]
) -> None:
    reviews = [review(f"p{person}", on) for person, on in held]
    changed: defaultdict[str, list[date]] = defaultdict(list)
    for person in {each["person_key"] for each in packages}:
        edges = {
            day
            for each in packages
            if each["person_key"] == person
            for day in (each["starts_on"], min(each["until"], END))
        }
        began = min(edges)
        changed[person] = sorted(day for day in edges if day > began and on_day(packages, person, day)[0])
    expected = set()
    for each in reviews:
        later = [day for day in changed[each["person_key"]] if day >= each["on_day"]]
        started = [p["starts_on"] for p in packages if p["person_key"] == each["person_key"]]
        later += [day for day in [min(started)] if day >= each["on_day"]] if started else []
        if later and (min(later) - each["on_day"]).days <= 28:
            expected.add((each["person_key"], min(later)))

    with tables(packages=packages, reviews=reviews) as connection:
        lay_out(connection, Terms(ends_on=END))
        marked = set(fetched(connection, "SELECT person_key, on_day FROM changes WHERE reviewed"))
        without_a_gap = set(fetched(connection, "SELECT person_key, on_day FROM changes"))
    assert expected & without_a_gap == marked


def test_growth_by_hand() -> None:
    """100 to 110 and 200 to 210 minutes: 20 on 300. A review's 50 more is the review's own."""
    packages = [
        package("a", 0, 365, 100), package("a", 365, 800, 110),
        package("b", 0, 180, 150), package("b", 180, 365, 200), package("b", 365, 800, 210),
    ]  # fmt: skip
    with tables(packages=packages, reviews=[review("b", 175)]) as connection:
        lay_out(connection, Terms(ends_on=END))
        grown = growth_of(connection, "minutes", change_year=3, grain=0)["primary"]

    assert 2 == grown.people[1]
    assert round(20 / 300, 9) == round(grown.years[1].value, 9)


def test_care_uplifted_on_the_same_day_of_every_year_grows_in_every_year() -> None:
    """Ten per cent a year on the day itself, over 2020 and 2024, which have a day more."""
    days = [0, *((anniversary(BEGAN, year) - BEGAN).days for year in range(1, 6))]
    packages = [
        package(person, start, until, round(1000 * 1.1**year))
        for person in ("a", "b")
        for year, (start, until) in enumerate(pairwise(days))
    ]
    with tables(packages=packages) as connection:
        lay_out(connection, Terms(ends_on=anniversary(BEGAN, 6)))
        grown = growth_of(connection, "minutes", change_year=3, grain=0)["primary"]

    assert [0.1] * 4 == [round(grown.years[year].value, 3) for year in (1, 2, 3, 4)]


def test_growth_after_a_gap_in_care_still_compares_a_person_with_themselves() -> None:
    packages = [package("a", 0, 100, 100), package("a", 200, 800, 120), package("b", 0, 800, 100)]
    with tables(packages=packages) as connection:
        lay_out(connection, Terms(ends_on=END))
        grown = growth_of(connection, "minutes", change_year=3, grain=0)["primary"]

    assert 0.1 == round(grown.years[1].value, 9)


def test_what_goes_on_is_followed_to_the_last_day_known() -> None:
    with tables(packages=[package("a", 0, None, 100)], reviews=[review("a", 500)]) as connection:
        lay_out(connection, Terms())
        (until,) = fetched(connection, "SELECT until FROM journeys")[0]

    assert BEGAN + timedelta(days=501) == until


def test_files_without_packages_have_no_journeys() -> None:
    with tables() as connection:
        assert 0 == lay_out(connection, Terms())
