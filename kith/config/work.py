"""``kith work``: reactions, the timetable and queued jobs, until it is told to stop."""

from __future__ import annotations

import signal
from threading import Event
from types import FrameType

import structlog
from django.db import DatabaseError, close_old_connections, connection
from django_tasks_db.management.commands.db_worker import Worker

from kith.config.checks import refuse_unsafe_database
from kith.config.timetable import TIMETABLE
from kith.orgs import clock
from kith.orgs.actions_timetable import keep_timetable

PAUSE_SECONDS = 1.0
QUIET = {"follow announcements", "seal audit"}  # done so often that saying so would say nothing

log = structlog.get_logger("kith.work")


def run(once: bool = False) -> None:
    """Work until a signal asks to stop, finishing what is under way; or make one pass.

    Any number may run beside each other: what only one may do at a time is guarded by a lock in the database.
    Raises `ImproperlyConfigured` before a production database that could lose what it says it has saved.
    """
    refuse_unsafe_database()
    stop = Event()

    def asked_to_stop(number: int, frame: FrameType | None) -> None:
        stop.set()

    if not once:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, asked_to_stop)
    log.info("work started", once=once)
    if once:
        work()
    while not (once or stop.is_set()):
        _work_on()
        stop.wait(PAUSE_SECONDS)
    log.info("work ended")


def _work_on() -> None:
    """One pass; a database that is away for a while is waited for."""
    try:
        work()
    except DatabaseError as error:
        log.warning("database away", error=type(error).__name__)
        connection.close()


def work() -> None:
    """One pass: what the timetable says is due, then the queue until it is empty."""
    close_old_connections()
    for name in keep_timetable(at=clock.now(), table=TIMETABLE):
        if name not in QUIET:
            log.info("timetable", tick=name)
    _drain_queue()


def _drain_queue() -> None:
    Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="kith",
        excluded_queue_names=[],
    ).run()
