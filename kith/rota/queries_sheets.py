"""A worker's day on paper: for those without a phone, and for the day the phones are down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from kith.orgs.models import Organisation
from kith.people.queries_content import contents_of
from kith.rota.queries_board import Block, BoardVisit, Kind, Lane, day_board
from kith.rota.queries_shifts import StandingShift

ON_PAPER = ("address", "communication")  # never an entry code, a note or a medicine: paper is left on buses


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetVisit:
    """A visit on a sheet: who, where, what to know before knocking, and the way there."""

    visit: BoardVisit
    address: str
    communication: str
    way_minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One worker's shift, and in it the visits in order and the unpaid break."""

    standing: StandingShift
    visits: tuple[SheetVisit, ...]
    pause: Block | None


def day_sheets(
    organisation: Organisation, on: date, at: datetime, *, only_user: UUID | None = None
) -> list[Sheet]:
    """A sheet for each shift of the day that is worked, by name; with ``only_user``, that one's alone."""
    lanes = [
        lane
        for lane in day_board(organisation, on, at).lanes
        if lane.standing.worked and only_user in (None, lane.standing.shift.worker.user_id)
    ]
    people = {visit.planned.visit.person_id for lane in lanes for visit in _visits(lane)}
    said = {(piece.person_id, piece.kind): piece.text for piece in contents_of(people, ON_PAPER)}
    sheets = [_sheet(lane, said) for lane in lanes]
    return sorted(sheets, key=lambda each: (str(each.standing.shift.worker), each.standing.shift.starts_at))


def _visits(lane: Lane) -> Sequence[BoardVisit]:
    return [block.visit for block in lane.blocks if block.visit is not None]


def _sheet(lane: Lane, said: Mapping[tuple[UUID, str], str]) -> Sheet:
    visits = []
    for visit in _visits(lane):
        person_id = visit.planned.visit.person_id
        visits.append(
            SheetVisit(
                visit=visit,
                address=said.get((person_id, "address"), ""),
                communication=said.get((person_id, "communication"), ""),
                way_minutes=visit.entry.travel_minutes if visit.entry else 0,
            )
        )
    pause = next((block for block in lane.blocks if block.kind is Kind.BREAK), None)
    return Sheet(standing=lane.standing, visits=tuple(visits), pause=pause)
