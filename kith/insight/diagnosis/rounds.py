"""Workers' days: what the minutes of a round become where the shift is paid whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import duckdb
from django.utils.translation import gettext as _

from kith.core.small_numbers import may_be_shown
from kith.core.waterfall_chart import Waterfall, WaterfallStep
from kith.insight.diagnosis.growth import in_order
from kith.insight.diagnosis.result import Column, Table
from kith.insight.diagnosis.wording import tier_words


class Round(NamedTuple):
    """An average worker's day with one kind of provider, in minutes."""

    tier: str
    rounds: int
    people: int
    planned: float
    shorter: float
    longer: float
    travel: float


def rounds(facts: duckdb.DuckDBPyConnection) -> list[Round]:
    """An average day with each kind of provider; those of few people are left out."""
    rows = facts.execute(
        """
        SELECT tier, COUNT(DISTINCT (worker_key, on_day)) AS rounds, COUNT(DISTINCT person_key),
               SUM(planned) / rounds, SUM(GREATEST(planned - minutes, 0)) / rounds,
               SUM(GREATEST(minutes - planned, 0)) / rounds, SUM(travel_minutes) / rounds
        FROM delivered WHERE worker_key <> '' GROUP BY tier
        """
    ).fetchall()
    held = (Round(tier, int(n), int(people), *map(float, sums)) for tier, n, people, *sums in rows)
    return sorted((each for each in held if may_be_shown(each.people)), key=lambda each: in_order(each.tier))


def round_table(found: Sequence[Round]) -> Table:
    """Where the minutes of a day go, by kind of provider."""
    return Table(
        title=_("What a worker’s day comes to when the shift is paid whole"),
        columns=(
            Column(key="tier", heading=_("Provider")),
            Column(key="rounds", heading=_("Workers’ days"), unit="whole"),
            Column(key="planned", heading=_("Planned visits"), unit="minutes"),
            Column(key="with_people", heading=_("With people"), unit="minutes"),
            Column(key="left", heading=_("Left for something else"), unit="minutes"),
            Column(key="travel", heading=_("Between visits"), unit="minutes"),
        ),
        rows=tuple(
            (
                tier_words(each.tier),
                each.rounds,
                round(each.planned, 1),
                round(each.planned - each.shorter + each.longer, 1),
                round(each.shorter - each.longer, 1),
                round(each.travel, 1),
            )
            for each in found
        ),
    )


def day_of(each: Round) -> Waterfall:
    """A day from its planned minutes to those with people."""
    return Waterfall(
        title=_("A worker’s day with %(tier)s providers, in minutes")
        % {"tier": tier_words(each.tier).lower()},
        first=_("Planned visits"),
        start=each.planned,
        steps=(
            WaterfallStep(name=_("visits shorter than planned"), amount=-each.shorter),
            WaterfallStep(name=_("visits longer than planned"), amount=each.longer),
        ),
        last=_("With people"),
        write=lambda value: f"{value:,.0f}".replace("-", "−"),
    )
