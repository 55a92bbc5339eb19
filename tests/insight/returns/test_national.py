"""The national measures of Kith's own return: by the published definitions, beside what others publish."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kith.brokerage.actions import set_rates
from kith.brokerage.actions_packages import end_line
from kith.core.payment_models import payment_model
from kith.insight.actions import take_snapshot
from kith.insight.diagnosis.queries import finding
from kith.insight.diagnosis.result import Result
from kith.insight.returns.national import _area_of, last_quarter_end, national_measures
from kith.people.models import Person
from tests.brokerage import factories as make
from tests.factories import NOW, TODAY, Cast, cast
from tests.insight.diagnosis.facts import tables

pytestmark = pytest.mark.django_db
JANUARY, MARCH = date(2026, 1, 12), date(2026, 3, 2)
TITLE = "By the published definitions"


@pytest.fixture
def everybody() -> Cast:
    return cast()


def with_reablement(everybody: Cast, people: int, *, going_on: int) -> None:
    """So many people of 86 whose reablement ended in March; some of them have home care from then on."""
    contract = make.contract(commissioner=everybody.council, provider=everybody.kindly_care)
    set_rates(by=None, at=NOW, contract=contract, rates=payment_model("final").rates, starts_on=JANUARY)
    for n in range(people):
        person = make.person(f"Person {chr(65 + n)}", commissioner=everybody.council)
        Person.objects.filter(pk=person.pk).update(born_on=date(1940, 4, 17))
        line = make.package(person=person, contract=contract, starts_on=JANUARY, reference=f"R-{n}",
                            service_type="reablement")  # fmt: skip
        end_line(by=None, at=NOW, line_id=line.pk, until=MARCH, reason="goals_met")
        if n < going_on:
            make.package(person=person, contract=contract, starts_on=MARCH, reference=f"H-{n}")


def published(measure: str, area: str, part: str, value: str, period: str = "2024 to 2025") -> dict[str, Any]:
    return {"measure": measure, "area": area, "period": period, "part": part, "value": value}


BENCHMARKS = [
    published("2a the proportion of people", "England", "outcome", "77.1"),
    published("2a the proportion of people", "England", "outcome", "79.9", "2023 to 2024"),
    published("2a the proportion of people", "Aireford", "outcome", "97.5"),
    published("2c the number of adults", "Aireford", "denominator", "100000"),
    published("hours a week", "Aireford", "outcome", "3"),
]


def rows(found: Result, title: str = TITLE) -> dict[object, tuple[object, ...]]:
    return {row[0]: row[1:] for row in next(each.rows for each in found.tables if each.title == title)}


def national(everybody: Cast, benchmarks: list[dict[str, Any]]) -> Result:
    with tables(benchmarks=benchmarks) as facts:
        return national_measures(everybody.council, facts, TODAY)


def test_reablement_that_ended_with_no_more_support_counts_beside_the_published_figures(
    everybody: Cast,
) -> None:
    with_reablement(everybody, 12, going_on=3)
    found = national(everybody, BENCHMARKS)
    _words, counted, out_of, value, between, own, england, period = rows(found)["2A"]
    # Nine of twelve; Wilson's interval by hand.
    assert (9, 12, "75.0", "46.8 % – 91.1 %") == (counted, out_of, value, between)
    assert ("97.5", "77.1", "2024 to 2025") == (own, england, period)
    assert "For the twelve months to 31 March 2026: 2A 75.0" in found.answer
    assert "2A: 77.1, 75" in found.pictures[0].sentence()


def test_a_measure_that_needs_a_population_takes_it_from_the_publication(everybody: Cast) -> None:
    with_reablement(everybody, 12, going_on=0)
    assert (0, 100_000, "0.0") == rows(national(everybody, BENCHMARKS))["2C"][1:4]
    assert "2B" not in rows(national(everybody, BENCHMARKS))


def test_a_published_figure_that_is_withheld_or_not_there_is_no_number(everybody: Cast) -> None:
    with_reablement(everybody, 12, going_on=3)
    withheld = published("2a the proportion of people", "England", "outcome", "[c]")
    found = national(everybody, [*BENCHMARKS[2:], withheld])
    assert ("97.5", "[c]") == rows(found)["2A"][5:7]
    assert "" == rows(found)["2C"][5]  # its population alone is published
    assert () == found.pictures


def test_a_measure_of_few_people_is_withheld_and_one_that_is_not_held_says_what_it_needs(
    everybody: Cast,
) -> None:
    with_reablement(everybody, 9, going_on=1)
    found = rows(national(everybody, BENCHMARKS))
    assert (None, None, None, None) == found["2A"][1:5]
    assert "hospital stays" in str(found["2D(1)"][0])
    assert "not held" == found["2D(1)"][3]


def test_without_anybody_it_says_so(everybody: Cast) -> None:
    found = national(everybody, [])
    assert "too few people" in found.answer
    assert () == found.tables


@pytest.mark.parametrize(
    ("on", "quarter"),
    [
        (date(2026, 3, 31), date(2025, 12, 31)),
        (date(2026, 4, 1), date(2026, 3, 31)),
        (date(2026, 1, 15), date(2025, 12, 31)),
        (date(2026, 9, 30), date(2026, 6, 30)),
    ],
)
def test_the_quarter_is_the_newest_that_is_over(on: date, quarter: date) -> None:
    assert quarter == last_quarter_end(on)


def test_a_snapshot_keeps_them_for_the_council(everybody: Cast, tmp_path: Path) -> None:
    with_reablement(everybody, 12, going_on=3)
    take_snapshot(by=None, at=NOW, under=tmp_path)
    kept = finding("national_measures", by=everybody.cass, on=TODAY)
    assert "2A 75.0" in kept.body["answer"]


@pytest.mark.parametrize(
    ("council", "area"),
    [
        ("Leeds City Council", "Leeds"),
        ("Central Bedfordshire Council", "Central Bedfordshire"),
        ("Bedfordshire Council", ""),
        ("Council of England", ""),
    ],
)
def test_the_published_area_of_a_council_is_found_by_whole_words(council: str, area: str) -> None:
    assert area == _area_of(
        council, ["Bedford", "Central Bedfordshire", "Bedfordshire and Luton", "England", "Leeds"]
    )
