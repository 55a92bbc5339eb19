"""The levels at which a figure is shown, and how many different people it is about at each.

Numerators and denominators add up; people do not, since somebody with two providers is one person. So the
people of each level are counted from the facts, in the same query that works out the finest figures.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from kith.core.collector import uncollected
from kith.insight.engines_elsewhere import Ask
from kith.insight.measure import FINEST, LEVELS, NUMBERS, PLACES, Councils, Measure
from kith.insight.passes import PERSON, Pass, passes

AT = ("level", *PLACES, "week_starts_on")


class LevelRow(NamedTuple):
    """One week's figure of a place; the keys that its level does not have are empty."""

    level: str
    council_key: str
    provider_key: str
    patch_key: str
    week_starts_on: date
    numerator: int
    denominator: int
    people: int


@uncollected()
def at_every_level(measures: Iterable[Measure], ask: Ask, councils: Councils) -> dict[str, list[LevelRow]]:
    """Every measure's figures at each level by its key, in the order of levels, places and weeks."""
    asked = tuple(measures)
    found: dict[str, list[LevelRow]] = {}
    for each in passes(asked):
        rows = ask(text_of(each, councils))
        for place, measure in enumerate(each.measures):
            start = len(AT) + place * len(NUMBERS)
            own = ((*row[: len(AT)], *row[start : start + len(NUMBERS)]) for row in rows)
            found[measure.key] = sorted(_added_up(own, dict(councils)))
    return {measure.key: found[measure.key] for measure in asked}


def text_of(asked: Pass, councils: Councils) -> str:
    """One query: the level, its keys and the week; then the ``NUMBERS`` of each measure in turn.

    A coarser level than the finest has how many people alone.
    """
    numbers = ", ".join(f"n{place}" for place in range(len(asked.measures) * len(NUMBERS)))
    parts = [
        f"SELECT '{FINEST}' AS level, '' AS council_key, provider_key, patch_key, week_starts_on, {numbers}"  # noqa: S608
        f" FROM ({asked.groups}) AS finest"
    ]
    for level, keys in LEVELS.items():
        if level != FINEST and (councils or "council_key" not in keys):
            parts.append(_people_of(level, keys, asked.counted, councils))
    return f"WITH each_person AS ({asked.each_person}) {' UNION ALL '.join(parts)}"


def _people_of(level: str, keys: Sequence[str], counted: Sequence[str], councils: Councils) -> str:
    """How many different people the figures of a level are about: each is counted in each place once."""
    columns = {name: _council(councils) if name == "council_key" else name for name in keys}
    grouped = ", ".join((*columns.values(), "week_starts_on", PERSON))
    within = {column: f"SUM({column}) AS {column}" for column in counted}
    places = ", ".join(name if name in keys else "''" for name in PLACES)
    numbers = ", ".join(f"NULL, NULL, COUNT(CASE WHEN {column} > 0 THEN {PERSON} END)" for column in counted)
    named = ", ".join((*(f"{text} AS {name}" for name, text in columns.items()), "week_starts_on", PERSON))
    return f"""
        SELECT '{level}', {places}, week_starts_on, {numbers}
        FROM (SELECT {named}, {", ".join(within.values())} FROM each_person GROUP BY {grouped}) AS once
        GROUP BY {", ".join((*keys, "week_starts_on"))}
    """  # noqa: S608 - keys of places


def _council(councils: Councils) -> str:
    """The key of the council whose a patch is, or nothing."""
    patches: defaultdict[str, list[str]] = defaultdict(list)
    for patch, council in councils:
        patches[council].append(f"'{patch}'")
    cases = (f"WHEN patch_key IN ({', '.join(held)}) THEN '{council}'" for council, held in patches.items())
    return f"CASE {' '.join(cases)} ELSE '' END"


def _added_up(rows: Iterable[Sequence[Any]], councils: Mapping[str, str]) -> Iterator[LevelRow]:
    """The finest rows and their sums at each coarser level, each with how many people it is about.

    A measure that asks something of a whole group, such as `HAVING` so many visits, may have a figure where
    it has none person by person: then nobody can be said to be behind the coarser ones, which are withheld.
    """
    people: dict[tuple[Any, ...], int] = {}
    sums: defaultdict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0])
    for level, council, provider, patch, week, top, bottom, about in rows:
        people[level, council or "", provider or "", patch or "", week] = about
        if level == FINEST and about is not None:
            for at in places_over(councils.get(patch, ""), provider or "", patch or "", week):
                sums[at][0] += int(top or 0)
                sums[at][1] += int(bottom or 0)
    for at, (top, bottom) in sums.items():
        yield LevelRow(*at, top, bottom, people.get(at, 0))


def places_over(
    council: str, provider: str, patch: str, week: date
) -> Iterator[tuple[str, str, str, str, date]]:
    """The finest place itself, and the coarser ones that it is in."""
    for level, keys in LEVELS.items():
        if council or "council_key" not in keys:
            yield (
                level,
                council if "council_key" in keys else "",
                provider if "provider_key" in keys else "",
                patch if "patch_key" in keys else "",
                week,
            )
