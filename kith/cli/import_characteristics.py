"""``kith import characteristics``: what a council's files say of people."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from kith.cli.findings import reading, say_findings
from kith.cli.import_visits import FILE, NothingUsable
from kith.orgs import clock
from kith.people.import_characteristics import import_characteristics


@click.command()
@click.argument("file", type=FILE)
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="From when it holds; today if not given.")
def characteristics(file: Path, since: datetime | None) -> None:
    """Bring in who people are: ethnic group, reason for support, dementia and what else is asked.

    FILE has a row for each person, with a number they are known by, and a column for each question
    in the words of the national return; a return that was sent before will do. Importing it again changes
    nothing.
    """
    with reading(file, "People") as source:
        done = import_characteristics(
            by=None, at=clock.now(), source=source, since=since.date() if since else None
        )
    say_findings(done.table)
    if not done.table.used:
        raise NothingUsable("{file} holds nobody that is known here. Give a table with a header.", file=file)
    used, read = done.table.summary().used, done.table.summary().read
    click.echo(f"{done.written:,} answers from {used:,} of {read:,} rows; {done.known:,} were known already.")
