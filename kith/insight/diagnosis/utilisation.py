"""How long visits took against how long they were planned for: the 51 % question, and who it depends on.

The Leeds documents: of visits planned for 30 minutes, 51 % were delivered in under 20. Asked here of every
planned length, and by provider, person, round and time of day; and what the minutes come to for a worker who
is paid for a whole shift.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import duckdb
from django.utils.translation import gettext as _

from kith.core.funnel_chart import Funnel, Place, share_spread
from kith.core.small_numbers import may_be_shown
from kith.core.spread_chart import Panel, Spread
from kith.core.waterfall_chart import Waterfall, WaterfallStep
from kith.insight.diagnosis.growth import in_order
from kith.insight.diagnosis.intervals import Interval, Sums, ratio_from, standard_error
from kith.insight.diagnosis.result import Cell, Column, Estimate, Result, Table
from kith.insight.diagnosis.terms import Terms
from kith.insight.diagnosis.wording import estimate, percent, tier_words, whole_percent, with_interval

BIN_MINUTES, BINS, PANELS = 5, 20, 6
HALF_HOUR = "planned = 30"
DELIVERED = """
    CREATE OR REPLACE TEMP TABLE delivered AS
    SELECT person_key, worker_key, provider_key, tier, slot, on_day,
           COALESCE(NULLIF(rostered_minutes, 0), commissioned_minutes) AS planned,
           actual_seconds / 60.0 AS minutes,
           actual_seconds * 3 < COALESCE(NULLIF(rostered_minutes, 0), commissioned_minutes) * 120 AS short,
           COALESCE(travel_minutes, 0) AS travel_minutes
    FROM visits
    WHERE verdict = 'delivered' AND COALESCE(NULLIF(rostered_minutes, 0), commissioned_minutes) > 0
"""


class Part(NamedTuple):
    """Visits of one kind: their number, whose, and the share of them that were short."""

    name: str
    visits: int
    people: int
    short: Interval


def utilisation(facts: duckdb.DuckDBPyConnection, terms: Terms) -> Result:
    """The distribution of delivered against planned minutes, and the share that took under two thirds."""
    facts.execute(DELIVERED)
    lengths = _parts(facts, "planned::VARCHAR", "TRUE")
    half = next((part for part in lengths if part.name == "30"), None)
    providers = [
        part._replace(name=terms.names.get(part.name, part.name))
        for part in _parts(facts, "provider_key", HALF_HOUR)
    ]
    visits = sum(part.visits for part in lengths)
    rounds = _rounds(facts)
    return Result(
        key="utilisation",
        title=_("How long visits took"),
        question=_("Of the visits planned for 30 minutes, how many took less than 20? And of other lengths?"),
        answer=_answer(half),
        definition=_(
            "Delivered visits with a planned length. A visit is short when it took under two thirds of its "
            "plan: under 20 minutes of 30. A person’s visits are alike, so intervals count people."
        ),
        n=visits,
        n_of=_("delivered visits"),
        owner=_("Head of commissioning"),
        next_test=_("Ask twenty people whose half hours take under 20 whether they have the help they need."),
        tables=(
            _length_table(facts, lengths),
            _part_table(_("Half hours, by provider"), _("Provider"), providers),
            _part_table(_("Half hours, by visit of the day"), _("Visit"), _parts(facts, "slot", HALF_HOUR)),
            _spread_table(facts),
            _round_table(rounds),
        ),
        pictures=tuple(_pictures(facts, lengths, providers, half, rounds)),
        estimates=(_estimate(half),) if half else (),
        limits=(
            _("A short visit can be a good one: help was given and the person was ready."),
            _("Times come from check-ins. A visit without both ends is not counted."),
        ),
    )


def _parts(facts: duckdb.DuckDBPyConnection, column: str, where: str) -> list[Part]:
    """The share of short visits for each value of a column, people as clusters; small ones are left out."""
    rows = facts.execute(
        f"""
        WITH of_person AS (
            SELECT {column} AS part, person_key, SUM(short::INTEGER) AS top, COUNT(*) AS bottom
            FROM delivered WHERE {where} GROUP BY ALL
        )
        SELECT part, COUNT(*), SUM(top), SUM(bottom), SUM(top * top), SUM(top * bottom), SUM(bottom * bottom)
        FROM of_person WHERE part <> '' GROUP BY part ORDER BY part
        """  # noqa: S608  # columns and conditions of our own
    ).fetchall()
    return [
        Part(str(part), int(sums[1]), int(n), _within(ratio_from(Sums(int(n), *map(float, sums)))))
        for part, n, *sums in rows
        if may_be_shown(int(n))
    ]


def _within(share: Interval) -> Interval:
    return Interval(share.value, max(0.0, share.low), min(1.0, share.high))


def _answer(half: Part | None) -> str:
    if half is None:
        return _("Too few half-hour visits were delivered to say.")
    return _(
        "%(share)s of half-hour visits took less than 20 minutes, of %(visits)s to %(people)s people."
    ) % {
        "share": with_interval(half.short, "share"),
        "visits": f"{half.visits:,}",
        "people": f"{half.people:,}",
    }


def _length_table(facts: duckdb.DuckDBPyConnection, lengths: Sequence[Part]) -> Table:
    rows = facts.execute(
        """
        SELECT planned::VARCHAR, QUANTILE_CONT(minutes, [0.1, 0.5, 0.9]) FROM delivered GROUP BY planned
        """
    ).fetchall()
    spread = dict(rows)
    return Table(
        title=_("By planned length"),
        columns=(
            Column(key="planned_minutes", heading=_("Planned"), unit="minutes"),
            Column(key="visits", heading=_("Visits"), unit="whole"),
            Column(key="people", heading=_("People"), unit="whole"),
            Column(key="short", heading=_("Under two thirds"), unit="share"),
            Column(key="interval", heading=_("95 % interval")),
            Column(key="tenth", heading=_("One in ten under"), unit="minutes"),
            Column(key="half", heading=_("Half under"), unit="minutes"),
            Column(key="nine_tenths", heading=_("Nine in ten under"), unit="minutes"),
        ),
        rows=tuple(
            (
                int(part.name),
                part.visits,
                part.people,
                part.short.value,
                _between(part.short),
                *(round(float(minutes), 1) for minutes in spread[part.name]),
            )
            for part in sorted(lengths, key=lambda part: int(part.name))
        ),
    )


def _part_table(title: str, heading: str, parts: Sequence[Part]) -> Table:
    return Table(
        title=title,
        columns=(
            Column(key="part", heading=heading),
            Column(key="visits", heading=_("Visits"), unit="whole"),
            Column(key="people", heading=_("People"), unit="whole"),
            Column(key="short", heading=_("Under 20 minutes"), unit="share"),
            Column(key="interval", heading=_("95 % interval")),
        ),
        rows=tuple(
            (part.name, part.visits, part.people, part.short.value, _between(part.short)) for part in parts
        ),
    )


def _spread_table(facts: duckdb.DuckDBPyConnection) -> Table:
    """How the share of short half hours is spread between people, and between rounds."""

    def row(name: str, columns: str, least: int) -> tuple[Cell, ...]:
        n, quarters = facts.execute(
            f"""
            SELECT COUNT(*), QUANTILE_CONT(share, [0.1, 0.25, 0.5, 0.75, 0.9]) FROM (
                SELECT AVG(short::INTEGER) AS share FROM delivered
                WHERE {HALF_HOUR} AND worker_key <> '' GROUP BY {columns} HAVING COUNT(*) >= {least}
            )
            """  # noqa: S608
        ).fetchall()[0]
        return (name, n, *(float(share) for share in quarters)) if may_be_shown(n) else (name, *[None] * 6)

    return Table(
        title=_("How the share of short half hours is spread"),
        columns=(
            Column(key="between", heading=_("Between")),
            Column(key="n", heading=_("How many"), unit="whole"),
            Column(key="tenth", heading=_("One in ten under"), unit="share"),
            Column(key="quarter", heading=_("A quarter under"), unit="share"),
            Column(key="half", heading=_("Half under"), unit="share"),
            Column(key="three_quarters", heading=_("Three quarters under"), unit="share"),
            Column(key="nine_tenths", heading=_("Nine in ten under"), unit="share"),
        ),
        rows=(
            row(_("people with ten half hours or more"), "person_key", 10),
            row(_("rounds with four half hours or more"), "worker_key, on_day", 4),
        ),
    )


class Round(NamedTuple):
    """An average worker's day with one kind of provider, in minutes."""

    tier: str
    rounds: int
    people: int
    planned: float
    shorter: float
    longer: float
    travel: float


def _rounds(facts: duckdb.DuckDBPyConnection) -> list[Round]:
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


def _round_table(rounds: Sequence[Round]) -> Table:
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
            for each in rounds
        ),
    )


def _pictures(
    facts: duckdb.DuckDBPyConnection,
    lengths: Sequence[Part],
    providers: Sequence[Part],
    half: Part | None,
    rounds: Sequence[Round],
) -> list[Spread | Funnel | Waterfall]:
    drawn: list[Spread | Funnel | Waterfall] = []
    if lengths:
        drawn.append(_histograms(facts, lengths))
    if half and len(providers) > 1:
        drawn.append(_funnel(providers, half))
    drawn += [_day(each) for each in rounds[:1]]
    return drawn


def _histograms(facts: duckdb.DuckDBPyConnection, lengths: Sequence[Part]) -> Spread:
    """The commonest lengths side by side."""
    rows = facts.execute(
        f"""
        SELECT planned::VARCHAR, LEAST(FLOOR(minutes / {BIN_MINUTES}), {BINS - 1})::INTEGER, COUNT(*)
        FROM delivered GROUP BY ALL
        """  # noqa: S608
    ).fetchall()
    commonest = sorted(lengths, key=lambda part: -part.visits)[:PANELS]
    panels = []
    for part in sorted(commonest, key=lambda part: int(part.name)):
        counts = [0] * BINS
        for planned, place, n in rows:
            if planned == part.name:
                counts[place] = n
        note = _("%(visits)s visits, %(short)s short") % {
            "visits": f"{part.visits:,}",
            "short": whole_percent(part.short.value),
        }
        name = _("%(minutes)s minutes planned") % {"minutes": part.name}
        panels.append(Panel(name=name, note=note, counts=tuple(counts), planned=float(part.name)))
    return Spread(
        title=_("How long visits took, by planned length"),
        panels=tuple(panels),
        width=BIN_MINUTES,
        foot_words=_("minutes delivered; orange is under two thirds of the plan, the dotted line"),
    )


def _funnel(providers: Sequence[Part], half: Part) -> Funnel:
    """Providers around the share of all, as far apart as people's likeness with themselves allows."""
    share = half.short.value
    alike = standard_error(half.short) * half.visits**0.5 / (share_spread(share) or 1)
    return Funnel(
        title=_("Half hours under 20 minutes, by provider"),
        places=tuple(Place(name=part.name, n=part.visits, value=part.short.value) for part in providers),
        centre=share,
        spread=share_spread(share) * max(1.0, alike),
        count_words=_("half-hour visits delivered"),
        share=True,
        write=whole_percent,
    )


def _day(each: Round) -> Waterfall:
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


def _between(found: Interval) -> str:
    return f"{percent(found.low)} – {percent(found.high)}"


def _estimate(half: Part) -> Estimate:
    return estimate(
        "half_hours_under_20",
        _("half-hour visits that took under 20 minutes"),
        half.short,
        unit="share",
        n=half.people,
        method=_("ratio of sums, each person once, linearised"),
    )
