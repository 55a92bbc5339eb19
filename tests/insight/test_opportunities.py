"""Each opportunity worked out by hand on facts small enough to count."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import duckdb
import pytest

from kith.insight.diagnosis.opportunities import ORDER, QUESTIONS, opportunities
from kith.insight.diagnosis.opportunities.opportunity import Opportunity, Prices
from kith.insight.diagnosis.terms import Terms
from kith.insight.facts.duck import empty_tables

UNTIL = date(2026, 1, 1)
TERMS = Terms(pence_per_hour=2400)
PRICES = Prices(
    waiting_day_pence=30_000, contact_pence=1_000, complaint_pence=50_000, nurse_visit_pence=4_000
)


@pytest.fixture
def facts() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:") as connection:
        empty_tables(connection)
        yield connection


def put(facts: duckdb.DuckDBPyConnection, table: str, *rows: dict[str, Any]) -> None:
    for row in rows:
        places = ", ".join("?" * len(row))
        facts.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places})", list(row.values()))


A_YEAR_APART = (date(2025, 1, 2), date(2025, 12, 30))


def package(number: int, **changed: Any) -> dict[str, Any]:
    return {
        "person_key": f"p{number}", "provider_type": "framework", "patch_key": "north",
        "starts_on": date(2025, 1, 1), "weekly_minutes": 600, "workers": 1, "weekly_pence": 24_000,
    } | changed  # fmt: skip


def worked_out(facts: duckdb.DuckDBPyConnection, key: str, prices: Prices = PRICES) -> Opportunity:
    found = opportunities(facts, TERMS, prices, UNTIL)
    return next(each for each in found if each.definition.key == key)


def test_every_one_of_the_nine_has_a_definition_that_says_everything() -> None:
    said = [question.definition() for question in QUESTIONS]
    assert 9 == len(ORDER)
    assert {"spot_share", "invoiced_gap"} <= {each.key for each in said}
    assert 10 == len({each.key for each in said})
    for each in said:
        words = (each.title, each.question, each.numerator, each.denominator, each.formula, each.owner,
                 each.next_test, each.needs)  # fmt: skip
        assert all(words), each.key


def test_without_files_each_says_what_it_needs(facts: duckdb.DuckDBPyConnection) -> None:
    for each in opportunities(facts, TERMS, Prices(), UNTIL):
        assert each.pence is None
        assert each.answer.missing


def test_spot_hours_are_priced_at_the_frameworks_price(facts: duckdb.DuckDBPyConnection) -> None:
    put(facts, "packages", *(package(n) for n in range(10)))
    spot = {"provider_type": "spot", "weekly_pence": 30_000}
    put(facts, "packages", *(package(100 + n, **spot) for n in range(12)))
    found = worked_out(facts, "spot_share")
    # 12 people, 10 hours a week for 365 days, £6 an hour dearer.
    assert found.pence == pytest.approx(12 * 10 * 365 / 7 * 600)
    assert 12 == found.answer.n


def test_fewer_than_ten_people_are_withheld(facts: duckdb.DuckDBPyConnection) -> None:
    put(facts, "packages", *(package(n) for n in range(10)))
    spot = {"provider_type": "spot", "weekly_pence": 30_000}
    put(facts, "packages", *(package(100 + n, **spot) for n in range(9)))
    found = worked_out(facts, "spot_share")
    assert found.pence is None
    assert () == found.answer.figures
    assert "too few" in found.answer.missing


def test_minutes_claimed_beyond_those_monitored_are_priced(facts: duckdb.DuckDBPyConnection) -> None:
    visits = (
        {
            "visit_key": f"v{n}", "person_key": f"p{n % 20}", "verdict": "delivered",
            "on_day": A_YEAR_APART[n // 50], "invoiced_minutes": 30, "actual_minutes": 20 + n % 2,
        }
        for n in range(100)
    )  # fmt: skip
    put(facts, "visits", *visits)
    found = worked_out(facts, "invoiced_gap")
    # 3,000 minutes claimed, 2,050 monitored: 950 minutes at £24 an hour.
    assert found.pence == pytest.approx(950 / 60 * 2400)
    assert found.answer.pence is not None
    assert found.answer.pence.low < 38_000 < found.answer.pence.high


def test_days_of_waiting_beyond_two_are_priced(facts: duckdb.DuckDBPyConnection) -> None:
    waits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    put(
        facts, "packages",
        *(
            package(n, starts_on=date(2025, 3, 10), asked_on=date(2025, 3, 10 - days))
            for n, days in enumerate(waits)
        ),
    )  # fmt: skip
    # Beyond two days: 1 + 2 + 3 + 4 + 5 + 6 + 7 = 28 days at £300.
    assert worked_out(facts, "brokerage").pence == pytest.approx(28 * 30_000)
    counted = worked_out(facts, "brokerage", Prices())
    assert counted.pence is None
    assert "waiting_day_pence" in counted.answer.missing
    assert counted.answer.figures


def test_contacts_that_come_back_are_priced(facts: duckdb.DuckDBPyConnection) -> None:
    for n in range(20):
        put(facts, "contacts", {"contact_key": f"a{n}", "person_key": f"p{n}", "on_day": date(2025, 2, 1),
                                "led_to": "information"})  # fmt: skip
    for n in range(5):
        put(facts, "contacts", {"contact_key": f"b{n}", "person_key": f"p{n}", "on_day": date(2025, 3, 1),
                                "led_to": "package"})  # fmt: skip
    for key, day in (("c", date(2025, 6, 1)), ("d", date(2025, 12, 30))):
        late = {"contact_key": key, "person_key": "p9", "on_day": day, "led_to": "package"}
        put(facts, "contacts", late)
    found = worked_out(facts, "front_door")
    assert (20, pytest.approx(5 * 1_000)) == (found.answer.n, found.pence)


def test_many_contacts_of_few_people_are_few_people(facts: duckdb.DuckDBPyConnection) -> None:
    for n in range(30):
        put(facts, "contacts", {"contact_key": f"a{n}", "person_key": f"p{n % 9}", "on_day": date(2025, 2, 1),
                                "led_to": "nothing"})  # fmt: skip
    found = worked_out(facts, "front_door")
    assert (None, ()) == (found.pence, found.answer.figures)
    assert found.answer.missing.startswith("It rests on too few")


def test_what_is_not_priced_is_withheld_by_the_same_rule(facts: duckdb.DuckDBPyConnection) -> None:
    put(facts, "packages", *(package(n, asked_on=date(2024, 12, 1)) for n in range(9)))
    found = worked_out(facts, "brokerage", Prices())
    assert () == found.answer.figures
    assert found.answer.missing.startswith("It rests on too few")


def test_half_the_complaints_are_priced(facts: duckdb.DuckDBPyConnection) -> None:
    days = (A_YEAR_APART[n % 2] for n in range(12))
    made = ({"complaint_key": f"c{n}", "on_day": day, "upheld": "yes"} for n, day in enumerate(days))
    put(facts, "complaints", *made, {"complaint_key": "old", "on_day": date(2023, 5, 1)})
    assert worked_out(facts, "complaints").pence == pytest.approx(6 * 50_000)


def test_a_delegated_visit_spares_a_nurses(facts: duckdb.DuckDBPyConnection) -> None:
    visits = (
        {
            "visit_key": f"v{n}", "person_key": f"p{n % 10}", "verdict": "delivered",
            "service_type": "delegated_health", "on_day": A_YEAR_APART[n % 2],
        }
        for n in range(40)
    )  # fmt: skip
    put(facts, "visits", *visits)
    assert worked_out(facts, "delegation").pence == pytest.approx(40 * 4_000)


def test_places_above_the_average_come_to_it(facts: duckdb.DuckDBPyConnection) -> None:
    put(facts, "packages", *(package(n, weekly_minutes=590 + n % 2 * 20) for n in range(10)))
    south = {"patch_key": "south"}
    put(facts, "packages", *(package(50 + n, weekly_minutes=710 + n % 2 * 20, **south) for n in range(10)))
    found = worked_out(facts, "assessment")
    # The south is at 720, everybody at 660: 10 people an hour a week at £24 for 52 weeks.
    assert found.pence == pytest.approx(10 * 2_400 * 52)


def test_reablement_frees_what_it_spares_less_what_it_costs(facts: duckdb.DuckDBPyConnection) -> None:
    for n in range(50):
        for cohort, free in (("intake", n < 30), ("comparison", n < 5)):
            put(facts, "reablement", {
                "person_key": f"{cohort}{n}", "cohort": cohort, "starts_on": date(2024, 1, 1),
                "outcome": "none" if free else "same", "pence": 100_000,
            })  # fmt: skip
    put(facts, "packages", *(package(n, until=date(2025, 3, 5)) for n in range(20)))
    found = worked_out(facts, "intermediate_care")
    # Nine weeks of ten hours at £24 each; half of it spared, at £1,000 a person.
    assert found.pence == pytest.approx(20 * (0.5 * 9 * 24_000 - 100_000))


def test_those_worth_most_come_first(facts: duckdb.DuckDBPyConnection) -> None:
    days = (A_YEAR_APART[n % 2] for n in range(12))
    made = ({"complaint_key": f"c{n}", "on_day": day, "upheld": "yes"} for n, day in enumerate(days))
    put(facts, "complaints", *made)
    put(facts, "packages", *(package(n, starts_on=date(2025, 3, 10), asked_on=date(2025, 3, 1))
                             for n in range(12)))  # fmt: skip
    priced = [each.pence for each in opportunities(facts, TERMS, PRICES, UNTIL)]
    shown = [pence for pence in priced if pence is not None]
    assert sorted(shown, reverse=True) == shown
    assert [None] * (len(priced) - len(shown)) == priced[len(shown) :]


def test_a_month_of_visits_is_scaled_to_a_year_and_says_so(facts: duckdb.DuckDBPyConnection) -> None:
    for n in range(73):
        put(facts, "visits", {
            "visit_key": f"v{n}", "person_key": f"p{n % 12}", "verdict": "delivered",
            "on_day": date(2025, 6, 1 + n % 25), "invoiced_minutes": 30, "actual_minutes": 20,
        })  # fmt: skip
    found = worked_out(facts, "invoiced_gap")
    # 25 days go 14.6 times into a year: 730 minutes at £24 an hour, 14.6 times.
    assert found.pence == pytest.approx(730 / 60 * 2400 * 14.6)
    assert "25" in [figure.value for figure in found.answer.figures]
