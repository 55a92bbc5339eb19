"""Faces at the door: who came to each person in 28 days, their familiar team, and who is new this week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from kith.orgs.models import Organisation
from kith.people.queries_households import patch_on, patches_lived_in
from kith.people.queries_names import PersonName, names_of
from kith.rota.queries_continuity import times_seen
from kith.workforce.models import Worker

TEAM = 5  # a familiar team is three to five; who came most, of those who still work here
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Familiar:
    """A worker somebody knows, and how often they came in the 28 days before."""

    worker: Worker
    visits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Faces:
    """One person's faces: those of the 28 days before, the familiar team, and who is new in the week ahead.

    ``core_share`` is the share of visits, 0 to 1, by the familiar team; None where nobody came.
    """

    person_id: UUID
    name: PersonName
    workers: int
    core_share: float | None
    team: tuple[Familiar, ...]
    week_workers: int
    new: tuple[Worker, ...]


def faces_of(
    on: date, *, provider: Organisation | None = None, person_ids: Collection[UUID] | None = None
) -> list[Faces]:
    """The faces of each person with visits about this day: of a provider, or of some people. Most first."""
    before = times_seen(on, provider=provider, person_ids=person_ids)
    ahead = times_seen(on + WEEK, WEEK.days, provider=provider, person_ids=person_ids)
    people = before.keys() | ahead.keys()
    known = Worker.objects.in_bulk(
        {worker for seen in (*before.values(), *ahead.values()) for worker in seen}
    )
    names = names_of(people)
    faces = [
        _faces(person_id, names[person_id], before.get(person_id, Counter()), ahead.get(person_id, Counter()),
               known, on)
        for person_id in people
    ]  # fmt: skip
    return sorted(faces, key=lambda each: (-each.workers, each.name.full, each.person_id))


def in_patch(faces: Collection[Faces], area_id: UUID, on: date) -> list[Faces]:
    """Those of these people who live in a patch on this day."""
    lived = patches_lived_in([each.person_id for each in faces])
    return [each for each in faces if patch_on(lived.get(each.person_id, ()), on) == area_id]


def patches_of(faces: Collection[Faces], on: date) -> set[UUID]:
    """The patches in which any of these people live on this day."""
    lived = patches_lived_in([each.person_id for each in faces])
    return {patch for stretches in lived.values() if (patch := patch_on(stretches, on)) is not None}


def _faces(
    person_id: UUID,
    name: PersonName,
    before: Counter[UUID],
    ahead: Counter[UUID],
    known: Mapping[UUID, Worker],
    on: date,
) -> Faces:
    here = [worker_id for worker_id, _ in before.most_common() if _works(known[worker_id], on)]
    team = here[:TEAM]
    total = sum(before.values())
    return Faces(
        person_id=person_id,
        name=name,
        workers=len(before),
        core_share=sum(before[worker_id] for worker_id in team) / total if total else None,
        team=tuple(Familiar(worker=known[worker_id], visits=before[worker_id]) for worker_id in team),
        week_workers=len(ahead),
        new=tuple(known[worker_id] for worker_id in ahead if worker_id not in before),
    )


def _works(worker: Worker, on: date) -> bool:
    return worker.starts_on <= on and (worker.until is None or on < worker.until)
