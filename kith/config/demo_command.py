"""``kith demo``: build the demonstration once, then serve it with everything that runs beside it."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from kith.config import work
from kith.demo.build import Summary, build
from kith.demo.options import Options
from kith.insight.actions import take_snapshot
from kith.orgs.models import Setting, User

BUILT = "demonstration.built"
console = Console(highlight=False)


@click.command()
@click.option(
    "--people", default=200, show_default=True, help="How many people draw on care; 3000 makes a city."
)
@click.option(
    "--weeks", default=4, show_default=True, help="How many weeks of visits, the last one under way."
)
@click.option("--seed", default=1, show_default=True, help="Another seed makes other people.")
@click.option("--history-years", default=0, show_default=True, help="Years of packages and reviews before.")
@click.option(
    "--postcodes",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Build on real postcodes: an ONS directory or a Code-Point Open file.",
)
@click.option("--no-serve", is_flag=True, help="Build only.")
@click.option("--database", help="Where to keep it, such as postgresql://… (default: a file in --home).")
@click.option("--home", help="The folder to keep it in (default: .kith).")
@click.option("--port", default=8000, show_default=True, help="Where to serve it on this machine.")
def demo(
    people: int,
    weeks: int,
    seed: int,
    history_years: int,
    postcodes: Path | None,
    no_serve: bool,
    database: str | None,
    home: str | None,
    port: int,
) -> None:
    """Make a fictional neighbourhood, live its weeks, and serve it with one-click sign-in.

    The second start with the same options serves what is there.
    """
    del database, home  # settings read them before Django started: see kith/cli/demo_options.py
    if not no_serve:
        _check_port(port)
    with _plain_errors():
        options = Options(
            people=people, weeks=weeks, seed=seed, history_years=history_years, postcodes=postcodes
        )
        _prepare(options)
    if not no_serve:
        _serve(port)


def _prepare(options: Options) -> None:
    """Build unless what is there is what was asked for. What was left half-built is thrown away."""
    wanted = _wanted(options)
    built = _built()
    if built == wanted:
        console.print("The neighbourhood is as you left it.")
        return
    _clear(built)
    with Progress(
        TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=console
    ) as progress:
        task = progress.add_task("Setting up the database", total=1.0)
        call_command("migrate", verbosity=0)

        def say(words: str, share: float) -> None:
            progress.update(task, description=words, completed=0.03 + share * 0.87)

        summary = build(Options(**{**_fields(options), "say": say}))
        progress.update(task, description="Following up what was announced", completed=0.92)
        work.run(once=True)
        progress.update(task, description="Working out figures", completed=0.97)
        take_snapshot(by=None, at=options.now, under=settings.HOME / "facts")
        Setting.objects.update_or_create(key=BUILT, defaults={"value": wanted})
        progress.update(task, description="Built", completed=1.0)
    _tell(summary)


def _fields(options: Options) -> dict[str, Any]:
    return {name: getattr(options, name) for name in options.__dataclass_fields__}


def _wanted(options: Options) -> dict[str, Any]:
    """The options in a form that can be kept and compared."""
    fields = _fields(options)
    fields.pop("say")
    fields["postcodes"] = str(fields["postcodes"] or "")
    return fields


def _built() -> dict[str, Any] | None:
    """The options of what stands, {} for something unfinished, or None for nothing at all."""
    tables = connection.introspection.table_names()
    if not tables:
        return None
    if Setting._meta.db_table not in tables:
        return {}
    kept = Setting.objects.filter(key=BUILT).values_list("value", flat=True).first()
    return dict(kept) if isinstance(kept, dict) else {}


def _clear(built: dict[str, Any] | None) -> None:
    """Throw away an earlier demonstration, and nothing else."""
    if built is None:
        return
    if connection.vendor != "sqlite":
        if not built and _has_people_of_its_own():
            raise click.ClickException(
                "That database holds something other than a demonstration. Give an empty one."
            )
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
        return
    name = Path(connection.settings_dict["NAME"])
    connection.close()
    for path in name.parent.glob(f"{name.name}*"):
        path.unlink()


def _has_people_of_its_own() -> bool:
    if User._meta.db_table not in connection.introspection.table_names():
        return bool(connection.introspection.table_names())
    return User.objects.filter(is_demo=False).exists()


def _tell(summary: Summary) -> None:
    """What was done, with figures, and where to look."""
    lived = asdict(summary.lived)
    console.print(
        f"{summary.people} people in {summary.patches} "
        f"{'patch' if summary.patches == 1 else 'patches'}, {summary.workers} care workers."
    )
    for line in summary.lived.in_words():
        console.print(f"  {line}")
    (settings.HOME / "summary.json").write_text(json.dumps(lived, default=str, indent=1))


def _check_port(port: int) -> None:
    """Say so before the work, not after it."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise click.ClickException(
                f"Port {port} is in use. Stop what uses it, or choose another with --port."
            ) from None


def _serve(port: int) -> None:
    """The site and the house's own work, side by side, until Ctrl-C."""
    site = [sys.executable, "-m", "gunicorn", "kith.config.wsgi", "--bind", f"127.0.0.1:{port}"]
    site += ["--threads", "4", "--log-level", "warning"]
    working = [sys.executable, "-c", "from kith.config.main import main; main()", "work"]
    children = [subprocess.Popen(command) for command in (site, working)]  # noqa: S603  (our own words)
    console.print(f"\nOpen http://127.0.0.1:{port}/ and sign in as anybody. Ctrl-C stops it.")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        sys.exit(children[0].wait())
    except KeyboardInterrupt:
        console.print("\nStopped. The next start takes seconds.")
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.wait()


@contextmanager
def _plain_errors() -> Iterator[None]:
    """An unwritable folder or an unreachable database, in one sentence."""
    try:
        settings.HOME.mkdir(parents=True, exist_ok=True)
        yield
    except PermissionError as error:
        raise click.ClickException(
            f"{error.filename} cannot be written. Give another folder with --home."
        ) from None
