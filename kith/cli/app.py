"""``kith``: the command line. Each command parses, makes one call, and prints."""

from __future__ import annotations

from typing import Any

import click

from kith.core.errors import Refused

__all__ = ["app"]


class Commands(click.Group):
    """Turns a refusal into one sentence and exit code 2."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except Refused as refused:
            raise SystemExit(_say(refused)) from refused


def _say(refused: Refused) -> int:
    click.echo(f"kith: {refused.message}", err=True)
    return 2


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="kith-care", prog_name="kith")
def app() -> None:
    """Neighbourhood home care: from first contact to plan, rota, visits, payment and figures.

    Start with: kith demo
    """


@app.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Django's own commands, such as: kith manage migrate."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["kith manage", *arguments])
