"""``kith demo``: build the demonstration once, then serve it with everything that runs beside it."""

from __future__ import annotations

import gc
import json
import signal
import socket
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path

import click
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeElapsedColumn
from rich.text import Text

from kith.config import demo_standing, work
from kith.config.reactions import follow_visit_events
from kith.demo.build import Summary, build
from kith.demo.options import PLANNERS, Options
from kith.demo.survey import Survey, survey
from kith.insight.actions import take_snapshot

WORTH_SEEING = (
    ("Olu", "today_home", "the neighbourhood today, and what needs someone"),
    ("Olu", "rota_home", "who goes where, day by day"),
    ("Ivy", "pay_runs", "the pay run that waits for a second person"),
    ("Cass", "compare", "what nine ways of paying would cost"),
)
"""Sign in as whom, the name of the page's address, and what is on it."""

KNOWN_FROM = 0.1  # of the work done, it can be said how long the rest will take

console = Console(highlight=False)


class TimeLeft(ProgressColumn):
    """How long the rest will take, by how long what is done took."""

    def render(self, task: Task) -> Text:
        """In whole minutes: nobody needs to know better."""
        done = task.completed / (task.total or 1.0)
        if not KNOWN_FROM <= done < 1.0:
            return Text("")
        minutes = round((task.elapsed or 0.0) * (1 / done - 1) / 60)
        return Text(f"about {minutes} min left" if minutes else "less than a minute left")


@click.command()
@click.option(
    "--people", default=200, show_default=True, help="How many people draw on care; 3000 makes a city."
)
@click.option(
    "--weeks", default=4, show_default=True, help="How many weeks of visits, the last one under way."
)
@click.option("--seed", default=1, show_default=True, help="Another seed makes other people.")
@click.option("--history-years", default=6, show_default=True, help="Years of packages and reviews before.")
@click.option(
    "--postcodes",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Build on real postcodes: an ONS directory or a Code-Point Open file.",
)
@click.option(
    "--planner",
    type=click.Choice(PLANNERS),
    default=PLANNERS[0],
    show_default=True,
    help="Who plans the rounds: the rota engine, or the plain insertion heuristic.",
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
    planner: str,
    no_serve: bool,
    database: str | None,
    home: str | None,
    port: int,
) -> None:
    """Make a fictional neighbourhood, live its weeks, and serve it with one-click sign-in.

    The second start with the same options serves what is there.
    """
    del database, home  # settings read them before Django started: see kith/cli/demo_options.py
    options = Options(
        people=people,
        weeks=weeks,
        seed=seed,
        history_years=history_years,
        postcodes=postcodes,
        planner=planner,
    )
    if not no_serve:
        _check_port(port)
    settings.HOME.mkdir(parents=True, exist_ok=True)
    with demo_standing.alone(settings.HOME):
        _prepare(options)
        if not no_serve:
            _serve(port)


def _prepare(options: Options) -> None:
    """Build unless what is there is what was asked for. What was left half-built is thrown away."""
    demo_standing.check_reachable()
    wanted, stands = demo_standing.described(options), demo_standing.standing()
    if stands == wanted:
        _print("The neighbourhood is as you left it.")
        return
    ground = survey(options)  # before anything is thrown away: the file may be of no use
    if stands is not None:
        demo_standing.clear()
    try:
        summary = _build(options, ground)
    except KeyboardInterrupt:
        raise click.ClickException("Stopped before it was whole. The next start begins afresh.") from None
    demo_standing.keep(wanted)
    _tell(summary)


def _build(options: Options, ground: Survey) -> Summary:
    gc.set_threshold(200_000, 20, 50)  # hardly anything is garbage: looking for it took a tenth of the time
    columns = TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TimeLeft()
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("Setting up the database", total=1.0)
        call_command("migrate", verbosity=0)

        def say(words: str, share: float) -> None:
            progress.update(task, description=words, completed=0.03 + share * 0.87)

        summary = build(replace(options, say=say), follow_visit_events, ground)
        progress.update(task, description="Following up what was announced", completed=0.91)
        work.run(once=True)
        progress.update(task, description="Working out figures", completed=0.95)
        take_snapshot(by=None, at=options.now, under=settings.HOME / "facts")
        progress.update(task, description="Built", completed=1.0)
    return summary


def _tell(summary: Summary) -> None:
    """What was done, with figures, and where they are kept with the effects planted on purpose."""
    kept = settings.HOME / "summary.json"
    kept.write_text(json.dumps(asdict(summary), indent=1) + "\n", encoding="utf-8")
    for line in summary.in_words():
        _print(line)
    _print(f"These figures, and the effects planted on purpose: {kept}")


def _print(line: str) -> None:
    """One line, as long as it is: addresses and paths must not be broken."""
    console.print(line, soft_wrap=True, markup=False)


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
    _show_around(f"http://127.0.0.1:{port}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        sys.exit(children[0].wait())
    except KeyboardInterrupt:
        _print("\nStopped. The next start takes seconds.")
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.wait()


def _show_around(site: str) -> None:
    """Where to look, and as whom."""
    _print(f"\nOpen {site}/ and sign in as anybody. Ctrl-C stops it. Worth seeing:")
    for who, page, words in WORTH_SEEING:
        _print(f"  as {who:<5} {site + reverse(page):<32} {words}")
