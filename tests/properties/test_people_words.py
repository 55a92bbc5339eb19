"""Sealing and search words, for any text at all."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.people.sealing import NONCE_BYTES, CannotOpen, new_key, unwrap
from kith.people.search_words import folded_words, marks_of_name, marks_of_number

people = st.uuids()
kinds = st.sampled_from(["name", "note", "address"])
texts = st.text(st.characters(exclude_categories=["Cs"]))


@given(people, kinds, texts)
def test_any_text_opens_as_it_was_sealed(person: UUID, kind: str, text: str):
    key, wrapped = new_key(person)
    assert text == unwrap(person, wrapped).open(kind, key.seal(kind, text))


@given(people, people, kinds, texts)
def test_nothing_opens_for_anybody_else(one: UUID, other: UUID, kind: str, text: str):
    key, wrapped = new_key(one)
    if one != other:
        with pytest.raises(CannotOpen):
            unwrap(other, wrapped)
    with pytest.raises(CannotOpen):
        new_key(one)[0].open(kind, key.seal(kind, text))


def test_a_nonce_is_never_used_twice():
    key, _ = new_key(UUID(int=1))
    nonces = {key.seal("note", "the same")[1 : 1 + NONCE_BYTES] for _ in range(5_000)}
    assert 5_000 == len(nonces)


@given(texts)
def test_folding_twice_changes_nothing(text: str):
    words = folded_words(text)
    assert words == folded_words(" ".join(words))


@given(texts)
def test_a_name_is_found_however_it_is_written(text: str):
    assert (
        marks_of_name(text) == marks_of_name(f"  {text.upper()} ")
        or text.upper().casefold() != text.casefold()
    )


@given(st.text("0123456789", min_size=4, max_size=12))
def test_a_number_is_found_by_its_last_four(digits: str):
    assert f"number:{digits[-4:]}" in marks_of_number(f" {digits[:3]} {digits[3:]}")
