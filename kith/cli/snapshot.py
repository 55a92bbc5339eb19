"""``kith snapshot``: the facts to Parquet, and every measure worked out over them."""

from __future__ import annotations

from pathlib import Path

import click
from django.conf import settings

from kith.insight.actions import take_snapshot
from kith.orgs import clock


@click.command()
@click.option(
    "--under",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder that keeps snapshots; the installation's own if not given.",
)
@click.option("--afresh", is_flag=True, help="Keep no week of the last snapshot; write all of them again.")
def snapshot(under: Path | None, afresh: bool) -> None:
    """Write the facts to Parquet and work out every measure over them. `kith work` does it each night.

    A week of visits that nothing has changed is that of the last snapshot.
    """
    taken = take_snapshot(by=None, at=clock.now(), under=under or settings.HOME / "facts", afresh=afresh)
    rows = ", ".join(f"{count:,} {table}" for table, count in taken.rows.items())
    click.echo(f"{rows}: {taken.folder}")
