"""Whom a provider could name for a person: who works there, what each brings, and whom to propose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from uuid import UUID

from kith.brokerage.queries import lines_active
from kith.core.areas import walking_metres
from kith.core.named_teams import DAYS, Candidate, Chosen, Cover, Turn, Wanted, cover_of, propose_team
from kith.orgs.models import Organisation
from kith.people.queries_households import patches_of
from kith.rota.models import Visit
from kith.rota.planner import Place
from kith.rota.problems import home_of
from kith.rota.queries_continuity import times_seen
from kith.rota.queries_doors import doors_of
from kith.rota.queries_teams import team_spells
from kith.rota.queries_usual import Usual, four_weeks_from, usual_turns, wanted_visits
from kith.workforce.models import Worker
from kith.workforce.queries import skills_of, workers_of

FURTHEST = 10**7  # metres: who lives nobody knows where comes after everybody else
NEAREST = 10  # of those who never came, so many who live nearest are looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamChoices:
    """What naming teams from a day on is decided by: visits asked for, who works when, who came, who is near.

    ``visits`` counts the four weeks before ``counted_until``.
    """

    workers: Mapping[UUID, Worker]
    usual: Mapping[UUID, Usual]
    skills: Mapping[UUID, frozenset[str]]
    wanted: Mapping[UUID, Sequence[Wanted]]
    visits: Mapping[UUID, Counter[UUID]]
    doors: Mapping[UUID, Place]
    patches: Mapping[UUID, UUID]

    def candidates(self, person_id: UUID, worker_ids: Iterable[UUID]) -> list[Candidate]:
        """These workers as they would come to a person. One whose contract is over has no turns."""
        visits, door = self.visits.get(person_id, Counter[UUID]()), self.doors.get(person_id)
        return [
            Candidate(
                worker_id=worker_id,
                turns=self._turns(worker_id),
                skills=self.skills.get(worker_id, frozenset()),
                visits=visits[worker_id],
                metres=self._metres(door, worker_id),
            )
            for worker_id in worker_ids
        ]

    def everybody(self, person_id: UUID) -> list[UUID]:
        """Everybody who works there: who came most first, then who lives nearest."""
        visits, door = self.visits.get(person_id, Counter[UUID]()), self.doors.get(person_id)
        return sorted(self.workers, key=lambda each: (-visits[each], self._metres(door, each), each))

    def likely(self, person_id: UUID) -> list[UUID]:
        """Of everybody, those who came, and the ten of the neighbourhood's team who live nearest."""
        visits, patch = self.visits.get(person_id, Counter[UUID]()), self.patches.get(person_id)
        everybody = self.everybody(person_id)
        came = [each for each in everybody if visits[each]]
        others = (each for each in everybody if not visits[each] and self._works_in(patch, each))
        return [*came, *islice(others, NEAREST)]

    def proposed(self, person_id: UUID) -> tuple[Chosen, ...]:
        """The team to propose for a person, of those who are likely."""
        candidates = self.candidates(person_id, self.likely(person_id))
        return propose_team(self.wanted.get(person_id, ()), candidates)

    def cover(self, person_id: UUID, members: Collection[UUID]) -> Cover:
        """How far a team covers the visits a person is to have."""
        return cover_of(self.wanted.get(person_id, ()), self.candidates(person_id, members))

    def _works_in(self, patch: UUID | None, worker_id: UUID) -> bool:
        """Whether a worker is in the team of this patch; yes, where either is not known."""
        team = self.workers[worker_id].team
        return team is None or patch is None or team.area_id == patch

    def _turns(self, worker_id: UUID) -> Mapping[date, Sequence[Turn]]:
        usual = self.usual.get(worker_id)
        return usual.turns if usual else {}

    def _metres(self, door: Place | None, worker_id: UUID) -> int:
        worker = self.workers.get(worker_id)
        home = home_of(worker) if worker else None
        return FURTHEST if door is None or home is None else walking_metres(door, home)


def team_choices(
    organisation: Organisation,
    on: date,
    person_ids: Collection[UUID],
    *,
    counted_until: date | None = None,
) -> TeamChoices:
    """What there is to choose from for these people, from a day on. The queries do not grow with them."""
    ahead = four_weeks_from(on)
    workers = {each.pk: each for each in workers_of(organisation, on).select_related("team")}
    return TeamChoices(
        workers=workers,
        usual=usual_turns(organisation, ahead),
        skills=skills_of(workers, on),
        wanted=wanted_visits(organisation, ahead, person_ids),
        visits=times_seen(counted_until or on, DAYS, provider=organisation, person_ids=person_ids),
        doors={person_id: door.place for person_id, door in doors_of(person_ids, on).items()},
        patches=patches_of(person_ids, on),
    )


def people_ahead(organisation: Organisation, on: date) -> set[UUID]:
    """Who has a visit on a provider's rota in the four weeks from a day on. One query."""
    ahead = four_weeks_from(on)
    visits = Visit.objects.filter(provider=organisation, on__gte=ahead.starts_on, on__lt=ahead.until)
    return set(visits.values_list("person_id", flat=True).distinct())


def covers_of(
    organisation: Organisation, on: date, teams: Mapping[UUID, Collection[UUID]]
) -> dict[UUID, Cover]:
    """How far each person's team covers the four weeks from a day on. The queries do not grow with them."""
    ahead, members = four_weeks_from(on), {one for team in teams.values() for one in team}
    usual, skills = usual_turns(organisation, ahead), skills_of(members, on)
    candidates = {
        each: Candidate(worker_id=each, turns=usual[each].turns if each in usual else {}, skills=skills[each])
        for each in members
    }
    wanted = wanted_visits(organisation, ahead, teams.keys())
    return {
        person_id: cover_of(wanted.get(person_id, ()), [candidates[each] for each in team])
        for person_id, team in teams.items()
    }


def people_without_a_team(organisation: Organisation, on: date) -> set[UUID]:
    """To whom a provider brings care in the four weeks from a day on, with nobody named on that day."""
    lines = lines_active(organisation, four_weeks_from(on))
    return {each.line.person_id for each in lines} - team_spells(provider=organisation).on(on).keys()
