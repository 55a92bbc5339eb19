from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kith.orgs.context import acting_as, as_house
from kith.orgs.models import AuditRow
from kith.people.actions_link import link
from kith.people.queries_search import search
from kith.people.search_words import digits_of, folded_words, marks_of_name, marks_of_number
from tests.factories import NOW, TODAY, Cast, cast, user
from tests.people.neighbours import register, relate


def found(by, text: str) -> list[str]:
    return [one.name.full for one in search(by, text, TODAY, NOW)]


@pytest.fixture
def everybody(db) -> Cast:
    everybody = cast()
    register(
        everybody, "Adaeze Okafor", known_as="Ada", phone="07700 900123", nhs_number="9990000018",
        council_reference="C000417",
    )  # fmt: skip
    for name in ("William Turner", "Margaret O'Brien-Smith", "José García", "Tom Turnbull"):
        register(everybody, name, home=None)
    return everybody


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("okafor", "Adaeze Okafor"),
        ("Ada OKAFOR", "Adaeze Okafor"),
        ("okafor, adaeze", "Adaeze Okafor"),
        ("okefor", "Adaeze Okafor"),
        ("Bill Turner", "William Turner"),
        ("Peggy", "Margaret O'Brien-Smith"),
        ("obrien smith", "Margaret O'Brien-Smith"),
        ("O’Brien", "Margaret O'Brien-Smith"),
        ("jose garcia", "José García"),
        ("0123", "Adaeze Okafor"),
        ("900 123", "Adaeze Okafor"),
        ("+44 7700 900123", "Adaeze Okafor"),
        ("999 000 0018", "Adaeze Okafor"),
        ("C000417", "Adaeze Okafor"),
        ("zz1 1aa", "Adaeze Okafor"),
        ("ZZ11AA", "Adaeze Okafor"),
    ],
)
def test_it_finds_her_by(everybody: Cast, text: str, name: str):
    assert name == found(everybody.bea, text)[0]


@pytest.mark.parametrize("text", ["", "   ", "%", "123", "Xyzzy", "Ada Turner", "999 000 0026", "'; --"])
def test_it_finds_nobody_by(everybody: Cast, text: str):
    assert [] == found(everybody.bea, text)


def test_the_likest_comes_first(everybody: Cast):
    register(everybody, "Will Turnar", home=None)
    assert ["William Turner", "Will Turnar"] == found(everybody.bea, "Will Turner")


def test_another_provider_finds_nobody_and_cannot_tell(everybody: Cast):
    assert [] == found(everybody.sam, "okafor") == found(everybody.sam, "nosuchname")
    assert {0} == {row.detail["found"] for row in AuditRow.objects.filter(action="search.person")}


def test_a_search_is_one_audit_row_without_what_was_looked_for(everybody: Cast):
    search(everybody.bea, "okafor", TODAY, NOW)
    row = AuditRow.objects.get(action="search.person")
    assert (1, everybody.bea.pk) == (row.detail["found"], row.user_id)
    assert "okafor" not in str(row.detail).lower()


def test_who_is_not_allocated_finds_a_name_that_does_not_open(everybody: Cast):
    helen = user("Hana", role="social_worker_not_allocated", organisation=everybody.council)
    [ada] = search(helen, "okafor", TODAY, NOW)
    assert ("Adaeze Okafor", False) == (ada.name.full, ada.opens)


def test_the_broker_opens_whom_she_finds(everybody: Cast):
    assert all(one.opens for one in search(everybody.bea, "turner", TODAY, NOW))


def test_linked_records_show_once(everybody: Cast):
    one, other = (register(everybody, "Ida Twice", home=None) for _ in range(2))
    assert 2 == len(found(everybody.bea, "Ida Twice"))
    link(by=everybody.bea, at=NOW, person_id=one.pk, same_as_id=other.pk, reason="same_person")
    assert 1 == len(found(everybody.bea, "Ida Twice"))


def test_it_takes_at_most_nine_queries_however_many_are_found(everybody: Cast):
    for n in range(30):
        register(everybody, f"Number{n} Turner", home=None)
    with CaptureQueriesContext(connection) as queries:
        assert 20 == len(found(everybody.bea, "turner"))
    assert len(queries) <= 9


def test_it_is_the_same_on_both_databases(database: str):
    everybody = cast()
    with as_house():
        ada = register(everybody, "Adaeze Okafor", known_as="Ada")
        register(everybody, "Wilfred Okafor")
        relate(ada, "package", organisation=everybody.kindly_care)
    with acting_as(everybody.olu, on=TODAY):
        assert ["Adaeze Okafor"] == found(everybody.olu, "okefor")
    with acting_as(everybody.bea, on=TODAY):
        assert ["Wilfred Okafor"] == found(everybody.bea, "Wilf Okafor")
    with acting_as(everybody.sam, on=TODAY):
        assert [] == found(everybody.sam, "okafor")


def test_words_fold_to_what_people_type():
    assert ["oneill", "d", "souza"] == folded_words("O'Neill D’Souza".replace("’", "-"))
    assert ["jose", "muller"] == folded_words("José MÜLLER")


def test_a_short_number_has_no_marks_and_a_long_one_four():
    assert frozenset() == marks_of_number("123")
    assert {"number:9990000018", "number:000018", "number:00018", "number:0018"} == marks_of_number(
        "999 000 0018"
    )
    assert "07700900123" == digits_of("+44 7700 900123")


def test_a_nickname_shares_a_mark_with_its_name():
    assert "called:william" in marks_of_name("William") & marks_of_name("Bill")
