"""Too short, finished early and longer are told apart; visits for two stand by themselves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from kith.insight.diagnosis.result import Result
from kith.insight.diagnosis.terms import LEEDS
from kith.insight.diagnosis.utilisation import utilisation

from .facts import Row, tables
from .test_analyses import delivered, rows

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC).replace(tzinfo=None)
KINDS = "Visits of one worker: too short, finished early, or longer"
PAIRS = "Visits for two workers, by planned length"


def found(visits: list[Row]) -> Result:
    with tables(visits=visits) as facts:
        return utilisation(facts, LEEDS)


def test_each_visit_is_of_one_kind_and_the_bounds_belong_to_the_plan() -> None:
    minutes = (
        19,
        20,
        24,
        25,
        30,
        35,
        36,
        40,
    )  # of 30: short; early, early; as planned, thrice; longer, twice
    visits = [delivered(10 * n + k, 30, each) for n in range(10) for k, each in enumerate(minutes)]
    assert ((30, 80, 80, 0.125, 0.25, 0.375, 0.25),) == rows(found(visits), KINDS)


def pair(number: int, first: int, second: int, *, later: int = 0, **second_rest: Any) -> list[Row]:
    """One visit for two: minutes of each, the second so many minutes later."""
    both = {"visit_key": f"v{number}", "started_at": NINE}
    return [
        delivered(number, 30, first, **both),
        delivered(number, 30, second, place=2, **{
            **both, "started_at": NINE + timedelta(minutes=later), **second_rest
        }),
    ]  # fmt: skip


def test_visits_for_two_say_whether_both_came_and_were_there_at_once() -> None:
    visits = [row for n in range(6) for row in pair(n, 30, 30, later=10)]  # twenty minutes at once
    visits += [
        row for n in range(6, 9) for row in pair(n, 30, 12)
    ]  # the second was too short: twelve at once
    visits += pair(9, 30, 0, verdict="missed", started_at=None)
    visits += [delivered(100 + n, 45, 45) for n in range(12)]  # one worker each
    shown = found(visits)
    ((planned, pairs, people, both, short, together),) = rows(shown, PAIRS)
    assert (30, 10, 10, 0.9, 20.0) == (planned, pairs, people, both, together)
    assert 3 / 9 == short
    assert [45] == [row[0] for row in rows(shown, KINDS)]


def test_pairs_of_nine_people_are_left_out() -> None:
    visits = [row for n in range(9) for row in pair(n, 30, 30)]
    visits += [delivered(100 + n, 45, 45) for n in range(12)]
    assert () == rows(found(visits), PAIRS)
