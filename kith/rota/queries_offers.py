"""Visits that team members offer each other: one's own that could be offered, and those one could take.

Who may not see a person is told the time, the length and the outward postcode of their visit, and no name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from kith.orgs.context import as_house
from kith.people.queries_names import PersonName, names_of
from kith.rota.models import RotaEntry, VisitOffer
from kith.rota.planned import Entry, PlannedVisit
from kith.rota.queries import current_entries, visits_of
from kith.rota.queries_continuity import times_seen
from kith.rota.queries_doors import doors_of
from kith.rota.queries_pins import pins_of
from kith.rota.queries_swap import swap_choices
from kith.workforce.models import Worker

AHEAD = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnVisit:
    """A visit of one's own that is still to come, and the offer that stands for it, if any."""

    planned: PlannedVisit
    entry: Entry
    name: PersonName
    pinned: bool
    offer: VisitOffer | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A visit that somebody in the team offers: when, how long, where about, and whether one could take it.

    ``refused`` says why not. ``times_seen`` is how often one was there in the 28 days before, ``of_team``
    whether one is of the person's named team.
    """

    offer: VisitOffer
    minutes: int
    outward: str
    refused: str
    times_seen: int
    of_team: bool | None
    way_minutes: int


def own_visits(worker: Worker, at: datetime) -> list[OwnVisit]:
    """The worker's visits of the next fourteen days that are due, by start."""
    rows = RotaEntry.objects.filter(worker=worker, starts_at__gt=at, starts_at__lt=at + AHEAD)
    ids = set(rows.values_list("visit_id", flat=True))
    planned = {each.visit.pk: each for each in visits_of(ids) if each.due}
    held = [
        entry
        for entries in current_entries(planned).values()
        for entry in entries
        if entry.worker_id == worker.pk and entry.starts_at > at
    ]
    names = names_of({planned[entry.visit_id].visit.person_id for entry in held})
    pins = pins_of([entry.visit_id for entry in held])
    offers = {
        offer.entry_id: offer for offer in VisitOffer.objects.filter(worker=worker, ended_at__isnull=True)
    }
    found = [
        OwnVisit(
            planned=planned[entry.visit_id],
            entry=entry,
            name=names[planned[entry.visit_id].visit.person_id],
            pinned=(entry.visit_id, entry.place) in pins,
            offer=offers.get(entry.pk),
        )
        for entry in held
    ]
    return sorted(found, key=lambda each: (each.entry.starts_at, each.entry.pk))


def offers_to(worker: Worker, at: datetime) -> list[Offered]:
    """What others in the worker's team offer, by start, with every hard rule checked for this worker."""
    offers = (
        VisitOffer.objects.filter(
            ended_at__isnull=True,
            entry__starts_at__gt=at,
            worker__organisation=worker.organisation_id,
            worker__team=worker.team_id,
        )
        .exclude(worker=worker)
        .select_related("entry", "worker")
        .order_by("entry__starts_at", "pk")
    )
    with as_house():  # what is told of a person here is when, how long and where about
        return [found for offer in offers for found in _offered(offer, worker, at)]


def _offered(offer: VisitOffer, worker: Worker, at: datetime) -> Sequence[Offered]:
    """The offer as the worker is told of it; nothing where the visit is not due or went to somebody else."""
    planned = next(iter(visits_of([offer.visit_id])), None)
    held = {entry.pk for entry in current_entries([offer.visit_id]).get(offer.visit_id, ())}
    if planned is None or not planned.due or offer.entry_id not in held:
        return ()
    choices = swap_choices(planned, offer.entry.place, at, starts_at=offer.entry.starts_at)
    mine = next((choice for choice in choices if choice.worker.pk == worker.pk), None)
    person_id = planned.visit.person_id
    seen = times_seen(planned.visit.on, person_ids=[person_id]).get(person_id, Counter[UUID]())
    door = doors_of([person_id], planned.visit.on).get(person_id)
    return (
        Offered(
            offer=offer,
            minutes=planned.terms.minutes,
            outward=door.postcode.split()[0] if door else "",
            refused=mine.refused if mine else "has no shift that day",
            times_seen=seen.get(worker.pk, 0),
            of_team=mine.of_team if mine else None,
            way_minutes=mine.travel_minutes if mine else 0,
        ),
    )
