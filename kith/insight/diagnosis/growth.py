"""How fast care grows from year to year of a journey, by kind of provider, apart from what reviews did.

Each year compares the same people with themselves, so that who left cannot pass for care that grew: the
average of those still there would. A person in several years counts once in the interval.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import duckdb

from kith.core.small_numbers import may_be_shown
from kith.insight.diagnosis.change_point import ChangePoint, change_point
from kith.insight.diagnosis.intervals import Interval, Sums, ratio_from, standard_error
from kith.insight.diagnosis.result import Cell, Column, Table
from kith.insight.diagnosis.wording import percent, tier_words

Series = Literal["minutes", "worker_minutes", "workers"]
TIERS = ("primary", "framework", "spot", "in_house", "direct_payment")
EVERYBODY, BEGAN_WITH_ONE = "TRUE", "first_workers = 1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """The yearly growth of one kind of provider's care: by year of the journey, and before and after."""

    tier: str
    years: Mapping[int, Interval]
    people: Mapping[int, int]
    phases: Mapping[str, Interval]
    phase_people: Mapping[str, int]

    @property
    def change(self) -> ChangePoint | None:
        """When growth changed, as far as enough years can be shown."""
        shown = [interval for year, interval in sorted(self.years.items()) if may_be_shown(self.people[year])]
        errors = [standard_error(interval) for interval in shown]
        if len(shown) < 3 or not all(errors):
            return None
        return change_point([interval.value for interval in shown], errors)


def growth_of(
    facts: duckdb.DuckDBPyConnection,
    series: Series,
    *,
    change_year: int,
    grain: float,
    among: str = EVERYBODY,
) -> dict[str, Growth]:
    """The growth of each kind of provider's care, where it can be worked out.

    ``grain`` is the step to which the figures were rounded down: half of it is put back before dividing.
    """
    of_each = f"""
        SELECT person_key, tier, year, CASE WHEN year <= {change_year} THEN 'early' ELSE 'late' END AS phase,
               {series} - {series}_before AS top, {series}_before + {grain / 2} AS bottom
        FROM years WHERE {among}
    """  # noqa: S608  # columns and conditions of our own
    yearly = _ratios(facts, f"SELECT tier, year AS part, top, bottom FROM ({of_each})")  # noqa: S608
    phases = _ratios(
        facts,
        f"SELECT tier, phase AS part, SUM(top) AS top, SUM(bottom) AS bottom FROM ({of_each}) "  # noqa: S608
        "GROUP BY tier, phase, person_key",
    )
    return {
        tier: Growth(
            tier=tier,
            years={year: found for (of, year), (found, _) in yearly.items() if of == tier},
            people={year: n for (of, year), (_, n) in yearly.items() if of == tier},
            phases={phase: found for (of, phase), (found, _) in phases.items() if of == tier},
            phase_people={phase: n for (of, phase), (_, n) in phases.items() if of == tier},
        )
        for tier in TIERS
        if any(of == tier for of, _ in yearly)
    }


def in_order(tier: str) -> int:
    """Where a kind of provider stands among the others; kinds we do not know come last."""
    return TIERS.index(tier) if tier in TIERS else len(TIERS)


def _ratios(facts: duckdb.DuckDBPyConnection, text: str) -> dict[tuple[str, Any], tuple[Interval, int]]:
    """A ratio and its interval, and its people, for each part of each kind; one person alone has none."""
    rows = facts.execute(
        f"""
        WITH pairs AS ({text})
        SELECT tier, part, COUNT(*), SUM(top), SUM(bottom),
               SUM(top * top), SUM(top * bottom), SUM(bottom * bottom)
        FROM pairs GROUP BY tier, part HAVING COUNT(*) >= 2 AND SUM(bottom) > 0 ORDER BY tier, part
        """  # noqa: S608
    ).fetchall()
    return {
        (tier, part): (_with_room(Sums(int(n), *(float(number) for number in sums))), int(n))
        for tier, part, n, *sums in rows
    }


def _with_room(sums: Sums) -> Interval:
    """The ratio; where nothing changed for anybody, as much as three single changes is left possible."""
    found = ratio_from(sums)
    room = 3 / sums.bottom if found.low == found.high else 0.0
    return Interval(found.value, found.low - room, found.high + room)


def phase_table(title: str, grown: Mapping[str, Growth], change_year: int, words: Sequence[str]) -> Table:
    """Growth before and after the year asked about, one row for each kind of provider.

    ``words`` are the five headings.
    """
    provider, years, people, growth_words, interval = words
    return Table(
        title=title,
        columns=(
            Column(key="provider_type", heading=provider),
            Column(key="years", heading=years),
            Column(key="people", heading=people, unit="whole"),
            Column(key="growth", heading=growth_words, unit="share"),
            Column(key="interval", heading=interval),
        ),
        rows=tuple(
            (
                tier_words(tier),
                span(phase, change_year),
                *_shown(growth.phases[phase], growth.phase_people[phase]),
            )
            for tier, growth in grown.items()
            for phase in ("early", "late")
            if phase in growth.phases
        ),
    )


def span(phase: str, change_year: int) -> str:
    """The years of a journey before or after the year asked about: 1–3, or 4+."""
    return f"1–{change_year}" if phase == "early" else f"{change_year + 1}+"


def _shown(found: Interval, people: int) -> tuple[Cell, ...]:
    if not may_be_shown(people):
        return (None, None, None)
    return (people, found.value, f"{percent(found.low)} – {percent(found.high)}")


def change_rows(grown: Mapping[str, Growth]) -> Sequence[tuple[str, int, str, float, str, str]]:
    """For each kind: the best year, the years as plausible, how likely by chance, and growth either side."""
    return [
        (
            tier_words(tier),
            change.best,
            ", ".join(str(year) for year in change.plausible),
            change.chance,
            percent(change.before.value),
            percent(change.after.value),
        )
        for tier, growth in grown.items()
        if (change := growth.change)
    ]
