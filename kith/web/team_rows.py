"""Teams in rows: everybody's, one person's choices, and what is proposed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kith.core.areas import walking_minutes
from kith.core.named_teams import Chosen
from kith.orgs.models import Organisation
from kith.people.queries_names import PersonName
from kith.rota.queries_team_choices import FURTHEST, TeamChoices, covers_of
from kith.rota.queries_teams_kept import TeamKept
from kith.web.team_words import gap_words, works_when
from kith.web.visit_rows import Face, Faces
from kith.workforce.models import Worker

MOST_SHOWN = 60  # of those who are less likely


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonTeam:
    """A person in the list: their team, what came of it, and where it leaves gaps."""

    person_id: UUID
    name: PersonName
    faces: tuple[Face, ...]
    kept: TeamKept
    gaps: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A worker who could be named for a person, and what speaks for and against.

    ``walk_minutes`` is None where a home is not known.
    """

    face: Face
    works: str
    visits: int
    adds: int
    walk_minutes: int | None
    able: bool
    named: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedTeam:
    """A team to name for a person, as it was proposed, and what gaps it would leave.

    ``seen`` is the newest naming of before, of a team that ended; empty where none was.
    """

    person_id: UUID
    name: PersonName
    members: tuple[Choice, ...]
    gaps: tuple[str, ...]
    seen: int | str

    @property
    def ids(self) -> str:
        """The workers as a form sends them."""
        return ",".join(str(each.face.worker_id) for each in self.members)


def team_rows(
    own: Organisation,
    on: date,
    shown: Sequence[UUID],
    names: Mapping[UUID, PersonName],
    teams: Mapping[UUID, frozenset[UUID]],
    kept: Mapping[UUID, TeamKept],
) -> list[PersonTeam]:
    """The list's rows: who is named for each person, what came of it, and its gaps."""
    covers = covers_of(own, on, teams)
    workers = Worker.objects.in_bulk({one for team in teams.values() for one in team})
    faces = Faces()
    return [
        PersonTeam(
            person_id=one,
            name=names[one],
            faces=tuple(
                sorted((faces.of(workers[each]) for each in teams.get(one, ())), key=lambda face: face.name)
            ),
            kept=kept[one],
            gaps=tuple(gap_words(covers[one])) if one in covers else (),
        )
        for one in shown
    ]


def proposed_team(choices: TeamChoices, person_id: UUID, name: PersonName, seen: int | None) -> ProposedTeam:
    """The team to propose for a person, and the gaps it would leave."""
    chosen = choices.proposed(person_id)
    return ProposedTeam(
        person_id=person_id,
        name=name,
        members=tuple(_as_choices(choices, chosen, frozenset())),
        gaps=tuple(gap_words(choices.cover(person_id, {each.worker_id for each in chosen}))),
        seen=seen or "",
    )


def worker_choices(
    choices: TeamChoices, person_id: UUID, asked: frozenset[UUID]
) -> tuple[list[Choice], list[Choice]]:
    """Whom to choose from, who is chosen first, then who came most, then who lives nearest; and the next of
    those who are less likely.
    """
    likely = {*(each for each in choices.workers if each in asked), *choices.likely(person_id)}
    others = [each for each in choices.everybody(person_id) if each not in likely][:MOST_SHOWN]
    near = [each for each in choices.everybody(person_id) if each in likely]
    return _in_order(choices, person_id, asked, near), _in_order(choices, person_id, asked, others)


def _in_order(
    choices: TeamChoices, person_id: UUID, asked: frozenset[UUID], worker_ids: Sequence[UUID]
) -> list[Choice]:
    """These workers in this order, who is chosen first and who lacks the skills last."""
    found = choices.candidates(person_id, worker_ids)
    everybody = [
        Chosen(worker_id=each.worker_id, visits=each.visits, adds=0, metres=each.metres) for each in found
    ]
    wanted = choices.wanted.get(person_id, ())
    able = {each.worker_id for each in found if any(visit.skills <= each.skills for visit in wanted)}
    shown = _as_choices(choices, everybody, asked, able if wanted else None)
    return sorted(shown, key=lambda each: (not each.named, not each.able))


def _as_choices(
    choices: TeamChoices,
    chosen: Sequence[Chosen],
    named: frozenset[UUID],
    able: set[UUID] | None = None,
) -> list[Choice]:
    faces, usual = Faces(), choices.usual
    return [
        Choice(
            face=faces.of(choices.workers[each.worker_id]),
            works=works_when(usual[each.worker_id].patterns if each.worker_id in usual else ()),
            visits=each.visits,
            adds=each.adds,
            walk_minutes=walking_minutes(each.metres) if each.metres < FURTHEST else None,
            able=able is None or each.worker_id in able,
            named=each.worker_id in named,
        )
        for each in chosen
    ]
