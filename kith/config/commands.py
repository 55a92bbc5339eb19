"""Commands about the house itself."""

from __future__ import annotations

import base64
import secrets

import click

__all__ = ["house"]


@click.command()
def secret() -> None:
    """Make a secret for KITH_SECRET_KEY or KITH_CONTENT_KEY."""
    click.echo(base64.b64encode(secrets.token_bytes(32)).decode())


house: tuple[click.Command, ...] = (secret,)
