"""What one page about a person shows: several rooms' answers, each only as far as the visitor may see it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from kith.brokerage.patterns import slots_of
from kith.brokerage.queries import ActiveLine, Pause, lines_active, suspended
from kith.core.dates import ONE_DAY, Period, week_starts_on
from kith.core.phrases import say
from kith.core.service_types import SERVICE_TYPES
from kith.orgs.models import Organisation
from kith.orgs.models_work import WorkItem
from kith.orgs.queries_work import waiting_about
from kith.orgs.roles import ROLES
from kith.people.queries import Access, may_see, readable_kinds
from kith.people.queries_circle import circle_of
from kith.people.queries_content import Piece, contents_of, texts_of
from kith.people.queries_names import PersonName, names_of
from kith.plans.queries import versions_of
from kith.rota.queries import planned_visits
from kith.web import code_words
from kith.web.page import Visitor
from kith.web.sight import own_provider
from kith.web.team_words import TeamShown, sees_who_comes, teams_shown
from kith.web.visit_rows import Face, VisitRow, visit_rows

TIMES, PLAN, LOOKED = 3, 4, 12
DAYS = timedelta(days=7)
SAID = ("address", "communication", "what_matters", "risk", "allergy", "phone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What happens at one time of one day."""

    day: date
    visits: tuple[VisitRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GridRow:
    """One time of day over a week: what the visit is called, and what happens on each of seven days."""

    slot: str
    first: VisitRow
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """A person's week: days, times of day, who comes, and what comes next."""

    days: tuple[date, ...]
    rows: tuple[GridRow, ...]
    faces: tuple[Face, ...]
    next: VisitRow | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """Somebody around the person, and how to reach them where the visitor may know it."""

    person_id: UUID
    name: PersonName
    kind: str
    is_carer: bool
    first: bool
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """What is commissioned: by line, with the visits and minutes of a usual week."""

    service: str
    provider: Organisation
    visits: int
    minutes: int
    starts_on: date
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Teams:
    """The named teams that a visitor is told of, whether they may name one, and whether by full names."""

    named: tuple[TeamShown, ...] = ()
    may_name: bool = False
    in_full: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanGoal:
    """A goal in the person's own words, and its number in the plan, by which a worker taps it."""

    id: UUID
    number: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanShown:
    """The newest version of the plan: its goals in words, and who has still to answer it."""

    version: int
    starts_on: date
    goals: tuple[PlanGoal, ...]
    agreed: tuple[str, ...]
    dissented: tuple[str, ...]
    waiting_for: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPage:
    """Everything the page needs. What the visitor may not see is empty, and its card is left out."""

    name: PersonName
    age: int | None
    said: dict[str, Piece]
    risks: tuple[Piece, ...]
    allergies: tuple[Piece, ...]
    week: Week | None
    pause: Pause | None
    circle: tuple[Neighbour, ...]
    packages: tuple[Package, ...]
    teams: Teams
    plan: PlanShown | None
    waiting: Sequence[WorkItem]
    may_see_looks: bool


def person_page(access: Access, visitor: Visitor, week: date) -> PersonPage:
    """The page of a person whose access has been checked, for the week that starts on a Monday."""
    person, readable = access.person, readable_kinds(access)
    pieces = contents_of([person.pk], [kind for kind in SAID if kind in readable])
    sees_times, sees_plan = may_see(access, TIMES), may_see(access, PLAN)
    packages = packages_of(person.pk, visitor.on) if sees_times else ()
    return PersonPage(
        name=names_of([person.pk])[person.pk],
        age=years_between(person.born_on, visitor.on) if person.born_on else None,
        said={piece.kind: piece for piece in reversed(pieces)},
        risks=tuple(piece for piece in pieces if piece.kind == "risk"),
        allergies=tuple(piece for piece in pieces if piece.kind == "allergy"),
        week=week_of(person.pk, week, visitor) if sees_times else None,
        pause=suspended(person.pk, visitor.at) if sees_times else None,
        circle=neighbours_of(person.pk, visitor.on, readable) if sees_plan else (),
        packages=packages,
        teams=teams_of(access, visitor, packages),
        plan=plan_of(person.pk) if sees_plan else None,
        waiting=_waiting(person.pk, visitor),
        may_see_looks=may_see(access, LOOKED),
    )


def week_of(person_id: UUID, week: date, visitor: Visitor) -> Week:
    """The visits of a week by time of day, and the next one from now on, which may lie in the week after.

    A worker sees their own visits alone: they are shown the others' days as nothing.
    """
    last = max(week + DAYS, visitor.on + 2 * ONE_DAY)
    found = planned_visits(min(week, visitor.on), last, person_ids=[person_id])
    rows = [row for row in visit_rows(found, visitor.at) if _theirs(row, visitor)]
    days = tuple(week + n * ONE_DAY for n in range(7))
    shown = [row for row in rows if row.on in days]
    times = sorted({row.slot_key for row in shown}, key=lambda key: _time_of(key, shown))
    faces = {face.worker_id: face for row in shown for face in row.faces}
    return Week(
        days=days,
        rows=tuple(_grid_row(key, shown, days) for key in times),
        faces=tuple(faces.values()),
        next=next(
            (row for row in rows if not row.stop and not row.began_at and row.ends_at > visitor.at), None
        ),
    )


def _theirs(row: VisitRow, visitor: Visitor) -> bool:
    """Whether a visit is shown: all of them, but to a worker only their own."""
    if {role.key for role in visitor.roles} != {"worker"}:
        return True
    return any(face.user_id == visitor.user.pk for face in row.faces)


def _time_of(key: str, rows: Collection[VisitRow]) -> str:
    return min(row.starts_at.strftime("%H%M") for row in rows if row.slot_key == key)


def _grid_row(key: str, rows: Collection[VisitRow], days: Sequence[date]) -> GridRow:
    same = [row for row in rows if row.slot_key == key]
    cells = tuple(Cell(day=day, visits=tuple(row for row in same if row.on == day)) for day in days)
    return GridRow(slot=code_words.code(key), first=same[0], cells=cells)


def neighbours_of(person_id: UUID, on: date, readable: Collection[str]) -> tuple[Neighbour, ...]:
    """Who is around the person, who is rung first leading."""
    members = list(circle_of(person_id, on))
    ids = [member.member_id for member in members]
    names = names_of(ids)
    phones = (
        {piece.person_id: piece.text for piece in contents_of(ids, ("phone",))} if "phone" in readable else {}
    )
    return tuple(
        Neighbour(
            person_id=member.member_id,
            name=names[member.member_id],
            kind=code_words.code(member.kind),
            is_carer=member.is_carer,
            first=member.ring_order == 1,
            phone=phones.get(member.member_id, ""),
        )
        for member in members
    )


def packages_of(person_id: UUID, on: date) -> tuple[Package, ...]:
    """What is commissioned on this day: lines of one provider, service and time are shown as one."""
    alike: defaultdict[tuple[str, UUID, date, date | None], list[ActiveLine]] = defaultdict(list)
    for each in lines_active(None, Period(starts_on=on, until=on + ONE_DAY), person_ids=[person_id]):
        line = each.line
        alike[line.service_type, line.provider_id, each.starts_on, each.until].append(each)
    return tuple(_package(lines) for lines in alike.values())


def _package(lines: Sequence[ActiveLine]) -> Package:
    first = lines[0]
    slots = [slot for each in lines for slot in slots_of(each.line.pattern)]
    kind = SERVICE_TYPES.get(first.line.service_type)
    return Package(
        service=say(kind.name) if kind else code_words.code(first.line.service_type),
        provider=first.line.provider,
        visits=sum(len(slot.weekdays) for slot in slots),
        minutes=sum(slot.minutes * slot.workers * len(slot.weekdays) for slot in slots),
        starts_on=first.starts_on,
        until=first.until,
    )


def plan_of(person_id: UUID) -> PlanShown | None:
    """The newest version of the plan, with its goals in the person's own words."""
    newest = next(iter(versions_of(person_id)), None)
    if newest is None:
        return None
    plan, standing = newest
    goals = sorted(plan.goals.all(), key=lambda goal: goal.pk)
    words = texts_of([goal.words_id for goal in goals])
    return PlanShown(
        version=plan.version,
        starts_on=plan.starts_on,
        goals=tuple(
            PlanGoal(id=goal.pk, number=number, words=words[goal.words_id])
            for number, goal in enumerate(goals, 1)
            if goal.words_id in words
        ),
        agreed=standing.agreed,
        dissented=standing.dissented,
        waiting_for=standing.waiting_for,
    )


def teams_of(access: Access, visitor: Visitor, packages: Collection[Package]) -> Teams:
    """Whom the providers of today have named to come, for who is told who comes: a provider its own alone."""
    own = own_provider(visitor)
    providers = {package.provider for package in packages if own is None or package.provider == own}
    plans = any("plan rota" in ROLES[held.key].functions for held in visitor.roles if held.key in ROLES)
    if not sees_who_comes(access):
        return Teams()
    return Teams(
        named=teams_shown(access.person.pk, visitor.on, sorted(providers, key=lambda each: each.name)),
        may_name=plans and own in providers,
        in_full=own is not None,
    )


def _waiting(person_id: UUID, visitor: Visitor) -> Sequence[WorkItem]:
    """What waits about the person for the visitor or where they work."""
    return list(waiting_about(person_id, visitor.user, visitor.at)) if visitor.user.organisation_id else ()


def years_between(born_on: date, on: date) -> int:
    """Somebody's age in whole years on a day."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def monday_asked(value: str, on: date) -> date:
    """The Monday of the week that an address names, or of this week."""
    try:
        return week_starts_on(date.fromisoformat(value))
    except ValueError:
        return week_starts_on(on)
