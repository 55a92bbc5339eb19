"""How far named teams are kept: different workers, and the share of visits by the team, of 28 days."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from kith.core.named_teams import DAYS
from kith.orgs.models import Organisation
from kith.rota.models import RotaEntry
from kith.rota.queries_teams import TeamSpells


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamKept:
    """What came of a person's team in 28 days: how many different workers came, how many places of visits
    somebody filled on days on which a team was named, and how many of those were filled by the team.
    """

    workers: int = 0
    named_places: int = 0
    by_team: int = 0

    @property
    def share(self) -> float | None:
        """The share of places filled by the team, 0 to 1; None where no visit fell on a day with a team."""
        return self.by_team / self.named_places if self.named_places else None


NOTHING_KEPT = TeamKept()


def teams_kept(
    provider: Organisation, until: date, held: TeamSpells, *, person_ids: Collection[UUID]
) -> dict[UUID, TeamKept]:
    """For each of these people, what came of the provider's team in the 28 days before a day. One query.

    The team of the day of each visit counts, so that naming another changes no figure of before.
    """
    entries = RotaEntry.objects.filter(
        visit__on__gte=until - timedelta(days=DAYS),
        visit__on__lt=until,
        visit__provider=provider,
        visit__person__pk__among=set(person_ids),
    ).order_by("pk")
    newest: dict[tuple[UUID, int], tuple[UUID, date, UUID | None]] = {}
    for visit_id, place, person_id, on, worker_id in entries.values_list(
        "visit_id", "place", "visit__person_id", "visit__on", "worker_id"
    ):
        newest[visit_id, place] = (person_id, on, worker_id)
    found: dict[UUID, list[tuple[date, UUID]]] = {person_id: [] for person_id in person_ids}
    for person_id, on, worker_id in newest.values():
        if worker_id is not None:
            found[person_id].append((on, worker_id))
    return {person_id: _kept(person_id, provider.pk, came, held) for person_id, came in found.items()}


def in_all(kept: Mapping[UUID, TeamKept]) -> TeamKept:
    """The places of all these people together; of the workers, how many each met is not a sum."""
    return TeamKept(
        named_places=sum(each.named_places for each in kept.values()),
        by_team=sum(each.by_team for each in kept.values()),
    )


def _kept(
    person_id: UUID, provider_id: UUID, came: Collection[tuple[date, UUID]], held: TeamSpells
) -> TeamKept:
    members = [held.member(person_id, provider_id, worker_id, on) for on, worker_id in came]
    return TeamKept(
        workers=len({worker_id for _, worker_id in came}),
        named_places=sum(1 for each in members if each is not None),
        by_team=sum(1 for each in members if each),
    )
