"""What a phone should fetch, without gaps, and the epoch by which it learns that a backup was restored.

A phone asks for what comes after its last position. A plain "id above the last" loses rows, because a slow
transaction may commit a lower id after a higher one was read. So nothing is shown that was written by a
transaction younger than the oldest still open, and order is (transaction, id). See docs/adr/0011.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import BigIntegerField, Case, F, Func, Q, QuerySet, Value, When

from kith.delivery.models import FeedItem
from kith.orgs.models import Setting
from kith.orgs.prepared import ID, TEXT, Prepared, Slot

FEED_ROWS = 200
START = "0.0"
EPOCH_SETTING = "sync.epoch"

# At least one of these changes when a dump or a base backup is restored; the last where a dump is restored
# over the tables that were there.
_IDENTITY = """
    SELECT system_identifier, timeline_id, oid, pg_relation_filenode('delivery_visitevent')
      FROM pg_control_system(), pg_control_checkpoint(), pg_database
     WHERE datname = current_database()
"""


class OldestOpenTransaction(Func):
    """The number of the oldest transaction that may still commit: everything below it is settled."""

    template = "pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
    arity = 0
    output_field = BigIntegerField()


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPage:
    """The next items for a phone, and the position to ask from next time."""

    items: tuple[dict[str, Any], ...]
    next_pos: str


def current_epoch() -> str:
    """Which life of the database this is: when it changes, phones offer again what they sent in the last
    fourteen days, because a backup was restored and may lack it.

    On PostgreSQL it is worked out from the cluster, its timeline, the database and its file of events, so
    that nobody has to remember it; on SQLite a note beside the file tells, see `witness.py`.
    `actions_feed.begin_epoch` changes it by hand: for copies of a whole disk.
    """
    begun = next((value for (value,) in _BEGUN()), None)
    return hashlib.sha256(f"{begun}/{_identity()}".encode()).hexdigest()[:16]


def feed_after(*, worker_id: UUID, epoch: str, last_pos: str) -> FeedPage:
    """Up to 200 items for a worker's phone after a position, oldest first.

    A position that cannot be read means the beginning: fetching twice does no harm, missing something does.
    """
    xid, pos = _position(last_pos)
    items = tuple(
        {"kind": kind, "body": body, "pos": f"{place}.{number}"}
        for kind, body, place, number in _AFTER(worker=worker_id, epoch=epoch, xid=xid, pos=pos)
    )
    return FeedPage(items=items, next_pos=items[-1]["pos"] if items else f"{xid}.{pos}")


def _after(worker: Slot, epoch: Slot, xid: Slot, pos: Slot) -> QuerySet[Any, tuple[Any, ...]]:
    after = Q(place__gt=xid) | Q(place=xid, pk__gt=pos)
    rows = _settled(epoch).filter(after, worker=worker).order_by("place", "pk")
    return rows.values_list("kind", "body", "place", "pk")[:FEED_ROWS]


def _settled(epoch: Slot) -> QuerySet[Any]:
    """The rows before which nothing can still appear, with their place in the order.

    A row of an earlier epoch was committed before the backup was made, so it counts as oldest. On SQLite,
    with one writer at a time, whatever can be read was committed in order.
    """
    place = Case(When(epoch=epoch, then=F("xid")), default=Value(0), output_field=BigIntegerField())
    rows = FeedItem.objects.annotate(place=place)
    if connection.vendor == "postgresql":
        rows = rows.filter(~Q(epoch=epoch) | Q(xid__lt=OldestOpenTransaction()))
    return rows


_PART = BigIntegerField[int, int]()
_AFTER = Prepared(_after, worker=ID, epoch=TEXT, xid=_PART, pos=_PART)
_BEGUN = Prepared(lambda: Setting.objects.filter(key=EPOCH_SETTING).values_list("value"))


def _identity() -> tuple[object, ...]:
    if connection.vendor != "postgresql":
        return ()
    with connection.cursor() as cursor:
        cursor.execute(_IDENTITY)
        return tuple(cursor.fetchone())


def _position(last_pos: str) -> tuple[int, int]:
    xid, _, pos = last_pos.partition(".")
    return (int(xid), int(pos)) if xid.isdecimal() and pos.isdecimal() and len(last_pos) < 40 else (0, 0)
