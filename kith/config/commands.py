"""Commands about the house itself: they need to know how its rooms are wired together."""

from __future__ import annotations

import base64
import secrets

import click

from kith.cli.docs import docs
from kith.config import checks, checks_records, work
from kith.config.commands_accounts import accounts
from kith.config.commands_begin import begin
from kith.config.commands_keys import keys
from kith.config.demo_command import demo
from kith.config.reference import roles_page, settings_page

__all__ = ["house"]


@click.command()
def secret() -> None:
    """Make a secret for KITH_SECRET_KEY or KITH_CONTENT_KEY."""
    click.echo(base64.b64encode(secrets.token_bytes(32)).decode())


@click.command("work")
@click.option("--once", is_flag=True, help="Make one pass and stop.")
def run_work(once: bool) -> None:
    """Do the house's own work: reactions, the timetable, queued jobs."""
    work.run(once=once)


@click.command()
@click.option("--records", is_flag=True, help="Read the records too, and see whether they hold together.")
def check(records: bool) -> None:
    """Say whether this installation is sound. Exit code 1 when something must be put right."""
    findings = [*checks.report(), *(checks_records.records() if records else ())]
    for finding in findings:
        click.echo(f"{finding.level}  {finding.what}: {finding.words}")
    if not checks.is_good(findings):
        raise SystemExit(1)


write_docs = docs({"settings.md": settings_page, "roles.md": roles_page})
house: tuple[click.Command, ...] = (demo, begin, accounts, run_work, check, keys, secret, write_docs)
