"""What a proposal, or each of its alternatives, comes to beside the rota as it is: line by line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from kith.core.travel_emissions import grams
from kith.web import code_words
from kith.workforce.models import TravelMode

METRES_PER_MILE = 1609.344
Figures = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One figure: as shown, how much it changes, whether that is better, and whether it is the best."""

    shown: str
    change: float
    better: bool
    best: bool
    selected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the comparison: how it is, and how it would be by each alternative."""

    name: str
    before: str
    cells: tuple[Cell, ...]


def comparison(ways: Sequence[Figures], on: date, chosen: int = 0) -> list[Row]:
    """What people and workers would feel of each way, by line; what cars put out by the factor of the day."""

    def row(name: str, was: float, then: Sequence[float], unit: str = "") -> Row:
        return _row(name, was, then, chosen, unit)

    before = ways[0]["before"]
    after = [way["after"] for way in ways]
    others = row(
        _("Visits by others than the named team"), _others(before), [_others(each) for each in after], "%"
    )
    rows = [
        row(_("Places that nobody has"), before["unplaced"], [each["unplaced"] for each in after]),
        row(_("New faces for people"), before["new_faces"], [each["new_faces"] for each in after]),
        *([others] if before.get("teamed") else ()),
        row(
            _("Workers each person meets in 28 days"),
            ways[0]["workers_before"],
            [way["workers_after"] for way in ways],
        ),
        row(
            _("On foot between people"),
            before["walking_minutes"],
            [each["walking_minutes"] for each in after],
            _("min"),
        ),
        row(
            _("On the way in all"),
            before["travel_minutes"],
            [each["travel_minutes"] for each in after],
            _("min"),
        ),
        row(_("By car"), _miles(before), [_miles(each) for each in after], _("miles")),
        row(_("CO2e of the cars"), _kg(before, on), [_kg(each, on) for each in after], _("kg")),
        row(
            _("Minutes off the time people asked for"),
            before["off_minutes"],
            [each["off_minutes"] for each in after],
            _("min"),
        ),
        row(_("People who get another worker than now"), 0, [way["changed_people"] for way in ways]),
        row(_("Visits more than 15 minutes earlier or later"), 0, [way["moved_visits"] for way in ways]),
    ]
    return rows


def cost_terms(ways: Sequence[Figures], chosen: int = 0) -> list[Row]:
    """The engine's own cost terms of each way, in minutes of travel."""
    before = ways[0]["before"]["terms"]
    after = [way["after"]["terms"] for way in ways]
    return [
        *(
            _row(code_words.cost_term(name), before[name], [each[name] for each in after], chosen)
            for name in after[0]
        ),
        _row(
            _("All together"), sum(before.values()), [round(sum(each.values()), 1) for each in after], chosen
        ),
    ]


def _row(name: str, was: float, then: Sequence[float], chosen: int, unit: str = "") -> Row:
    least = min(then)
    return Row(
        name=name,
        before=_shown(was, unit),
        cells=tuple(
            Cell(
                shown=_shown(each, unit),
                change=round(each - was, 1),
                better=each < was,
                best=each == least < max(then),
                selected=number == chosen,
            )
            for number, each in enumerate(then)
        ),
    )


def _others(figures: Figures) -> float:
    """Of the places given where a team is named, the per cent given to somebody else."""
    teamed = figures.get("teamed", 0)
    return round(100 * (teamed - figures["by_team"]) / teamed, 1) if teamed else 0.0


def _miles(figures: Figures) -> float:
    return round(float(figures["car_metres"]) / METRES_PER_MILE, 1)


def _kg(figures: Figures, on: date) -> float:
    return round(grams(TravelMode.DRIVE, figures["car_metres"], on) / 1_000, 1)


def _shown(number: float, unit: str = "") -> str:
    return f"{number:,.1f}".removesuffix(".0") + (f" {unit}" if unit else "")
