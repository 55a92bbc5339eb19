import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.core.nicknames import FULL_NAMES
from kith.core.search_keys import keys_for, keys_for_query, rank, sound, words


def finds(query: str, name: str) -> bool:
    """Whether one key of a strong kind, or most letters in threes, are shared."""
    asked, kept = keys_for_query(query), keys_for([name])
    strong = {key for key in asked & kept if not key.startswith("t:")}
    threes = {key for key in asked if key.startswith("t:")}
    return bool(strong) or len(threes & kept) * 2 > len(threes) > 0


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Zoë O’Neil", ("zoe", "oneil")),
        ("ZOE O NEIL", ("zoe", "oneil")),
        ("Ada Smith-Jones", ("ada", "smith", "jones", "smithjones")),
        ("Flora MacDonald", ("flora", "mcdonald")),
        ("Flora Mc Donald", ("flora", "mcdonald")),
        ("Mack Macey Machin", ("mack", "macey", "mchin")),
        ("Łukasz Sørensen Straße", ("lukasz", "sorensen", "strasse")),
        ("-", ()),
    ],
)
def test_names_are_compared_without_case_accents_or_apostrophes(name: str, expected: tuple[str, ...]) -> None:
    assert expected == words(name)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("peggy oneill", "Margaret O’Neil"),
        ("bill", "William Armitage"),
        ("William", "Bill Armitage"),
        ("kathryn", "Catherine Booth"),
        ("tomson", "Wilf Thompson"),
        ("mckay", "Ada Mackay"),
        ("jones", "Ada Smith-Jones"),
        ("smith jones", "Ada Smith-Jones"),
        ("armit", "William Armitage"),
        ("armatige", "William Armitage"),
        ("zoe", "Zoë O’Neil"),
    ],
)
def test_it_finds_a_person_by_a_name_half_remembered(query: str, name: str) -> None:
    assert finds(query, name)
    assert rank(query, name) > 0.4


@pytest.mark.parametrize(
    ("query", "name"), [("booth", "William Armitage"), ("olu", "Grace Okafor"), ("", "Ada")]
)
def test_it_does_not_find_someone_else(query: str, name: str) -> None:
    assert not finds(query, name)
    assert rank(query, name) < 0.4


def test_a_number_is_kept_and_found_by_its_last_four_digits_only() -> None:
    kept = keys_for(["Ada"], ["943 476 5919", "+44 7700 900123", "12"])

    assert {"d:5919", "d:0123"} == {key for key in kept if key.startswith("d:")}
    assert "d:5919" in keys_for_query("943-476-5919")
    assert "d:5919" in keys_for_query("ada 5919")
    assert not any(key.startswith("d:") for key in keys_for_query("ada 59"))


def test_a_name_is_ranked_by_how_well_it_fits() -> None:
    order = ["Wilf Hall", "Wilfred Hall", "William Hall", "Ada Hall"]

    assert order == sorted(order, key=lambda name: -rank("wilf hall", name))
    assert 1.0 == rank("hall wilf", "Wilf Hall")
    assert 1.0 == rank("5919", "Ada Hall 9434765919")
    assert 0.0 == rank("5918", "Ada Hall 9434765919")
    assert 0.0 == rank("919", "9434765919")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("thompson", "tomson"),
        ("catherine", "kathryn"),
        ("philip", "filip"),
        ("knight", "nit"),
        ("wright", "rait"),
        ("schofield", "shofild"),
        ("clarke", "clark"),
        ("reid", "reed"),
        ("lawrence", "laurence"),
    ],
)
def test_names_that_sound_alike_have_one_sound(one: str, other: str) -> None:
    assert sound(one) == sound(other)


def test_a_nickname_may_stand_for_several_names() -> None:
    assert {"ted", "edward", "edmund", "theodore"} == FULL_NAMES["ted"]
    assert finds("ted", "Edward Booth")
    assert finds("ted", "Theodore Booth")
    assert "" not in FULL_NAMES


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_has_keys_and_a_rank(query: str, name: str) -> None:
    keys_for_query(query)
    assert 0.0 <= rank(query, name) <= 1.0


@given(st.from_regex(r"[A-Z][a-z]{1,12}( [A-Z][a-z]{1,12})?", fullmatch=True))
def test_a_person_is_always_found_by_the_whole_name(name: str) -> None:
    assert {key for key in keys_for_query(name) if key[0] in "wsn"} <= keys_for([name])
    assert 1.0 == rank(name, name)
