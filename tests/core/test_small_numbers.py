"""Small numbers are withheld, and cannot be worked out from what is shown beside them."""

from hypothesis import given
from hypothesis import strategies as st

from kith.core.small_numbers import FEWEST_SHOWN, may_be_shown, withheld


def test_ten_people_are_enough() -> None:
    assert [False, True] == [may_be_shown(9), may_be_shown(10)]


def test_one_small_place_takes_the_next_smallest_with_it() -> None:
    assert frozenset({"Aire", "Weir"}) == withheld({"Dale": 40, "Aire": 4, "Weir": 12})


def test_small_places_that_are_enough_together_take_nobody_with_them() -> None:
    assert frozenset({"Aire", "Weir"}) == withheld({"Dale": 40, "Aire": 4, "Weir": 6, "Nobody": 0})


def test_where_all_are_large_all_are_shown() -> None:
    assert frozenset() == withheld({"Dale": 40, "Aire": 10, "Nobody": 0})


def test_people_in_two_places_leave_fewer_than_they_seem_to() -> None:
    places = {"Dale": 40, "Aire": 5, "Weir": 6}
    assert frozenset({"Aire", "Weir"}) == withheld(places, whole=50)  # at least ten are in no other place
    assert frozenset({"Aire", "Weir", "Dale"}) == withheld(places, whole=49)


@given(st.lists(st.frozensets(st.integers(0, 80), max_size=50), max_size=6))
def test_what_is_left_is_of_enough_people_whoever_is_in_two_places(places: list[frozenset[int]]) -> None:
    everybody = frozenset().union(*places)
    hidden = withheld(dict(enumerate(map(len, places))), whole=len(everybody))
    left = frozenset().union(*(places[place] for place in hidden))
    assert not left or len(left) >= FEWEST_SHOWN or hidden == {n for n, of in enumerate(places) if of}


@given(st.dictionaries(st.integers(), st.integers(min_value=0, max_value=60), max_size=8))
def test_what_is_left_of_the_whole_is_of_enough_people_or_of_all(people: dict[int, int]) -> None:
    hidden = withheld(people)
    left = sum(people[place] for place in hidden)
    assert all(place in hidden for place, number in people.items() if 0 < number < FEWEST_SHOWN)
    assert (
        left == 0 or left >= FEWEST_SHOWN or hidden == {place for place, number in people.items() if number}
    )
