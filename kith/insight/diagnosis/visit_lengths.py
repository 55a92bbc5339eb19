"""The lengths of visits: how many were too short, finished early or ran over, by planned length and by whom.

Read from the table ``delivered``, which `utilisation` lays out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import duckdb
from django.utils.translation import gettext as _

from kith.core.small_numbers import may_be_shown
from kith.core.spread_chart import Panel, Spread
from kith.insight.diagnosis.intervals import Interval, Sums, ratio_from
from kith.insight.diagnosis.result import Cell, Column, Table
from kith.insight.diagnosis.wording import percent, whole_percent

BIN_MINUTES, BINS, PANELS = 5, 20, 6
HALF_HOUR = "planned = 30"
EARLY_MINUTES = 5  # under the plan by more than this is early, over it by more is long


class Part(NamedTuple):
    """Visits of one kind: their number, whose, and the share of them that were short."""

    name: str
    visits: int
    people: int
    short: Interval


def parts(facts: duckdb.DuckDBPyConnection, column: str, where: str) -> list[Part]:
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


def kind_table(facts: duckdb.DuckDBPyConnection) -> Table:
    """Visits of one worker by planned length: too short, finished early, as planned, longer."""
    rows = facts.execute(
        f"""
        SELECT planned, COUNT(*), COUNT(DISTINCT person_key), AVG(short::INTEGER),
            AVG((NOT short AND minutes < planned - {EARLY_MINUTES})::INTEGER),
            AVG((minutes > planned + {EARLY_MINUTES})::INTEGER)
        FROM delivered WHERE NOT for_two GROUP BY planned ORDER BY planned
        """  # noqa: S608  # our own number
    ).fetchall()
    return Table(
        title=_("Visits of one worker: too short, finished early, or longer"),
        columns=(
            Column(key="planned_minutes", heading=_("Planned"), unit="minutes"),
            Column(key="visits", heading=_("Visits"), unit="whole"),
            Column(key="people", heading=_("People"), unit="whole"),
            Column(key="too_short", heading=_("Too short"), unit="share"),
            Column(key="early", heading=_("Finished early"), unit="share"),
            Column(key="as_planned", heading=_("As planned"), unit="share"),
            Column(key="longer", heading=_("Longer"), unit="share"),
        ),
        rows=tuple(
            (
                int(planned),
                int(visits),
                int(people),
                float(short),
                float(early),
                1.0 - short - early - longer,
                float(longer),
            )
            for planned, visits, people, short, early, longer in rows
            if may_be_shown(int(people))
        ),
    )


def length_table(facts: duckdb.DuckDBPyConnection, lengths: Sequence[Part]) -> Table:
    """Every planned length, with its share of short visits and how long visits took."""
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
                between(part.short),
                *(round(float(minutes), 1) for minutes in spread[part.name]),
            )
            for part in sorted(lengths, key=lambda part: int(part.name))
        ),
    )


def part_table(title: str, heading: str, parts: Sequence[Part]) -> Table:
    """The share of short half hours in each part."""
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
            (part.name, part.visits, part.people, part.short.value, between(part.short)) for part in parts
        ),
    )


def spread_table(facts: duckdb.DuckDBPyConnection) -> Table:
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


def histograms(facts: duckdb.DuckDBPyConnection, lengths: Sequence[Part]) -> Spread:
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


def between(found: Interval) -> str:
    """The ends of an interval of shares, as 4.8 % – 5.4 %."""
    return f"{percent(found.low)} – {percent(found.high)}"
