"""Demand is read from packages as they stand each Monday; scenarios are checked by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from kith.insight.diagnosis.terms import Terms
from kith.insight.forecasts.demand import demand
from kith.insight.forecasts.demand_read import EVERYWHERE, Part, demand_by_part
from kith.insight.forecasts.scenarios import average_week, scenarios, team_minutes
from tests.insight.diagnosis.facts import tables

MONDAY = date(2026, 1, 5)
WEEK = timedelta(days=7)


def package(person: str, starts_on: date, until: date | None = None, **told: Any) -> dict[str, Any]:
    common = {"provider_type": "primary", "patch_key": "hollin", "weekly_minutes": 600, "workers": 1}
    return {"person_key": person, "starts_on": starts_on, "until": until, **common, **told}


def visit(person: str, **told: Any) -> dict[str, Any]:
    at = datetime(2026, 3, 16, 8, 0, tzinfo=UTC).replace(tzinfo=None)
    common = {
        "visit_key": person, "place": 1, "person_key": person, "worker_key": "grace", "provider_key": "aire",
        "patch_key": "hollin", "contract_key": "c1", "tier": "primary", "service_type": "home_care",
        "slot": "morning", "on_day": date(2026, 3, 16), "week_starts_on": date(2026, 3, 16),
        "commissioned_minutes": 30, "rostered_minutes": 30, "actual_minutes": 20, "actual_seconds": 1_200,
        "invoiced_minutes": 30, "window_starts_at": at, "rostered_starts_at": at, "started_at": at,
        "late_seconds": 0, "verdict": "delivered", "cancelled": False,
        "travel_minutes": 0, "travel_metres": 0, "travel_mode": "walk",
    }  # fmt: skip
    return common | told


def test_a_week_is_counted_as_it_stands_on_its_monday() -> None:
    facts = tables(
        packages=[
            package("ada", MONDAY, MONDAY + 2 * WEEK),
            package("ada", MONDAY + 2 * WEEK, workers=2),
            package("bob", MONDAY + WEEK + timedelta(days=1), patch_key="quarry"),
        ]
    )
    found = demand_by_part(facts, MONDAY + 4 * WEEK)
    assert [MONDAY + n * WEEK for n in range(4)] == list(found[EVERYWHERE].weeks)
    assert [10.0, 10.0, 20.0, 20.0] == list(found[Part(patch="hollin")].hours)
    assert [0.0, 0.0, 10.0, 10.0] == list(found[Part(patch="quarry")].hours)
    assert [10.0, 10.0, 30.0, 30.0] == list(found[EVERYWHERE].hours)
    assert 2 == found[EVERYWHERE].people


def test_demand_is_continued_by_patch_and_small_patches_are_withheld() -> None:
    rows = [package(f"p{n}", MONDAY + (n % 20) * WEEK) for n in range(40)]
    rows += [package(f"q{n}", MONDAY, patch_key="quarry") for n in range(4)]
    rows += [package(f"r{n}", MONDAY, patch_key="ridge") for n in range(6)]
    result = demand(tables(packages=rows), Terms(ends_on=MONDAY + 30 * WEEK, names={"hollin": "Hollin Moor"}))
    assert "500 hours were asked for in the last week." in result.answer
    weeks, _, patches = result.tables
    assert ("", 16) == (weeks.rows[8][1], len(weeks.rows))
    assert ["Hollin Moor", "quarry", "ridge"] == [row[0] for row in patches.rows]
    assert [400, None, None] == [row[1] for row in patches.rows]
    assert "Hours asked for in a week" in result.pictures[0].sentence()
    assert "<svg" in result.pictures[0].svg("demand")


def test_demand_is_continued_by_pathway_with_its_own_past_error() -> None:
    rows = [package(f"p{n}", MONDAY, service_type="home_care") for n in range(20)]
    rows += [package(f"q{n}", MONDAY + n * WEEK, service_type="reablement") for n in range(20)]
    rows += [package(f"r{n}", MONDAY, service_type="shared_lives", weekly_minutes=120) for n in range(10)]
    result = demand(tables(packages=rows), Terms(ends_on=MONDAY + 30 * WEEK))
    pathways = next(table for table in result.tables if table.title == "By pathway, in 8 weeks")
    named = {row[0]: row[1:] for row in pathways.rows}
    assert {"Home care", "Reablement", "Shared lives"} == named.keys()
    assert (200, 200, 200, 200, "0 %", "0 %") == named["Home care"]  # nothing ever changed
    assert 20 == named["Shared lives"][0]
    # Twenty weeks long one more came each week: that nothing would change missed by more than ours.
    assert 200 == named["Reablement"][0]
    assert "0 %" != named["Reablement"][5]


def test_a_small_pathway_is_not_told_by_those_whose_people_have_another_too() -> None:
    rows = [package(f"p{n}", MONDAY, service_type="home_care") for n in range(40)]
    rows += [package(f"p{n}", MONDAY, service_type="reablement") for n in range(10)]
    rows += [package(f"q{n}", MONDAY, service_type="shared_lives") for n in range(9)]
    rows += [package(f"r{n}", MONDAY, service_type="night_sitting") for n in range(60)]
    found = demand(tables(packages=rows), Terms(ends_on=MONDAY + 30 * WEEK)).tables
    pathways = next(table for table in found if table.title == "By pathway, in 8 weeks")
    # Were reablement alone hidden with the nine, what is left would be of the nine alone.
    assert {"Home care": None, "Reablement": None, "Shared lives": None} == {
        row[0]: row[1] for row in pathways.rows if row[1] is None
    }
    assert 4 == len(pathways.rows)


def test_what_nine_people_ask_for_is_not_told() -> None:
    rows = [package(f"p{n}", MONDAY) for n in range(9)]
    result = demand(tables(packages=rows), Terms(ends_on=MONDAY + 30 * WEEK))
    assert "The packages are of fewer than ten people, so nothing is shown." == result.answer
    assert ((), ()) == (result.tables, result.pictures)


def test_where_one_patch_would_give_the_other_away_neither_is_shown() -> None:
    rows = [package(f"p{n}", MONDAY) for n in range(40)]
    rows += [package(f"q{n}", MONDAY, patch_key="quarry") for n in range(4)]
    patches = demand(tables(packages=rows), Terms(ends_on=MONDAY + 30 * WEEK)).tables[-1]
    assert [None, None] == [row[1] for row in patches.rows]


def test_packages_without_minutes_are_no_demand() -> None:
    priced = package("ada", MONDAY, weekly_minutes=None, weekly_pence=20_000)
    alone, beside = tables(packages=[priced]), tables(packages=[priced, package("bob", MONDAY, workers=None)])
    assert {} == demand_by_part(alone, MONDAY + 4 * WEEK)
    assert "fewer than 16 weeks" in demand(alone, Terms(ends_on=MONDAY + 4 * WEEK)).answer
    assert [10.0] * 4 == list(demand_by_part(beside, MONDAY + 4 * WEEK)[EVERYWHERE].hours)


def test_without_enough_weeks_it_says_so() -> None:
    for facts in (tables(), tables(packages=[package("ada", MONDAY)])):
        result = demand(facts, Terms(ends_on=MONDAY + 3 * WEEK))
        assert "fewer than 16 weeks of packages" in result.answer
        assert () == result.tables


def test_an_average_week_and_what_choices_make_of_it() -> None:
    people = [f"p{n}" for n in range(12)]
    visits = [visit(person) for person in people]
    visits += [visit("p0", rostered_minutes=0, verdict="missed", actual_minutes=0, commissioned_minutes=60)]
    visits += [visit("p1", tier="spot", contract_key="c2", commissioned_minutes=120, actual_minutes=120)]
    payments = [
        {"person_key": "p0", "provider_key": "aire", "patch_key": "hollin", "contract_key": contract,
         "week_starts_on": date(2026, 3, 16), "pence": pence}
        for contract, pence in (("c1", 8_000), ("c2", 5_000))
    ]  # fmt: skip
    facts = tables(visits=visits, payments=payments)
    week = average_week(facts)
    assert week is not None
    # 12 × 30 + 60 + 120 minutes; 8,000 pence for four hours, 5,000 for two: 500 pence an hour dearer.
    assert (540, 60, 120, 12, 12, 500) == (
        week.minutes, week.unfilled_minutes, week.spot_minutes, week.half_hours, week.short_half_hours,
        week.spot_dearer_pence,
    )  # fmt: skip
    assert 10_800 == team_minutes()  # 8 workers × 30 hours × 60 × 0.75
    table = scenarios(facts, Terms(pence_per_hour=2_000)).tables[0]
    assert [(180, 360_000), (-2, -4_000), (0, -1_000)] == [row[2:] for row in table.rows]


def test_one_more_team_covers_what_is_open_in_its_patch_and_no_more() -> None:
    visits = [visit(f"p{n}", commissioned_minutes=60) for n in range(12)]  # twelve hours, none open
    visits += [
        visit(f"q{n}", patch_key="quarry", service_type="reablement", rostered_minutes=0, verdict="missed",
              actual_minutes=0, commissioned_minutes=20 * 60)
        for n in range(10)
    ]  # fmt: skip
    visits += [visit(f"r{n}", patch_key="ridge", service_type="night_sitting") for n in range(2)]
    facts = tables(visits=visits)
    _, patches, pathways = scenarios(facts, Terms(names={"hollin": "Hollin Moor"})).tables
    # A team brings 180 hours of care; Quarry has 200 open. Ridge is two people, and Quarry would tell them.
    assert (
        ("Hollin Moor", 12.0, 0.0, 0.0, 180.0),
        ("quarry", None, None, None, None),
        ("ridge", None, None, None, None),
    ) == patches.rows
    assert ("Home care", 12.0, 0.0, 0.0, 180.0) == pathways.rows[0]
    (_, only, _) = scenarios(tables(visits=visits[:22]), Terms()).tables
    assert ("quarry", 200.0, 200.0, 180.0, 0.0) == only.rows[1]


def test_too_few_people_and_no_visits_say_so() -> None:
    assert "fewer than ten people" in scenarios(tables(visits=[visit("ada")]), Terms()).answer
    assert "no visits" in scenarios(tables(), Terms()).answer
