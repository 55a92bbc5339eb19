"""A visit as pages show it: when, who comes, and how it stands; read once for a whole page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from kith.core.visit_state import LiveStatus
from kith.delivery.queries_live import LivePlace, live_places, worst_place
from kith.rota.queries import PlannedVisit, current_entries
from kith.web import code_words
from kith.web.page import initials
from kith.workforce.models import Worker

TROUBLES = (LiveStatus.MISSED, LiveStatus.PHONE_OFFLINE, LiveStatus.LATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A worker on a page: name, initials, and the hue that this page gives them."""

    worker_id: UUID
    user_id: UUID | None
    first_name: str
    name: str
    initials: str
    hue: int
    phone: str
    travel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRow:
    """A visit: rostered or as planned, its workers, and how its worst place stands."""

    visit_id: UUID
    person_id: UUID
    provider_id: UUID
    slot_key: str
    on: date
    starts_at: datetime
    minutes: int
    faces: tuple[Face, ...]
    missing: int
    status: LiveStatus | None
    places: tuple[LivePlace, ...]
    stop: str

    @property
    def ends_at(self) -> datetime:
        """When it is rostered, or planned, to end."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def slot(self) -> str:
        """What the visit is called."""
        return code_words.code(self.slot_key)

    @property
    def status_key(self) -> str:
        """The key of its status' shape and colour."""
        return code_words.status_key(self.status)

    @property
    def status_words(self) -> str:
        """Its status in words."""
        return code_words.status_words(self.status)

    @property
    def began_at(self) -> datetime | None:
        """When the first worker arrived, if anybody has."""
        return min((place.began_at for place in self.places if place.began_at), default=None)

    def began_by(self, worker_id: UUID) -> datetime | None:
        """When this worker arrived, if they have."""
        return next((each.began_at for each in self.places if each.worker_id == worker_id), None)

    def left_by(self, worker_id: UUID) -> datetime | None:
        """When this worker left, if they have."""
        return next((each.left_at for each in self.places if each.worker_id == worker_id), None)

    @property
    def trouble(self) -> LivePlace | None:
        """The place that nobody has come to and somebody should look at, the worst first; or None."""
        waiting = [each for each in self.places if each.status in TROUBLES and each.began_at is None]
        return min(waiting, key=lambda each: TROUBLES.index(each.status or LiveStatus.LATE), default=None)

    @property
    def face_in_trouble(self) -> Face | None:
        """Who should be at that place, or the first worker, or nobody."""
        worker_id = self.trouble.worker_id if self.trouble else None
        waited_for = [face for face in self.faces if not self.began_by(face.worker_id)]
        first = waited_for[0] if waited_for else None
        return next((face for face in waited_for if face.worker_id == worker_id), first)

    @property
    def heard_at(self) -> datetime | None:
        """When the phone was last heard of the worker who is waited for, or else of any."""
        asked = (self.trouble,) if self.trouble else self.places
        return max((place.last_heard_at for place in asked if place.last_heard_at), default=None)


def visit_rows(planned: Sequence[PlannedVisit], at: datetime) -> list[VisitRow]:
    """These visits as pages show them, in the order given; seven queries, however many there are."""
    entries = current_entries([each.visit.pk for each in planned])
    places = live_places(planned, at, entries)
    faces = Faces()
    rows = []
    for each in planned:
        held = [entry for entry in entries.get(each.visit.pk, ()) if entry.worker]
        workers = [entry.worker for entry in held if entry.worker]
        worst = worst_place(places[each.visit.pk])
        rows.append(
            VisitRow(
                visit_id=each.visit.pk,
                person_id=each.visit.person_id,
                provider_id=each.visit.provider_id,
                slot_key=each.visit.slot_key,
                on=each.visit.on,
                starts_at=held[0].starts_at if held else each.terms.preferred_at,
                minutes=held[0].minutes if held else each.terms.minutes,
                faces=tuple(faces.of(worker) for worker in workers),
                missing=max(0, each.terms.workers_needed - len(held)) if each.due else 0,
                status=worst.status if worst else None,
                places=places[each.visit.pk],
                stop=str(each.stop or ""),
            )
        )
    return rows


class Faces:
    """The faces of one page. Who comes first has the first of six hues; initials tell them apart too."""

    def __init__(self) -> None:
        self._made: dict[UUID, Face] = {}

    def of(self, worker: Worker) -> Face:
        """The worker's face, made once."""
        face = self._made.get(worker.pk)
        return face if face else self._made.setdefault(worker.pk, _face(worker, len(self._made)))


def _face(worker: Worker, hue: int) -> Face:
    name = str(worker)
    return Face(
        worker_id=worker.pk,
        user_id=worker.user_id,
        first_name=worker.first_name,
        name=name,
        initials=initials(name),
        hue=hue,
        phone=worker.phone,
        travel=code_words.code(worker.travel_mode),
    )


def tally(rows: Iterable[VisitRow]) -> dict[LiveStatus, int]:
    """How many visits stand how, of those that are due."""
    counts = dict.fromkeys(LiveStatus, 0)
    for row in rows:
        if row.status:
            counts[row.status] += 1
    return counts
