"""``kith person export`` and ``kith retention due``: what the law asks of who keeps records."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TextIO
from uuid import UUID

import click

from kith.core.dates import london_day
from kith.delivery.record_parts import PARTS
from kith.orgs import clock
from kith.orgs.context import as_house
from kith.people.queries_export import export_person
from kith.people.queries_retention import retention_due


@click.group()
def person() -> None:
    """One person's record."""


@person.command()
@click.argument("person_id", type=click.UUID, metavar="ID")
@click.option("--reason", required=True, help="Why it leaves the house, such as subject_access.")
@click.option("--out", type=click.File("w", encoding="utf-8"), default="-", help="A file to write it to.")
def export(person_id: UUID, reason: str, out: TextIO) -> None:
    """Write everything kept about the person with this ID as JSON.

    The audit keeps that it was done, and why.
    """
    at = clock.now()
    with as_house():
        copy = export_person(
            by=None, at=at, on=london_day(at), person_id=person_id, reason=reason, parts=PARTS
        )
    json.dump(copy, out, indent=2, ensure_ascii=False)
    out.write("\n")


@click.group()
def retention() -> None:
    """How long records are kept."""


@retention.command()
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day to look at; today if not given.")
def due(on: datetime | None) -> None:
    """List the records that have been kept long enough, the longest overdue first.

    Nothing is disposed of: that takes two people.
    """
    day = on.date() if on else london_day(clock.now())
    with as_house():
        found = retention_due(day)
    for one in found:
        held = "  on legal hold" if one.legal_hold else ""
        click.echo(f"{one.person_id}  {one.kept:<8}last {one.last_on}  due {one.due_on}{held}")
    click.echo(f"{len(found):,} records were due by {day}.")
