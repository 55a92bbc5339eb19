"""The query worked out once finds whom the one built anew finds, for everybody and whatever was chosen."""

import pytest

from kith.orgs.models import RoleGrant, Team, TeamMember, TeamOrganisation
from kith.people.queries import visible_ids, visible_people
from tests.factories import NOW, TODAY
from tests.people.neighbours import choose, relate
from tests.refusals.world import YESTERDAY, Case, World, world

pytestmark = pytest.mark.django_db
NAMES = 1


@pytest.fixture
def everything() -> World:
    return world()


def seen_by_everybody(everything: World) -> dict[str, int]:
    """How many each of them sees; that both ways agree is asserted."""
    counts = {}
    for role, user in everything.users.items():
        for on in (TODAY, YESTERDAY):
            anew = set(visible_people(user, on, NOW).values_list("pk", flat=True))
            assert anew == visible_ids(user, on, NOW), (role, on)
        counts[role] = len(visible_ids(user, TODAY, NOW))
    return counts


def test_both_find_the_same_people_for_every_role(everything: World) -> None:
    counts = seen_by_everybody(everything)
    assert 1 == counts["person"]
    assert 0 < counts["coordinator"] < 3
    assert 0 == counts["operator"]


def test_both_follow_a_choice_against_it(everything: World) -> None:
    ada = everything.people[Case.OWN]
    before = seen_by_everybody(everything)["coordinator"]
    audience = f"organisation:{everything.users['coordinator'].organisation_id}"
    choose(ada, NAMES, audience, False, cast=everything.cast)
    assert before - 1 == seen_by_everybody(everything)["coordinator"]


def test_both_reach_through_a_team_and_stop_at_the_edge_of_an_area(everything: World) -> None:
    nurse, bert = everything.users["nurse"], everything.people[Case.OTHER]
    before = seen_by_everybody(everything)["nurse"]
    team = Team.objects.create(name="Aire", area=everything.cast.patch, starts_on=YESTERDAY)
    TeamOrganisation.objects.create(team=team, organisation=nurse.organisation, starts_on=YESTERDAY)
    TeamMember.objects.create(team=team, user=nurse, starts_on=YESTERDAY)
    relate(bert, "delegation", team=team)
    assert before + 1 == seen_by_everybody(everything)["nurse"]
    RoleGrant.objects.filter(user=nurse).update(area=everything.cast.patch)
    seen_by_everybody(everything)
