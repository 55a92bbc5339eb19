"""What a neighbourhood's page shows right now: one reading of its visits, from which every figure comes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from kith.core.dates import ONE_DAY
from kith.core.visit_state import LiveStatus
from kith.delivery.alerts import ALERT_KINDS, harm_of
from kith.orgs.models import Area, Organisation, WorkItem
from kith.orgs.queries import patches_on
from kith.orgs.queries_work import my_work
from kith.people.queries import visible_ids
from kith.people.queries_households import patches_of, people_in
from kith.people.queries_names import PersonName, names_of
from kith.rota.queries import PlannedVisit, planned_visits
from kith.web.page import Visitor
from kith.web.sight import Sight, own_provider, sight_of
from kith.web.visit_rows import TROUBLES, Face, VisitRow, tally, visit_rows

SOON = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A visit that needs somebody: how much harm waiting could do, and where its worker is instead."""

    row: VisitRow
    name: PersonName
    harm: int
    late_minutes: int
    lives_alone: bool
    busy_with: PersonName | None
    item: WorkItem | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One worker's visits of the day in order, and where they are in it."""

    face: Face
    rows: tuple[VisitRow, ...]
    now: VisitRow | None
    left_at: datetime | None
    next: VisitRow | None
    worst: VisitRow | None
    heard_at: datetime | None

    @property
    def done(self) -> int:
        """How many visits have begun."""
        return sum(self.begun)

    @property
    def begun(self) -> list[bool]:
        """For each visit, whether this worker has begun it."""
        return [row.began_by(self.face.worker_id) is not None for row in self.rows]

    @property
    def since(self) -> datetime | None:
        """Since when they are where they are."""
        return self.now.began_by(self.face.worker_id) if self.now else self.left_at


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayPage:
    """The figures, what needs someone, and the rounds, troubles first."""

    rows: tuple[VisitRow, ...]
    names: dict[UUID, PersonName]
    tally: dict[LiveStatus, int]
    needs: tuple[Need, ...]
    rounds: tuple[Round, ...]
    unassigned: tuple[VisitRow, ...]

    @property
    def due(self) -> int:
        """How many visits were due so far."""
        return sum(self.tally.values())

    @property
    def harmful(self) -> int:
        """In how many of them waiting could do harm now."""
        return sum(1 for need in self.needs if need.harm > 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """The patches whose day a visitor may see, and who of their people lives in which."""

    areas: tuple[Area, ...]
    patch_of: dict[UUID, UUID]


def reach_of(visitor: Visitor) -> Reach:
    """The patches where a provider's people live, or those of a council."""
    sight, own = sight_of(visitor), visitor.user.organisation
    if sight is Sight.NOTHING or own is None:
        return Reach(areas=(), patch_of={})
    named = sight is Sight.NAMED
    seen = visible_ids(visitor.user, visitor.on, visitor.at) if named else frozenset()
    patch_of = patches_of(seen, visitor.on)
    patches = patches_on(visitor.on, own if own.kind == Organisation.Kind.COUNCIL else None)
    lived_in = set(patch_of.values())
    theirs = own_provider(visitor) is None
    return Reach(areas=tuple(each for each in patches if theirs or each.pk in lived_in), patch_of=patch_of)


def visits_today(visitor: Visitor, area: Area, reach: Reach) -> list[PlannedVisit]:
    """The patch's visits of today that the visitor may see: a provider its own, others those of their people.

    A visitor who sees counts alone gets every visit, and the page shows no name.
    """
    if sight_of(visitor) is Sight.COUNTS:
        return planned_visits(visitor.on, visitor.on + ONE_DAY, person_ids=people_in(area, visitor.on))
    living = [one for one, patch in reach.patch_of.items() if patch == area.pk]
    provider = own_provider(visitor)
    return planned_visits(visitor.on, visitor.on + ONE_DAY, provider=provider, person_ids=living)


def today_page(visitor: Visitor, area: Area, reach: Reach, *, rounds_shown: int | None = None) -> TodayPage:
    """The neighbourhood's day as it stands at this instant. Names are read of those who are shown, so the
    first so many rounds, or all.
    """
    planned = visits_today(visitor, area, reach)
    rows = visit_rows([each for each in planned if each.due], visitor.at)
    named = sight_of(visitor) is Sight.NAMED
    rounds = rounds_of(rows, visitor.at) if named else ()
    names = names_of(_shown(rows, rounds, rounds_shown, visitor.at)) if named else {}
    return TodayPage(
        rows=tuple(rows),
        names=names,
        tally=tally(rows),
        needs=_needs(rows, planned, names, rounds, visitor) if named else (),
        rounds=rounds,
        unassigned=tuple(
            row
            for row in rows
            if row.missing and row.ends_at > visitor.at and not needs_someone(row, visitor.at)
        ),
    )


def _shown(
    rows: Sequence[VisitRow], rounds: Sequence[Round], rounds_shown: int | None, at: datetime
) -> set[UUID]:
    """The people whose names the page says: who needs someone, whom nobody has, and with whom rounds are."""
    with_whom = (row for each in rounds[:rounds_shown] for row in (each.now, each.next) if row)
    lacking = (row for row in rows if row.missing or needs_someone(row, at))
    busy = (each.now for each in rounds if each.now)
    return {row.person_id for row in (*with_whom, *lacking, *busy)}


def rounds_of(rows: Sequence[VisitRow], at: datetime) -> tuple[Round, ...]:
    """Each worker's round, those in trouble first, then by who starts first."""
    theirs: defaultdict[UUID, list[VisitRow]] = defaultdict(list)
    faces: dict[UUID, Face] = {}
    for row in sorted(rows, key=lambda row: row.starts_at):
        for face in row.faces:
            theirs[face.worker_id].append(row)
            faces[face.worker_id] = face
    rounds = [_round(faces[worker_id], mine, at) for worker_id, mine in theirs.items()]
    return tuple(sorted(rounds, key=_trouble_first))


def _round(face: Face, rows: Sequence[VisitRow], at: datetime) -> Round:
    begun = [(began_at, row) for row in rows if (began_at := row.began_by(face.worker_id))]
    last = max(begun, key=lambda pair: pair[0])[1] if begun else None
    left_at = last.left_by(face.worker_id) if last else None
    upcoming = [row for row in rows if not row.began_by(face.worker_id) and row.ends_at > at]
    troubled = [row for row in rows if row.trouble and row.trouble.worker_id == face.worker_id]
    return Round(
        face=face,
        rows=tuple(rows),
        now=last if last and not left_at else None,
        left_at=left_at,
        next=upcoming[0] if upcoming else None,
        worst=min(troubled, key=lambda row: TROUBLES.index(row.status or LiveStatus.LATE), default=last),
        heard_at=max(
            (
                place.last_heard_at
                for row in rows
                for place in row.places
                if place.worker_id == face.worker_id and place.last_heard_at
            ),
            default=None,
        ),
    )


def _trouble_first(each: Round) -> tuple[int, datetime]:
    trouble = each.worst.trouble if each.worst else None
    status = trouble.status if trouble and trouble.worker_id == each.face.worker_id else None
    return (TROUBLES.index(status) if status in TROUBLES else len(TROUBLES), each.rows[0].starts_at)


def needs_someone(row: VisitRow, at: datetime) -> bool:
    """Whether a visit is in trouble, or is to begin within half an hour and lacks a worker."""
    lacks = row.missing and not row.began_at and row.starts_at <= at + SOON and row.ends_at > at
    return row.trouble is not None or bool(lacks)


def _needs(
    rows: Sequence[VisitRow],
    planned: Sequence[PlannedVisit],
    names: dict[UUID, PersonName],
    rounds: Sequence[Round],
    visitor: Visitor,
) -> tuple[Need, ...]:
    """What needs someone: most harm first, then the longest wait."""
    alone = {each.visit.pk: each.visit.person.lives_alone for each in planned}
    items = {
        item.subject_id: item for item in my_work(visitor.user, visitor.at) if item.subject_kind == "visit"
    }
    with_whom = {each.face.worker_id: each.now.person_id for each in rounds if each.now}
    needs = [
        _need(row, names, with_whom, items.get(str(row.visit_id)), alone[row.visit_id], visitor.at)
        for row in rows
        if needs_someone(row, visitor.at)
    ]
    return tuple(sorted(needs, key=lambda need: (-need.harm, -need.late_minutes, need.name.full)))


def _need(
    row: VisitRow,
    names: dict[UUID, PersonName],
    with_whom: dict[UUID, UUID],
    item: WorkItem | None,
    lives_alone: bool | None,
    at: datetime,
) -> Need:
    face = row.face_in_trouble
    busy = with_whom.get(face.worker_id) if face else None
    kind = ALERT_KINDS.get(row.status or LiveStatus.MISSED, ALERT_KINDS[LiveStatus.MISSED])
    return Need(
        row=row,
        name=names[row.person_id],
        harm=item.harm if item else harm_of(kind, tasks=(), lives_alone=lives_alone),
        late_minutes=max(0, int((at - row.starts_at).total_seconds()) // 60),
        lives_alone=bool(lives_alone),
        busy_with=names.get(busy) if busy and busy != row.person_id else None,
        item=item,
    )
