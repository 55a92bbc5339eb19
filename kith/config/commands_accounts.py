"""``kith accounts``: letting in the first person who manages the accounts of an organisation."""

from __future__ import annotations

import click
from django.conf import settings
from django.urls import reverse

from kith.orgs import clock
from kith.orgs.actions_first_manager import KINDS, let_first_manager_in
from kith.orgs.models import Organisation

__all__ = ["accounts"]


@click.group()
def accounts() -> None:
    """Accounts, where nobody is there yet to manage them on the pages."""


@accounts.command()
@click.option("--organisation", prompt="Organisation", help="Its name, as it stands here or will.")
@click.option("--kind", type=click.Choice([str(kind) for kind in KINDS]), help="What it is, to make it new.")
@click.option("--name", prompt="Their name", help="The name of who will manage its accounts.")
@click.option("--username", prompt="User name", help="What they sign in with.")
def first(organisation: str, kind: str | None, name: str, username: str) -> None:
    """Let in the first person who manages the accounts of a council, a provider or another organisation.

    Prints a link to hand over yourself: it works once, for three days. Where somebody manages the accounts
    already this is refused, since the next one takes two people.
    """
    user, code = let_first_manager_in(
        at=clock.now(),
        organisation=organisation,
        kind=Organisation.Kind(kind) if kind else None,
        display_name=name,
        username=username,
    )
    click.echo(f"{name} chooses a password here, and sets up a second factor after that:")
    click.echo(_address(reverse("invited", args=[user.pk, code])))


def _address(path: str) -> str:
    """The page where this installation is reached, or its path alone where that is not known."""
    hosts = [host for host in settings.ALLOWED_HOSTS if host not in {"*", *settings.HERE}]
    return f"https://{hosts[0].removeprefix('.')}{path}" if hosts else path
