"""The golden month: totals of every payment model and measure on a small neighbourhood that never changes.

Money never moves by accident: a change here is rewritten with `just golden` and explained in its commit.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from kith.config.reactions import follow_visit_events
from kith.demo.build import build
from kith.demo.options import Options
from kith.insight.actions import take_snapshot

from .totals import golden

KEPT = Path(__file__).with_name("month.txt")
NEIGHBOURHOOD = Options(people=16, weeks=3, seed=1, planner="insertion")


@pytest.mark.usefixtures("sqlite")
def test_the_golden_month_is_as_it_was(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    build(NEIGHBOURHOOD, follow_visit_events)
    found = golden(take_snapshot(by=None, at=NEIGHBOURHOOD.now, under=tmp_path))
    if request.config.getoption("--golden-rewrite", default=False):
        KEPT.write_text(found, encoding="utf-8")
    assert KEPT.read_text(encoding="utf-8") == found, "Run `just golden` and explain the difference."
