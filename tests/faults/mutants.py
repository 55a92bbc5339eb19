"""Bugs that others have shipped, planted on purpose: each fault test has to find its own.

From docs/explanation/what-we-promise.md; none of them is in the product.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import OperationalError, connection

from kith.config import checks_records
from kith.delivery import actions_sync, queries_feed
from kith.delivery.arrival import Arrival
from kith.delivery.models import Device, FeedItem, VisitEvent
from kith.insight.facts import weeks
from kith.orgs import actions_work_loop
from kith.orgs.models import Organisation
from kith.payments import actions_runs

Setter = Callable[[object, str, object], None]
keep_before = actions_sync.kept_before
find_latest = actions_runs.latest_run
rests_on = weeks.weeks_rest_on


def plant(name: str, put: Setter = setattr) -> None:
    """Put the bug of this name in; no name, no bug. ``put`` may be pytest's, which takes it out again."""
    if name:
        MUTANTS[name](put)


def look_then_insert(put: Setter) -> None:
    """No lock and no ON CONFLICT: what was looked up may be stale by the time it is written."""

    def slowly(*given: Any) -> Any:
        found = keep_before(*given)
        time.sleep(0.01)  # the window that load makes in production
        return found

    def plainly(device: Device, arrivals: Sequence[Arrival], at: datetime) -> list[Arrival]:
        VisitEvent.objects.bulk_create(actions_sync._row(device, arrival, None, at) for arrival in arrivals)
        return list(arrivals)

    put(actions_sync, "_take_turn", lambda device_id: None)
    put(actions_sync, "kept_before", slowly)
    put(actions_sync, "_append", plainly)


def no_transaction(put: Setter) -> None:
    """Each statement commits on its own, so a crash leaves an event that nobody is told of."""

    class Autocommit:
        atomic = staticmethod(nullcontext)

    @contextmanager
    def as_house() -> Iterator[None]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.scope', 'system', false)")
        yield

    put(actions_sync, "transaction", Autocommit)
    put(actions_sync, "as_house", as_house)


def above_the_cursor(put: Setter) -> None:
    """The feed that everybody writes first: whatever has a higher number than the last one read."""

    def feed_after(*, worker_id: UUID, epoch: str, last_pos: str) -> queries_feed.FeedPage:
        pos = int(last_pos.partition(".")[2])
        rows = FeedItem.objects.filter(worker=worker_id, pk__gt=pos).order_by("pk")[:200]
        items = tuple({"kind": row.kind, "body": row.body, "pos": f"0.{row.pk}"} for row in rows)
        return queries_feed.FeedPage(items=items, next_pos=items[-1]["pos"] if items else last_pos)

    put(queries_feed, "feed_after", feed_after)


def nobody_watches(put: Setter) -> None:
    """No look at whether a SQLite file went back."""
    put(actions_sync, "went_back", lambda: False)


def an_epoch_for_ever(put: Setter) -> None:
    """An epoch made once, when the installation began, and kept in the database that is restored."""
    put(queries_feed, "_identity", tuple)


def echoes_the_request(put: Setter) -> None:
    """An answer for every event that was sent, whether or not it could be kept."""
    from kith.phone import api  # it needs Django to be ready

    receive = actions_sync.receive_batch

    def echo(*, device: Device, batch: dict[str, Any], at: datetime) -> Any:
        try:
            return receive(device=device, batch=batch, at=at)
        except OperationalError:
            acks = [event["id"] for event in batch["events"]]
            empty: dict[str, Any] = {"held": [], "conflicts": [], "feed": []}
            said = {"epoch": "", "server_at": at.isoformat(), "next_pos": "0.0", "revoked": False}
            return {"acks": acks, **empty, **said}

    put(api, "receive_batch", echo)


def no_note_of_what_followed(put: Setter) -> None:
    """A reaction in one transaction, and the note that it was carried out in another."""

    class Autocommit:
        atomic = staticmethod(nullcontext)

    put(actions_work_loop, "transaction", Autocommit)
    put(actions_work_loop, "as_house", nullcontext)


def pages_go_unread(put: Setter) -> None:
    """A check that asks the database nothing about its pages."""
    put(checks_records, "LOOKS", {**checks_records.LOOKS, "storage": tuple})


def drafts_do_not_wait(put: Setter) -> None:
    """Looking for an open run without making the next one wait until this one is written."""

    class Unlocked:
        class objects:  # noqa: N801 - as a model has it
            select_for_update = Organisation.objects.all

    def slowly(commissioner: Organisation) -> Any:
        found = find_latest(commissioner)
        time.sleep(0.05)  # the window that load makes in production
        return found

    put(actions_runs, "Organisation", Unlocked)
    put(actions_runs, "latest_run", slowly)


def weeks_by_their_day(put: Setter) -> None:
    """A kept week is known by its Monday alone, whatever was learnt of it since."""
    put(weeks, "weeks_rest_on", lambda of_line: dict.fromkeys(rests_on(of_line), ""))


def written_over_what_is_kept(put: Setter) -> None:
    """All weeks are taken over first, and those that changed are written again where they stand."""

    def keep_all(name: str, folder: Path, before: Path) -> bool:
        for table in weeks.BY_WEEK:
            for held in weeks.files_of(table, before).glob(f"{name[:10]}*"):
                weeks._link(held, weeks.files_of(table, folder) / name)
        return False

    put(weeks, "_keep", keep_all)


MUTANTS = {
    "look then insert": look_then_insert,
    "no transaction": no_transaction,
    "above the cursor": above_the_cursor,
    "nobody watches": nobody_watches,
    "an epoch for ever": an_epoch_for_ever,
    "drafts do not wait": drafts_do_not_wait,
    "echoes the request": echoes_the_request,
    "no note of what followed": no_note_of_what_followed,
    "pages go unread": pages_go_unread,
    "weeks by their day": weeks_by_their_day,
    "written over what is kept": written_over_what_is_kept,
}
