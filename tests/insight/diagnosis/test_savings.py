"""The nine opportunities as one analysis: what is priced, what is withheld, and what each still needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import duckdb
import pytest

from kith.insight.diagnosis.intervals import TooFew
from kith.insight.diagnosis.opportunities.opportunity import Prices
from kith.insight.diagnosis.savings import drawn, savings
from kith.insight.diagnosis.terms import Terms
from kith.insight.facts.duck import empty_tables

TERMS = Terms(pence_per_hour=2400, ends_on=date(2026, 1, 1))


@pytest.fixture
def facts() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:") as connection:
        empty_tables(connection)
        yield connection


def complaints(facts: duckdb.DuckDBPyConnection, number: int) -> None:
    for each in range(number):
        facts.execute(
            "INSERT INTO complaints (complaint_key, on_day, upheld) VALUES (?, ?, 'yes')",
            [f"c{each}", date(2025, 1, 2 + each)],
        )


def rows(facts: duckdb.DuckDBPyConnection, prices: Prices) -> dict[str, tuple[object, ...]]:
    by_money, *_others = savings(facts, TERMS, prices).tables
    return {str(title): tuple(rest) for title, *rest in by_money.rows}


def test_without_facts_every_opportunity_says_what_it_needs(facts: duckdb.DuckDBPyConnection) -> None:
    found = savings(facts, TERMS)
    assert "Nothing could be priced yet. Each opportunity says what it needs." == found.answer
    by_money, hangs_on, worked_out = found.tables
    assert 10 == len(by_money.rows) == len(worked_out.rows)
    assert all(row[1:4] == ("", "", "") and row[-1] for row in by_money.rows)
    assert () == hangs_on.rows
    assert () == found.pictures


def test_what_only_the_council_knows_is_counted_and_not_priced(facts: duckdb.DuckDBPyConnection) -> None:
    complaints(facts, 20)
    worth, _low, _high, n, *_others, missing = rows(facts, Prices())["Fewer complaints"]
    assert ("", 20) == (worth, n)
    assert missing


def test_priced_it_stands_first_and_is_drawn(facts: duckdb.DuckDBPyConnection) -> None:
    complaints(facts, 20)
    prices = Prices(complaint_pence=50_000)
    found = savings(facts, TERMS, prices)
    assert "Fewer complaints" == found.tables[0].rows[0][0]
    assert found.answer.startswith("At most £")
    [picture] = found.pictures
    assert "Fewer complaints" in picture.sentence()


def test_a_count_of_few_people_is_withheld(facts: duckdb.DuckDBPyConnection) -> None:
    complaints(facts, 9)
    worth, _low, _high, n, *_others = rows(facts, Prices(complaint_pence=50_000))["Fewer complaints"]
    assert ("", None) == (worth, n)


def test_many_contacts_of_few_people_are_withheld(facts: duckdb.DuckDBPyConnection) -> None:
    for each in range(30):
        facts.execute(
            "INSERT INTO contacts (contact_key, person_key, on_day, led_to) VALUES (?, ?, ?, 'nothing')",
            [f"c{each}", f"p{each % 9}", date(2025, 2, 1)],
        )
    worked_out = rows(facts, Prices(contact_pence=1_000)).values()
    told = [row[3:5] for row in worked_out if "contacts" in str(row[4])]
    assert [(None, "contacts that led to nothing or to advice")] == told


def test_it_needs_to_know_the_year(facts: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(TooFew):
        savings(facts, replace(TERMS, ends_on=None))


def test_nothing_priced_is_not_drawn() -> None:
    assert None is drawn([])
