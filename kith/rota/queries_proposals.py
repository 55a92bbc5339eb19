"""Reading proposals: who may, which there are, and what one would change for whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kith.core.dates import london_day
from kith.core.errors import NotFound
from kith.orgs.models import Organisation, User
from kith.orgs.roles import may
from kith.people.queries_content import contents_of
from kith.people.queries_names import PersonName, names_of
from kith.rota.models import RotaProposal
from kith.rota.planned import Entry
from kith.rota.queries import current_entries
from kith.rota.queries_continuity import times_seen
from kith.workforce.models import Worker

MOST_SHOWN = 20
NOTICED_MINUTES = 15  # what nobody has to be told about


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a proposal would change about one place of a visit: who came, who would come, from when."""

    visit_id: UUID
    person_id: UUID
    name: PersonName
    place: int
    before: Entry | None
    worker: Worker | None
    starts_at: datetime
    reason: str
    new_face: bool

    @property
    def felt(self) -> bool:
        """Whether the person would notice: somebody else, or more than a quarter of an hour away."""
        if self.other_worker or self.before is None:
            return True
        return abs((self.starts_at - self.before.starts_at).total_seconds()) > 60 * NOTICED_MINUTES

    @property
    def other_worker(self) -> bool:
        """Whether somebody else would come than now."""
        return (self.before.worker_id if self.before else None) != (self.worker.pk if self.worker else None)


def access_proposal(
    *, by: User | None, proposal_id: UUID, at: datetime, for_update: bool = False
) -> RotaProposal:
    """The proposal, for who plans the rota it is about.

    Raises `NotFound` when there is none, or it is another organisation's.
    """
    rows = RotaProposal.objects.all()
    if for_update:
        rows = rows.select_for_update(of=("self",))
    row = rows.select_related("organisation", "area", "away", "asked_by").filter(pk=proposal_id).first()
    if row is None:
        raise NotFound
    own = by is None or (
        by.organisation_id == row.organisation_id and may(by, "plan rota", None, london_day(at))
    )
    if not own:
        raise NotFound
    return row


def alternative_of(row: RotaProposal, aim: str) -> Mapping[str, Any]:
    """The aim, plan and figures of the alternative with that aim, or of the one the proposal stands for.

    Raises `NotFound` when there is none.
    """
    if aim in ("", row.aim):
        return {"aim": row.aim, "plan": row.plan, "figures": row.figures}
    found: Mapping[str, Any] | None = next((each for each in row.alternatives if each["aim"] == aim), None)
    if found is None:
        raise NotFound
    return found


def proposals_of(organisation: Organisation) -> list[RotaProposal]:
    """The newest proposals for a provider's rota, newest first."""
    rows = RotaProposal.objects.filter(organisation=organisation).select_related("area", "away", "asked_by")
    return list(rows.defer("plan", "figures", "alternatives").order_by("-asked_at")[:MOST_SHOWN])


def changes_of(row: RotaProposal, aim: str = "") -> list[Change]:
    """What a proposal would change, by start, or its alternative with that aim; once it was accepted, what it
    changed.

    Raises `NotFound` for no such alternative.
    """
    entries = alternative_of(row, aim)["plan"].get("entries", [])
    people = {UUID(each["person"]) for each in entries}
    names = names_of(people)
    seen: Mapping[UUID, Mapping[UUID, int]] = times_seen(row.starts_on, person_ids=people)
    workers = Worker.objects.in_bulk({each["worker"] for each in entries if each["worker"]})
    held = current_entries({UUID(each["visit"]) for each in entries}, row.asked_at)
    changes = []
    for each in entries:
        person_id, visit_id = UUID(each["person"]), UUID(each["visit"])
        worker = workers[UUID(each["worker"])] if each["worker"] else None
        before = next((one for one in held.get(visit_id, ()) if one.place == each["place"]), None)
        changes.append(
            Change(
                visit_id=visit_id,
                person_id=person_id,
                name=names[person_id],
                place=each["place"],
                before=before,
                worker=worker,
                starts_at=datetime.fromisoformat(each["starts_at"]),
                reason=each["reason"],
                new_face=worker is not None and not seen.get(person_id, {}).get(worker.pk),
            )
        )
    return sorted(changes, key=lambda change: (change.starts_at, change.visit_id, change.place))


def phones_for(changes: Iterable[Change]) -> dict[UUID, str]:
    """The telephone number of each person whom these changes are about, where one is known."""
    people = {change.person_id for change in changes}
    return {piece.person_id: piece.text for piece in contents_of(people, ("phone",))}
