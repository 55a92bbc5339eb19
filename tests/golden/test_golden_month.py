"""The golden month: totals of every payment model and measure on a small neighbourhood that never changes.

Money never moves by accident: a change here is rewritten with `just golden` and explained in its commit.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from kith.config.reactions import follow_visit_events
from kith.demo.build import build
from kith.demo.options import Options
from kith.insight.actions import take_snapshot
from kith.insight.models import Snapshot
from tests.databases import default_database
from tests.insight.test_paid_facts import gap_pence, paid_pence

from .totals import golden

KEPT = Path(__file__).with_name("month.txt")
NEIGHBOURHOOD = Options(people=16, weeks=3, seed=1, planner="insertion")


@pytest.fixture(scope="module")
def month(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> Iterator[Snapshot]:
    """The month, lived once for all who look at it."""
    home = tmp_path_factory.mktemp("month")
    shutil.copy(sqlite_template, home / "kith.sqlite3")
    with django_db_blocker.unblock(), default_database(f"sqlite:///{home / 'kith.sqlite3'}"):
        build(NEIGHBOURHOOD, follow_visit_events)
        yield take_snapshot(by=None, at=NEIGHBOURHOOD.now, under=home)


def test_the_golden_month_is_as_it_was(request: pytest.FixtureRequest, month: Snapshot) -> None:
    found = golden(month)
    if request.config.getoption("--golden-rewrite", default=False):
        KEPT.write_text(found, encoding="utf-8")
    assert KEPT.read_text(encoding="utf-8") == found, "Run `just golden` and explain the difference."


def test_its_steps_come_to_what_its_runs_paid(month: Snapshot) -> None:
    assert paid_pence() > 500_000
    assert paid_pence() == pytest.approx(gap_pence(Path(month.folder)), abs=1e-6)
