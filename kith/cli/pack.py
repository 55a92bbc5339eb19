"""``kith pack``: what a meeting looks at, as one file of HTML or as a PDF."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import click
from django.db.models import Q

from kith.core.errors import Invalid, NotFound
from kith.insight.packs.document import Kind
from kith.insight.packs.html import html
from kith.insight.packs.make import Asked, make_pack
from kith.insight.packs.pdf import pdf
from kith.insight.packs.reader import Reader
from kith.orgs import clock
from kith.orgs.context import acting_as, as_house
from kith.orgs.models import Area, Organisation, User

Command = TypeVar("Command", bound=Callable[..., None])
ENDINGS = (".html", ".pdf")


class NoSuchEnding(Invalid):
    """A pack is written as HTML or PDF."""

    code = "no_such_ending"


class NoReader(Invalid):
    """Names are for somebody in particular."""

    code = "no_reader"


class NoSuchName(NotFound):
    """Nobody and nothing goes by that name here."""

    code = "no_such_name"


@click.group()
def pack() -> None:
    """Packs for meetings, as one file of HTML or as a PDF, by the ending of --out."""


def _options(command: Command) -> Command:
    for option in reversed(
        (
            click.option("--place", help="A neighbourhood, by its name."),
            click.option("--provider", help="A provider, by its name."),
            click.option(
                "--reader", help="Who will read it, by the name they sign in with: their rights hold."
            ),
            click.option(
                "--out",
                required=True,
                type=click.Path(dir_okay=False, path_type=Path),
                help="A file ending in .html or .pdf.",
            ),
        )
    ):
        command = option(command)
    return command


_week = click.option(
    "--week",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The Monday of a week that is over; the last one if not given.",
)


@pack.command()
@_options
@_week
@click.option(
    "--measure",
    "measures",
    multiple=True,
    metavar="KEY",
    help="A chart to show; the usual ones if not given.",
)
def weekly(
    place: str | None, provider: str | None, reader: str | None, out: Path,
    week: datetime | None, measures: tuple[str, ...],
) -> None:  # fmt: skip
    """Every measure of a week, what changed and why, care that started and ended, and what waited."""
    _write("weekly", out, place=place, provider=provider, reader=reader, week=week, measures=measures)


@pack.command()
@_options
@_week
@click.option(
    "--measure", "measures", multiple=True, metavar="KEY", help="A chart to show, or the usual ones."
)
def contract(
    place: str | None, provider: str | None, reader: str | None, out: Path,
    week: datetime | None, measures: tuple[str, ...],
) -> None:  # fmt: skip
    """A council and a provider look at the quarter that ends with a week.

    Measures against target, causes, what became of visits, payments and what is held.
    """
    _write("contract", out, place=place, provider=provider, reader=reader, week=week, measures=measures)


@pack.command()
@_options
def daily(place: str | None, provider: str | None, reader: str | None, out: Path) -> None:
    """What needs somebody today in a neighbourhood, for the huddle of its team.

    It names people, so it takes a --reader; each who is named is in the log of who looked.
    """
    if reader is None:
        raise NoReader("A huddle’s pack names people. Say with --reader who will read it.")
    _write("daily", out, place=place, provider=provider, reader=reader)


def _write(
    kind: Kind, out: Path, *, place: str | None, provider: str | None, reader: str | None,
    week: datetime | None = None, measures: tuple[str, ...] = (),
) -> None:  # fmt: skip
    if out.suffix not in ENDINGS:
        raise NoSuchEnding("A pack is written as .html or .pdf. End the name of the file so.")
    by = _named(User, reader, Q(username=reader)) if reader else None
    asked = Asked(
        kind=kind,
        patch_id=_named(Area, place, Q(name=place, kind=Area.Kind.PATCH)).pk if place else None,
        provider_id=_named(Organisation, provider, Q(name=provider) | Q(short_name=provider)).pk
        if provider
        else None,
        week=week.date() if week else None,
        measures=measures,
    )
    with acting_as(by) if by else as_house():
        made = make_pack(asked, Reader(by=by, at=clock.now()))
    out.write_bytes(html(made).encode() if out.suffix == ".html" else pdf(made))
    click.echo(f"{made.title}, {made.whose}, {made.period}: {out}")


Named = TypeVar("Named", User, Area, Organisation)


def _named(model: type[Named], name: str | None, condition: Q) -> Named:
    found: Named | None = model.objects.filter(condition).first()
    if found is None:
        raise NoSuchName("Nothing here is called “{name}”. Write the name as pages show it.", name=name)
    return found
