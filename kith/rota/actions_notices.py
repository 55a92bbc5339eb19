"""Telling workers that a rota was published: one thing that waits for each whose visits changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid5

from kith.core.dates import london_day
from kith.orgs import audit
from kith.orgs.actions_work import NewItem, open_items
from kith.rota.models import RotaEntry, RotaPublication
from kith.rota.queries_publications import held_before
from kith.workforce.models import Worker

KIND = "rota_published"


def tell_workers(*, at: datetime, publication_ids: Sequence[UUID]) -> int:
    """How many workers have something new waiting: their visits of a published rota that are still to come,
    or that go to somebody else. Doing it again adds nothing.

    It carries out a reaction, so it writes its own audit row and asks nobody's leave.
    """
    publications = RotaPublication.objects.in_bulk(publication_ids)
    items = [item for each in publications.values() for item in _items(each, at)]
    open_items(at=at, items=items)
    if items:
        audit.record(by=None, at=at, action="tell.workers", data_class=3, detail={"workers": len(items)})
    return len(items)


def _items(publication: RotaPublication, at: datetime) -> list[NewItem]:
    entries = list(
        RotaEntry.objects.filter(publication=publication, starts_at__gt=at)
        .select_related("visit")
        .order_by("starts_at", "pk")
    )
    before = held_before(entries)
    given: defaultdict[UUID, list[RotaEntry]] = defaultdict(list)
    taken: defaultdict[UUID, list[RotaEntry]] = defaultdict(list)
    for entry in entries:
        held = before.get((entry.visit_id, entry.place))
        if entry.worker_id is not None:
            given[entry.worker_id].append(entry)
        if held is not None and held.worker_id not in (None, entry.worker_id):
            taken[held.worker_id].append(held)
    users = Worker.objects.filter(pk__in={*given, *taken}, user__isnull=False).values_list("pk", "user_id")
    return [
        _item(publication, worker_id, user_id, given[worker_id], taken[worker_id])
        for worker_id, user_id in users
    ]


def _item(
    publication: RotaPublication,
    worker_id: UUID,
    user_id: UUID,
    given: Sequence[RotaEntry],
    taken: Sequence[RotaEntry],
) -> NewItem:
    first = min((*given, *taken), key=lambda entry: entry.starts_at)
    return NewItem(
        kind=KIND,
        subject_kind="publication",
        subject_id=uuid5(publication.pk, str(worker_id)),
        organisation_id=publication.organisation_id,
        owner_id=user_id,
        due_at=first.starts_at,
        detail={
            "visits": len(given),
            "taken": len(taken),
            "starts_on": london_day(first.starts_at).isoformat(),
        },
    )
