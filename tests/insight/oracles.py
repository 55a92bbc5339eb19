"""Each measure once more, slowly, in plain Python from its words alone: what measures must agree with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

Fact = dict[str, Any]
Groups = dict[tuple[Any, str, str], tuple[int, int]]


def group_of(row: Fact) -> tuple[Any, str, str]:
    """Week, provider and patch."""
    return row["week_starts_on"], row["provider_key"], row["patch_key"]


def _ratio(
    rows: Sequence[Fact],
    *,
    counts: Callable[[Fact], bool],
    top: Callable[[Fact], int],
    bottom: Callable[[Fact], int],
) -> Groups:
    tops: dict[Any, int] = defaultdict(int)
    bottoms: dict[Any, int] = defaultdict(int)
    for row in rows:
        if counts(row):
            tops[group_of(row)] += top(row)
            bottoms[group_of(row)] += bottom(row)
    return {group: (tops[group], bottoms[group]) for group in tops}


def rostered_v_actual(visits: Sequence[Fact], payments: Sequence[Fact]) -> Groups:
    """Minutes spent over minutes on the rota."""
    return _ratio(
        visits,
        counts=lambda v: v["verdict"] != "" and not v["cancelled"],
        top=lambda v: v["actual_minutes"],
        bottom=lambda v: v["rostered_minutes"],
    )


def half_hours_under_20(visits: Sequence[Fact], payments: Sequence[Fact]) -> Groups:
    """Half hours over before twenty minutes."""
    return _ratio(
        visits,
        counts=lambda v: v["verdict"] == "delivered" and v["commissioned_minutes"] == 30,
        top=lambda v: int(v["actual_seconds"] < 20 * 60),
        bottom=lambda v: 1,
    )


def punctuality(visits: Sequence[Fact], payments: Sequence[Fact]) -> Groups:
    """Starts within a quarter of an hour."""
    return _ratio(
        visits,
        counts=lambda v: v["verdict"] == "delivered" and v["late_seconds"] is not None,
        top=lambda v: int(abs(v["late_seconds"]) <= 15 * 60),
        bottom=lambda v: 1,
    )


def continuity(visits: Sequence[Fact], payments: Sequence[Fact]) -> Groups:
    """Faces met in the 28 days that end with the week, over people visited in it."""
    delivered = [v for v in visits if v["verdict"] == "delivered"]
    people: dict[Any, set[str]] = defaultdict(set)
    for visit in delivered:
        people[group_of(visit)].add(visit["person_key"])
    answer: Groups = {}
    for (week, provider, patch), visited in people.items():
        last = week + timedelta(days=6)
        faces = {
            (v["person_key"], v["worker_key"])
            for v in delivered
            if v["provider_key"] == provider
            and v["person_key"] in visited
            and v["worker_key"]
            and last - timedelta(days=28) < v["on_day"] <= last
        }
        met = {person for person, _ in faces}
        if met:
            answer[week, provider, patch] = (len(faces), len(met))
    return answer


def cost_per_person_week(visits: Sequence[Fact], payments: Sequence[Fact]) -> Groups:
    """Pence over people."""
    people: dict[Any, set[str]] = defaultdict(set)
    pence: dict[Any, int] = defaultdict(int)
    for payment in payments:
        people[group_of(payment)].add(payment["person_key"])
        pence[group_of(payment)] += payment["pence"]
    return {group: (pence[group], len(people[group])) for group in people}


ORACLES: dict[str, Callable[[Sequence[Fact], Sequence[Fact]], Groups]] = {
    "rostered_v_actual": rostered_v_actual,
    "half_hours_under_20": half_hours_under_20,
    "continuity": continuity,
    "punctuality": punctuality,
    "cost_per_person_week": cost_per_person_week,
}
