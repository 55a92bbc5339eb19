"""``kith import``: files that others publish or export, each row used or reported with its number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from pathlib import Path

import click

from kith.cli.findings import reading, say_findings
from kith.cli.import_characteristics import characteristics
from kith.cli.import_requests import requests
from kith.cli.import_visits import NothingUsable, visits
from kith.core.areas import read_areas, to_geojson
from kith.core.dates import london_day
from kith.core.deprivation import read_deprivation
from kith.core.postcodes import read_postcodes
from kith.orgs import clock
from kith.orgs.actions import NewPostcode, add_postcodes, set_deprivation
from kith.orgs.actions_areas import NewArea, draw_areas
from kith.orgs.models import Area

AT_ONCE = 10_000
FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


@click.group("import")
def imports() -> None:
    """Bring in postcodes, areas, visits, and who people are and how they came to care."""


imports.add_command(visits)
imports.add_command(characteristics)
imports.add_command(requests)


@imports.command()
@click.argument("file", type=FILE)
def postcodes(file: Path) -> None:
    """Bring in where postcodes are, from the ONS postcode directory or Code-Point Open.

    Importing the same FILE again changes nothing.
    """
    with reading(file, "Postcodes") as source:
        published = read_postcodes(source)
        at = clock.now()
        used = sum(
            add_postcodes(by=None, at=at, points=some)
            for some in _batches(map(NewPostcode.published, published))
        )
    say_findings(published.table)
    if not used:
        raise NothingUsable(
            "{file} holds no postcode that can be used. Give an ONS or Code-Point Open file.", file=file
        )
    click.echo(f"{used:,} of {published.table.summary().read:,} postcodes are in place.")


@imports.command()
@click.argument("file", type=FILE)
def deprivation(file: Path) -> None:
    """Bring in how deprived each small area is, from the published Indices of Deprivation.

    People live in one by their postcode: import postcodes with their small areas too.
    """
    with reading(file, "Small areas") as source:
        published = read_deprivation(source)
        deciles = dict(published)
    say_findings(published.table)
    if not deciles:
        raise NothingUsable(
            "{file} holds no small area with its decile. Give the indices’ file 1.", file=file
        )
    set_deprivation(by=None, at=clock.now(), deciles=deciles)
    click.echo(f"{len(deciles):,} of {published.table.summary().read:,} small areas are in place.")


def _batches(points: Iterable[NewPostcode]) -> Iterator[list[NewPostcode]]:
    waiting = iter(points)
    while some := list(islice(waiting, AT_ONCE)):
        yield some


@imports.command()
@click.argument("geojson", type=FILE)
@click.option("--council", default="", help="Whose areas they are, where there is more than one council.")
@click.option(
    "--kind",
    type=click.Choice(Area.Kind.values),
    default=Area.Kind.PATCH.value,
    show_default=True,
    help="What they are.",
)
@click.option(
    "--starts-on", type=click.DateTime(["%Y-%m-%d"]), help="The first day they count; today if not given."
)
def areas(geojson: Path, council: str, kind: str, starts_on: datetime | None) -> None:
    """Draw neighbourhoods from the features of a GEOJSON file in degrees.

    An area whose name is known is left as it is, so importing the same file again changes nothing.
    """
    drawn, at = read_areas(geojson.read_bytes()), clock.now()
    first_day: date = starts_on.date() if starts_on else london_day(at)
    new = draw_areas(
        by=None,
        at=at,
        kind=Area.Kind(kind),
        council=council,
        starts_on=first_day,
        areas=[NewArea(name=area.name, boundary=to_geojson(area.boundary)) for area in drawn],
    )
    click.echo(f"{len(new):,} drawn; {len(drawn) - len(new):,} known already and left as they are.")
