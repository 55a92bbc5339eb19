"""Reading the audit: who looked at a record, and whether anybody has tampered with the log itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max, QuerySet

from kith.core.dates import day_bounds
from kith.orgs.audit import hash_of
from kith.orgs.models import AuditRow, AuditSeal
from kith.orgs.sealing import Head, after, chain_of, empty

CHUNK = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A place where a chain does not hold: which one, at which place, which row and what is wrong with it."""

    chain: str
    on: date
    seq: int
    row_id: int | None
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What verifying came to. Rows of the unsealed tail could still be changed without a trace."""

    sealed: int
    unsealed: int
    unsealed_since: datetime | None
    breaks: tuple[Break, ...]

    @property
    def holds(self) -> bool:
        """Whether every chain holds."""
        return not self.breaks


def who_looked(person_id: UUID, *, since: date | None = None) -> QuerySet[AuditRow]:
    """The rows about one person, newest first. The caller has checked access to class 12."""
    rows = AuditRow.objects.filter(person_id=person_id).order_by("-recorded_at", "-pk")
    return rows.filter(recorded_at__gte=day_bounds(since)[0]) if since else rows


def heads(on: date | None = None) -> list[Head]:
    """The heads of all chains, or of one day's, to be kept where nobody of this installation can change
    them.
    """
    seals = AuditSeal.objects.all() if on is None else AuditSeal.objects.filter(on=on)
    lasts = seals.values("chain", "on").annotate(last=Max("pk")).values_list("last", flat=True)
    return [
        Head(chain=seal.chain, on=seal.on, seq=seal.seq, hash=seal.hash)
        for seal in AuditSeal.objects.filter(pk__in=list(lasts)).order_by("chain", "on")
    ]


def verify_audit(known: Iterable[Head] = ()) -> Verified:
    """Whether every sealed row is as it was when sealed, and how many rows are not sealed yet.

    Found alone: a row that was edited, taken out or moved. Found against ``known`` heads kept elsewhere: a
    chain that was cut at its end or written anew. Not found: a change to a row of the unsealed tail, which
    is therefore stated. Reads the whole log.
    """
    expected = {(head.chain, head.on, head.seq): head for head in known}
    breaks: list[Break] = []
    sealed = 0
    head = empty("", date.min)
    for seal in _seals():
        if (seal.chain, seal.on) != (head.chain, head.on):
            head = empty(seal.chain, seal.on)
        breaks += _breaks_at(seal, head)
        # Go on from what stands, so that one change is one break and not one for every row after it.
        head = Head(chain=seal.chain, on=seal.on, seq=seal.seq, hash=seal.hash)
        if expected.get((seal.chain, seal.on, seal.seq)) == head:
            del expected[seal.chain, seal.on, seal.seq]
        sealed += 1
    breaks += [_gone(head) for head in expected.values()]
    waiting = AuditRow.objects.filter(seal__isnull=True).order_by("pk")
    first = waiting.first()
    return Verified(
        sealed=sealed,
        unsealed=waiting.count(),
        unsealed_since=first.recorded_at if first else None,
        breaks=tuple(breaks),
    )


def _seals() -> Iterator[AuditSeal]:
    ordered = AuditSeal.objects.select_related("row").order_by("chain", "on", "seq")
    return ordered.iterator(chunk_size=CHUNK)


def _breaks_at(seal: AuditSeal, before: Head) -> Iterator[Break]:
    row = seal.row
    if seal.seq != before.seq + 1:
        yield _break(seal, f"{seal.seq - before.seq - 1} taken out before this place")
    elif after(before, row.pk, row.row_hash).hash != seal.hash:
        yield _break(seal, "not the row that was sealed here")
    if hash_of(row) != row.row_hash or chain_of(row.organisation_id) != seal.chain:
        yield _break(seal, "changed after it was written")


def _break(seal: AuditSeal, what: str) -> Break:
    return Break(chain=seal.chain, on=seal.on, seq=seal.seq, row_id=seal.row_id, what=what)


def _gone(head: Head) -> Break:
    what = "the head kept elsewhere is not in this chain: it was cut or written anew"
    return Break(chain=head.chain, on=head.on, seq=head.seq, row_id=None, what=what)
