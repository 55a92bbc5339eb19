from uuid import UUID

import pytest

from kith.people.sealing import CannotOpen, new_key, search_key, unwrap

ADA, WILF = UUID(int=1), UUID(int=2)


def test_what_was_sealed_opens_again():
    key, wrapped = new_key(ADA)
    sealed = key.seal("name", "Ada Okafor")
    assert "Ada Okafor" == unwrap(ADA, wrapped).open("name", sealed)


def test_nothing_readable_is_in_what_is_kept():
    key, _ = new_key(ADA)
    assert b"Ada" not in key.seal("name", "Ada Okafor")


def test_sealing_twice_never_gives_the_same_bytes():
    key, _ = new_key(ADA)
    assert 100 == len({key.seal("name", "Ada Okafor") for _ in range(100)})


def test_a_name_cannot_be_passed_off_as_a_note():
    key, _ = new_key(ADA)
    with pytest.raises(CannotOpen):
        key.open("note", key.seal("name", "Ada Okafor"))


def test_a_key_moved_to_another_person_does_not_unwrap():
    _, wrapped = new_key(ADA)
    with pytest.raises(CannotOpen):
        unwrap(WILF, wrapped)


@pytest.mark.parametrize("place", [0, 5, -1])
def test_an_altered_byte_is_noticed(place: int):
    key, _ = new_key(ADA)
    sealed = bytearray(key.seal("name", "Ada Okafor"))
    sealed[place] ^= 1
    with pytest.raises(CannotOpen):
        key.open("name", bytes(sealed))


def test_what_was_cut_short_does_not_open():
    key, _ = new_key(ADA)
    with pytest.raises(CannotOpen):
        key.open("name", b"\x01short")


def test_another_installation_opens_nothing(settings):
    _, wrapped = new_key(ADA)
    settings.CONTENT_KEY = "QW5vdGhlciBpbnN0YWxsYXRpb24ncyBvd24ga2V5ISE="
    with pytest.raises(CannotOpen):
        unwrap(ADA, wrapped)


def test_a_search_key_is_the_same_for_the_same_word_and_tells_nobody_the_word(settings):
    here = search_key("word:ada")
    assert here == search_key("word:ada")
    assert 16 == len(here)
    assert here != search_key("word:adam")
    settings.CONTENT_KEY = "QW5vdGhlciBpbnN0YWxsYXRpb24ncyBvd24ga2V5ISE="
    assert here != search_key("word:ada")
