"""Times with a reablement team from stretches of care: joined a week apart, and read on the day after."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from kith.brokerage.actions_packages import end_line
from kith.insight.facts.fill_care import care_rows
from kith.insight.facts.fill_reablement import reablement_rows
from kith.insight.facts.known import pseudonym
from kith.orgs.context import as_house
from tests.brokerage import factories as make
from tests.factories import NOW, cast

MAY = date(2026, 5, 4)
WEEK = timedelta(days=7)


def care(starts_on: date, until: date | None, minutes: int = 210, **changes: Any) -> dict[str, Any]:
    return {
        "person_key": "ada", "service_type": "reablement", "starts_on": starts_on, "until": until,
        "weekly_minutes": minutes, "workers": 1, "weekly_pence": 8_410,
    } | changes  # fmt: skip


def only(
    packages: list[dict[str, Any]], people: list[dict[str, Any]] | None = None,
    placements: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:  # fmt: skip
    (row,) = reablement_rows(packages, people or [], placements or [])
    return row


def test_stretches_a_week_apart_are_one_time_and_further_ones_two() -> None:
    first, last = care(MAY, MAY + 2 * WEEK, 420), care(MAY + 3 * WEEK, MAY + 6 * WEEK, 140)
    row = only([first, last])
    assert (MAY, MAY + 6 * WEEK, 420, 140) == tuple(
        row[key] for key in ("starts_on", "until", "weekly_minutes_first", "weekly_minutes_last")
    )
    assert 2 * 8_410 + 3 * 8_410 == row["pence"]
    later = care(MAY + 3 * WEEK + timedelta(days=1), MAY + 6 * WEEK)
    assert 2 == len(list(reablement_rows([first, later], [], [])))


@pytest.mark.parametrize(
    ("before", "after", "outcome"), [(0, 0, "none"), (300, 100, "less"), (100, 100, "same"), (0, 60, "more")]
)
def test_the_outcome_is_the_care_that_stands_the_day_after(before: int, after: int, outcome: str) -> None:
    end = MAY + 6 * WEEK
    others = [care(MAY - 9 * WEEK, MAY, before, service_type="home_care")] if before else []
    others += [care(end, None, after, service_type="home_care")] if after else []
    row = only([care(MAY, end), *others])
    assert (before, after, outcome) == tuple(
        row[key] for key in ("weekly_minutes_before", "weekly_minutes_after", "outcome")
    )


def test_a_second_worker_counts() -> None:
    assert 420 == only([care(MAY, None, workers=2)])["weekly_minutes_first"]


def test_who_has_died_or_moved_to_a_home_is_other_and_who_is_still_there_is_nothing_yet() -> None:
    over = care(MAY, MAY + 6 * WEEK)
    assert "other" == only([over], people=[{"person_key": "ada", "died_on": MAY + 5 * WEEK}])["outcome"]
    home = {"person_key": "ada", "starts_on": MAY + 6 * WEEK, "until": None}
    assert "other" == only([over], placements=[home])["outcome"]
    still = only([care(MAY, None)])
    assert (None, None, None, None) == tuple(
        still[key] for key in ("until", "outcome", "weekly_minutes_last", "pence")
    )


def test_without_a_price_it_has_no_cost() -> None:
    assert only([care(MAY, MAY + WEEK, weekly_pence=None)])["pence"] is None


@pytest.mark.django_db
def test_a_reablement_line_of_a_package_is_a_time_with_a_team() -> None:
    everybody = cast()
    ada = make.person(commissioner=everybody.council)
    contract = make.contract(commissioner=everybody.council, provider=everybody.kindly_care)
    line = make.package(person=ada, contract=contract, starts_on=MAY, service_type="reablement")
    end_line(by=None, at=NOW, line_id=line.pk, until=MAY + 6 * WEEK, reason="goals_met")
    with as_house():
        (row,) = care_rows()["reablement"]
    # Half an hour a day is 210 minutes a week.
    assert (pseudonym(ada.pk), MAY, MAY + 6 * WEEK, 210, 210, "none") == tuple(
        row[key]
        for key in (
            "person_key", "starts_on", "until", "weekly_minutes_first", "weekly_minutes_last", "outcome",
        )
    )  # fmt: skip
