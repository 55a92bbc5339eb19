from __future__ import annotations

from datetime import timedelta

import pytest

from kith.core.errors import NotFound, NotPermitted
from kith.people.actions_allocate import NotTheirsToAllocate, allocate_people, end_allocations
from kith.people.models import CircleMember
from kith.people.queries import visible_people
from tests.factories import NOW, STARTED_ON, TODAY, cast, council, user
from tests.people.neighbours import register

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    everybody = cast()
    lead = user("Leila", role="social_worker", organisation=everybody.council)
    return everybody, lead, register(everybody)


def test_who_is_given_a_person_sees_them_until_it_is_taken_back(here):
    everybody, lead, ada = here
    allocate_people(by=lead, at=NOW, person_ids=[ada.pk], to=everybody.helen)
    assert [ada] == list(visible_people(everybody.helen, TODAY))
    assert 1 == end_allocations(by=lead, at=NOW, person_ids=[ada.pk], of=everybody.helen)
    assert not visible_people(everybody.helen, TODAY).exists()


def test_a_team_is_given_a_person_as_a_whole_until_a_day(here):
    everybody, lead, ada = here
    until = TODAY + timedelta(days=7)
    allocate_people(by=lead, at=NOW, person_ids=[ada.pk], to=everybody.team, until=until)
    assert [ada] == list(visible_people(everybody.helen, TODAY))
    assert not visible_people(everybody.helen, until).exists()


def test_giving_twice_is_giving_once(here):
    everybody, lead, ada = here
    for _ in range(2):
        allocate_people(by=lead, at=NOW, person_ids=[ada.pk], to=everybody.helen)
    assert 1 == ada.relationships.filter(kind="allocation").count()


def test_nobody_gives_a_person_to_themselves(here):
    _, lead, ada = here
    with pytest.raises(NotTheirsToAllocate):
        allocate_people(by=lead, at=NOW, person_ids=[ada.pk], to=lead)


def test_nobody_is_given_somebody_close_to_them(here):
    everybody, lead, ada = here
    helen = register(everybody, "Helen Hart", user=everybody.helen)
    CircleMember.objects.create(person=ada, member=helen, kind="sister", starts_on=STARTED_ON)
    with pytest.raises(NotTheirsToAllocate):
        allocate_people(by=lead, at=NOW, person_ids=[ada.pk], to=everybody.helen)


def test_another_council_s_people_are_not_theirs_to_give(here):
    everybody, _, ada = here
    other = user("Otto", role="social_worker", organisation=council("Weirborough Council"))
    with pytest.raises(NotFound):
        allocate_people(by=other, at=NOW, person_ids=[ada.pk], to=everybody.helen)
    with pytest.raises(NotPermitted):
        allocate_people(by=everybody.olu, at=NOW, person_ids=[ada.pk], to=everybody.helen)
