from __future__ import annotations

import pytest

from kith.core.errors import NotFound, NotPermitted
from kith.orgs.models import WorkItem
from kith.people.actions_access import end_relationships
from kith.people.actions_content import NewContent, RecordDisposed, write_contents
from kith.people.actions_disposal import (
    NotADisposalReason,
    NotDisposable,
    ask_for_disposal,
    destroy_key,
    set_legal_hold,
)
from kith.people.models import Content, Identifier
from kith.people.queries_content import all_contents_of, contents_of, texts_of
from kith.people.queries_names import FORGOTTEN, name_of
from kith.people.queries_search import search
from tests.factories import NOW, TODAY, cast, user
from tests.people.neighbours import register, relate

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    everybody = cast()
    second = user("Petra", role="privacy_officer", organisation=everybody.council)
    return everybody, second, register(everybody, nhs_number="9990000018")


def ask(by, ada, reason="retention_due"):
    return ask_for_disposal(by=by, at=NOW, person_id=ada.pk, reason=reason)


def test_two_people_destroy_a_key_and_nothing_can_be_read_again(here):
    everybody, second, ada = here
    [note] = Content.objects.filter(person=ada, kind="address")
    ask(everybody.pru, ada)
    key = destroy_key(by=second, at=NOW, person_id=ada.pk)
    assert (None, second, everybody.pru, "retention_due") == (
        key.wrapped,
        key.destroyed_by,
        key.second_person,
        key.reason,
    )
    assert FORGOTTEN == name_of(ada.pk)
    assert [] == contents_of([ada.pk], ["name", "address"]) == all_contents_of(ada.pk)
    assert {} == texts_of([note.pk])


def test_the_facts_stay_and_the_numbers_and_search_keys_go(here):
    everybody, second, ada = here
    ask(everybody.pru, ada)
    destroy_key(by=second, at=NOW, person_id=ada.pk)
    ada.refresh_from_db()
    assert 2 == Content.objects.filter(person=ada).count()
    assert not Identifier.objects.filter(person=ada).exists()
    assert [] == search(None, "Okafor", TODAY, NOW)
    assert ada.born_on is None


def test_one_person_alone_cannot(here):
    everybody, _, ada = here
    with pytest.raises(NotDisposable):
        destroy_key(by=everybody.pru, at=NOW, person_id=ada.pk)
    ask(everybody.pru, ada)
    with pytest.raises(NotDisposable):
        destroy_key(by=everybody.pru, at=NOW, person_id=ada.pk)
    assert "Ada Okafor" == name_of(ada.pk).full


@pytest.mark.parametrize("when", ["before it is asked", "after"])
def test_a_legal_hold_refuses(here, when):
    everybody, second, ada = here
    if when == "after":
        ask(everybody.pru, ada)
    set_legal_hold(by=second, at=NOW, person_id=ada.pk, held=True, reason="court_order")
    with pytest.raises(NotDisposable):
        ask(everybody.pru, ada) if when != "after" else destroy_key(by=second, at=NOW, person_id=ada.pk)


def test_a_record_in_use_is_not_disposed_of(here):
    everybody, _, ada = here
    relate(ada, "package", organisation=everybody.kindly_care, source="package_line:1")
    with pytest.raises(NotDisposable):
        ask(everybody.pru, ada)
    end_relationships(by=None, at=NOW, source="package_line:1", until=TODAY)
    assert WorkItem.objects.get(pk=ask(everybody.pru, ada).pk).closed_at is None


def test_a_released_hold_lets_it_go_on(here):
    everybody, second, ada = here
    set_legal_hold(by=second, at=NOW, person_id=ada.pk, held=True, reason="court_order")
    set_legal_hold(by=second, at=NOW, person_id=ada.pk, held=False, reason="matter_closed")
    ask(everybody.pru, ada)
    destroy_key(by=second, at=NOW, person_id=ada.pk)
    assert "disposed" == WorkItem.objects.get(kind="disposal").outcome


def test_it_takes_a_reason_the_right_role_and_the_right_council(here):
    everybody, _, ada = here
    with pytest.raises(NotADisposalReason):
        ask(everybody.pru, ada, "tidying up")
    with pytest.raises(NotPermitted):
        ask(everybody.helen, ada)
    with pytest.raises(NotFound):
        ask(user("Paul", role="privacy_officer", organisation=everybody.other_hands), ada)


def test_nothing_more_is_written_about_somebody_forgotten(here):
    everybody, second, ada = here
    ask(everybody.pru, ada)
    destroy_key(by=second, at=NOW, person_id=ada.pk)
    with pytest.raises(RecordDisposed):
        write_contents(
            by=None, at=NOW, pieces=[NewContent(person_id=ada.pk, kind="note", text="Hello", written_at=NOW)]
        )
    with pytest.raises(NotDisposable):
        ask(everybody.pru, ada)
