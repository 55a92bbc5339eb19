"""Drawing case files from a council's own extracts: the frame, who was drawn, and sheets to fill in."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from kith.core.case_sample import draw
from kith.core.errors import Invalid
from kith.insight.case_files.causes import first_causes
from kith.insight.case_files.strata import size_of, stratum
from kith.insight.extracts.cells import pseudonym
from kith.insight.extracts.files import Recognised, load
from kith.insight.extracts.findings import open_findings
from kith.insight.extracts.mapping import ExtractMapping, mapping_text
from kith.insight.extracts.read import Extracts, Say, read_extracts
from kith.insight.extracts.sql import name

OWNER, FRAME, CAUSES, MAPPING = "owner-cases.csv", "frame.csv", "causes.csv", "mapping.toml"
AFTER_HOSPITAL_DAYS = 28  # a start of care so soon after leaving hospital is put down to it
PEOPLE_SQL = f"""
    WITH open AS (
        SELECT person_key, arg_max(provider_type, coalesce(weekly_minutes, 0) * workers) AS tier,
            CASE WHEN count(*) = count(weekly_minutes) THEN sum(weekly_minutes * workers) END AS minutes
        FROM packages
        WHERE starts_on <= $on AND (until IS NULL OR until > $on)
            AND person_key NOT IN (SELECT person_key FROM people WHERE died_on <= $on)
        GROUP BY person_key
    ), begun AS (SELECT person_key, min(starts_on) AS starts_on FROM packages GROUP BY person_key),
    left_hospital AS (
        SELECT person_key, left_on AS on_day FROM discharges WHERE left_on IS NOT NULL
        UNION ALL SELECT person_key, on_day FROM referrals WHERE route = 'hospital'
    )
    SELECT person_key, coalesce(tier, ''), minutes, EXISTS (
        SELECT 1 FROM left_hospital JOIN begun USING (person_key) WHERE person_key = open.person_key
            AND begun.starts_on BETWEEN on_day AND on_day + {AFTER_HOSPITAL_DAYS}
    ) FROM open ORDER BY person_key
"""  # noqa: S608 - our own constant


class NobodyHasCare(Invalid):
    """The files hold no package that counts on the day."""

    code = "nobody_has_care"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How many files to draw, sorted by what, under which seed, of whom has care on a day (the last known if
    not given), and which professions read them.
    """

    size: int
    least: int
    seed: str
    sorted_by: tuple[str, ...]
    professions: tuple[str, ...]
    on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Somebody:
    """One person in the frame: the key they are drawn by, and their worker minutes a week where the files
    say them of every package.
    """

    key: str
    stratum: str
    minutes: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnFiles:
    """What was drawn: people by stratum, and the files drawn of each."""

    on: date
    people: Mapping[str, int]
    files: Mapping[str, int]


def draw_files(
    folder: Path, out: Path, mapping: ExtractMapping, asked: Asked, scratch: Path, say: Say
) -> DrawnFiles:
    """Draw files from the packages of a folder, and write what their owner and readers need into another.

    ``owner-cases.csv`` alone says who a number is about. With the mapping that is written beside it, which
    holds the secret of the keys, the same seed draws the same files again. Raises `NobodyHasCare`, or as
    `draw` does.
    """
    with duckdb.connect(":memory:") as facts:
        extracts = read_extracts(facts, folder, mapping, scratch, say)
        on = asked.on or _last_start(facts)
        everybody = _everybody(facts, on, asked.sorted_by)
    frame: dict[str, list[str]] = {}
    for each in everybody:
        frame.setdefault(each.stratum, []).append(each.key)
    drawn = draw(frame, asked.size, seed=asked.seed, least=asked.least)
    by_key = {each.key: each for each in everybody}
    cases = [(f"{number:03d}", by_key[key]) for number, key in enumerate(drawn.numbered, start=1)]
    known_as = _references(extracts.recognised, mapping.secret, set(drawn.numbered))
    people = {stratum: len(keys) for stratum, keys in frame.items()}
    out.mkdir(parents=True, exist_ok=True)
    _keep_mapping(extracts, mapping, folder, out)
    _write(out / OWNER, ("case", "person", "stratum"),
           ((number, known_as[each.key], each.stratum) for number, each in cases))  # fmt: skip
    _write(out / FRAME, ("stratum", "key", "drawn", "seed"),
           ((each.stratum, each.key, "yes" if each.key in known_as else "no", asked.seed)
            for each in everybody))  # fmt: skip
    _write(out / CAUSES, ("cause",), ((words,) for words in first_causes().values()))
    for profession in asked.professions:
        _write_sheet(out / f"case-scores-{profession}.csv", f"{on} {asked.seed}", profession, cases, people)
    return DrawnFiles(
        on=on, people=people, files={each: len(keys) for each, keys in drawn.by_stratum.items()}
    )


def _keep_mapping(extracts: Extracts, mapping: ExtractMapping, folder: Path, out: Path) -> None:
    spellings = {each.spelling: each.goes_by for each in extracts.spellings}
    text = mapping_text(
        mapping, list(extracts.recognised), extracts.not_read, spellings, folder=folder, out=out
    )
    (out / MAPPING).write_text(text, encoding="utf-8")


def _last_start(facts: duckdb.DuckDBPyConnection) -> date:
    found = facts.execute("SELECT max(starts_on) FROM packages").fetchone()
    if found is None or found[0] is None:
        raise NobodyHasCare("There is no package in these files. Give a folder with an extract of packages.")
    return found[0]  # type: ignore[no-any-return]


def _everybody(facts: duckdb.DuckDBPyConnection, on: date, sorted_by: Sequence[str]) -> list[Somebody]:
    rows = facts.execute(PEOPLE_SQL, {"on": on}).fetchall()
    if not rows:
        raise NobodyHasCare("Nobody in these files has care on {on}. Give another day with --on.", on=on)
    found = []
    for key, tier, summed, after_hospital in rows:
        minutes = None if summed is None else int(summed)
        parts = {
            "tier": str(tier),
            "size": "" if minutes is None else size_of(minutes),
            "hospital": "after_hospital" if after_hospital else "not_after_hospital",
        }
        found.append(
            Somebody(key=str(key), stratum=stratum([parts[each] for each in sorted_by]), minutes=minutes)
        )
    return sorted(found, key=lambda each: (each.stratum, each.key))


def _references(recognised: Iterable[Recognised], secret: str, keys: set[str]) -> dict[str, str]:
    """What the files call the people of these keys: read again, since facts hold pseudonyms alone."""
    found: dict[str, str] = {}
    with duckdb.connect(":memory:") as again:
        open_findings(again)
        for number, each in enumerate(each for each in recognised if each.kind.key == "packages"):
            loaded = load(again, each, f"raw_{number}")
            for [cell] in again.execute(f"SELECT DISTINCT person FROM {name(loaded.raw)}").fetchall():  # noqa: S608
                key = pseudonym(secret, cell.strip()) if cell else ""
                if key in keys:
                    found.setdefault(key, cell.strip())
    return found


def _write_sheet(
    path: Path, audit: str, profession: str, cases: Sequence[tuple[str, Somebody]], people: Mapping[str, int]
) -> None:
    """A blank score sheet: `kith case-files agree` and `kith diagnose` read it when it is filled in."""
    columns = (
        "audit", "case", "stratum", "stratum_people", "minutes_now", "profession", "reader", "verdict",
        "enough_minutes", "causes", "agreed", "on_day",
    )  # fmt: skip
    rows = (
        (audit, number, each.stratum, people[each.stratum], each.minutes, profession, *[""] * 6)
        for number, each in cases
    )
    _write(path, columns, rows)


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
