"""Naming a team for everybody, once it is seen who comes in the first week."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from kith.core.named_teams import Why
from kith.orgs.models import Organisation, User
from kith.rota.actions_teams import NewTeam, name_teams
from kith.rota.queries_team_choices import people_without_a_team, team_choices

WEEK = timedelta(days=7)


def name_first_teams(*, by: User, at: datetime, provider: Organisation, week: date) -> int:
    """For how many people their coordinator named the team that was proposed, from a week's Monday on.

    Who comes most in that week as it was published leads.
    """
    people = sorted(people_without_a_team(provider, week))
    choices = team_choices(provider, week, people, counted_until=week + WEEK)
    teams = [
        NewTeam(person_id=person_id, worker_ids=frozenset(each.worker_id for each in proposed))
        for person_id in people
        if (proposed := choices.proposed(person_id))
    ]
    name_teams(by=by, at=at, organisation=provider, teams=teams, starts_on=week, reason=Why.FACES)
    return len(teams)
