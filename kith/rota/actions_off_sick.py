"""A worker is off sick: the absence recorded, and the rest of the day repaired around what stands."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kith.core.dates import ONE_DAY, day_bounds, london_day
from kith.core.errors import NotFound, Refused
from kith.orgs import audit
from kith.orgs.models import User
from kith.orgs.roles import check_may
from kith.rota.actions_proposals import discard_proposal
from kith.rota.actions_work_out import work_out_proposal
from kith.rota.models import PersonTold, RotaProposal, RotaPublication, Shift
from kith.rota.queries_publications import access_publication, person_ids_of
from kith.workforce.actions import NewAbsence, record_unavailability, take_back_unavailability
from kith.workforce.models import Worker


class NotWorking(Refused):
    """The worker has no shift left that day, so there is nobody to find cover for."""

    code = "not_working"


class NotAffected(Refused):
    """The publication changes nothing for this person."""

    code = "not_affected"


def report_off_sick(*, by: User | None, at: datetime, worker_id: UUID, on: date) -> RotaProposal:
    """The proposal for the rest of the day, ready at once: who comes instead to whom the worker would have
    gone. Nobody else's worker changes; a few may start a little earlier or later.

    The absence is recorded from now, or from the day's start if that is later, until the day's last shift
    ends. Raises `NotWorking`, `NotPermitted`, or `NotFound` for another organisation's worker.
    """
    check_may(by, "plan rota", None, london_day(at))
    worker = Worker.objects.select_related("organisation").filter(pk=worker_id).first()
    if worker is None or (by is not None and worker.organisation_id != by.organisation_id):
        raise NotFound
    starts_at, ends_at = _rest_of(worker, on, at)
    with transaction.atomic():
        absence = NewAbsence(worker_id=worker_id, starts_at=starts_at, ends_at=ends_at, reason="sick")
        (away,) = record_unavailability(by=by, at=at, absences=[absence])
        row = RotaProposal.objects.create(
            organisation=worker.organisation,
            away=worker,
            absence=away,
            kind=RotaProposal.Kind.OFF_SICK,
            starts_on=on,
            until=on + ONE_DAY,
            asked_by=by,
            asked_at=at,
        )
    return work_out_proposal(at=at, proposal_id=row.pk)


def take_back_off_sick(*, by: User | None, at: datetime, proposal_id: UUID) -> RotaProposal:
    """The proposal, put away, and the absence that it was made for taken back: the worker comes after all.

    Raises `ProposalOver` once it was accepted, `NotPermitted` or `NotFound`.
    """
    with transaction.atomic():
        row = discard_proposal(by=by, at=at, proposal_id=proposal_id)
        if row.absence_id is None:
            raise NotFound
        take_back_unavailability(by=by, at=at, unavailability_id=row.absence_id)
    return row


def tell_person(
    *, by: User | None, at: datetime, publication_id: UUID, person_id: UUID, told: bool = True
) -> PersonTold:
    """The tick that a person was told what a publication changes for them, or that they were not after all.

    Raises `NotAffected`, `NotPermitted`, or `NotFound` for another organisation's publication.
    """
    check_may(by, "publish rota", None, london_day(at))
    publication = access_publication(by=by, publication_id=publication_id, at=at)
    if person_id not in person_ids_of(publication):
        raise NotAffected("This publication changes nothing for that person. Look at the list again.")
    with transaction.atomic():
        tick = PersonTold.objects.create(
            publication=publication, person_id=person_id, told=told, by=by, recorded_at=at
        )
        _record(by, at, publication, person_id, told=told)
    return tick


def _rest_of(worker: Worker, on: date, at: datetime) -> tuple[datetime, datetime]:
    """From now, or the day's start, until the worker's last shift of the day ends."""
    shifts = Shift.objects.filter(worker=worker, on=on, withdraws__isnull=True, withdrawn_by__isnull=True)
    ends_at = max((shift.ends_at for shift in shifts), default=at)
    starts_at = max(at, day_bounds(on)[0])
    if ends_at <= starts_at:
        raise NotWorking(
            "{worker} has no shift left that day, so nobody waits for cover. "
            "Record the time away on the worker’s page.",
            worker_id=worker.pk,
            worker=worker.first_name,
        )
    return starts_at, ends_at


def _record(
    by: User | None, at: datetime, publication: RotaPublication, person_id: UUID, *, told: bool
) -> None:
    audit.record(
        by=by,
        at=at,
        action="tell.person",
        data_class=3,
        subject_kind="publication",
        subject_id=publication.pk,
        person_id=person_id,
        organisation_id=publication.organisation_id,
        detail={"told": told},
    )
