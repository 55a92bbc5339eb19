"""``kith audit``: whether the log of who did what is as it was written."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import TextIO

import click
from django.core.serializers.json import DjangoJSONEncoder

from kith.orgs.queries_audit import heads, verify_audit
from kith.orgs.sealing import Head

TAMPERED = 1


@click.group()
def audit() -> None:
    """The log of who did what, sealed into chains."""


@audit.command("heads")
def show_heads() -> None:
    """Print the head of every chain as a line of JSON, to be kept where nobody here can change it."""
    for head in heads():
        click.echo(json.dumps(asdict(head), cls=DjangoJSONEncoder))


@audit.command()
@click.option(
    "--heads", "kept", type=click.File(), help="Heads kept elsewhere, which show a chain cut or written anew."
)
def verify(kept: TextIO | None) -> None:
    """Say whether every sealed row is as it was, and how many are not sealed yet.

    Exit code 1 when a row is not as it was.
    """
    verified = verify_audit(map(_head, kept or ()))
    for broken in verified.breaks:
        row = f", row {broken.row_id}" if broken.row_id else ""
        click.echo(f"{broken.chain} {broken.on}, place {broken.seq}{row}: {broken.what}", err=True)
    state = "Every chain holds." if verified.holds else f"{len(verified.breaks)} breaks."
    tail = f", since {verified.unsealed_since:%d/%m/%Y %H:%M} UTC" if verified.unsealed_since else ""
    click.echo(f"{state} {verified.sealed:,} rows sealed, {verified.unsealed:,} not yet{tail}.")
    if not verified.holds:
        raise SystemExit(TAMPERED)


def _head(line: str) -> Head:
    kept = json.loads(line)
    return Head(chain=kept["chain"], on=date.fromisoformat(kept["on"]), seq=kept["seq"], hash=kept["hash"])
