from __future__ import annotations

import pytest

from kith.core.errors import NotPermitted
from kith.orgs import actions
from kith.orgs.models import AuditRow, Organisation, PostcodePoint, TeamMember
from kith.orgs.queries import teams_of, teams_served_by
from tests import factories
from tests.factories import NOW, STARTED_ON, TODAY

pytestmark = pytest.mark.django_db


def audited(action: str) -> list[tuple[str, str]]:
    return list(AuditRow.objects.filter(action=action).values_list("subject_kind", "subject_id"))


def operator() -> factories.User:
    return factories.user("Opal", role="operator")


def test_it_makes_an_organisation_and_says_who_did() -> None:
    by = operator()
    made = actions.create_organisation(by=by, at=NOW, kind=Organisation.Kind.PROVIDER, name="Kindly Care")
    assert "Kindly Care" == made.short_name
    row = AuditRow.objects.get(action="create.organisation")
    assert (by.pk, "organisation", str(made.pk)) == (row.user_id, row.subject_kind, row.subject_id)


@pytest.mark.parametrize("name", ["olu", "maya", "bea", "sam"])
def test_it_refuses_an_organisation_to_who_does_not_run_the_system(name: str) -> None:
    by = getattr(factories.cast(), name)
    with pytest.raises(NotPermitted):
        actions.create_organisation(by=by, at=NOW, kind=Organisation.Kind.PROVIDER, name="Mine")


def test_a_team_serves_with_its_organisations_from_its_first_day() -> None:
    cast = factories.cast()
    assert [cast.team] == list(teams_served_by(cast.kindly_care, STARTED_ON))
    assert [] == list(teams_served_by(cast.other_hands, TODAY))


def test_a_user_joins_a_team() -> None:
    cast = factories.cast()
    actions.join_team(by=None, at=NOW, team=cast.team, user=cast.grace, starts_on=TODAY)
    assert [cast.team] == list(teams_of(cast.grace, TODAY))
    TeamMember.objects.update(until=TODAY)
    assert [] == list(teams_of(cast.grace, TODAY))


def test_postcodes_are_added_and_moved() -> None:
    def point(lat: float) -> actions.NewPostcode:
        return actions.NewPostcode(postcode="LS12 1AU", lat=lat, lon=-1.6, easting=427000, northing=433000)

    assert 1 == actions.add_postcodes(by=None, at=NOW, points=[point(53.79)])
    actions.add_postcodes(by=None, at=NOW, points=[point(53.80)])
    assert [53.80] == list(PostcodePoint.objects.values_list("lat", flat=True))
