"""Who may see whom. Ada is seen by her council, by Kindly Care under a package, and by Grace on her rota."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kith.core.errors import NotFound
from kith.orgs import actions as orgs_actions
from kith.orgs import actions_accounts
from kith.orgs.models import AuditRow, User
from kith.orgs.roles import Right
from kith.people.actions_access import NotARelationship, end_relationships
from kith.people.models import CircleMember, Person
from kith.people.queries import Access, access_person, may_see, readable_kinds, visible_people
from tests.factories import NOW, STARTED_ON, TODAY, Cast, cast, user
from tests.people.neighbours import choose, register, relate

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(days=1)
NAMES, HOME_ENTRY, VISIT_TIMES, PLAN, NOTES, SOCIAL_WORK, WHO_LOOKED = 1, 2, 3, 4, 5, 7, 12


class Neighbourhood(NamedTuple):
    cast: Cast
    ada: Person


@pytest.fixture
def here() -> Neighbourhood:
    everybody = cast()
    ada = register(everybody, user=everybody.ada)
    relate(ada, "package", organisation=everybody.kindly_care, source="package_line:1")
    relate(ada, "rota", user=everybody.grace, source="rota:1")
    relate(ada, "allocation", user=everybody.helen)
    relate(ada, "family", user=everybody.wilf)
    return Neighbourhood(everybody, ada)


def see(by: User, person: Person, data_class: int = NAMES, *, on: date = TODAY, **more) -> Access:
    return access_person(by=by, person_id=person.pk, data_class=data_class, on=on, at=NOW, **more)


def sees(by: User, person: Person, data_class: int = NAMES, **more) -> bool:
    try:
        see(by, person, data_class, **more)
    except NotFound:
        return False
    return True


@pytest.mark.parametrize("who", ["ada", "grace", "olu", "maya", "bea", "helen"])
def test_who_has_work_to_do_for_her_sees_her_name(here, who):
    assert sees(getattr(here.cast, who), here.ada)


@pytest.mark.parametrize("who", ["sam", "wilf", "cass", "pru"])
def test_who_has_none_or_was_shared_nothing_does_not(here, who):
    assert not sees(getattr(here.cast, who), here.ada)


def test_absent_and_not_yours_are_the_same_refusal(here):
    with pytest.raises(NotFound) as not_yours:
        see(here.cast.sam, here.ada)
    with pytest.raises(NotFound) as absent:
        access_person(by=here.cast.sam, person_id=uuid4(), data_class=NAMES, on=TODAY, at=NOW)
    assert (not_yours.value.message, not_yours.value.fields) == (absent.value.message, absent.value.fields)


def test_each_look_is_one_audit_row_that_says_by_which_right(here):
    access = see(here.cast.olu, here.ada, PLAN)
    row = AuditRow.objects.get(action="see.person")
    assert (here.cast.olu.pk, here.ada.pk, PLAN, True) == (
        row.user_id,
        row.person_id,
        row.data_class,
        row.allowed,
    )
    assert ("coordinator", "package", access.relationship.pk) == (row.role, row.reason, row.relationship_id)


def test_a_refusal_is_one_audit_row_that_says_why(here):
    with pytest.raises(NotFound):
        see(here.cast.sam, here.ada)
    row = AuditRow.objects.get(action="see.person")
    assert (False, "no_relationship", here.ada.pk) == (row.allowed, row.reason, row.person_id)


def test_it_takes_four_queries(here):
    with CaptureQueriesContext(connection) as queries:
        see(here.cast.olu, here.ada)
    assert 4 == len(queries)


def test_an_ended_relationship_refuses_on_the_next_request(here):
    assert sees(here.cast.grace, here.ada)
    end_relationships(by=None, at=NOW, source="rota:1", until=TODAY)
    assert not sees(here.cast.grace, here.ada)


def test_an_ended_role_refuses_on_the_next_request(here):
    actions_accounts.end_grant(by=None, at=NOW, grant=here.cast.olu.grants.get(), until=TODAY)
    assert not sees(here.cast.olu, here.ada)


def test_who_has_left_sees_nobody(here):
    actions_accounts.end_user(by=None, at=NOW, user=here.cast.olu)
    assert not sees(here.cast.olu, here.ada)
    assert not visible_people(here.cast.olu, TODAY).exists()


def test_days_of_grace_are_for_reading_only(here):
    end_relationships(
        by=None, at=NOW, source="package_line:1", until=TODAY, read_until=TODAY + timedelta(days=28)
    )
    assert sees(here.cast.olu, here.ada, NOTES)
    assert not sees(here.cast.olu, here.ada, NOTES, right=Right.APPEND)
    assert not sees(here.cast.olu, here.ada, NOTES, on=TODAY + timedelta(days=28))


def test_a_relationship_that_has_not_started_gives_nothing(here):
    wilma = register(here.cast, "Wilma Okafor")
    relate(wilma, "rota", user=here.cast.grace, starts_on=TOMORROW)
    assert not sees(here.cast.grace, wilma)
    assert sees(here.cast.grace, wilma, on=TOMORROW)


def test_a_worker_sees_who_is_on_their_rota_and_not_everybody_their_organisation_serves(here):
    wilma = register(here.cast, "Wilma Okafor")
    relate(wilma, "package", organisation=here.cast.kindly_care)
    assert sees(here.cast.olu, wilma)
    assert not sees(here.cast.grace, wilma)


@pytest.mark.parametrize("who", ["helen", "maya"])
def test_a_joint_team_opens_the_person_to_those_whose_organisation_serves_in_it(here, who):
    wilma = register(here.cast, "Wilma Okafor")
    relate(wilma, "allocation", team=here.cast.team)
    relate(wilma, "package", team=here.cast.team)
    assert sees(getattr(here.cast, who), wilma)
    assert not sees(here.cast.sam, wilma)


def test_a_member_of_a_joint_team_needs_no_organisation_in_it(here):
    wilma = register(here.cast, "Wilma Okafor")
    relate(wilma, "package", team=here.cast.team)
    orgs_actions.join_team(by=None, at=NOW, team=here.cast.team, user=here.cast.sam, starts_on=STARTED_ON)
    assert sees(here.cast.sam, wilma)


def test_a_role_is_not_enough_for_a_class_it_does_not_read(here):
    assert not sees(here.cast.olu, here.ada, SOCIAL_WORK)
    assert not sees(here.cast.grace, here.ada, WHO_LOOKED)
    assert sees(here.cast.ada, here.ada, WHO_LOOKED)


def test_an_unknown_class_is_refused(here):
    assert not sees(here.cast.ada, here.ada, 99)


def test_the_home_entry_code_opens_to_a_worker_in_the_window_of_a_visit_alone(here):
    assert not sees(here.cast.grace, here.ada, HOME_ENTRY)
    assert sees(here.cast.grace, here.ada, HOME_ENTRY, in_window=True)
    assert not sees(here.cast.sam, here.ada, HOME_ENTRY, in_window=True)


def test_finance_reads_a_name_and_how_many_minutes_and_no_address(here):
    access = see(here.cast.fay, here.ada)
    assert {"name", "known_as", "funding"} == readable_kinds(access)
    assert may_see(access, VISIT_TIMES)
    assert not may_see(access, PLAN)


def test_an_analyst_sees_nobody(here):
    analyst = user("Ann", role="analyst", organisation=here.cast.council)
    assert not visible_people(analyst, TODAY).exists()
    assert not any(sees(analyst, here.ada, data_class) for data_class in range(1, 13))


def test_a_privacy_officer_sees_who_looked_and_the_record_only_on_a_case(here):
    assert sees(here.cast.pru, here.ada, WHO_LOOKED)
    assert not sees(here.cast.pru, here.ada, NOTES)
    relate(here.ada, "case", user=here.cast.pru)
    assert sees(here.cast.pru, here.ada, NOTES)
    assert here.ada in visible_people(here.cast.pru, TODAY)


def test_an_invited_provider_is_not_told_whose_request_it_is(here):
    invited = user("Imani", role="invited_provider", organisation=here.cast.other_hands)
    relate(here.ada, "invitation", organisation=here.cast.other_hands)
    assert not sees(invited, here.ada)
    assert not visible_people(invited, TODAY).exists()


def test_family_see_what_she_chose_and_nothing_else(here):
    choose(here.ada, NAMES, "family", True, cast=here.cast)
    choose(here.ada, VISIT_TIMES, "family", True, cast=here.cast)
    access = see(here.cast.wilf, here.ada)
    assert may_see(access, VISIT_TIMES)
    assert not may_see(access, NOTES)


def test_she_takes_it_back_in_one_step(here):
    choose(here.ada, NAMES, "family", True, cast=here.cast)
    choose(here.ada, NAMES, "family", False, cast=here.cast)
    assert not sees(here.cast.wilf, here.ada)
    assert here.ada not in visible_people(here.cast.wilf, TODAY)


def test_a_no_to_one_of_the_family_beats_a_yes_to_all(here):
    choose(here.ada, NAMES, f"user:{here.cast.wilf.pk}", False, cast=here.cast)
    choose(here.ada, NAMES, "family", True, cast=here.cast)
    assert not sees(here.cast.wilf, here.ada)


def test_an_objection_hides_a_class_from_an_organisation(here):
    choose(here.ada, NOTES, f"organisation:{here.cast.kindly_care.pk}", False, cast=here.cast)
    assert not sees(here.cast.olu, here.ada, NOTES)
    assert sees(here.cast.olu, here.ada, PLAN)
    assert sees(here.cast.ada, here.ada, NOTES)


@pytest.mark.parametrize("where_from", ["circle", "family"])
def test_nobody_works_on_the_record_of_somebody_close_to_them(here, where_from):
    if where_from == "circle":
        olu = register(here.cast, "Olu Okafor", user=here.cast.olu)
        CircleMember.objects.create(person=here.ada, member=olu, kind="nephew", starts_on=STARTED_ON)
    else:
        relate(here.ada, "family", user=here.cast.olu)
    assert not sees(here.cast.olu, here.ada)
    assert here.ada not in visible_people(here.cast.olu, TODAY)
    assert sees(here.cast.maya, here.ada)
    assert "close_to_user" == AuditRow.objects.filter(action="see.person").order_by("id")[0].reason


def test_nobody_works_on_their_own_record(here):
    bea = register(here.cast, "Bea Brook", user=here.cast.bea)
    assert not sees(here.cast.bea, bea)
    assert bea not in visible_people(here.cast.bea, TODAY)


def test_a_role_in_one_patch_reaches_the_people_who_live_there(here):
    everybody = here.cast
    elsewhere = orgs_actions.create_area(
        by=None,
        at=NOW,
        kind="patch",
        name="Elsewhere",
        commissioner=everybody.council,
        starts_on=STARTED_ON,
        boundary={"type": "Polygon", "coordinates": [[[0, 51], [1, 51], [1, 52], [0, 51]]]},
    )
    for name, area in (("Here", everybody.patch), ("There", elsewhere)):
        actions_accounts.grant_role(
            by=None,
            at=NOW,
            user=user(name, organisation=everybody.council),
            role="broker",
            organisation=everybody.council,
            starts_on=STARTED_ON,
            area=area,
        )
    assert sees(User.objects.get(username="here"), here.ada)
    assert not sees(User.objects.get(username="there"), here.ada)


def test_the_house_itself_sees_everybody_and_absent_is_absent(here):
    access = access_person(by=None, person_id=here.ada.pk, data_class=NOTES, on=TODAY, at=NOW)
    assert may_see(access, SOCIAL_WORK)
    assert "allergy" in readable_kinds(access)
    with pytest.raises(NotFound):
        access_person(by=None, person_id=uuid4(), data_class=NAMES, on=TODAY, at=NOW)


@pytest.mark.parametrize("who", ["ada", "grace", "olu", "bea", "helen", "sam", "wilf", "cass", "pru", "fay"])
def test_visible_people_are_those_whose_name_each_may_read(here, who):
    choose(here.ada, NAMES, "family", True, cast=here.cast)
    register(here.cast, "Nobody's Neighbour")
    for person in Person.objects.all():
        by = getattr(here.cast, who)
        assert sees(by, person) == visible_people(by, TODAY).filter(pk=person.pk).exists()


def test_visible_people_are_one_query(here):
    with CaptureQueriesContext(connection) as queries:
        list(visible_people(here.cast.olu, TODAY))
    assert 2 == len(queries)  # the user's roles, and the people


def test_opening_the_same_relationship_again_widens_it_and_adds_no_row(here):
    again = relate(
        here.ada, "rota", user=here.cast.grace, source="rota:1", starts_on=TOMORROW, until=TOMORROW
    )
    assert 1 == here.ada.relationships.filter(kind="rota").count()
    assert (STARTED_ON, None) == (again.starts_on, again.until)


def test_a_relationship_that_was_ended_opens_anew(here):
    end_relationships(by=None, at=NOW, source="rota:1", until=TODAY)
    relate(here.ada, "rota", user=here.cast.grace, source="rota:1", starts_on=TOMORROW)
    assert not sees(here.cast.grace, here.ada)
    assert sees(here.cast.grace, here.ada, on=TOMORROW)


def test_ending_says_how_many_and_leaves_other_sources_alone(here):
    assert 1 == end_relationships(by=None, at=NOW, sources=["rota:1", "rota:2"], until=TODAY)
    assert 0 == end_relationships(by=None, at=NOW, sources=["rota:1"], until=TODAY)
    assert sees(here.cast.olu, here.ada)


def test_a_relationship_has_one_holder_and_does_not_end_before_it_starts(here):
    with pytest.raises(NotARelationship):
        relate(here.ada, "package")
    with pytest.raises(NotARelationship):
        relate(here.ada, "package", organisation=here.cast.other_hands, until=date(2020, 1, 1))
