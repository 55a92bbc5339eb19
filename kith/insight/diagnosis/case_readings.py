"""What readers said of the files of an audit, and what stands for each file when all have spoken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

import duckdb

from kith.core.agreement import standing
from kith.core.case_sample import Measured, stratified_mean
from kith.core.small_numbers import may_be_shown
from kith.insight.diagnosis.intervals import Interval

IDEAL, LESS, CANNOT_TELL = "ideal", "less_than_ideal", "cannot_tell"
VERDICTS = (IDEAL, LESS, CANNOT_TELL)
BETWEEN_CAUSES = ";"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one reader said of one file; ``agreed`` was said for all of its readers, after the blind reading.

    ``people`` is how many are in the file's stratum; minutes are worker minutes a week.
    """

    case: str
    stratum: str
    people: int | None
    reader: str
    profession: str
    agreed: bool
    verdict: str
    minutes_now: int | None
    enough_minutes: int | None
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One file and all its readings. ``verdict`` is None where its readers differ and agreed on nothing."""

    key: str
    stratum: str
    people: int | None
    blind: tuple[Reading, ...]
    agreed: Reading | None

    @property
    def verdict(self) -> str | None:
        """What was agreed, or else what more than half of the blind readers said."""
        return self.agreed.verdict if self.agreed else standing([each.verdict for each in self.blind])

    @property
    def told(self) -> bool:
        """Whether its care was found ideal or less."""
        return self.verdict in (IDEAL, LESS)

    @property
    def causes(self) -> tuple[str, ...]:
        """What was agreed; or else what any reader who found it less than ideal named."""
        if self.agreed:
            return self.agreed.causes
        return tuple(sorted({cause for each in self.blind if each.verdict == LESS for cause in each.causes}))

    @property
    def spared_minutes(self) -> float | None:
        """Worker minutes a week that might be spared, below nothing where more are needed: agreed, or else
        the middle of what readers thought. Nothing where the care is ideal; None where nobody said.
        """
        said = [self.agreed] if self.agreed else self.blind
        found = [each for each in map(_spared, said) if each is not None]
        return median(found) if self.told and found else None


def _spared(reading: Reading) -> int | None:
    if reading.verdict == IDEAL:
        return 0
    if reading.minutes_now is None or reading.enough_minutes is None:
        return None
    return reading.minutes_now - reading.enough_minutes


def cases_of(readings: Iterable[Reading]) -> list[Case]:
    """The files by their keys; of several readings by one reader, and of several agreed, the last holds."""
    blind: dict[str, dict[str, Reading]] = {}
    agreed: dict[str, Reading] = {}
    for each in readings:
        blind.setdefault(each.case, {})
        if each.agreed:
            agreed[each.case] = each
        else:
            blind[each.case][each.reader] = each
    return [_case(key, tuple(said.values()), agreed.get(key)) for key, said in sorted(blind.items())]


def _case(key: str, blind: tuple[Reading, ...], agreed: Reading | None) -> Case:
    first = (*blind, *([agreed] if agreed else []))[0]
    return Case(key=key, stratum=first.stratum, people=first.people, blind=blind, agreed=agreed)


def spared_minutes(told: Sequence[Case]) -> Interval | None:
    """Worker minutes a week that might be spared of each person; None of fewer than ten files."""
    values: dict[str, list[float]] = {}
    for case in told:
        if case.spared_minutes is not None:
            values.setdefault(case.stratum, []).append(case.spared_minutes)
    people = {case.stratum: case.people for case in told}
    if not may_be_shown(sum(map(len, values.values()))):
        return None
    found = stratified_mean(
        [Measured(people=people[each], values=tuple(held)) for each, held in values.items()]
    )
    return Interval(*found) if found else None


def newest_audit(facts: duckdb.DuckDBPyConnection) -> tuple[str, Sequence[Reading]]:
    """The audit whose last reading is newest, by its key, and its readings in order; empty without one."""
    found = facts.execute(
        "SELECT audit_key FROM case_scores GROUP BY 1 ORDER BY max(on_day) DESC NULLS LAST, 1 DESC LIMIT 1"
    ).fetchone()
    if found is None:
        return "", ()
    rows = facts.execute(
        """
        SELECT case_key, coalesce(stratum, ''), stratum_people, coalesce(reader_key, ''),
            coalesce(profession, ''), coalesce(agreed, false), verdict, minutes_now, enough_minutes,
            coalesce(causes, '')
        FROM case_scores WHERE audit_key = ? ORDER BY on_day NULLS FIRST, case_key, reader_key
        """,
        [found[0]],
    ).fetchall()
    return str(found[0]), [_reading(*row) for row in rows]


def causes_in(text: str) -> tuple[str, ...]:
    """The causes that a cell of facts names."""
    return tuple(each for each in map(str.strip, text.split(BETWEEN_CAUSES)) if each)


def _reading(
    case: str, stratum: str, people: int | None, reader: str, profession: str, agreed: bool, verdict: str,
    minutes_now: int | None, enough_minutes: int | None, causes: str,
) -> Reading:  # fmt: skip
    return Reading(
        case=case,
        stratum=stratum,
        people=people,
        reader=reader,
        profession=profession,
        agreed=agreed,
        verdict=verdict,
        minutes_now=minutes_now,
        enough_minutes=enough_minutes,
        causes=causes_in(causes),
    )
