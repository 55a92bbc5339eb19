"""Publishing a proposed rota: entries appended in one transaction, and workers let see whom they go to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction

from kith.core.dates import london_day
from kith.core.errors import NotFound, Refused
from kith.orgs import audit
from kith.orgs.actions_outbox import announce
from kith.orgs.announced import Announced
from kith.orgs.models import User
from kith.orgs.roles import check_may
from kith.people.actions_access import NewRelationship, open_relationships
from kith.rota.models import RotaEntry, RotaPublication, Shift, Visit
from kith.rota.proposals import Proposal, ProposedEntry
from kith.rota.queries import current_terms, entries_now
from kith.rota.queries_shifts import shifts_by_id
from kith.workforce.models import Worker

BATCH = 2_000
SEEN_AFTER_THE_LAST_VISIT = timedelta(days=8)  # seven whole days, to finish notes that a phone could not send


class RotaMoved(Refused):
    """Somebody changed the rota, or what it is for, since it was last looked at."""

    code = "rota_moved"


def publish_rota(*, by: User | None, at: datetime, proposal: Proposal) -> RotaPublication:
    """The rota, published as proposed. Each worker may see the people they go to, from the first visit's day
    until seven days after the last.

    Raises `RotaMoved` when a visit, its rota or a shift has changed since the proposal was made,
    `NotPermitted`, or `NotFound` for another organisation's rota.
    """
    check_may(by, "publish rota", None, london_day(at))
    organisation = proposal.organisation
    if by is not None and by.organisation_id != organisation.pk:
        raise NotFound
    with transaction.atomic():
        _check_nothing_moved(proposal)
        publication = RotaPublication.objects.create(
            organisation=organisation,
            starts_on=proposal.starts_on,
            until=proposal.until,
            method=proposal.method,
            summary=proposal.summary,
            by=by,
            recorded_at=at,
        )
        RotaEntry.objects.bulk_create(
            [_entry(by, at, publication, entry) for entry in proposal.entries], batch_size=BATCH
        )
        show_people_to_workers(by=by, at=at, given=_given(proposal.entries), key=publication.pk)
        announce(kind=Announced.ROTA_PUBLISHED, subject_id=publication.pk, at=at)
        audit.record(
            by=by,
            at=at,
            action="publish.rota",
            data_class=3,
            subject_kind="publication",
            subject_id=publication.pk,
            organisation_id=organisation.pk,
            detail=proposal.summary,
        )
    return publication


def lock(visit_ids: Collection[UUID], shift_ids: Collection[UUID]) -> None:
    """Wait for whoever is changing the rota of these shifts or visits, and make others wait."""
    for model, ids in ((Shift, shift_ids), (Visit, visit_ids)):
        rows = model.objects.select_for_update(no_key=True).filter(pk__in=ids)
        list(rows.order_by("pk").values_list("pk", flat=True))


def show_people_to_workers(
    *,
    by: User | None,
    at: datetime,
    given: Iterable[tuple[UUID, UUID, date]],
    key: UUID,
) -> None:
    """Open the relationship of each worker who signs in to each person they go to: (worker, person, day)."""
    days: dict[tuple[UUID, UUID], list[date]] = {}
    for worker_id, person_id, day in given:
        days.setdefault((worker_id, person_id), []).append(day)
    users = dict(
        Worker.objects.filter(pk__in={worker_id for worker_id, _ in days}, user__isnull=False).values_list(
            "pk", "user_id"
        )
    )
    open_relationships(
        by=by,
        at=at,
        relationships=[
            NewRelationship(
                person_id=person_id,
                user_id=users[worker_id],
                kind="rota",
                source=source_of(key, worker_id, person_id),
                starts_on=min(on),
                until=max(on) + SEEN_AFTER_THE_LAST_VISIT,
            )
            for (worker_id, person_id), on in days.items()
            if worker_id in users
        ],
    )


def source_of(key: UUID, worker_id: UUID, person_id: UUID) -> str:
    """What a relationship is known to come from: one publication or visit, for one worker and one person."""
    return f"rota:{uuid5(key, f'{worker_id}/{person_id}')}"


def _given(entries: Sequence[ProposedEntry]) -> Iterator[tuple[UUID, UUID, date]]:
    for entry in entries:
        if entry.worker_id is not None:
            yield entry.worker_id, entry.person_id, london_day(entry.starts_at)


def _check_nothing_moved(proposal: Proposal) -> None:
    """Lock what the proposal is about, and raise `RotaMoved` unless it is as the proposal saw it."""
    visit_ids = set(proposal.terms_seen)
    shift_ids = {entry.shift_id for entry in proposal.entries if entry.shift_id is not None}
    lock(visit_ids, shift_ids)
    terms = {visit_id: held.pk for visit_id, held in current_terms(visit_ids).items()}
    moved = {visit_id for visit_id, _ in terms.items() ^ proposal.terms_seen.items()}
    moved |= {visit_id for (visit_id, _), _ in entries_now(visit_ids).items() ^ proposal.entries_seen.items()}
    worked = {shift_id for shift_id, each in shifts_by_id(shift_ids).items() if each.worked}
    moved |= {entry.visit_id for entry in proposal.entries if entry.shift_id and entry.shift_id not in worked}
    if moved:
        raise RotaMoved(
            "Somebody changed {count} of these visits, or a shift they are in, since this rota was "
            "proposed. Propose it again.",
            visit_ids=sorted(map(str, moved)),
            count=len(moved),
        )


def _entry(by: User | None, at: datetime, publication: RotaPublication, entry: ProposedEntry) -> RotaEntry:
    return RotaEntry(
        visit_id=entry.visit_id,
        place=entry.place,
        worker_id=entry.worker_id,
        shift_id=entry.shift_id,
        starts_at=entry.starts_at,
        minutes=entry.minutes,
        travel_minutes=entry.travel_minutes,
        travel_metres=entry.travel_metres,
        travel_mode=entry.travel_mode,
        publication=publication,
        reason=entry.reason,
        by=by,
        recorded_at=at,
    )
