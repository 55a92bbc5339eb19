"""The one rule for small numbers: a figure about fewer than ten people could name somebody."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

FEWEST_SHOWN = 10
Place = TypeVar("Place", bound=Hashable)


def may_be_shown(people: int) -> bool:
    """Whether a figure about so many people may be shown."""
    return people >= FEWEST_SHOWN


def withheld(
    people: Mapping[Place, int], fewest: int = FEWEST_SHOWN, *, whole: int | None = None
) -> frozenset[Place]:
    """The places whose figures are not shown where the figure of all is, from how many people each is of.

    Those of too few people; and then the smallest others, until what is left of the whole, when the places
    that are shown are taken away, is of enough people again. A place without anybody has nothing to withhold.
    ``whole`` is how many people all is of, where somebody may be in two places: of what is left, so many may
    be in a place that is shown.
    """
    smallest_first = sorted((number, str(place), place) for place, number in people.items() if number)
    everywhere = sum(people.values())
    twice = everywhere - (everywhere if whole is None else whole)
    hidden: set[Place] = set()
    left = 0
    for number, _, place in smallest_first:
        if number < fewest or (hidden and left - twice < fewest):
            hidden.add(place)
            left += number
    return frozenset(hidden)
