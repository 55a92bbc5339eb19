"""``kith diagnose``: true figures from a council's own files, or from Kith's own records."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from kith.cli.councils import council_asked
from kith.core.dates import london_day
from kith.core.errors import Invalid
from kith.insight.diagnosis.terms import LEEDS
from kith.insight.diagnosis.wording import about
from kith.insight.extracts.mapping import guessed, read_mapping
from kith.insight.extracts.read import Say
from kith.insight.report.document import Report
from kith.insight.report.make import diagnose_extracts, diagnose_own
from kith.insight.report.words import share_of_rows
from kith.orgs import clock

FOLDER = click.Path(exists=True, file_okay=False, readable=True, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


class NothingGiven(Invalid):
    """Neither a folder nor --own was given, or both."""

    code = "nothing_given"


@click.command()
@click.argument("extracts", type=FOLDER, required=False)
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="A folder for the report."
)
@click.option("--mapping", type=FILE, help="What the first run guessed, looked through and put right.")
@click.option("--own", is_flag=True, help="Diagnose what Kith itself has recorded.")
@click.option(
    "--council", metavar="NAME", help="With --own: whose people, where several councils share Kith."
)
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), help="The first day not looked at; the newest if not given."
)
def diagnose(
    extracts: Path | None,
    out: Path,
    mapping: Path | None,
    own: bool,
    council: str | None,
    until: datetime | None,
) -> None:
    """Say what a council's own files show: where care and money go, and what could be freed.

    EXTRACTS is a folder of CSV files or workbooks: visits, packages, reviews, invoices and whatever else
    there is. Columns are guessed; look through mapping.toml in the report's folder, put right what is wrong,
    and run again with --mapping.

    With --own the report is of the people of the only council, or of the one that --council names; where
    there are several and none is named, of everybody.
    """
    if own == (extracts is not None):
        raise NothingGiven("Give a folder of extracts, or --own for what Kith has recorded.")
    if council and not own:
        raise NothingGiven("--council goes with --own: a folder of extracts is one council’s already.")
    # Files are diagnosed where there is no installation, so without its clock.
    made_on = london_day(clock.now() if own else datetime.now(UTC))
    terms = replace(LEEDS, ends_on=until.date() if until else None)
    said = read_mapping(mapping) if mapping else guessed()
    with _progress() as say:
        report = (
            diagnose_own(
                out, council_asked(council), made_on=made_on, terms=terms, prices=said.prices, say=say
            )
            if extracts is None
            else diagnose_extracts(extracts, out, said, made_on=made_on, terms=terms, say=say)
        )
    _say(report, out)


@contextmanager
def _progress() -> Iterator[Say]:
    """Where a terminal looks on, what is being done and how far it is."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=1.0)
        yield lambda words, share: progress.update(task, description=words, completed=share)


def _say(report: Report, out: Path) -> None:
    if report.extracts:
        for file in report.extracts.files:
            read = f"{file.used:,} of {file.rows:,} rows used ({share_of_rows(file.share)})"
            became = f"taken for {file.table}, {read}" if file.table else f"not read. {file.why}"
            click.echo(f"{file.name}: {became}")
        for found in report.extracts.findings:
            if found.code == "missing_column":
                click.echo(f"{found.file}: {found.example}", err=True)
        if any(file.used < file.rows for file in report.extracts.files):
            click.echo(f"Which rows were not used, and why, is in {out / 'findings.csv'}.")
    if report.pence:
        click.echo(f"At most {about(report.pence)} a year could be freed; the report says how sure that is.")
    click.echo(f"The report is {out / 'index.html'}.")
    if not report.confirmed:
        click.echo(f"Look through {out / 'mapping.toml'} and run again with --mapping.")
