"""``kith``: the command line. Each command parses, makes one call, and prints."""

from __future__ import annotations

from typing import Any

import click
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError, ProgrammingError

from kith.cli.audit import audit
from kith.cli.case_files import case_files
from kith.cli.check_file import check_file
from kith.cli.cld import cld
from kith.cli.diagnose import diagnose
from kith.cli.epoch import epoch
from kith.cli.imports import imports
from kith.cli.network import network
from kith.cli.pack import pack
from kith.cli.people import person, retention
from kith.cli.refusal import refuse
from kith.cli.rota import rota
from kith.cli.snapshot import snapshot
from kith.cli.spc import spc
from kith.core.errors import Refused

__all__ = ["app"]


class Commands(click.Group):
    """Turns every refusal into one sentence and exit code 2."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except Refused as refused:
            refuse(refused.message)
        except click.ClickException as error:
            refuse(error.format_message())
        except ImproperlyConfigured as error:
            refuse(error)
        except OSError as error:
            refuse(f"{error.filename or 'A file'} cannot be used: {error.strerror}.")
        except (OperationalError, ProgrammingError) as error:
            refuse(f"The database does not answer as it should ({type(error).__name__}). Run: kith check")


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
    execute_from_command_line(["kith manage", *arguments])


for command in (
    audit,
    case_files,
    check_file,
    diagnose,
    cld,
    epoch,
    imports,
    network,
    pack,
    person,
    retention,
    rota,
    snapshot,
    spc,
):
    app.add_command(command)
