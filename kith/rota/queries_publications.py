"""What a publication changed for people: who comes instead of whom, and who has been told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kith.core.dates import london_day
from kith.core.errors import NotFound
from kith.orgs.models import User
from kith.orgs.roles import may
from kith.people.queries_content import contents_of
from kith.people.queries_names import PersonName, names_of
from kith.rota.models import PersonTold, RotaEntry, RotaPublication
from kith.rota.queries_proposals import NOTICED_MINUTES


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitChange:
    """One place of a visit: who came before, and who was published."""

    entry: RotaEntry
    before: RotaEntry

    @property
    def nobody(self) -> bool:
        """Whether nobody could be found."""
        return self.entry.worker_id is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """A person for whom a publication changed who comes, or when; and whether they have been told."""

    person_id: UUID
    name: PersonName
    phone: str
    changes: tuple[VisitChange, ...]
    told: PersonTold | None


def access_publication(*, by: User | None, publication_id: UUID, at: datetime) -> RotaPublication:
    """The publication, for who publishes the rota it is of.

    Raises `NotFound` when there is none, or it is another organisation's.
    """
    rows = RotaPublication.objects.select_related("organisation").filter(pk=publication_id)
    found: RotaPublication | None = rows.first()
    if found is None:
        raise NotFound
    own = by is None or (
        by.organisation_id == found.organisation_id and may(by, "publish rota", None, london_day(at))
    )
    if not own:
        raise NotFound
    return found


def share_by_teams(publication: RotaPublication) -> float | None:
    """Of the places given to somebody where a team is named, the share given to the team, 0 to 1.

    None where no team was named.
    """
    teamed: int = publication.summary.get("teamed", 0)
    return publication.summary["by_team"] / teamed if teamed else None


def affected_by(publication: RotaPublication) -> list[Affected]:
    """Everybody for whom the publication changed what had been rostered, by first visit.

    A first rota changes nothing for anybody: nobody had been told otherwise.
    """
    changes = _changes(publication)
    names = names_of(changes)
    phones = {piece.person_id: piece.text for piece in contents_of(changes, ("phone",))}
    told: dict[UUID, PersonTold] = {}
    for tick in PersonTold.objects.filter(publication=publication).select_related("by").order_by("pk"):
        told[tick.person_id] = tick
    affected = [
        Affected(
            person_id=person_id,
            name=names[person_id],
            phone=phones.get(person_id, ""),
            changes=tuple(theirs),
            told=tick if (tick := told.get(person_id)) and tick.told else None,
        )
        for person_id, theirs in changes.items()
    ]
    return sorted(affected, key=lambda each: (each.changes[0].entry.starts_at, each.person_id))


def person_ids_of(publication: RotaPublication) -> set[UUID]:
    """Whom the publication changed something for."""
    return set(_changes(publication))


def _changes(publication: RotaPublication) -> dict[UUID, list[VisitChange]]:
    entries: Sequence[RotaEntry] = list(
        RotaEntry.objects.filter(publication=publication)
        .select_related("visit", "worker")
        .order_by("starts_at", "visit_id", "place")
    )
    before = held_before(entries)
    changes: defaultdict[UUID, list[VisitChange]] = defaultdict(list)
    for entry in entries:
        held = before.get((entry.visit_id, entry.place))
        if held is not None and held.worker_id is not None and _matters(entry, held):
            changes[entry.visit.person_id].append(VisitChange(entry=entry, before=held))
    return dict(changes)


def held_before(entries: Sequence[RotaEntry]) -> dict[tuple[UUID, int], RotaEntry]:
    """What stood in each place before the publication: the newest entry older than its own."""
    first = min((entry.pk for entry in entries), default=0)
    older = RotaEntry.objects.filter(visit_id__in={entry.visit_id for entry in entries}, pk__lt=first)
    return {(held.visit_id, held.place): held for held in older.select_related("worker").order_by("pk")}


def _matters(entry: RotaEntry, held: RotaEntry) -> bool:
    moved = abs(entry.starts_at - held.starts_at).total_seconds() > 60 * NOTICED_MINUTES
    return entry.worker_id != held.worker_id or moved
