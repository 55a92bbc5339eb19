"""``kith import visits``: what a provider's own system recorded, each row used or reported."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click
import rich.progress
from rich.console import Console

from kith.cli.findings import say_findings
from kith.core.errors import Invalid
from kith.core.tables import read_table
from kith.delivery.import_contracts import Creating
from kith.delivery.import_making import Made
from kith.delivery.import_rows import COLUMNS
from kith.delivery.imports import Imported, Progress, import_visits
from kith.orgs import clock


class NothingUsable(Invalid):
    """No row of a file could be used."""

    code = "nothing_usable"


FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


@click.command()
@click.argument("file", type=FILE)
@click.option(
    "--create", is_flag=True, help="Make the people, workers, packages and visits that are missing."
)
@click.option("--contract", default="", help="Under which contract; opened if there is none of this name.")
@click.option("--council", default="", help="Whose care it is, where there is not just one council.")
@click.option("--column", "columns", multiple=True, metavar="OURS=HEADER", help="Which column is which.")
@click.option("--yes", is_flag=True, help="Do not ask whether the columns were understood.")
def visits(file: Path, create: bool, contract: str, council: str, columns: Sequence[str], yes: bool) -> None:
    """Bring in what was recorded at visits, from a call-monitoring extract of a provider's own system.

    Each row is matched to a visit that is planned here, or, with --create, made one. Importing the same FILE
    again changes nothing.
    """
    mapping = _given(columns)
    _confirm(file, mapping, ask=sys.stdin.isatty() and not yes)
    with _reading(file) as (source, progress):
        done = import_visits(
            by=None,
            at=clock.now(),
            source=source,
            mapping=mapping,
            creating=Creating(council=council, contract=contract) if create else None,
            progress=progress,
        )
    say_findings(done.table)
    if not done.table.mapping:
        raise NothingUsable(
            "{file} holds no visits that can be read. Give a table with a header, and say with --column "
            "which column is which.",
            file=file,
        )
    for line in _summary(done):
        click.echo(line)


def _given(columns: Sequence[str]) -> dict[str, str]:
    """The header given for each of our columns."""
    known = ", ".join(column.key for column in COLUMNS)
    pairs = [given.partition("=") for given in columns]
    if any(key not in known.split(", ") or not header for key, _, header in pairs):
        raise click.BadParameter(f"Write OURS=HEADER, where OURS is one of: {known}.", param_hint="--column")
    return {key: header for key, _, header in pairs}


def _confirm(file: Path, mapping: Mapping[str, str], *, ask: bool) -> None:
    """Say which column of the file was taken for which of ours, and let whoever is there stop."""
    with file.open("rb") as source:
        table = read_table(source, COLUMNS, mapping=mapping)
    for each in table.mapping:
        click.echo(f"“{each.header}” is taken for {each.key}.", err=True)
    if table.mapping and table.unused:
        click.echo(f"Not used: {', '.join(table.unused)}.", err=True)
    if ask and table.mapping:
        click.confirm("Is that right? If not, stop and say so with --column.", abort=True, err=True)


@contextmanager
def _reading(file: Path) -> Iterator[tuple[BinaryIO, Progress]]:
    """The file, open, and what to call with how many rows are written; a terminal shows how far both are."""
    console = Console(stderr=True)
    with rich.progress.Progress(console=console, transient=True, disable=not console.is_terminal) as bars:
        steps: dict[str, rich.progress.TaskID] = {}

        def progress(step: str, done: int, total: int) -> None:
            if step not in steps:
                steps[step] = bars.add_task(step)
            bars.update(steps[step], completed=done, total=total)

        with bars.open(file, "rb", description="Reading") as source:
            yield source, progress


def _summary(done: Imported) -> Iterator[str]:
    read = done.table.summary().read
    if done.made != Made():
        yield from _made(done.made)
    if done.planned:
        yield f"{done.planned:,} rows say what was planned and not that anybody came."
    yield f"{done.recorded:,} of {read:,} visits are new here; {done.known:,} were known already."


def _made(made: Made) -> Iterator[str]:
    """What was made, and each thing that the file does not say and was inferred."""
    counts = (
        (made.providers, "provider", "providers"),
        (made.contracts, "contract", "contracts"),
        (made.workers, "worker", "workers"),
        (made.people, "person", "people"),
        (made.packages, "package", "packages"),
        (made.visits, "visit", "visits"),
    )
    words = [f"{count:,} {one if count == 1 else many}" for count, one, many in counts if count]
    yield f"Made: {', '.join(words)}."
    if made.contracts:
        yield "A contract that was made pays nothing until it has terms and rates."
    if made.workers:
        yield "Workers who were made walk, and have no guaranteed hours and no address; a rota needs these."
    if made.nameless:
        yield f"{made.nameless:,} people have no name in the file and are called by their reference."
    if made.packages:
        yield (
            "Packages that were made are home care on the days of the file; their weekly pattern is what "
            f"happened in more than half of the weeks. {made.unusual:,} visits are in no pattern."
        )
    if made.visits:
        yield "Visits that were made may move half an hour either way."
    if made.without_commissioned:
        yield (
            f"For {made.without_commissioned:,} of them the file gives no commissioned minutes: "
            "the planned ones are taken."
        )
