"""``kith epoch``: telling phones that a backup was restored, where the database cannot tell by itself."""

from __future__ import annotations

import click

from kith.delivery.actions_feed import begin_epoch
from kith.delivery.queries_feed import current_epoch
from kith.orgs import clock


@click.group()
def epoch() -> None:
    """Which life of the database this is: phones offer again what they sent when it changes."""


@epoch.command()
def show() -> None:
    """Print the epoch that phones are told."""
    click.echo(current_epoch())


@epoch.command()
@click.option("--reason", required=True, help="Why, such as: disk restored to 06:00.")
def begin(reason: str) -> None:
    """Begin a new epoch: every phone offers again what it sent in the last fourteen days.

    The audit keeps that it was done, and why. What is here already is not counted twice.
    """
    click.echo(f"Epoch {begin_epoch(at=clock.now(), reason=reason)} has begun.")
