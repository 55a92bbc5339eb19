"""``kith begin``: the first two accounts of a new installation, since giving a role takes two people."""

from __future__ import annotations

import click
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from kith.core.dates import london_day
from kith.core.errors import NotPermitted
from kith.orgs import clock
from kith.orgs.actions import create_organisation
from kith.orgs.actions_accounts import OPERATOR, create_user, grant_role
from kith.orgs.models import Organisation, RoleGrant, User

__all__ = ["begin"]


class HasBegun(NotPermitted):
    """The installation has its two operators already."""

    code = "has_begun"


@click.command()
@click.option("--operator", prompt="Organisation that runs this installation", help="Its name.")
@click.option("--name", prompt="Your name", help="The name of who will manage accounts.")
@click.option("--username", prompt="User name", help="What they sign in with.")
@click.password_option("--password", help="At least 15 characters; asked for when not given.")
def begin(operator: str, name: str, username: str, password: str) -> None:
    """Make the first account of an installation: somebody who manages accounts and sees nobody's record.

    Run it once more for a second such person: giving a role takes two.
    """
    first = RoleGrant.objects.filter(role=OPERATOR).select_related("organisation")[:2]
    if len(first) != User.objects.count() or len(first) > 1:
        raise HasBegun("There are accounts already. Whoever manages accounts can make more.")
    try:
        validate_password(password)
    except ValidationError as error:
        raise click.BadParameter(" ".join(error.messages), param_hint="--password") from error
    at = clock.now()
    with transaction.atomic():
        house = (first[0].organisation if first else None) or create_organisation(
            by=None, at=at, kind=Organisation.Kind.OPERATOR, name=operator
        )
        user = create_user(
            by=None, at=at, username=username, display_name=name, organisation=house, password=password
        )
        grant_role(by=None, at=at, user=user, role=OPERATOR, organisation=house, starts_on=london_day(at))
    click.echo(f"{name} can sign in as {username}, and is asked for a second factor first.")
