"""``kith spc``: an XmR chart of a file's series, as NHS England's "Making Data Count" works it out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

import click

from kith.cli.findings import say_findings
from kith.core.spc import Chart, spc_json, xmr
from kith.core.spc_chart import table_rows
from kith.core.spc_rules import Improvement
from kith.core.spc_series import read_series
from kith.core.spc_words import sentence

DATES = ("%Y-%m-%d", "%d/%m/%Y")
_LOOKS_LIKE_A_DATE = re.compile(r"\d{4}-\d\d-\d\d|\d\d/\d\d/\d{4}")


class TakesSeveralDates(click.Command):
    """Lets ``--rebase`` be followed by several dates, as well as be given several times."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The arguments, each date with a ``--rebase`` of its own."""
        return super().parse_args(ctx, list(_each_with_its_option(args)))


def _each_with_its_option(args: list[str]) -> Iterator[str]:
    rebasing = False
    for before, argument in zip(["", *args], args, strict=False):
        is_date = _LOOKS_LIKE_A_DATE.fullmatch(argument) is not None
        if rebasing and is_date and before != "--rebase":
            yield "--rebase"
        rebasing = argument == "--rebase" or (rebasing and is_date)
        yield argument


@click.command(cls=TakesSeveralDates)
@click.argument("series", type=click.File("rb"))
@click.option(
    "--improvement",
    type=click.Choice(["increase", "decrease", "neutral"]),
    default="increase",
    show_default=True,
    help="Which way is better.",
)
@click.option("--target", type=float, help="A value to hold the series against.")
@click.option(
    "--rebase",
    type=click.DateTime(DATES),
    multiple=True,
    metavar="DATE …",
    help="Work the limits out afresh from the points of these dates.",
)
@click.option("--fix-after", type=int, metavar="N", help="Fix the limits on the first N points.")
@click.option("--no-screen", is_flag=True, help="Keep freak moving ranges in the limits.")
@click.option("--json", "as_json", is_flag=True, help="Print every point and its lines as JSON.")
def spc(
    series: BinaryIO,
    improvement: Improvement,
    target: float | None,
    rebase: tuple[datetime, ...],
    fix_after: int | None,
    no_screen: bool,
    as_json: bool,
) -> None:
    """Say which points of SERIES, a file with the columns date and y, are unlikely to be chance.

    A minus (-) reads what is piped in. Rows without a date keep their order.
    """
    read = read_series(series)
    say_findings(read.table)
    chart = xmr(
        read.points,
        improvement=improvement,
        target=target,
        rebase=[day.date() for day in rebase],
        fix_after=fix_after,
        screen=not no_screen,
    )
    click.echo(json.dumps(spc_json(chart), indent=2) if as_json else _in_words(chart))


def _in_words(chart: Chart) -> str:
    """The points as a table, then what they show."""
    lines = [f"{'Date':<12}{'Value':>12}{'Average':>12}  {'Expected':<24}Reads as"]
    for row in table_rows(chart):
        on = row.date.isoformat() if row.date else ""
        lines.append(f"{on:<12}{row.value:>12}{row.average:>12}  {row.expected:<24}{row.reads_as}")
    return "\n".join([*lines, "", sentence(chart)])
