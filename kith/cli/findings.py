"""Reading files people give: with progress while it lasts, and saying what of them could not be used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

import click
import rich.progress
from rich.console import Console

from kith.core.tables import Finding


@contextmanager
def reading(path: Path, words: str) -> Iterator[BinaryIO]:
    """The file, open; a terminal shows how much of it has been read."""
    console = Console(stderr=True)
    with rich.progress.open(
        path, "rb", description=words, console=console, transient=True, disable=not console.is_terminal
    ) as source:
        yield source


class Found(Protocol):
    """Anything that was read: a table, or a week of visits."""

    @property
    def findings(self) -> Sequence[Finding]:
        """What was found, the first thousand."""

    @property
    def counts(self) -> Counter[str]:
        """How often each code was found."""


def say_findings(table: Found) -> None:
    """Each finding on a line of the error stream; where there are too many to keep, how many more."""
    for finding in table.findings:
        column = f", {finding.column}" if finding.column else ""
        click.echo(f"row {finding.row_number}{column}: {finding.message}", err=True)
    more = sum(table.counts.values()) - len(table.findings)
    if more:
        by_code = ", ".join(f"{code} {count:,}" for code, count in table.counts.most_common())
        click.echo(f"and {more:,} more. Altogether: {by_code}.", err=True)
