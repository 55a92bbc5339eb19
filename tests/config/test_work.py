from __future__ import annotations

import signal
from datetime import timedelta

import pytest
from django.db import OperationalError

from kith.config import work
from kith.config.timetable import CHECK_ALERTS, TIMETABLE
from kith.orgs import audit
from kith.orgs.models import AuditSeal, Schedule
from tests.factories import NOW


def test_one_pass_keeps_the_whole_timetable(database: str) -> None:
    audit.record(by=None, at=NOW, action="see.person")
    work.run(once=True)
    names = Schedule.objects.values_list("name", flat=True)
    assert {tick.name for tick in TIMETABLE} == set(names)
    assert [""] * len(TIMETABLE) == list(Schedule.objects.values_list("last_error", flat=True))
    assert 1 <= AuditSeal.objects.count()


def test_alerts_and_the_audit_are_looked_at_as_often_as_promised() -> None:
    apart = {tick.name: tick.when.after(NOW) - NOW for tick in TIMETABLE}
    assert apart[CHECK_ALERTS] <= timedelta(minutes=1)
    assert apart["seal audit"] <= timedelta(seconds=5)


def test_it_finishes_its_pass_and_stops_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    passes = []

    def one_pass() -> None:
        passes.append("pass")
        signal.raise_signal(signal.SIGTERM)

    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    monkeypatch.setattr(work, "refuse_unsafe_database", lambda: None)
    monkeypatch.setattr(work, "work", one_pass)
    try:
        work.run()
    finally:
        signal.signal(signal.SIGTERM, before[0])
        signal.signal(signal.SIGINT, before[1])
    assert ["pass"] == passes


def test_it_waits_for_a_database_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    passes = []

    def one_pass() -> None:
        passes.append("pass")
        if len(passes) == 1:
            raise OperationalError("the connection was lost")
        signal.raise_signal(signal.SIGTERM)

    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    monkeypatch.setattr(work, "refuse_unsafe_database", lambda: None)
    monkeypatch.setattr(work, "work", one_pass)
    monkeypatch.setattr(work, "PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(work.connection, "close", lambda: passes.append("closed"))
    try:
        work.run()
    finally:
        signal.signal(signal.SIGTERM, before[0])
        signal.signal(signal.SIGINT, before[1])
    assert ["pass", "closed", "pass"] == passes
