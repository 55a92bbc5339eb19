from __future__ import annotations

import pytest

from kith.core.errors import NotFound
from kith.orgs.facts import FactChanged
from kith.people.actions_content import NothingWritten, NotTheirs, write_content
from kith.people.content_kinds import UnknownKind
from kith.people.queries_content import all_contents_of, contents_of, texts_of
from kith.people.queries_names import name_of
from kith.people.queries_search import search
from tests.factories import NOW, TODAY, cast
from tests.people.neighbours import register, relate

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    everybody = cast()
    ada = register(everybody)
    relate(ada, "rota", user=everybody.grace)
    relate(ada, "package", organisation=everybody.kindly_care)
    return everybody, ada


def write(by, person, text="Sat in the garden.", *, kind="note", **more):
    return write_content(by=by, at=NOW, person_id=person.pk, kind=kind, text=text, **more)


def test_a_worker_writes_a_note_and_a_coordinator_reads_it(here):
    everybody, ada = here
    write(everybody.grace, ada)
    [note] = contents_of([ada.pk], ["note"])
    assert ("Sat in the garden.", everybody.grace.pk, 5) == (note.text, note.by_id, note.data_class)


def test_a_correction_is_read_in_its_place_and_both_are_kept(here):
    everybody, ada = here
    first = write(everybody.grace, ada, "Ate half.")
    second = write(everybody.grace, ada, "Ate it all.", supersedes_id=first.pk)
    third = write(everybody.grace, ada, "Ate it all, and pudding.", supersedes_id=second.pk)
    assert ["Ate it all, and pudding."] == [note.text for note in contents_of([ada.pk], ["note"])]
    assert {first.pk: third_text(third)} == texts_of([first.pk])
    assert 3 == len([piece for piece in all_contents_of(ada.pk) if piece.kind == "note"])


def third_text(content):
    return texts_of([content.pk])[content.pk]


def test_what_was_corrected_is_not_corrected_again(here):
    everybody, ada = here
    first = write(everybody.grace, ada)
    write(everybody.grace, ada, "Better.", supersedes_id=first.pk)
    with pytest.raises(NotTheirs):
        write(everybody.grace, ada, "Best.", supersedes_id=first.pk)


def test_a_correction_stays_with_its_person(here):
    everybody, ada = here
    wilf = register(everybody, "Wilf Okafor")
    relate(wilf, "rota", user=everybody.grace)
    first = write(everybody.grace, ada)
    with pytest.raises(NotTheirs):
        write(everybody.grace, wilf, supersedes_id=first.pk)


def test_another_provider_cannot_write(here):
    everybody, ada = here
    with pytest.raises(NotFound):
        write(everybody.sam, ada)


@pytest.mark.parametrize(
    ("given", "refusal"), [({"text": "  "}, NothingWritten), ({"kind": "gossip"}, UnknownKind)]
)
def test_it_refuses_nothing_and_unknown_kinds(here, given, refusal):
    everybody, ada = here
    with pytest.raises(refusal):
        write(everybody.grace, ada, **given)


def test_what_was_written_is_not_changed(here):
    everybody, ada = here
    note = write(everybody.grace, ada)
    with pytest.raises(FactChanged):
        note.save()


def test_a_corrected_name_is_the_name(here):
    _, ada = here
    [name] = contents_of([ada.pk], ["name"])
    write(None, ada, "Ada Obi", kind="name", supersedes_id=name.id)
    assert "Ada Obi" == name_of(ada.pk).full


def test_a_corrected_name_is_found_and_the_old_one_is_not(here):
    _, ada = here
    [name] = contents_of([ada.pk], ["name"])
    write(None, ada, "Ada Obi", kind="name", supersedes_id=name.id)
    assert [ada.pk] == [one.person_id for one in search(None, "Ada Obi", TODAY, NOW)]
    assert [] == search(None, "Ada Okafor", TODAY, NOW)
