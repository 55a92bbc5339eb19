"""The content key is changed: everything reads the same before, while and after it is."""

from __future__ import annotations

import base64

import pytest
from pytest_django import Settings

from kith.orgs.context import as_house
from kith.orgs.models import AuditRow
from kith.people import actions_keys
from kith.people.actions import NewPerson, register_people
from kith.people.actions_keys import rewrap_keys
from kith.people.models import ContentKey, Person
from kith.people.queries_keys import KeyAges, key_ages
from kith.people.queries_names import names_of
from kith.people.queries_search import search
from kith.people.sealing import CannotOpen
from tests import factories
from tests.factories import NOW

NEW = base64.b64encode(b"a new content key".ljust(32)).decode()
NAMES = [f"Ada {letter}marsh" for letter in "ABCDE"]


@pytest.fixture
def people(database: str, monkeypatch: pytest.MonkeyPatch) -> list[Person]:
    """Five people, registered under the content key there was, to be wrapped anew two at a time."""
    monkeypatch.setattr(actions_keys, "KEYS_AT_ONCE", 2)
    with as_house():
        council = factories.council()
        return register_people(
            by=None, at=NOW, people=[NewPerson(name=name, commissioner=council) for name in NAMES]
        )


def change_key(settings: Settings) -> None:
    settings.CONTENT_KEYS_BEFORE = (settings.CONTENT_KEY,)
    settings.CONTENT_KEY = NEW


def names(people: list[Person]) -> list[str]:
    with as_house():
        found = names_of([person.pk for person in people])
    return [found[person.pk].full for person in people]


def found(text: str) -> int:
    with as_house():
        return len(search(None, text, factories.TODAY, NOW))


def ages() -> KeyAges:
    with as_house():
        return key_ages()


def rotate() -> int:
    done = rewrap_keys(at=NOW)
    changed = done.changed
    while done.last is not None:
        done = rewrap_keys(at=NOW, after=done.last)
        changed += done.changed
    return changed


def test_everything_reads_the_same_before_while_and_after(people: list[Person], settings: Settings) -> None:
    change_key(settings)
    assert (NAMES, 5, KeyAges(now=0, before=5, never=0)) == (names(people), found("ada"), ages())
    assert 2 == rewrap_keys(at=NOW).changed
    assert (NAMES, 5, KeyAges(now=2, before=3, never=0)) == (names(people), found("ada"), ages())
    assert 3 == rotate()
    settings.CONTENT_KEYS_BEFORE = ()
    assert (NAMES, 5, KeyAges(now=5, before=0, never=0)) == (names(people), found("ada"), ages())


def test_doing_it_again_changes_nothing(people: list[Person], settings: Settings) -> None:
    change_key(settings)
    assert (5, 0) == (rotate(), rotate())
    assert [2, 2, 1] == [row.detail["people"] for row in AuditRow.objects.filter(action="rewrap.keys")]


def test_what_dies_in_the_middle_has_changed_nothing_and_is_finished_later(
    people: list[Person], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_key(settings)

    def die(*, person_ids: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(actions_keys, "index_people", die)
        with pytest.raises(KeyboardInterrupt):
            rewrap_keys(at=NOW)
    assert KeyAges(now=0, before=5, never=0) == ages()
    assert 5 == rotate()
    assert NAMES == names(people)


def test_somebody_registered_meanwhile_is_under_the_new_key(people: list[Person], settings: Settings) -> None:
    change_key(settings)
    with as_house():
        register_people(by=None, at=NOW, people=[NewPerson(name="Wilf", commissioner=people[0].commissioner)])
    assert KeyAges(now=1, before=5, never=0) == ages()
    assert (5, 1) == (rotate(), found("wilf"))


def test_a_key_that_was_destroyed_stays_destroyed(people: list[Person], settings: Settings) -> None:
    with as_house():
        ContentKey.objects.filter(person=people[0]).update(wrapped=None, destroyed_at=NOW)
    change_key(settings)
    assert 4 == rotate()
    with as_house():
        assert ContentKey.objects.get(person=people[0]).wrapped is None


def test_without_the_key_before_nothing_is_changed_and_it_is_counted(
    people: list[Person], settings: Settings
) -> None:
    settings.CONTENT_KEY = NEW
    with pytest.raises(CannotOpen):
        rewrap_keys(at=NOW)
    assert KeyAges(now=0, before=0, never=5) == ages()
