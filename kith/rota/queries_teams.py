"""Named teams: who is named to come to each person, from when until when, and what was named before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, TypeAlias
from uuid import UUID

from django.db.models import QuerySet

from kith.brokerage.queries import lines_active
from kith.core.dates import Period, london_day
from kith.core.errors import NotFound
from kith.core.named_teams import Spell, spells
from kith.orgs.models import Organisation, User
from kith.orgs.roles import Right, may
from kith.people.models import Person
from kith.people.queries import access_person
from kith.rota.models import NamedTeam
from kith.workforce.models import Worker

VISIT_TIMES = 3

Members: TypeAlias = frozenset[UUID]
Teams: TypeAlias = Mapping[UUID, Members]
"""The workers named for each person; nobody is in it for whom nobody is named."""


class Naming(NamedTuple):
    """A naming as it was recorded: the workers named, and which fact said so."""

    pk: int
    members: Members


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamNamed:
    """One naming of a person's team: by whom, why, who was in it, and when it held.

    ``spell`` is None for one that gave way before its first day.
    """

    team: NamedTeam
    spell: Spell[Naming] | None
    members: tuple[Worker, ...]
    joined: tuple[Worker, ...] = ()
    left: tuple[Worker, ...] = ()


@dataclass(frozen=True, slots=True)
class TeamSpells:
    """Every team that was named for some people, to be asked for any day. A person may have two providers."""

    of_person: Mapping[tuple[UUID, UUID], tuple[Spell[Naming], ...]]

    def on(self, day: date) -> Teams:
        """The teams of a day, by person: of two providers, whoever is in either."""
        teams: dict[UUID, Members] = {}
        for (person_id, _), held in self.of_person.items():
            members = next((each.named.members for each in held if each.holds(day)), None)
            if members:
                teams[person_id] = teams.get(person_id, frozenset()) | members
        return teams

    def member(self, person_id: UUID, organisation_id: UUID, worker_id: UUID, day: date) -> bool | None:
        """Whether a worker was in the provider's team for a person on a day; None where nobody was named."""
        held = self.holding(person_id, organisation_id, day)
        return worker_id in held.named.members if held and held.named.members else None

    def holding(self, person_id: UUID, organisation_id: UUID, day: date) -> Spell[Naming] | None:
        """What a provider has named for a person that holds on a day, one without members too."""
        held = self.of_person.get((person_id, organisation_id), ())
        return next((each for each in held if each.holds(day)), None)

    def newest(self, person_id: UUID, organisation_id: UUID) -> int | None:
        """The naming that was recorded last, whether it holds already or not; None where there is none."""
        held = self.of_person.get((person_id, organisation_id), ())
        return held[-1].named.pk if held else None


def team_spells(
    *, provider: Organisation | None = None, person_ids: Collection[UUID] | None = None
) -> TeamSpells:
    """The teams that a provider has named, or that were named for some people. One query."""
    rows = _namings(provider, person_ids).order_by("pk")
    named: dict[int, tuple[tuple[UUID, UUID], date, set[UUID]]] = {}
    for pk, person_id, organisation_id, starts_on, worker_id in rows.values_list(
        "pk", "person_id", "organisation_id", "starts_on", "members__worker_id"
    ):
        _, _, members = named.setdefault(pk, ((person_id, organisation_id), starts_on, set()))
        if worker_id is not None:
            members.add(worker_id)
    by_person: defaultdict[tuple[UUID, UUID], list[tuple[date, Naming]]] = defaultdict(list)
    for pk, (key, starts_on, members) in named.items():
        by_person[key].append((starts_on, Naming(pk, frozenset(members))))
    return TeamSpells({key: spells(namings) for key, namings in by_person.items()})


def access_named_team(*, by: User, person_id: UUID, at: datetime, right: Right = Right.READ) -> Person:
    """The person whose team somebody may name: who plans the rota of a provider that brings them care.

    Raises `NotFound` when there is no such person, or it is not theirs to plan.
    """
    on = london_day(at)
    if by.organisation is None or not may(by, "plan rota", None, on):
        raise NotFound
    access = access_person(by=by, person_id=person_id, data_class=VISIT_TIMES, right=right, on=on, at=at)
    if not brings_care(by.organisation, [person_id], on):
        raise NotFound
    return access.person


def brings_care(organisation: Organisation, person_ids: Collection[UUID], on: date) -> set[UUID]:
    """Those of these people to whom the provider's packages bring care on this day or later. Two queries."""
    lines = lines_active(organisation, Period(starts_on=on), person_ids=person_ids)
    return {each.line.person_id for each in lines}


def history_of(person_id: UUID, organisation: Organisation) -> list[TeamNamed]:
    """Every naming of the person's team, newest first, with who joined and who left. Two queries."""
    teams = list(
        _namings(organisation, [person_id])
        .select_related("by")
        .prefetch_related("members__worker")
        .order_by("pk")
    )
    held = {
        each.named.pk: each
        for each in team_spells(provider=organisation, person_ids=[person_id]).of_person.get(
            (person_id, organisation.pk), ()
        )
    }
    named: list[TeamNamed] = []
    before: tuple[Worker, ...] = ()
    for team in teams:
        members = by_name(member.worker for member in team.members.all())
        named.append(
            TeamNamed(
                team=team,
                spell=held.get(team.pk),
                members=members,
                joined=tuple(each for each in members if each not in before),
                left=tuple(each for each in before if each not in members),
            )
        )
        before = members
    return named[::-1]


def by_name(workers: Iterable[Worker]) -> tuple[Worker, ...]:
    """Workers in the order of their names."""
    return tuple(sorted(workers, key=lambda each: (each.first_name, each.family_name, each.pk)))


def _namings(provider: Organisation | None, person_ids: Collection[UUID] | None) -> QuerySet[NamedTeam]:
    rows = NamedTeam.objects.all()
    if provider is not None:
        rows = rows.filter(organisation=provider)
    if person_ids is not None:
        rows = rows.filter(person__pk__among=set(person_ids))
    return rows
