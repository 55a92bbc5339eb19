"""Asking for rounds to be planned again, stopping that, and accepting or discarding what comes out."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from kith.core.dates import london_day
from kith.core.errors import Invalid, NotFound, Refused
from kith.orgs import audit
from kith.orgs.models import Area, Organisation, User
from kith.orgs.roles import check_may
from kith.rota.actions_publish import RotaMoved, publish_rota
from kith.rota.actions_shifts import make_shifts
from kith.rota.actions_swap import hide_from_who_came
from kith.rota.models import RotaProposal, Visit
from kith.rota.proposals import Proposal, ProposedEntry
from kith.rota.queries import current_entries
from kith.rota.queries_pins import pins_of
from kith.rota.queries_proposals import access_proposal, alternative_of
from kith.rota.tasks import work_out

State = RotaProposal.State
OPEN = (State.WAITING, State.WORKING, State.READY)
LONGEST = timedelta(days=7)


class ProposalOver(Refused):
    """The proposal was accepted or discarded already, or is not ready yet."""

    code = "proposal_over"


def ask_for_proposal(
    *,
    by: User | None,
    at: datetime,
    organisation: Organisation,
    starts_on: date,
    until: date,
    area: Area | None = None,
) -> RotaProposal:
    """The proposal that ``kith work`` will work out: the rounds of these London days, of one patch or all.
    Shifts that workers' usual patterns make on these days are made first.

    Raises `Invalid` for past days or more than a week, `NotPermitted`, or `NotFound` for another
    organisation's rota.
    """
    check_may(by, "plan rota", None, london_day(at))
    if by is not None and by.organisation_id != organisation.pk:
        raise NotFound
    if not starts_on < until <= starts_on + LONGEST or starts_on < london_day(at):
        raise Invalid("Choose today or a later day, or a week from then.", starts_on=starts_on, until=until)
    with transaction.atomic():
        make_shifts(by=by, at=at, organisation=organisation, starts_on=starts_on, until=until)
        row = RotaProposal.objects.create(
            organisation=organisation,
            area=area,
            starts_on=starts_on,
            until=until,
            asked_by=by,
            asked_at=at,
        )
        _record(by, at, "ask_for.proposal", row)
        transaction.on_commit(lambda: work_out.enqueue(str(row.pk)))
    return row


def stop_proposal(*, by: User | None, at: datetime, proposal_id: UUID) -> RotaProposal:
    """The proposal, which ends its search soon with the best it has found.

    Raises `ProposalOver`, `NotPermitted` or `NotFound`.
    """
    with transaction.atomic():
        row = _mine(by, at, proposal_id)
        if row.state not in (State.WAITING, State.WORKING):
            raise ProposalOver("This proposal is not being worked out any more. Look at what it says.")
        row.stop_asked = True
        row.save(update_fields=["stop_asked"])
        _record(by, at, "stop.proposal", row)
    return row


def discard_proposal(*, by: User | None, at: datetime, proposal_id: UUID) -> RotaProposal:
    """The proposal, put away: the rota stays as it is.

    Raises `ProposalOver`, `NotPermitted` or `NotFound`.
    """
    with transaction.atomic():
        row = _mine(by, at, proposal_id)
        if row.state not in OPEN:
            raise ProposalOver("This proposal is over. Propose again if you want another.")
        row.state = State.STOPPED if row.state in (State.WAITING, State.WORKING) else State.DISCARDED
        row.stop_asked, row.ended_at = True, at
        row.save(update_fields=["state", "stop_asked", "ended_at"])
        _record(by, at, "discard.proposal", row)
    return row


def try_again(*, by: User | None, at: datetime, proposal_id: UUID) -> RotaProposal:
    """The proposal, to be worked out from the start: nobody has worked on it for `LEASE`.

    Raises `ProposalOver` while somebody does or once it is over, `NotPermitted` or `NotFound`.
    """
    with transaction.atomic():
        row = _mine(by, at, proposal_id)
        if not row.lost(at):
            raise ProposalOver("This proposal is being worked out, or is over. Look at what it says.")
        row.state, row.percent, row.stop_asked = State.WAITING, 0, False
        row.save(update_fields=["state", "percent", "stop_asked"])
        _record(by, at, "try_again.proposal", row)
        transaction.on_commit(lambda: work_out.enqueue(str(row.pk)))
    return row


def accept_proposal(*, by: User | None, at: datetime, proposal_id: UUID, aim: str = "") -> RotaProposal:
    """The proposal, published as it was compared, by the alternative with that aim where it has some. Whoever
    no longer comes to somebody no longer sees them.

    Raises `RotaMoved` when one of its visits was changed or pinned since, `ProposalOver`, `NotPermitted`, or
    `NotFound` for no such proposal or alternative.
    """
    with transaction.atomic():
        row = _mine(by, at, proposal_id)
        if row.state != State.READY:
            raise ProposalOver("This proposal is over, or not ready yet. Look at what it says.")
        chosen = alternative_of(row, aim)
        row.aim, row.plan, row.figures = chosen["aim"], chosen["plan"], chosen["figures"]
        proposal = proposal_of(row)
        _check_pins(proposal)
        before = current_entries(proposal.terms_seen)
        publication = publish_rota(by=by, at=at, proposal=proposal)
        visits = Visit.objects.in_bulk(proposal.terms_seen)
        for entry in proposal.entries:
            held = next((each for each in before.get(entry.visit_id, ()) if each.place == entry.place), None)
            if held is not None and held.worker_id not in (None, entry.worker_id):
                hide_from_who_came(by=by, at=at, visit=visits[entry.visit_id], before=held)
        row.state, row.ended_at, row.publication = State.ACCEPTED, at, publication
        row.save(update_fields=["state", "ended_at", "publication", "aim", "plan", "figures"])
        _record(by, at, "accept.proposal", row)
    return row


def proposal_of(row: RotaProposal) -> Proposal:
    """What a proposal that is ready would publish."""
    return Proposal(
        organisation=row.organisation,
        starts_on=row.starts_on,
        until=row.until,
        method=f"{row.kind}, proposed",
        entries=tuple(_entry(each) for each in row.plan["entries"]),
        terms_seen={UUID(visit_id): terms for visit_id, terms in row.plan["terms"].items()},
        entries_seen={(UUID(visit_id), place): entry for visit_id, place, entry in row.plan["seen"]},
        teamed=row.figures["after"].get("teamed", 0),
        by_team=row.figures["after"].get("by_team", 0),
    )


def _entry(values: dict[str, Any]) -> ProposedEntry:
    return ProposedEntry(
        visit_id=UUID(values["visit"]),
        person_id=UUID(values["person"]),
        place=values["place"],
        worker_id=UUID(values["worker"]) if values["worker"] else None,
        shift_id=UUID(values["shift"]) if values["shift"] else None,
        starts_at=datetime.fromisoformat(values["starts_at"]),
        minutes=values["minutes"],
        travel_minutes=values.get("travel_minutes", 0),
        travel_metres=values.get("travel_metres", 0),
        travel_mode=values.get("travel_mode", ""),
        reason=values["reason"],
    )


def _check_pins(proposal: Proposal) -> None:
    """Raise `RotaMoved` where somebody pinned one of the visits since."""
    standing = {seat for seat in proposal.entries_seen}
    pinned = {seat for seat in pins_of(proposal.terms_seen) if seat in standing}
    changed = {(entry.visit_id, entry.place) for entry in proposal.entries if entry.worker_id is not None}
    if pinned & changed:
        raise RotaMoved(
            "Somebody pinned {count} of these visits since this was proposed. Propose it again.",
            visit_ids=sorted(str(visit_id) for visit_id, _ in pinned & changed),
            count=len(pinned & changed),
        )


def _mine(by: User | None, at: datetime, proposal_id: UUID) -> RotaProposal:
    check_may(by, "publish rota", None, london_day(at))
    return access_proposal(by=by, proposal_id=proposal_id, at=at, for_update=True)


def _record(by: User | None, at: datetime, action: str, row: RotaProposal) -> None:
    audit.record(
        by=by,
        at=at,
        action=action,
        data_class=3,
        subject_kind="proposal",
        subject_id=row.pk,
        organisation_id=row.organisation_id,
        detail={"days": (row.until - row.starts_on).days, "state": str(row.state)},
    )
