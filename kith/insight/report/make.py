"""A diagnosis made: extracts or Kith's own records into facts, answers, and a folder to hand round."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import duckdb

from kith.core.errors import Invalid
from kith.core.phrases import phrase
from kith.core.places_chart import rings_of
from kith.insight.diagnosis.opportunities import opportunities
from kith.insight.diagnosis.opportunities.opportunity import DAYS_A_YEAR, ONE_DAY, Prices
from kith.insight.diagnosis.run import diagnose
from kith.insight.diagnosis.terms import Terms
from kith.insight.diagnosis.whose import patches_of_councils
from kith.insight.extracts.mapping import ExtractMapping, mapping_text
from kith.insight.extracts.read import Extracts, FileRead, Say, not_read, read_extracts
from kith.insight.extracts.sources import NotRead
from kith.insight.facts.duck import (
    columns_not_known,
    count_rows,
    narrow_to_patches,
    views_over,
    write_parquet,
)
from kith.insight.facts.fill import write_tables
from kith.insight.report.document import Report
from kith.insight.report.html import html
from kith.insight.report.pdf import report_pdf
from kith.insight.report.places import Edged, NotAMap, areas_of, places
from kith.insight.report.published import published
from kith.insight.report.workbook import write_workbook
from kith.insight.returns.national import national_measures
from kith.orgs.context import as_house
from kith.orgs.models import Area, Organisation

FACTS = "facts"
MEMORY = "4GB"  # of rows at most; more of them wait on disk
_NO_ROW = phrase("No row could be used. Look through mapping.toml and findings.csv in the report's folder.")
_NO_FILE = phrase("No row could be used: this folder holds no file. Give the one with the extracts.")
_NO_DAY = phrase(
    "No file says when care was given. Add visits, packages, payments or another file with days."
)
_NO_RECORD = phrase("Nothing has been recorded yet. Give a folder of extracts instead of --own.")


class NothingToDiagnose(Invalid):
    """No row of any file could be used, or nothing has been recorded."""

    code = "nothing_to_diagnose"


def diagnose_extracts(
    folder: Path, out: Path, mapping: ExtractMapping, *, made_on: date, terms: Terms, say: Say
) -> Report:
    """The report of a council's own files, written to a folder with the mapping and every finding.

    Raises `NothingToDiagnose` where no row can be used, and `OSError` where the folder cannot be written.
    """
    out.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as scratch,
        duckdb.connect(config={"temp_directory": scratch, "memory_limit": MEMORY}) as facts,
    ):
        extracts = read_extracts(facts, folder, mapping, Path(scratch), say, out=out)
        _write_mapping(extracts, mapping, folder, out)
        findings = str(out / "findings.csv").replace("'", "''")
        facts.execute(f"COPY (FROM findings ORDER BY file, row_number) TO '{findings}' (HEADER)")
        write_parquet(facts, out / FACTS)
        maps, no_maps = _maps(folder)
        extracts = replace(extracts, files=(*extracts.files, *no_maps))
        made = Making(facts=facts, made_on=made_on, terms=terms, prices=mapping.prices, say=say, maps=maps)
        return _written(made, out, extracts, confirmed=mapping.confirmed)


def diagnose_own(
    out: Path, council: Organisation | None, *, made_on: date, terms: Terms, prices: Prices, say: Say
) -> Report:
    """The same report of what Kith itself has recorded: of a council's people, or else of everybody.

    Raises as `diagnose_extracts` does.
    """
    say("Writing the facts", 0.0)
    with tempfile.TemporaryDirectory() as scratch, duckdb.connect(":memory:") as facts:
        with as_house():  # figures are of everybody, whoever asks for them; nobody is named in them
            write_tables(Path(scratch))
            terms = replace(terms, names=_names())
        views_over(facts, Path(scratch))
        patches = patches_of_councils()
        if council is not None and len(patches) > 1:
            narrow_to_patches(facts, patches.get(council.pk, frozenset()))
        write_parquet(facts, out / FACTS)
        made = Making(
            facts=facts, made_on=made_on, terms=terms, prices=prices, say=say, council=council,
            maps={"patches": _edges(council)},
        )  # fmt: skip
        return _written(made, out, None, confirmed=True)


def _names() -> dict[str, str]:
    """What providers and patches are called, by the keys they have in the facts."""
    providers = Organisation.objects.values_list("pk", "short_name")
    return {str(pk): name for pk, name in (*providers, *Area.objects.values_list("pk", "name"))}


def _edges(council: Organisation | None) -> list[Edged]:
    """A council's patches that have an edge, or everybody's, called by the keys they have in the facts."""
    drawn = Area.objects.filter(kind=Area.Kind.PATCH, boundary__isnull=False).order_by("name")
    if council is not None:
        drawn = drawn.filter(commissioner=council)
    return [Edged(called=(str(area.pk),), rings=rings_of(area.boundary or {})) for area in drawn]


def _maps(folder: Path) -> tuple[dict[str, Sequence[Edged]], list[FileRead]]:
    """The areas of each GeoJSON file of a folder, and the files that hold none, with the reason."""
    maps, no_maps = {}, []
    for path in sorted(folder.glob("*.geojson")):
        try:
            maps[path.name] = areas_of(path)
        except NotAMap as error:
            no_maps.append(not_read(NotRead(name=path.name, why=error.message)))
    return maps, no_maps


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """What a report is being made from."""

    facts: duckdb.DuckDBPyConnection
    made_on: date
    terms: Terms
    prices: Prices
    say: Say
    maps: Mapping[str, Sequence[Edged]]
    council: Organisation | None = None


def _written(made: Making, out: Path, extracts: Extracts | None, *, confirmed: bool) -> Report:
    report = _report(made, extracts, confirmed=confirmed)
    made.say("Writing the report", 1.0)
    (out / "index.html").write_text(html(report), encoding="utf-8")
    (out / "report.pdf").write_bytes(report_pdf(report))
    write_workbook(report, out / "figures.xlsx")
    return report


def _report(made: Making, extracts: Extracts | None, *, confirmed: bool) -> Report:
    until = made.terms.ends_on or _last_day(made.facts)
    if until is None:
        if extracts is None:
            raise NothingToDiagnose(_NO_RECORD)
        if not extracts.files:
            raise NothingToDiagnose(_NO_FILE)
        raise NothingToDiagnose(_NO_DAY if any(file.used for file in extracts.files) else _NO_ROW)
    made.say("Working out the answers", 1.0)
    terms = replace(made.terms, ends_on=until)
    return Report(
        whose=str(made.council or ""),
        made_on=made.made_on,
        since=until - ONE_DAY * DAYS_A_YEAR,
        until=until,
        rows=count_rows(made.facts),
        terms=terms,
        prices=made.prices,
        opportunities=opportunities(made.facts, terms, made.prices, until),
        results=(
            *diagnose(made.facts, terms),
            *(() if made.council is None else (national_measures(made.council, made.facts, until),)),
            *places(made.facts, made.maps, until=until, names=terms.names),
            *published(made.facts),
        ),
        extracts=extracts,
        confirmed=confirmed,
        not_known=columns_not_known(made.facts),
    )


def _last_day(facts: duckdb.DuckDBPyConnection) -> date | None:
    """The day after the last on which care was recorded: by visits, or else money, packages, and the rest.

    What is planned for later, or dated wrongly in a small file, does not move the year that is looked at.
    """
    for days in (
        "SELECT on_day AS day FROM visits WHERE verdict NOT IN ('', 'not_known')",
        "SELECT until - 1 AS day FROM invoices UNION ALL SELECT week_starts_on + 6 FROM payments",
        "SELECT starts_on AS day FROM packages UNION ALL SELECT on_day FROM reviews",
        "SELECT starts_on AS day FROM reablement UNION ALL SELECT on_day FROM complaints "
        "UNION ALL SELECT on_day FROM contacts UNION ALL SELECT on_day FROM referrals "
        "UNION ALL SELECT ready_on FROM discharges UNION ALL SELECT starts_on FROM placements",
        "SELECT paid_on AS day FROM supplier_payments UNION ALL SELECT on_day FROM hospital_days",
    ):
        found = facts.execute(f"SELECT max(day) + 1 FROM ({days})").fetchone()  # noqa: S608
        if found and found[0] is not None:
            return found[0]  # type: ignore[no-any-return]
    return None


def _write_mapping(extracts: Extracts, mapping: ExtractMapping, folder: Path, out: Path) -> None:
    text = mapping_text(
        mapping,
        list(extracts.recognised),
        extracts.not_read,
        {each.spelling: each.goes_by for each in extracts.spellings},
        folder=folder,
        out=out,
    )
    (out / "mapping.toml").write_text(text, encoding="utf-8")
