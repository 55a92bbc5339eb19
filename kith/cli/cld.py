"""``kith cld``: Client Level Data, the quarterly national return: made, checked, counted and traced."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TextIO

import click

from kith.cli.cld_compare import compare, say_comparison, trace
from kith.cli.cld_json import quality_json, result_json, wait_json
from kith.cli.cld_options import FILE, NotAReturn, specification_in, specification_option
from kith.cli.councils import WhichCouncil, council_asked
from kith.cli.findings import reading, say_findings
from kith.core.returns.ascof import MeasureResult
from kith.core.returns.ascof_2a import ascof_2a
from kith.core.returns.ascof_2d import ascof_2d
from kith.core.returns.ascof_community import care_home_admissions, living_at_home, self_directed
from kith.core.returns.events import Event, joined
from kith.core.returns.extracts import HEADERS, extracts_of
from kith.core.returns.hospital import read_stays
from kith.core.returns.specification import Specification
from kith.core.returns.submission import Quality, Unusable, event_of, open_return, rows_of
from kith.core.returns.validation import Check
from kith.core.returns.waiting_times import median_waits, waits
from kith.insight.returns.actions import make_return, twelve_months_to
from kith.orgs import clock
from kith.orgs.models import Organisation

DAY = click.DateTime(["%Y-%m-%d"])
SHOWN = 20
NOT_FIT = 1


@click.group("cld")
def cld() -> None:
    """Client Level Data: make the quarterly return, check one, and work out the national measures."""


cld.add_command(compare)
cld.add_command(trace)


@cld.command()
@click.option("--to", "ends_on", type=DAY, required=True, help="The last day of the quarter.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option("--council", help="The council's short name, where there are several.")
@click.option("--since", type=FILE, help="What was sent last: say what has changed.")
@specification_option
def make(
    ends_on: datetime, out: Path, council: str | None, since: Path | None, specification: Path | None
) -> None:
    """Write the return of the twelve months to a quarter's end, and say how fit it is to send.

    Requests, assessments, services, reviews and unpaid carers are in it, as far as they are recorded.
    """
    if since is not None and out.exists() and out.samefile(since):
        raise click.UsageError("--out would write over what was sent last. Give it another name.")
    read, sender = specification_in(specification), _council(council)
    with _whole(out) as to:
        rows = make_return(
            by=None,
            at=clock.now(),
            council=sender,
            ends_on=ends_on.date(),
            specification=read,
            to=to,
        )
    click.echo(f"{rows:,} rows: {out}")
    _say_quality(_checked(out, read), read)
    if since is not None:
        say_comparison(since, out, read)


@contextmanager
def _whole(out: Path) -> Iterator[TextIO]:
    """A file that stands under its name only once it is whole; whatever stood there stays until then."""
    partly = out.with_name(f"{out.name}.part")
    try:
        with partly.open("w", encoding="utf-8-sig", newline="") as to:
            yield to
        partly.replace(out)
    finally:
        partly.unlink(missing_ok=True)


def _council(name: str | None) -> Organisation:
    council = council_asked(name)
    if council is None:
        raise WhichCouncil
    return council


@cld.command()
@click.argument("file", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="Print every count and failure as JSON.")
@specification_option
def check(file: Path, as_json: bool, specification: Path | None) -> None:
    """Say of every field of FILE how often it may be sent as it is, in the national statuses.

    Exit code 1 when a row may not be sent as it is.
    """
    read = specification_in(specification)
    quality = _checked(file, read)
    if as_json:
        click.echo(json.dumps(quality_json(quality), indent=2))
    else:
        _say_quality(quality, read)
    if quality.fit < quality.rows:
        raise SystemExit(NOT_FIT)


def _checked(file: Path, specification: Specification) -> Quality:
    quality = Quality()
    with reading(file, "Rows") as source:
        table = open_return(source, specification)
        for number, row in rows_of(table):
            quality.add(number, row, specification)
    say_findings(table)
    if not quality.rows:
        raise NotAReturn(
            "{file} holds no row of Client Level Data. Give a file with its column names.", file=file
        )
    return quality


def _say_quality(quality: Quality, specification: Specification) -> None:
    share = 100 * quality.fit / quality.rows
    click.echo(f"{quality.fit:,} of {quality.rows:,} rows ({share:.1f} %) may be sent as they are.")
    for field in specification.fields:
        counts = {check: quality.by_field[field.label, check] for check in Check}
        said = [
            f"{count:,} {check.name.lower().replace('_', ' ')} ({check:d})"
            for check, count in counts.items()
            if count and check not in {Check.VALID, Check.BLANK}
        ]
        if said:
            click.echo(f"  {field.label}: {', '.join(said)}")
    for failure in quality.failures[:SHOWN]:
        click.echo(f"row {failure.row}, {failure.label}: {failure.message} [{failure.reference}]", err=True)
    if specification.provisional:
        click.echo("The specification is provisional: compare with the one you were sent.")


@cld.command()
@click.argument("files", type=FILE, nargs=-1, required=True)
@click.option("--to", "ends_on", type=DAY, required=True, help="The last day of the year, a quarter's end.")
@click.option("--hospital", type=FILE, help="Hospital stays, for ASCOF 2D.")
@click.option("--adults", type=click.IntRange(min=1), help="People of 18 to 64 in the area, for ASCOF 2B.")
@click.option("--older", type=click.IntRange(min=1), help="People of 65 and over in the area, for ASCOF 2C.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures, and every person in them, as JSON.")
@specification_option
def measures(
    files: tuple[Path, ...],
    ends_on: datetime,
    hospital: Path | None,
    adults: int | None,
    older: int | None,
    as_json: bool,
    specification: Path | None,
) -> None:
    """Work out ASCOF 2A to 2E and 3D and the waiting times from the returns in FILES, as published.

    FILES may be several submissions of one council: the latest row of every event counts.
    """
    last = ends_on.date()
    events = joined(_events(files, specification_in(specification)))
    results = list(_results(events, last, adults=adults, older=older, hospital=hospital))
    waited = median_waits(waits(events))
    if as_json:
        both = {"measures": list(map(result_json, results)), "waiting_times": list(map(wait_json, waited))}
        click.echo(json.dumps(both, indent=2))
        return
    for result in results:
        value = "–" if result.value is None else result.value
        counted = f"{result.numerator:,} of {result.denominator:,}"
        click.echo(f"{result.key:<7}{value:>8}  {counted:<22}{result.title}")
    for wait in waited:
        quarter = f"{wait.quarter_starts_on} {wait.band}"
        click.echo(f"{quarter:<24}{wait.days:>6g} days to {wait.until} ({wait.people:,} people)")


@cld.command()
@click.argument("files", type=FILE, nargs=-1, required=True)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True)
@specification_option
def extracts(files: tuple[Path, ...], out: Path, specification: Path | None) -> None:
    """Turn the returns in FILES into the extracts that `kith diagnose` reads: one file of each kind.

    The latest row of every event counts. NHS numbers are in them, as in the return: keep the folder safe.
    """
    events = joined(_events(files, specification_in(specification)))
    out.mkdir(parents=True, exist_ok=True)
    rows = Counter[str]()
    with ExitStack() as stack:
        writers = {
            name: csv.writer(
                stack.enter_context((out / f"{name}.csv").open("w", encoding="utf-8", newline=""))
            )
            for name in HEADERS
        }
        for name, header in HEADERS.items():
            writers[name].writerow(header)
        for name, cells in extracts_of(events):
            writers[name].writerow(cells)
            rows[name] += 1
    said = ", ".join(f"{rows[name]:,} {name}" for name in HEADERS)
    click.echo(f"{said}: {out}. Next: kith diagnose {out} --out REPORT")


def _events(files: Sequence[Path], specification: Specification) -> Iterator[Event]:
    for file in files:
        with reading(file, file.name) as source:
            table = open_return(source, specification)
            for number, row in rows_of(table):
                event = event_of(number, row, specification)
                if isinstance(event, Unusable):
                    table.find(event.row, None, "not_an_event", event.message)
                elif event is not None:
                    yield event
        say_findings(table)


def _results(
    events: Sequence[Event], last: date, *, adults: int | None, older: int | None, hospital: Path | None
) -> Iterator[MeasureResult]:
    first = twelve_months_to(last)
    yield ascof_2a(events, starts_on=first, ends_on=last)
    for population, is_older in ((adults, False), (older, True)):
        if population:
            yield care_home_admissions(
                events, starts_on=first, ends_on=last, population=population, older=is_older
            )
    if hospital:
        with reading(hospital, "Hospital stays") as source:
            stays = read_stays(source)
            yield from ascof_2d(events, list(stays), starts_on=first, ends_on=last)
        say_findings(stays.table)
    for part in ("1", "2A", "2B"):
        yield living_at_home(events, starts_on=first, ends_on=last, part=part)
    yield self_directed(events, on=last, direct_payments_only=False)
    yield self_directed(events, on=last, direct_payments_only=True)
