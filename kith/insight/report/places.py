"""Care on a map: patches from Kith's own records, or any small areas whose edges lie beside the extracts.

A council puts the GeoJSON of its areas, such as LSOAs, into the folder of its files. It is used where a code
or name in it is what the files' patch column holds.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from django.utils.translation import gettext as _

from kith.core.errors import Invalid
from kith.core.places_chart import PlacesChart, Ring, Shape, rings_of
from kith.core.small_numbers import may_be_shown
from kith.insight.diagnosis.result import Column, Result, Table

NAMED = 12  # more names than that would lie over each other
AREAL = ("Polygon", "MultiPolygon")


class NotAMap(Invalid):
    """A GeoJSON file that holds no areas."""

    code = "not_a_map"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edged:
    """One area: everything its file calls it, and its edges."""

    called: tuple[str, ...]
    rings: tuple[Ring, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Care:
    """The care in one place: how many people, and their minutes a week together."""

    people: int
    weekly_minutes: int

    @property
    def minutes_each(self) -> float | None:
        """Minutes a week for each person; None where they are too few to show."""
        return self.weekly_minutes / self.people if may_be_shown(self.people) else None


def areas_of(path: Path) -> Sequence[Edged]:
    """The areas of a GeoJSON file. Raises `NotAMap` where it cannot be read as areas."""
    try:
        read = json.loads(path.read_text(encoding="utf-8-sig"))
        features = [each for each in read["features"] if each["geometry"]["type"] in AREAL]
        found = [Edged(called=_called(each), rings=rings_of(each["geometry"])) for each in features]
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError):
        found = []
    if not found:
        raise NotAMap("It holds no areas. Save it as GeoJSON polygons to have a map.")
    return found


def _called(feature: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(value) for value in feature["properties"].values() if isinstance(value, str) and value)


def places(
    facts: duckdb.DuckDBPyConnection, maps: Mapping[str, Sequence[Edged]], *, until: date,
    names: Mapping[str, str],
) -> Iterator[Result]:  # fmt: skip
    """A result for each map on which the facts have a place; none where they have none."""
    care = _care(facts, until)
    for file, areas in maps.items():
        of_area = [(area, key) for area in areas if (key := _key(area, care))]
        if of_area:
            yield _result(file, of_area, care, names)


def _key(area: Edged, care: Mapping[str, Care]) -> str:
    """What the facts call an area: the first of its names that they know."""
    return next((called.casefold() for called in area.called if called.casefold() in care), "")


def _care(facts: duckdb.DuckDBPyConnection, until: date) -> dict[str, Care]:
    """The care that went on the day before ``until``, by patch in small letters: the package's, else the
    person's, which a file of packages may not hold.
    """
    rows = facts.execute(
        """
        SELECT lower(coalesce(nullif(packages.patch_key, ''), people.patch_key)) AS patch,
               count(DISTINCT packages.person_key), sum(packages.weekly_minutes)::BIGINT
        FROM packages LEFT JOIN people ON people.person_key = packages.person_key
        WHERE patch <> '' AND packages.starts_on < ? AND (packages.until IS NULL OR packages.until >= ?)
        GROUP BY 1 ORDER BY 1
        """,
        [until, until],
    ).fetchall()
    return {key: Care(people=people, weekly_minutes=minutes or 0) for key, people, minutes in rows}


def _result(
    file: str, of_area: Sequence[tuple[Edged, str]], care: Mapping[str, Care], names: Mapping[str, str]
) -> Result:
    title = _("Minutes of care a week for each person")
    shown = [(names.get(key) or area.called[0], area, care[key]) for area, key in of_area]
    drawn = PlacesChart(
        title=title,
        shapes=tuple(
            Shape(name=name, rings=area.rings, value=found.minutes_each) for name, area, found in shown
        ),
        named=len(shown) <= NAMED,
    )
    everybody, on_map = (sum(each.people for each in of) for of in (care.values(), [x[2] for x in shown]))
    limits = [_("Where people live and how much care they need go together; this compares neither.")]
    if everybody > on_map:
        limits.append(
            _("%(people)s people live in places that have no edge in %(file)s; they are not on the map.")
            % {"people": f"{everybody - on_map:,}", "file": file}
        )
    return Result(
        key=f"places_{Path(file).stem.lower().replace('-', '_')}",
        title=_("Where care is"),
        question=_("How much care do people have, place by place?"),
        answer=drawn.sentence(),
        definition=_("Weekly minutes of the packages that went on at the end, by patch, for each person."),
        n=on_map,
        n_of=_("people with care"),
        owner=_("Commissioner"),
        next_test=_("Ask the teams of the highest and the lowest place what they do differently."),
        pictures=(drawn,),
        tables=(
            Table(
                title=_("Place by place"),
                columns=(
                    Column(key="place", heading=_("Place")),
                    Column(key="people", heading=_("People"), unit="whole"),
                    Column(key="minutes_each", heading=title, unit="minutes"),
                ),
                rows=tuple(
                    (name, found.people if found.minutes_each is not None else None, found.minutes_each)
                    for name, _area, found in sorted(shown, key=lambda each: each[0])
                ),
            ),
        ),
        limits=tuple(limits),
    )
