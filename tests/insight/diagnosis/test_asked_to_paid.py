"""From commissioned to paid by hand: each reason once, to the penny, by visit and by person alike."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import duckdb
import pytest

from kith.insight.diagnosis.asked_to_paid import asked_to_paid
from kith.insight.diagnosis.gap_steps import Level, lay_out_gap
from kith.insight.diagnosis.result import Result
from kith.insight.diagnosis.terms import LEEDS

from .facts import Row, tables

MONDAY = date(2026, 3, 2)
RATE = 2403  # pence an hour: 22.35 and the shift allowance of 1.68


def visit(key: str, **changes: Any) -> Row:
    return {
        "visit_key": key, "place": 1, "person_key": "ada", "provider_key": "aire", "contract_key": "c1",
        "week_starts_on": MONDAY, "on_day": MONDAY, "commissioned_minutes": 30, "rostered_minutes": 30,
        "actual_minutes": 30, "invoiced_minutes": 30, "verdict": "delivered", "cancelled": False,
    } | changes  # fmt: skip


def priced(key: str, minutes: int, **changes: Any) -> Row:
    return {
        "visit_key": key, "place": 1, "person_key": "ada", "provider_key": "aire", "contract_key": "c1",
        "week_starts_on": MONDAY, "basis": "rostered", "pence_per_hour": RATE,
        "pence_minutes": minutes * RATE, "tolerance_pence_minutes": 0, "held": "",
    } | changes  # fmt: skip


def paid(pence: int, **changes: Any) -> Row:
    return {
        "person_key": "ada", "provider_key": "aire", "contract_key": "c1", "week_starts_on": MONDAY,
        "pence": pence,
    } | changes  # fmt: skip


def steps(facts: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], tuple[float, int]]:
    """Minutes and pence-minutes by level and reason."""
    query = "SELECT level, reason, sum(minutes), sum(pence_minutes) FROM gap GROUP BY ALL"
    return {(level, why): (float(m), int(p)) for level, why, m, p in facts.execute(query).fetchall()}


# One visit of each kind: what it is called, how it differs from thirty minutes all through, and what is paid.
KINDS: tuple[tuple[dict[str, Any], int, dict[str, Any]], ...] = (
    ({"rostered_minutes": 20, "actual_minutes": 20, "invoiced_minutes": 20}, 20, {}),
    ({"rostered_minutes": 45, "actual_minutes": 45, "invoiced_minutes": 45}, 45, {}),
    ({"rostered_minutes": 0, "actual_minutes": 0, "invoiced_minutes": 0, "verdict": "missed"}, 0, {}),
    ({"actual_minutes": 0, "invoiced_minutes": 0, "verdict": "missed"}, 0, {}),
    ({"actual_minutes": 2, "invoiced_minutes": 2, "verdict": "refused"}, 2, {"basis": "actual"}),
    ({"actual_minutes": 0, "invoiced_minutes": 0, "verdict": ""}, 0, {"held": "not_verified"}),
    ({"actual_minutes": 22, "invoiced_minutes": 22}, 30, {}),
    ({"actual_minutes": 41, "invoiced_minutes": 30}, 30, {}),
    ({"actual_minutes": 22, "invoiced_minutes": 30}, 27,
     {"basis": "actual_and_tolerance", "tolerance_pence_minutes": 5 * RATE}),
    ({"invoiced_minutes": 0}, 30, {}),
    ({"actual_minutes": 0, "invoiced_minutes": 30, "verdict": "missed"}, 0, {}),
    ({}, 0, {"held": "not_frozen"}),
)  # fmt: skip
EXPECTED = {
    ("asked", ""): 14 * 30,
    ("rostered", "rostered_shorter"): -10,
    ("rostered", "rostered_longer"): 15,
    ("rostered", "nobody_found"): -30,
    ("rostered", "called_off"): -60,
    ("actual", "missed"): -60,
    ("actual", "refused"): -28,
    ("actual", "not_known"): -30,
    ("actual", "came_though_off"): 15,
    ("actual", "shorter"): -16,
    ("actual", "longer"): 11,
    ("claimed", "claimed_less"): -11,
    ("claimed", "claimed_more"): 8,
    ("claimed", "not_claimed"): -30,
    ("claimed", "claimed_without_care"): 30,
    ("paid", "rostered_above"): 8,
    ("paid", "tolerance"): 5,
    ("paid", "actual_and_tolerance_below"): -8,
    ("paid", "paid_without_claim"): 30,
    ("paid", "missed_unpaid"): -30,
    ("paid", "held_not_frozen"): -30,
    ("paid", "in_no_run"): -15,
}


@pytest.fixture
def every_kind() -> duckdb.DuckDBPyConnection:
    visits = [visit(f"v{n}", **changes) for n, (changes, _minutes, _rest) in enumerate(KINDS)]
    visits.append(visit("came", rostered_minutes=0, actual_minutes=15, invoiced_minutes=15, cancelled=True))
    visits.append(visit("off", commissioned_minutes=0, rostered_minutes=0, actual_minutes=0,
                        invoiced_minutes=0, verdict="cancelled", cancelled=True))  # fmt: skip
    minutes = sum(paid_for for _changes, paid_for, _rest in KINDS)
    return tables(
        visits=visits,
        called_off=[{"visit_key": "off", "place": 1, "commissioned_minutes": 30, "why": "cancelled"}],
        priced=[
            *(priced(f"v{n}", paid_for, **rest) for n, (_changes, paid_for, rest) in enumerate(KINDS)),
            priced("", 0, basis="year", person_key="", pence_minutes=60 * 12_345),
        ],
        # 184 minutes at 24.03 are 7,369.2 pence: 0.2 of a penny goes.
        payments=[paid(7_369)] if minutes == 184 else [],
    )


def test_every_difference_has_its_reason_in_minutes(every_kind: duckdb.DuckDBPyConnection) -> None:
    known = lay_out_gap(every_kind, LEEDS)
    assert known is not None
    assert tuple(Level) == known.levels
    found = {key: round(minutes) for key, (minutes, _pence) in steps(every_kind).items()}
    assert EXPECTED == {key: minutes for key, minutes in found.items() if minutes}


def test_every_difference_is_priced_at_its_contract(every_kind: duckdb.DuckDBPyConnection) -> None:
    lay_out_gap(every_kind, LEEDS)
    found = steps(every_kind)
    assert {key: minutes * RATE for key, minutes in EXPECTED.items()} == {
        key: amount for key, (minutes, amount) in found.items() if minutes
    }


def test_it_comes_to_what_was_paid_to_the_penny(every_kind: duckdb.DuckDBPyConnection) -> None:
    lay_out_gap(every_kind, LEEDS)
    found = steps(every_kind)
    assert (0.0, 60 * 12_345) == found["paid", "by_the_year"]
    assert (0.0, -12) == found["paid", "rounding"]
    assert 60 * (7_369 + 12_345) == sum(amount for _minutes, amount in found.values())


def test_claims_and_payments_by_person_are_held_against_the_persons_visits() -> None:
    visits = [visit(f"{who}{n}", person_key=who, invoiced_minutes=None, contract_key=None)
              for who in ("ada", "bert", "cyd") for n in range(4)]  # fmt: skip

    def invoice(who: str, minutes: int | None, pence: int | None) -> Row:
        return {"person_key": who, "provider_key": "aire", "starts_on": MONDAY,
                "until": MONDAY + timedelta(days=7), "invoiced_minutes": minutes, "pence": pence}  # fmt: skip

    # At the one price of 22.35: 120 minutes are 44.70.
    invoices = [invoice("ada", 130, None), invoice("bert", 120, 5_000), invoice("dora", 60, None)]
    payments = [paid(4_470), paid(5_000, person_key="bert"), paid(1_000, person_key="eve")]
    with tables(visits=visits, invoices=invoices, payments=payments) as facts:
        known = lay_out_gap(facts, LEEDS)
        found = steps(facts)
    assert known is not None
    assert ("people", "people") == (known.claims, known.payments)
    assert {
        ("asked", ""): 12 * 30 * 2235,
        ("claimed", "claimed_more"): 10 * 2235,
        ("claimed", "not_claimed"): -120 * 2235,
        ("claimed", "unmatched"): 60 * 2235,
        ("claimed", "another_price"): 60 * 530,
        ("paid", "paid_less"): -10 * 2235,
        ("paid", "claimed_unpaid"): -60 * 2235,
        ("paid", "paid_without_claim"): 60 * 1_000,
    } == {key: amount for key, (_minutes, amount) in found.items()}
    assert 60 * 10_470 == sum(amount for _minutes, amount in found.values())


def of_many(people: int, weeks: int = 3) -> list[Row]:
    return [
        visit(f"{n}-{week}", person_key=f"p{n}", week_starts_on=MONDAY + timedelta(weeks=week),
              actual_minutes=20, provider_key="aire" if n % 2 else "fell")
        for n in range(people) for week in range(weeks)
    ]  # fmt: skip


def rows(result: Result, title: str) -> tuple[tuple[object, ...], ...]:
    return next(table.rows for table in result.tables if table.title == title)


def test_the_table_runs_from_commissioned_to_the_last_that_is_known() -> None:
    with tables(visits=of_many(20)) as facts:
        found = asked_to_paid(facts, LEEDS)
    # 60 visits of 30 minutes are 30 hours, £670.50; ten minutes less of each are ten hours, £223.50.
    assert (
        ("Commissioned", "", "", 30.0, 67_050),
        ("Rostered", "", "", 30.0, 67_050),
        ("shorter than planned", "Actual", 20, -10.0, -22_350),
        ("Actual", "", "", 20.0, 44_700),
        ("claimed more than spent", "Claimed", 20, 10.0, 22_350),
        ("Claimed", "", "", 30.0, 67_050),
    ) == rows(found, "Each step and its reasons")
    assert ("aire", 10, 33_525, 33_525, 22_350, 33_525, 11_175) == rows(found, "By provider, in pounds")[0]
    trend = rows(found, "Claimed beyond what was spent, week by week")
    assert ("aire", 3, 3725.0, 3725.0) == trend[0][:4]
    assert "30 hours were commissioned, 20 spent with people." in found.answer


def test_reasons_about_few_people_are_joined_and_small_providers_withheld() -> None:
    visits = of_many(40)
    kinds: tuple[dict[str, Any], ...] = ({"verdict": "missed", "actual_minutes": 0}, {"actual_minutes": 40})
    for n, changes in enumerate(kinds):
        visits += [
            visit(f"x{n}{k}", person_key=f"q{n}{k}", provider_key="small", **changes) for k in range(5)
        ]
    with tables(visits=visits) as facts:
        found = asked_to_paid(facts, LEEDS)
    said = [row[0] for row in rows(found, "Each step and its reasons")]
    assert "other reasons" in said
    assert "missed" not in said
    assert "shorter than planned" in said, "the smallest amount hides them, not the largest"
    assert "The largest single step: shorter than planned" in found.answer
    providers = {row[0]: row for row in rows(found, "By provider, in pounds")}
    assert 10 == providers["small"][1]


def test_somebody_with_two_small_reasons_is_one_of_those_they_are_joined_of() -> None:
    visits = of_many(40)
    for n in range(6):  # six people, each with a visit missed and one that took longer
        visits.append(visit(f"m{n}", person_key=f"q{n}", verdict="missed", actual_minutes=0))
        visits.append(visit(f"l{n}", person_key=f"q{n}", actual_minutes=40))
    with tables(visits=visits) as facts:
        found = asked_to_paid(facts, LEEDS)
    towards = [row for row in rows(found, "Each step and its reasons") if row[1] == "Actual"]
    assert [("other reasons", 46)] == [(row[0], row[2]) for row in towards]


def test_a_provider_whose_people_others_have_too_is_withheld_with_a_small_one() -> None:
    def of(provider: str, first: int, last: int) -> list[Row]:
        return [
            visit(f"{provider}{n}", person_key=f"p{n}", provider_key=provider) for n in range(first, last)
        ]

    # All ten of Gill are Fell's, too: with Gill alone hidden, what is left would be the nine of Small.
    visits = [*of("small", 0, 9), *of("fell", 9, 40), *of("gill", 30, 40), *of("howe", 40, 80)]
    with tables(visits=visits) as facts:
        found = asked_to_paid(facts, LEEDS)
    shown = {row[0]: row[1] for row in rows(found, "By provider, in pounds")}
    assert {"small": None, "gill": None, "fell": None, "howe": 40} == shown


def test_nine_people_are_nobodys_business() -> None:
    with tables(visits=of_many(9)) as facts:
        found = asked_to_paid(facts, LEEDS)
    assert () == found.tables
    assert "too few visits" in found.answer


def test_without_visits_it_says_so() -> None:
    with tables() as facts:
        assert "too few visits" in asked_to_paid(facts, LEEDS).answer
