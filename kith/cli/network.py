"""``kith network``: the streets by which workers walk, cycle and drive, from a map extract."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import click
import rich.progress
from rich.console import Console

from kith.core.dates import london_day
from kith.orgs import clock
from kith.rota.network import ATTRIBUTION, Way, build_network, current_streets, network_file, remove_network
from kith.rota.street_map import ways_in
from kith.rota.streets import MODES, Streets

FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


@click.group("network")
def network() -> None:
    """Streets by which workers walk, cycle and drive. Without them: the straight line times a detour."""


@network.command()
@click.argument("file", type=FILE)
def build(file: Path) -> None:
    """Make the network from FILE, an OpenStreetMap extract ending in .osm.pbf.

    Download the extract of your county. Where this installation has several servers, run it on each.
    """
    streets = build_network(_shown(ways_in(file)), source=f"{file.name}, {_day(london_day(clock.now()))}")
    click.echo(f"{_in_words(streets)} They are used from the next plan on. {ATTRIBUTION}.")


@network.command()
def show() -> None:
    """Say which network is used."""
    streets = current_streets()
    if streets is None:
        click.echo("There is no network: journeys are the straight line times a detour of 1.3.")
    else:
        click.echo(f"{_in_words(streets)} They are from {streets.source}. {ATTRIBUTION}.")


@network.command()
def remove() -> None:
    """Go back to the straight line times a detour."""
    there = remove_network()
    click.echo("The network is removed." if there else f"There is no network at {network_file()}.")


def _shown(ways: Iterable[Way]) -> Iterator[Way]:
    """The ways, counted on a terminal as they go by."""
    console = Console(stderr=True)
    yield from rich.progress.track(
        ways, "Ways", total=None, console=console, transient=True, disable=not console.is_terminal
    )


def _in_words(streets: Streets) -> str:
    km = {mode: streets.kilometres(mode) for mode in MODES}
    said = ", ".join(f"{km[mode]:,.0f} km to {mode}" for mode in MODES)
    return f"{len(streets.lat):,} street corners: {said}."


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
