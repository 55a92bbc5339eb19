"""What the house does by itself, and how often: kept by ``kith work``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.contrib.sessions.backends.db import SessionStore

from kith.config.reactions import REACTIONS, lay_out_visits
from kith.orgs.actions_seal import seal_rows
from kith.orgs.actions_timetable import Daily, Every, Tick
from kith.orgs.actions_work import escalate_overdue
from kith.orgs.actions_work_loop import react

CHECK_ALERTS = "check alerts"


def check_alerts(at: datetime) -> None:
    """Look for what is overdue. If this stops, nobody is told of anything: health watches it."""
    escalate_overdue(at=at)


def forget_old_sessions(at: datetime) -> None:
    """Take sessions away that have ended."""
    SessionStore.clear_expired()


TIMETABLE: Sequence[Tick] = (
    Tick(
        name="follow announcements",
        when=Every(timedelta(seconds=1)),
        do=lambda at: react(at=at, table=REACTIONS),
    ),
    Tick(name="seal audit", when=Every(timedelta(seconds=3)), do=lambda at: seal_rows(at=at)),
    Tick(name=CHECK_ALERTS, when=Every(timedelta(minutes=1)), do=check_alerts),
    Tick(name="lay out visits", when=Daily(time(2)), do=lay_out_visits),
    Tick(name="forget old sessions", when=Daily(time(2, 30)), do=forget_old_sessions),
    Tick(name="seal whole audit", when=Daily(time(3)), do=lambda at: seal_rows(at=at, everything=True)),
    Tick(
        name="follow whole outbox",
        when=Daily(time(3, 30)),
        do=lambda at: react(at=at, table=REACTIONS, everything=True),
    ),
)
