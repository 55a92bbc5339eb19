from __future__ import annotations

import pytest

from kith.core.errors import Invalid, NotPermitted
from kith.orgs import actions
from kith.orgs.models import AuditRow, Organisation, PostcodePoint, TeamMember
from kith.orgs.queries import roles_of, teams_of, teams_served_by
from kith.orgs.roles import may
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


def test_a_manager_makes_accounts_of_their_own_organisation() -> None:
    cast = factories.cast()
    new = actions.create_user(
        by=cast.maya, at=NOW, username="noor", display_name="Noor", organisation=cast.kindly_care
    )
    assert () == roles_of(new, TODAY)
    assert not new.has_usable_password()
    with pytest.raises(NotPermitted, match="own organisation only"):
        actions.create_user(
            by=cast.maya, at=NOW, username="x", display_name="X", organisation=cast.other_hands
        )


def test_a_manager_grants_roles_in_their_own_organisation() -> None:
    cast = factories.cast()
    actions.grant_role(
        by=cast.maya,
        at=NOW,
        user=cast.grace,
        role="coordinator",
        organisation=cast.kindly_care,
        starts_on=TODAY,
    )
    assert ["worker", "coordinator"] == [held.key for held in roles_of(cast.grace, TODAY)]
    with pytest.raises(NotPermitted):
        actions.grant_role(
            by=cast.maya, at=NOW, user=cast.sam, role="worker", organisation=cast.other_hands, starts_on=TODAY
        )


def test_nobody_grants_themselves_a_role() -> None:
    cast = factories.cast()
    for by in (cast.maya, operator()):
        with pytest.raises(actions.GrantsToSelf):
            actions.grant_role(
                by=by, at=NOW, user=by, role="coordinator", organisation=cast.kindly_care, starts_on=TODAY
            )


def test_a_role_that_does_not_exist_cannot_be_granted() -> None:
    cast = factories.cast()
    with pytest.raises(Invalid, match="no role called boss"):
        actions.grant_role(
            by=None, at=NOW, user=cast.grace, role="boss", organisation=cast.kindly_care, starts_on=TODAY
        )


def test_a_role_that_is_ended_no_longer_counts() -> None:
    cast = factories.cast()
    grant = cast.olu.grants.get()
    actions.end_grant(by=cast.maya, at=NOW, grant=grant, until=TODAY)
    assert not may(cast.olu, "publish rota", None, TODAY)
    assert [("user", str(cast.olu.pk))] == audited("end.grant")


def test_an_account_that_is_closed_loses_its_roles() -> None:
    cast = factories.cast()
    actions.end_user(by=cast.maya, at=NOW, user=cast.olu)
    cast.olu.refresh_from_db()
    assert not cast.olu.is_active
    assert TODAY == cast.olu.grants.get().until


def test_postcodes_are_added_and_moved() -> None:
    def point(lat: float) -> actions.NewPostcode:
        return actions.NewPostcode(postcode="LS12 1AU", lat=lat, lon=-1.6, easting=427000, northing=433000)

    assert 1 == actions.add_postcodes(by=None, at=NOW, points=[point(53.79)])
    actions.add_postcodes(by=None, at=NOW, points=[point(53.80)])
    assert [53.80] == list(PostcodePoint.objects.values_list("lat", flat=True))
