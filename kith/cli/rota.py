"""``kith rota shadow``: what walking rounds would have made of a provider's own week."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import rich.progress
from rich.console import Console

from kith.cli.findings import say_findings
from kith.rota.actions_shadow import NothingToCompare, read_rota, shadow_week
from kith.rota.shadow import TOLERANCES, Choices
from kith.rota.shadow_after import Progress
from kith.rota.shadow_comparison import METRES_PER_MILE, compare
from kith.rota.shadow_table import COLUMNS
from kith.workforce.models import TravelMode

FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
LINES = (
    ("places that nobody has", "unplaced"),
    ("workers each person meets", "met"),
    ("new faces in the week", "new_faces"),
    ("minutes on foot", "walking_minutes"),
    ("minutes on the way in all", "travel_minutes"),
    ("miles by car", "car_metres"),
    ("kg of CO2e", "grams"),
    ("minutes late", "late_minutes"),
    ("minutes with people", "contact_minutes"),
    ("rounds, a worker on a day", "shifts"),
    ("workers", "workers"),
    ("paid minutes", "paid_minutes"),
)


@click.group("rota")
def rota() -> None:
    """Try out rounds. Nothing here changes a rota."""


@rota.command()
@click.argument("files", type=FILE, nargs=-1, required=True, metavar="FILE...")
@click.option("--tolerance", type=click.Choice([str(each) for each in TOLERANCES]), default="30",
              show_default=True, help="Minutes by which a visit may move either way.")  # fmt: skip
@click.option("--travel", type=click.Choice(TravelMode.values), default=TravelMode.DRIVE.value,
              show_default=True, help="How workers travel where the file does not say.")  # fmt: skip
@click.option("--column", "columns", multiple=True, metavar="OURS=HEADER", help="Which column is which.")
@click.option("--json", "as_json", is_flag=True, help="Print it for a program to read.")
def shadow(files: Sequence[Path], tolerance: str, travel: str, columns: Sequence[str], as_json: bool) -> None:
    """Say what whole-shift walking rounds would have made of the week in FILE, a table or calendars.

    Nothing is written. Postcodes are those that were imported (kith import postcodes).
    """
    choices = Choices(tolerance_minutes=int(tolerance), travel_mode=travel)
    reading = read_rota([file.read_bytes() for file in files], _given(columns))
    try:
        week = shadow_week(reading, choices)
    except NothingToCompare:
        say_findings(reading)
        raise
    say_findings(reading)
    with _shown() as progress:
        result = compare(week, choices, progress=progress)
    found = {"rows": reading.rows, "used": reading.used, "counts": dict(reading.counts)}
    click.echo(json.dumps({"reading": found, **result}) if as_json else "\n".join(_in_words(found, result)))


def _given(columns: Sequence[str]) -> dict[str, str]:
    """The header given for each of our columns."""
    known = [column.key for column in COLUMNS]
    pairs = [given.partition("=") for given in columns]
    if any(key not in known or not header for key, _, header in pairs):
        raise click.BadParameter(
            f"Write OURS=HEADER, where OURS is one of: {', '.join(known)}.", param_hint="--column"
        )
    return {key: header for key, _, header in pairs}


@contextmanager
def _shown() -> Iterator[Progress]:
    """What to call with the share that is done; a terminal shows it."""
    console = Console(stderr=True)
    with rich.progress.Progress(console=console, transient=True, disable=not console.is_terminal) as bars:
        bar = bars.add_task("Walking rounds", total=1.0)

        def progress(share: float) -> bool:
            bars.update(bar, completed=share)
            return False

        yield progress


def _in_words(found: Mapping[str, Any], result: Mapping[str, Any]) -> Iterator[str]:
    yield (
        f"The week from {result['starts_on']}: {result['visits']:,} visits to {result['people']:,} people. "
        f"{found['used']:,} of {found['rows']:,} rows used; the others are left out of both sides."
    )
    yield f"{'':<28}{'as loaded':>14}{'walking rounds':>16}"
    for name, key in LINES:
        was, then = (_written(key, result[side][key]) for side in ("before", "after"))
        yield f"{name:<28}{was:>14}{then:>16}"
    streets = result["streets"]
    yield f"Ways follow the streets of {streets}." if streets else "Ways are the straight line times 1.3."


def _written(key: str, value: float) -> str:
    if key == "car_metres":
        return f"{value / METRES_PER_MILE:,.1f}"
    if key == "grams":
        return f"{value / 1_000:,.1f}"
    return f"{value:,}"
