"""Which council a command is about."""

from __future__ import annotations

import click

from kith.orgs.models import Organisation


def council_asked(name: str | None) -> Organisation | None:
    """The council of this name, whole or short, or the only one there is; None where there are several and
    none is named. Raises `WhichCouncil` for a name that no council has.
    """
    councils = _councils()
    if not name:
        return councils[0] if len(councils) == 1 else None
    for each in councils:
        if name.casefold() in (each.short_name.casefold(), each.name.casefold()):
            return each
    raise WhichCouncil


class WhichCouncil(click.UsageError):
    """A council must be named, and is not, or there is none of that name."""

    def __init__(self) -> None:
        known = ", ".join(each.short_name for each in _councils()) or "none"
        super().__init__(f"Say which council with --council. There are: {known}.")


def _councils() -> list[Organisation]:
    return list(Organisation.objects.filter(kind=Organisation.Kind.COUNCIL).order_by("short_name"))
