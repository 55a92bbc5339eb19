"""``kith cld compare`` and ``kith cld trace``: what changed since the last submission, and whose a row is."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

import click

from kith.cli.cld_options import FILE, NotAReturn, specification_in, specification_option
from kith.cli.findings import reading, say_findings
from kith.core.csv_cells import inert
from kith.core.phrases import phrase, say
from kith.core.returns.comparison import Change, Changed, Comparison
from kith.core.returns.comparison import compare as compared
from kith.core.returns.specification import Specification
from kith.core.returns.submission import open_return, rows_of
from kith.core.returns.validation import Row
from kith.insight.returns import tracing

SHOWN = 20
WORDS: Mapping[Change, str] = MappingProxyType(
    {
        Change.BEGAN: phrase("Rows that began since: {n:,}"),
        Change.LATE: phrase("Rows that come late, begun in months that were sent before: {n:,}"),
        Change.CHANGED: phrase("Rows that changed: {n:,}"),
        Change.GONE: phrase("Rows that are gone, of which a service will be read as ended: {n:,}"),
        Change.LEFT: phrase("Rows that have left the twelve months: {n:,}"),
    }
)


@click.command()
@click.argument("old", type=FILE)
@click.argument("new", type=FILE)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Every change, as a table.")
@specification_option
def compare(old: Path, new: Path, out: Path | None, specification: Path | None) -> None:
    """Say what changed between two submissions, OLD and NEW: rows new, late, gone and changed, by record."""
    found = say_comparison(old, new, specification_in(specification))
    if out is not None:
        with out.open("w", encoding="utf-8-sig", newline="") as to:
            file = csv.writer(to)
            file.writerow(("change", "row", "person", "event", "reference", "field", "before", "after"))
            for each in found.changes:
                for told in each.fields or (("", "", ""),):
                    file.writerow(
                        inert((each.change, each.row, each.person, each.event, each.reference, *told))
                    )
        click.echo(f"{len(found.changes):,} changes: {out}")


@click.command()
@click.argument("reference")
def trace(reference: str) -> None:
    """Say which record the event REFERENCE of a row leads to, and the page of whose it is."""
    found = tracing.trace(reference)
    by = f", written down by {found.by}" if found.by else ""
    click.echo(f"{say(found.what)} {found.id}, recorded {found.recorded_at:%Y-%m-%d %H:%M} UTC{by}.")
    click.echo(f"/people/{found.person_id}/")


def say_comparison(old: Path, new: Path, specification: Specification) -> Comparison:
    """The comparison of two files, said: how many of each change, which fields, and the first records."""
    found = compared(_rows(old, specification), _rows(new, specification), specification)
    click.echo(say("Rows that are as they were: {n:,}", n=found.same))
    for change, words in WORDS.items():
        click.echo(say(words, n=found.counts[change]))
    for label, rows in found.by_field.items():
        click.echo(f"  {label}: {rows:,}")
    telling = [each for each in found.changes if each.change not in (Change.BEGAN, Change.LEFT)]
    for each in telling[:SHOWN]:
        click.echo(f"row {each.row}, {each.change}: {_told(each)} [{each.reference}]", err=True)
    return found


def _told(each: Changed) -> str:
    if not each.fields:
        return each.event
    return "; ".join(f"{label}: “{before}” → “{after}”" for label, before, after in each.fields)


def _rows(file: Path, specification: Specification) -> Iterable[tuple[int, Row]]:
    with reading(file, file.name) as source:
        table = open_return(source, specification)
        rows = list(rows_of(table))
    say_findings(table)
    if not rows:
        raise NotAReturn(
            "{file} holds no row of Client Level Data. Give a file with its column names.", file=file
        )
    return rows
