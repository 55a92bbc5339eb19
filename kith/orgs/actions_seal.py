"""Sealing audit rows into chains, every few seconds, after the transactions that wrote them. See
docs/adr/0005.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from kith.core.dates import london_day
from kith.orgs.locks import only_one
from kith.orgs.models import AuditRow, AuditSeal
from kith.orgs.sealing import Head, after, chain_of, empty
from kith.orgs.settled import settled

BATCH = 5_000
MARK = "audit.sealed"

Chains = dict[tuple[str, date], Head]


def seal_rows(*, at: datetime, everything: bool = False) -> int:
    """How many rows were sealed: those that had committed and had no place yet, in the order they are seen
    here.

    One chain for each organisation and London day. Only one process seals at a time; any other returns 0.
    Rows of a transaction that stayed open for more than an hour wait for ``everything``, which looks at the
    whole table.
    """
    with only_one("audit-seal") as mine:
        return _seal(at, everything) if mine else 0


def _seal(at: datetime, everything: bool) -> int:
    floor = 0 if everything else settled(name=MARK, at=at, done=_last_sealed)
    sealed = 0
    while batch := list(AuditRow.objects.filter(seal__isnull=True, pk__gt=floor).order_by("pk")[:BATCH]):
        with transaction.atomic():
            AuditSeal.objects.bulk_create(_places(batch, at))
        sealed += len(batch)
    return sealed


def _places(rows: Iterable[AuditRow], at: datetime) -> list[AuditSeal]:
    heads: Chains = {}
    places = []
    for row in rows:
        key = (chain_of(row.organisation_id), london_day(row.recorded_at))
        head = after(heads.get(key) or _head(*key), row.pk, row.row_hash)
        heads[key] = head
        places.append(
            AuditSeal(row=row, chain=head.chain, on=head.on, seq=head.seq, hash=head.hash, recorded_at=at)
        )
    return places


def _head(chain: str, on: date) -> Head:
    last = AuditSeal.objects.filter(chain=chain, on=on).order_by("-seq").first()
    return Head(chain=chain, on=on, seq=last.seq, hash=last.hash) if last else empty(chain, on)


def _last_sealed() -> int:
    return AuditSeal.objects.order_by("-row_id").values_list("row_id", flat=True).first() or 0
