"""Naming the workers who come to a person: a first team, a change, or nobody any more."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kith.core.dates import london_day
from kith.core.errors import Invalid, NotFound, Refused
from kith.core.named_teams import Wanted, Why
from kith.orgs import audit
from kith.orgs.models import Organisation, User
from kith.orgs.roles import check_may
from kith.people.models import Person
from kith.people.queries_visible import visible_people
from kith.rota.models import NamedTeam, NamedTeamMember
from kith.rota.queries_teams import brings_care, team_spells
from kith.rota.queries_usual import counts, four_weeks_from, wanted_visits
from kith.workforce.models import Worker
from kith.workforce.queries import skills_of

BATCH = 2_000


class NotForTheTeam(Refused):
    """A worker who cannot be named for this person; the message says why not."""

    code = "not_for_the_team"


class TeamMoved(Refused):
    """Somebody named another team since it was last looked at."""

    code = "team_moved"


class NotATeam(Invalid):
    """A naming that could not be kept: without a reason, or from a day that is past."""

    code = "not_a_team"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTeam:
    """Whom to name for a person. ``seen`` is the newest naming that was shown to who decides, or None."""

    person_id: UUID
    worker_ids: frozenset[UUID]
    seen: int | None = None


def name_teams(
    *,
    by: User | None,
    at: datetime,
    organisation: Organisation,
    teams: Sequence[NewTeam],
    starts_on: date,
    reason: Why,
) -> list[NamedTeam]:
    """The teams of several people, named from one day on, all or none.

    How many are in one is not restricted. Raises `NotATeam` for a day that is past, `NotForTheTeam` for a
    worker whose contract does not count then or who lacks the skills, `TeamMoved` when somebody was quicker,
    `NotPermitted`, or `NotFound` for somebody who is not theirs to plan.
    """
    today = london_day(at)
    check_may(by, "plan rota", None, today)
    if starts_on < today:
        raise NotATeam("A team is named from today or a later day. Who came before stays as it was.")
    person_ids = {team.person_id for team in teams}
    _check_theirs(by, at, organisation, person_ids, starts_on)
    wanted = wanted_visits(organisation, four_weeks_from(starts_on), person_ids)
    with transaction.atomic():
        _lock(person_ids)
        _check_nothing_moved(organisation, teams)
        _check_members(organisation, teams, wanted, starts_on)
        named = NamedTeam.objects.bulk_create(
            [
                NamedTeam(
                    organisation=organisation, person_id=team.person_id, starts_on=starts_on,
                    reason=reason, by=by, recorded_at=at,
                )
                for team in teams
            ],
            batch_size=BATCH,
        )  # fmt: skip
        NamedTeamMember.objects.bulk_create(
            [
                NamedTeamMember(team=row, worker_id=worker_id, recorded_at=at)
                for row, team in zip(named, teams, strict=True)
                for worker_id in sorted(team.worker_ids)
            ],
            batch_size=BATCH,
        )
        for row, team in zip(named, teams, strict=True):
            _record(by, at, row, len(team.worker_ids))
    return list(named)


def name_team(
    *,
    by: User | None,
    at: datetime,
    organisation: Organisation,
    person_id: UUID,
    worker_ids: Collection[UUID],
    starts_on: date,
    reason: Why,
    seen: int | None,
) -> NamedTeam:
    """The team of one person from a day on; without workers, nobody is named any more.

    Raises what `name_teams` raises.
    """
    team = NewTeam(person_id=person_id, worker_ids=frozenset(worker_ids), seen=seen)
    (named,) = name_teams(
        by=by, at=at, organisation=organisation, teams=[team], starts_on=starts_on, reason=reason
    )
    return named


def _check_theirs(
    by: User | None, at: datetime, organisation: Organisation, person_ids: set[UUID], starts_on: date
) -> None:
    """Raise `NotFound` unless the provider brings care to all of them, and they are the user's to plan."""
    if by is not None:
        seen = visible_people(by, london_day(at)).filter(pk__among=person_ids).values_list("pk", flat=True)
        if by.organisation_id != organisation.pk or person_ids - set(seen):
            raise NotFound
    if person_ids - brings_care(organisation, person_ids, starts_on):
        raise NotFound


def _lock(person_ids: Collection[UUID]) -> None:
    """Wait for whoever is naming a team for these people, and make others wait."""
    rows = Person.objects.select_for_update(no_key=True).filter(pk__among=set(person_ids))
    list(rows.order_by("pk").values_list("pk", flat=True))


def _check_nothing_moved(organisation: Organisation, teams: Sequence[NewTeam]) -> None:
    held = team_spells(provider=organisation, person_ids=[team.person_id for team in teams])
    moved = [team for team in teams if held.newest(team.person_id, organisation.pk) != team.seen]
    if moved:
        raise TeamMoved(
            "Somebody named a team for {count} of these people since you looked. Look again first.",
            count=len(moved),
        )


def _check_members(
    organisation: Organisation,
    teams: Sequence[NewTeam],
    wanted: Mapping[UUID, Sequence[Wanted]],
    starts_on: date,
) -> None:
    """Raise `NotForTheTeam` for the first worker who cannot be in the team they are named for."""
    named = {worker_id for team in teams for worker_id in team.worker_ids}
    workers = Worker.objects.filter(organisation=organisation).in_bulk(named)
    skills = skills_of(named, starts_on)
    for worker_id, team in _members(teams):
        if worker_id not in workers:
            raise NotFound
        worker = workers[worker_id]
        if not counts(worker, starts_on):
            raise NotForTheTeam(
                "{worker} does not work here on that day. Choose somebody who does.", worker=worker
            )
        visits = wanted.get(team.person_id, ())
        if visits and not any(visit.skills <= skills[worker_id] for visit in visits):
            raise NotForTheTeam(
                "{worker} is not signed off for what any of these visits takes. Choose somebody who is.",
                worker=worker,
            )


def _members(teams: Sequence[NewTeam]) -> Iterator[tuple[UUID, NewTeam]]:
    for team in teams:
        for worker_id in sorted(team.worker_ids):
            yield worker_id, team


def _record(by: User | None, at: datetime, team: NamedTeam, members: int) -> None:
    audit.record(
        by=by,
        at=at,
        action="name.team",
        data_class=3,
        subject_kind="named_team",
        subject_id=team.pk,
        person_id=team.person_id,
        organisation_id=team.organisation_id,
        reason=team.reason,
        detail={"members": members},
    )
