from __future__ import annotations

from datetime import timedelta

import pytest

from kith.core.errors import NotFound, NotPermitted
from kith.orgs.actions_work import close_item
from kith.orgs.models import WorkItem
from kith.orgs.queries_work import my_work
from kith.people.actions_emergency import close_emergency, open_emergency
from kith.people.actions_emergency_review import NotAnOutcome, review_emergency
from kith.people.queries import access_person
from kith.people.queries_audit import who_looked
from kith.people.queries_emergency import emergencies, open_emergencies
from tests.factories import NOW, TODAY, cast, council, user
from tests.people.neighbours import register

pytestmark = pytest.mark.django_db
WORDS = "Neighbour rang: she is on the floor and the door is locked."


@pytest.fixture
def here():
    everybody = cast()
    hana = user("Hana", role="social_worker_not_allocated", organisation=everybody.council)
    return everybody, hana, register(everybody, user=everybody.ada)


def break_glass(by, ada, minutes=30):
    return open_emergency(
        by=by, at=NOW, person_id=ada.pk, reason="danger_to_life", words=WORDS, minutes=minutes
    )


def review(by, opened, outcome="right_to_look"):
    return review_emergency(by=by, at=NOW, relationship_id=opened.pk, outcome=outcome)


def test_it_lasts_as_long_as_was_asked_for_and_can_be_closed_sooner(here):
    _, hana, ada = here
    break_glass(hana, ada)
    assert [] == open_emergencies(hana, NOW + timedelta(minutes=30))
    assert [ada.pk] == [each.person_id for each in open_emergencies(hana, NOW)]
    assert 1 == close_emergency(by=hana, at=NOW + timedelta(minutes=5), person_id=ada.pk)
    with pytest.raises(NotFound):
        access_person(by=hana, person_id=ada.pk, data_class=1, on=TODAY, at=NOW + timedelta(minutes=6))
    assert 0 == close_emergency(by=hana, at=NOW + timedelta(minutes=7), person_id=ada.pk)


def test_the_privacy_officer_reads_who_whose_why_and_how_often(here):
    everybody, hana, ada = here
    break_glass(hana, ada)
    access_person(by=hana, person_id=ada.pk, data_class=5, on=TODAY, at=NOW)
    [found] = emergencies(by=everybody.pru, at=NOW)
    assert ("Ada Okafor", hana, "danger_to_life", WORDS, 1, "") == (
        found.name.full,
        found.who,
        found.reason,
        found.words,
        found.looks,
        found.review.outcome,
    )


def test_the_person_sees_the_emergency_and_what_came_of_it(here):
    everybody, hana, ada = here
    review(everybody.pru, break_glass(hana, ada))
    told = {(look.who, look.did, look.why) for look in who_looked_at(everybody.ada, ada)}
    assert ("Hana", "opened this record in an emergency", "Somebody's life is in danger") in told
    assert ("Pru", "looked into that emergency", "It was right to look") in told


def who_looked_at(by, person):
    return who_looked(by=by, person_id=person.pk, on=TODAY, at=NOW)


def test_what_was_looked_into_stands_after_what_waits_and_is_looked_into_once(here):
    everybody, hana, ada = here
    first = break_glass(hana, ada)
    second = open_emergency(
        by=hana, at=NOW - timedelta(hours=2), person_id=ada.pk, reason="out_of_hours", words=WORDS
    )
    review(everybody.pru, first)
    waits, done = emergencies(by=everybody.pru, at=NOW)
    assert (second.pk, first.pk) == (waits.relationship_id, done.relationship_id)
    with pytest.raises(NotFound):
        review(everybody.pru, first)


def test_nobody_looks_into_it_but_a_privacy_officer_of_that_council(here):
    everybody, hana, ada = here
    opened = break_glass(hana, ada)
    elsewhere = user("Paul", role="privacy_officer", organisation=council("Weirborough Council"))
    with pytest.raises(NotPermitted):
        review(everybody.helen, opened)
    with pytest.raises(NotFound):
        review(elsewhere, opened)
    with pytest.raises(NotAnOutcome):
        review(everybody.pru, opened, "never mind")
    assert [] == emergencies(by=elsewhere, at=NOW)
    with pytest.raises(NotPermitted):
        emergencies(by=everybody.helen, at=NOW)


def test_it_waits_for_the_privacy_officer_alone_and_a_colleague_cannot_close_it(here):
    everybody, hana, ada = here
    break_glass(hana, ada)
    item = WorkItem.objects.get(kind="emergency_access")
    assert item in my_work(everybody.pru, NOW)
    assert item not in my_work(hana, NOW)
    with pytest.raises(NotPermitted):
        close_item(by=hana, at=NOW, item_id=item.pk, outcome="looked_into")
