"""Each measure once more, slowly, in plain Python from its words alone: what measures must agree with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from kith.core.travel_emissions import grams_per_km

Fact = dict[str, Any]
Groups = dict[tuple[Any, str, str], tuple[int, int, int]]


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
    people: dict[Any, set[str]] = defaultdict(set)
    for row in rows:
        if counts(row):
            tops[group_of(row)] += top(row)
            bottoms[group_of(row)] += bottom(row)
            people[group_of(row)].add(row["person_key"])
    return {group: (tops[group], bottoms[group], len(people[group])) for group in tops}


def delivered(visit: Fact) -> bool:
    """Somebody came and care was given."""
    return bool(visit["verdict"] == "delivered")


def due(visit: Fact) -> bool:
    """It was not called off."""
    return not visit["cancelled"]


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
    seen = [v for v in visits if delivered(v)]
    people: dict[Any, set[str]] = defaultdict(set)
    for visit in seen:
        people[group_of(visit)].add(visit["person_key"])
    answer: Groups = {}
    for (week, provider, patch), visited in people.items():
        last = week + timedelta(days=6)
        faces = {
            (v["person_key"], v["worker_key"])
            for v in seen
            if v["provider_key"] == provider
            and v["person_key"] in visited
            and v["worker_key"]
            and last - timedelta(days=28) < v["on_day"] <= last
        }
        met = {person for person, _ in faces}
        if met:
            answer[week, provider, patch] = (len(faces), len(met), len(met))
    return answer


def cost_per_person_week(visits: Sequence[Fact], payments: Sequence[Fact]) -> Groups:
    """Pence over people."""
    people: dict[Any, set[str]] = defaultdict(set)
    pence: dict[Any, int] = defaultdict(int)
    for payment in payments:
        people[group_of(payment)].add(payment["person_key"])
        pence[group_of(payment)] += payment["pence"]
    return {group: (pence[group], len(people[group]), len(people[group])) for group in people}


def missed_visits(visits: Sequence[Fact], payments: Sequence[Fact]) -> Groups:
    """Nobody came."""
    return _ratio(
        visits,
        counts=lambda v: v["verdict"] in {"delivered", "refused", "missed"},
        top=lambda v: int(v["verdict"] == "missed"),
        bottom=lambda v: 1,
    )


def unfilled_places(visits: Sequence[Fact], payments: Sequence[Fact]) -> Groups:
    """Nobody was found."""
    return _ratio(visits, counts=due, top=lambda v: int(not v["rostered_minutes"]), bottom=lambda v: 1)


def double_handed(visits: Sequence[Fact], payments: Sequence[Fact]) -> Groups:
    """Second places over first places."""
    return _ratio(
        visits, counts=delivered, top=lambda v: int(v["place"] == 2), bottom=lambda v: int(v["place"] == 1)
    )


def invoiced_v_actual(visits: Sequence[Fact], payments: Sequence[Fact]) -> Groups:
    """Claimed over spent."""
    return _ratio(
        visits,
        counts=delivered,
        top=lambda v: v["invoiced_minutes"],
        bottom=lambda v: v["actual_minutes"],
    )


def visits_under_half_an_hour(visits: Sequence[Fact], payments: Sequence[Fact]) -> Groups:
    """Asked for in less than thirty minutes."""
    return _ratio(visits, counts=due, top=lambda v: int(v["commissioned_minutes"] < 30), bottom=lambda v: 1)


def travel_per_hour_of_care(visits: Sequence[Fact], payments: Sequence[Fact]) -> Groups:
    """Minutes between doors over minutes inside."""
    return _ratio(
        visits, counts=delivered, top=lambda v: v["travel_minutes"], bottom=lambda v: v["actual_minutes"]
    )


def spot_share(visits: Sequence[Fact], payments: Sequence[Fact]) -> Groups:
    """Minutes under spot contracts."""
    return _ratio(
        visits,
        counts=due,
        top=lambda v: v["commissioned_minutes"] if v["tier"] == "spot" else 0,
        bottom=lambda v: v["commissioned_minutes"],
    )


def minutes_per_person_week(visits: Sequence[Fact], payments: Sequence[Fact]) -> Groups:
    """Minutes over people."""
    minutes = _ratio(visits, counts=delivered, top=lambda v: v["actual_minutes"], bottom=lambda v: 1)
    return {group: (top, people, people) for group, (top, _, people) in minutes.items()}


def driven_legs(visits: Sequence[Fact], payments: Sequence[Fact]) -> Groups:
    """Journeys by car over journeys."""
    return _ratio(
        visits,
        counts=lambda v: delivered(v) and v["travel_metres"] > 0,
        top=lambda v: int(v["travel_mode"] == "drive"),
        bottom=lambda v: 1,
    )


def days_without_a_car(visits: Sequence[Fact], payments: Sequence[Fact]) -> Groups:
    """Days of a worker with no driven journey."""
    days: dict[Any, set[tuple[str, Any]]] = defaultdict(set)
    driven: dict[Any, set[tuple[str, Any]]] = defaultdict(set)
    people: dict[Any, set[str]] = defaultdict(set)
    for visit in visits:
        if delivered(visit) and visit["worker_key"]:
            day = visit["worker_key"], visit["on_day"]
            days[group_of(visit)].add(day)
            people[group_of(visit)].add(visit["person_key"])
            if visit["travel_mode"] == "drive" and visit["travel_metres"] > 0:
                driven[group_of(visit)].add(day)
    return {group: (len(days[group] - driven[group]), len(days[group]), len(people[group])) for group in days}


def travel_emissions(visits: Sequence[Fact], payments: Sequence[Fact]) -> Groups:
    """Milligrams over thousandths of a visit."""
    return _ratio(
        visits,
        counts=delivered,
        top=lambda v: v["travel_metres"] * grams_per_km(v["travel_mode"], v["on_day"]),
        bottom=lambda v: 1_000,
    )


ORACLES: dict[str, Callable[[Sequence[Fact], Sequence[Fact]], Groups]] = {
    "rostered_v_actual": rostered_v_actual,
    "half_hours_under_20": half_hours_under_20,
    "continuity": continuity,
    "punctuality": punctuality,
    "cost_per_person_week": cost_per_person_week,
    "missed_visits": missed_visits,
    "unfilled_places": unfilled_places,
    "double_handed": double_handed,
    "invoiced_v_actual": invoiced_v_actual,
    "visits_under_half_an_hour": visits_under_half_an_hour,
    "travel_per_hour_of_care": travel_per_hour_of_care,
    "spot_share": spot_share,
    "minutes_per_person_week": minutes_per_person_week,
    "driven_legs": driven_legs,
    "days_without_a_car": days_without_a_car,
    "travel_emissions": travel_emissions,
}
