"""``kith keys``: changing the content key of an installation without losing a word that it sealed."""

from __future__ import annotations

import click
from django.conf import settings

from kith.core.errors import Invalid
from kith.delivery.queries_sealed import sealed_before
from kith.orgs import clock
from kith.orgs.context import as_house
from kith.people.actions_keys import rewrap_keys
from kith.web.accounts_keys import reseal_factors

__all__ = ["keys"]


class NoKeyBefore(Invalid):
    """There is only one content key, so nothing can be moved from one to another."""

    code = "no_key_before"


@click.group()
def keys() -> None:
    """The key that wraps the key of every person."""


@keys.command()
def rotate() -> None:
    """Wrap every person's key anew, by KITH_CONTENT_KEY, from KITH_CONTENT_KEY_BEFORE.

    Everything is readable before, while and after. Cut off, it goes on where it stopped when it is run again.
    """
    if not settings.CONTENT_KEYS_BEFORE:
        raise NoKeyBefore(
            "Set KITH_CONTENT_KEY to a new secret, KITH_CONTENT_KEY_BEFORE to what it was, and try again."
        )
    done = rewrap_keys(at=clock.now())
    changed = done.changed
    while done.last is not None:
        click.echo(f"{changed:,} wrapped anew so far.", err=True)
        done = rewrap_keys(at=clock.now(), after=done.last)
        changed += done.changed
    factors = reseal_factors(at=clock.now())
    click.echo(f"{changed:,} people's keys and {factors:,} second factors are under the new key.")
    with as_house():
        left = sealed_before()
    click.echo(
        f"{left:,} events stay sealed by a key before. Keep it, in KITH_CONTENT_KEY_BEFORE and in your safe."
        if left
        else "Nothing needs a key before. Take KITH_CONTENT_KEY_BEFORE away."
    )
