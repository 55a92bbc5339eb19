"""``kith import requests``: how people came to care, from a council's files."""

from __future__ import annotations

from pathlib import Path

import click

from kith.cli.findings import reading, say_findings
from kith.cli.import_visits import FILE, NothingUsable
from kith.orgs import clock
from kith.plans.import_requests import import_requests


@click.command()
@click.argument("file", type=FILE)
def requests(file: Path) -> None:
    """Bring in requests for help, assessments and reviews, from a table like the national return.

    A return that was sent before will do: its services are passed over. Importing FILE again changes nothing.
    """
    with reading(file, "Requests") as source:
        done = import_requests(by=None, at=clock.now(), source=source)
    say_findings(done.table)
    if not done.table.used:
        raise NothingUsable("{file} holds nothing that can be used. Give a table with a header.", file=file)
    click.echo(
        f"{done.written:,} requests, assessments and reviews from {done.table.read:,} rows; "
        f"{done.known:,} were known already, and {done.services:,} are services."
    )
