"""What the house does by itself, and how often: kept by ``kith work``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore

from kith.config.reactions import REACTIONS, lay_out_visits
from kith.delivery.actions_alerts import check_alerts
from kith.insight.actions import take_snapshot
from kith.orgs.actions_seal import seal_rows
from kith.orgs.actions_timetable import Daily, Every, Tick
from kith.orgs.actions_work import escalate_overdue
from kith.orgs.actions_work_loop import react
from kith.orgs.context import as_house
from kith.rota.actions_freeze import freeze_shifts
from kith.rota.actions_shadow import forget_shadow_runs

CHECK_ALERTS = "check alerts"


def look_for_alerts(at: datetime) -> None:
    """Look for visits that are late or missed, and for what is overdue.

    If this stops, nobody is told of anything: health watches it.
    """
    check_alerts(at=at)
    escalate_overdue(at=at)


def freeze(at: datetime) -> None:
    """Fix what was rostered in shifts whose cut-off has come, so that pay can be worked out from it."""
    with as_house():
        freeze_shifts(by=None, at=at, before=at)


def forget_old_sessions(at: datetime) -> None:
    """Take sessions away that have ended."""
    SessionStore.clear_expired()


def take_nightly_snapshot(at: datetime) -> None:
    """Write the facts to Parquet and work out every figure, for tomorrow's pages."""
    take_snapshot(by=None, at=at, under=settings.HOME / "facts")


TIMETABLE: Sequence[Tick] = (
    Tick(
        name="follow announcements",
        when=Every(timedelta(seconds=1)),
        do=lambda at: react(at=at, table=REACTIONS),
    ),
    Tick(name="seal audit", when=Every(timedelta(seconds=3)), do=lambda at: seal_rows(at=at)),
    Tick(name=CHECK_ALERTS, when=Every(timedelta(minutes=1)), do=look_for_alerts),
    Tick(name="freeze shifts", when=Every(timedelta(minutes=10)), do=freeze),
    Tick(name="lay out visits", when=Daily(time(2)), do=lay_out_visits),
    Tick(name="forget old sessions", when=Daily(time(2, 30)), do=forget_old_sessions),
    Tick(
        name="forget shadow runs",
        when=Daily(time(2, 40)),
        do=lambda at: forget_shadow_runs(at=at),
    ),
    Tick(name="seal whole audit", when=Daily(time(3)), do=lambda at: seal_rows(at=at, everything=True)),
    Tick(
        name="follow whole outbox",
        when=Daily(time(3, 30)),
        do=lambda at: react(at=at, table=REACTIONS, everything=True),
    ),
    Tick(name="take snapshot", when=Daily(time(4)), do=take_nightly_snapshot),
)
