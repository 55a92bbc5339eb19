from __future__ import annotations

from datetime import timedelta

import pytest

from kith.core.errors import NotFound
from kith.orgs import audit
from kith.people.actions_emergency import open_emergency
from kith.people.queries import access_person
from kith.people.queries_audit import who_looked
from tests.factories import NOW, TODAY, cast, user
from tests.people.neighbours import register, relate

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    everybody = cast()
    ada = register(everybody, user=everybody.ada)
    relate(ada, "rota", user=everybody.grace)
    return everybody, ada


def look(by, ada, data_class=5, at=NOW):
    try:
        access_person(by=by, person_id=ada.pk, data_class=data_class, on=TODAY, at=at)
    except NotFound:
        return


def seen(everybody, ada):
    """What Ada reads, without her own looks."""
    looks = who_looked(by=everybody.ada, person_id=ada.pk, on=TODAY, at=NOW + timedelta(hours=1))
    return [one for one in looks if one.who not in {"Ada", "Kith itself"}]


def test_it_says_who_did_what_and_why_in_words(here):
    everybody, ada = here
    look(everybody.grace, ada)
    [grace] = seen(everybody, ada)
    assert ("Grace", "Care worker", "Kindly Care") == (grace.who, grace.job, grace.organisation)
    assert ("looked at daily notes", "a visit was on their rota") == (grace.did, grace.why)
    assert grace.allowed
    assert not grace.emergency


def test_looking_often_on_a_day_is_one_line_and_another_day_is_another(here):
    everybody, ada = here
    for n in range(3):
        look(everybody.grace, ada, at=NOW + timedelta(minutes=n))
    look(everybody.grace, ada, at=NOW - timedelta(days=1))
    assert [(3, NOW + timedelta(minutes=2)), (1, NOW - timedelta(days=1))] == [
        (one.times, one.last_at) for one in seen(everybody, ada)
    ]


def test_a_refusal_is_there_too(here):
    everybody, ada = here
    look(everybody.sam, ada)
    [sam] = seen(everybody, ada)
    assert ("tried to look at daily notes", "they had no right to, and saw nothing", False) == (
        sam.did,
        sam.why,
        sam.allowed,
    )


def test_an_emergency_stands_out(here):
    everybody, ada = here
    hana = user("Hana", role="social_worker_not_allocated", organisation=everybody.council)
    open_emergency(
        by=hana, at=NOW, person_id=ada.pk, reason="safeguarding", words="Shouting was heard twice."
    )
    looks = [one for one in seen(everybody, ada) if one.emergency]
    assert ["opened this record in an emergency"] == [one.did for one in looks]
    assert "Somebody may be being harmed or neglected" == looks[0].why


def test_what_another_room_did_is_said_by_its_own_words(here):
    everybody, ada = here
    for action in ("change.package_line", "write.plan", "verify.visits", "award.packages"):
        audit.record(by=everybody.bea, at=NOW, action=action, person_id=ada.pk)
    assert ["awarded packages", "verified visits", "wrote plan", "changed package line"] == [
        one.did for one in seen(everybody, ada)
    ]


@pytest.mark.parametrize("who", ["grace", "olu", "bea", "sam", "wilf"])
def test_only_she_and_the_privacy_officer_may_ask(here, who):
    everybody, ada = here
    with pytest.raises(NotFound):
        who_looked(by=getattr(everybody, who), person_id=ada.pk, on=TODAY, at=NOW)
    assert who_looked(by=everybody.pru, person_id=ada.pk, on=TODAY, at=NOW)


def test_a_provider_s_manager_sees_the_looks_of_their_own_organisation_alone(here):
    everybody, ada = here
    relate(ada, "package", organisation=everybody.kindly_care)
    look(everybody.grace, ada)
    look(everybody.bea, ada, data_class=1)
    looks = who_looked(by=everybody.maya, person_id=ada.pk, on=TODAY, at=NOW)
    assert {"Grace", "Maya"} == {one.who for one in looks}
