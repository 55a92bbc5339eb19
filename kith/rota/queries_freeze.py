"""Reading the frozen rota: what was rostered when pay was fixed, and who changed what later."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Max, Min, QuerySet

from kith.core.dates import in_utc
from kith.orgs.models import Area, Organisation
from kith.rota.models import RotaEntry, RotaFreeze

Place = tuple[UUID, int]
GENESIS = "0" * 64  # what the first freeze of an organisation follows
VISITS_IN_ONE_QUERY = 5_000


class FrozenEntry(NamedTuple):
    """What was rostered for one place of a visit at the cut-off: who, from when, and for how many minutes."""

    freeze_id: int
    shift_id: UUID
    worker_id: UUID
    visit_id: UUID
    place: int
    starts_at: datetime
    minutes: int
    cut_off_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LateChange:
    """A rota entry written after the cut-off, beside what was frozen for the same place."""

    entry: RotaEntry
    frozen: FrozenEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Freeze:
    """When some days were last frozen for pay, if they were, and what was changed after their cut-off."""

    at: datetime | None
    changes: Sequence[LateChange]


def freeze_of(
    organisation: Organisation, starts_on: date, until: date, *, patch: Area | None = None
) -> Freeze:
    """The freeze of the shifts of an organisation that start on these London days, everywhere or in a patch.

    Two queries where nothing was changed after the first cut-off, else two more.
    """
    freezes = _freezes(organisation, starts_on, until, patch)
    first, last = freezes.aggregate(first=Min("cut_off_at"), last=Max("cut_off_at")).values()
    if first is None or not _changed_since(first, organisation, starts_on, until):
        return Freeze(at=last, changes=())
    frozen = frozen_between(organisation, starts_on, until, patch=patch)
    return Freeze(at=last, changes=changes_after_cut_off(frozen))


def frozen_entries(visit_ids: Collection[UUID]) -> dict[Place, FrozenEntry]:
    """What was frozen for each place of these visits, where their shift was past its cut-off."""
    wanted = list(visit_ids)
    found: dict[Place, FrozenEntry] = {}
    for first in range(0, len(wanted), VISITS_IN_ONE_QUERY):
        some = set(wanted[first : first + VISITS_IN_ONE_QUERY])
        shifts = RotaEntry.objects.filter(visit_id__in=some, shift__isnull=False).values("shift_id")
        freezes = RotaFreeze.objects.filter(shift_id__in=shifts)
        found |= {(each.visit_id, each.place): each for each in _entries(freezes) if each.visit_id in some}
    return found


def frozen_between(
    organisation: Organisation, starts_on: date, until: date, *, patch: Area | None = None
) -> list[FrozenEntry]:
    """What was frozen in the shifts of an organisation that start on these London days, by start.

    Everywhere, or in the shifts of a patch's teams.
    """
    freezes = _freezes(organisation, starts_on, until, patch)
    return sorted(_entries(freezes), key=lambda each: (each.starts_at, each.visit_id, each.place))


def changes_after_cut_off(entries_frozen: Iterable[FrozenEntry]) -> list[LateChange]:
    """Who changed these places of the rota after their cut-off, and what to; pay keeps what was frozen."""
    frozen = {(each.visit_id, each.place): each for each in entries_frozen}
    if not frozen:
        return []
    entries = RotaEntry.objects.filter(
        visit__pk__among={visit_id for visit_id, _ in frozen},
        recorded_at__gt=min(each.cut_off_at for each in frozen.values()),
    )
    return [
        LateChange(entry=entry, frozen=held)
        for entry in entries.select_related("by", "worker").order_by("recorded_at", "pk")
        if (held := frozen.get((entry.visit_id, entry.place))) and entry.recorded_at > held.cut_off_at
    ]


def verify_freezes(organisation: Organisation) -> int | None:
    """The number of the first freeze that does not follow from the one before it, or None when all hold."""
    previous = GENESIS
    freezes = RotaFreeze.objects.filter(organisation=organisation).order_by("seq")
    for expected, freeze in enumerate(freezes.iterator(), start=1):
        if freeze.seq != expected or freeze.previous_hash != previous or freeze.hash != hash_of(freeze):
            return expected
        previous = freeze.hash
    return None


def hash_of(freeze: RotaFreeze) -> str:
    """The SHA-256 of what a freeze says and of the hash before it, as hexadecimal digits."""
    values = {
        "organisation": str(freeze.organisation_id),
        "seq": freeze.seq,
        "shift": str(freeze.shift_id),
        "cut_off_at": in_utc(freeze.cut_off_at).isoformat(),
        "entries": freeze.entries,
        "terms": freeze.terms,
        "previous": freeze.previous_hash,
    }
    text = json.dumps(values, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _freezes(
    organisation: Organisation, starts_on: date, until: date, patch: Area | None
) -> QuerySet[RotaFreeze]:
    freezes = RotaFreeze.objects.filter(
        organisation=organisation, shift__on__gte=starts_on, shift__on__lt=until
    )
    return freezes if patch is None else freezes.filter(shift__worker__team__area=patch)


def _changed_since(at: datetime, organisation: Organisation, starts_on: date, until: date) -> bool:
    """Whether anything on the rota of these days was written later; a shift may last past midnight."""
    return RotaEntry.objects.filter(
        visit__provider=organisation,
        visit__on__gte=starts_on,
        visit__on__lte=until,
        recorded_at__gt=at,
    ).exists()


def _entries(freezes: QuerySet[RotaFreeze]) -> Iterator[FrozenEntry]:
    rows = freezes.values_list("pk", "shift_id", "shift__worker_id", "cut_off_at", "entries")
    for freeze_id, shift_id, worker_id, cut_off_at, entries in rows:
        for visit_id, place, starts_at, minutes in entries:
            yield FrozenEntry(
                freeze_id=freeze_id,
                shift_id=shift_id,
                worker_id=worker_id,
                visit_id=UUID(visit_id),
                place=place,
                starts_at=datetime.fromisoformat(starts_at),
                minutes=minutes,
                cut_off_at=cut_off_at,
            )
