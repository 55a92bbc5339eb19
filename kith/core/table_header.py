"""How the headings of other people's files are compared: without case, marks, and what stands in brackets."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache


def as_it_stands(header: Sequence[str]) -> dict[str, int]:
    """Where each heading stands first, as a whole."""
    return _places(foldings(cell)[0] for cell in header)


def without_brackets(header: Sequence[str]) -> dict[str, int]:
    """Where each heading stands first, without what stands in its brackets: “Planned (min)” is “Planned”."""
    return _places(foldings(cell)[1] for cell in header)


def _places(folded: Iterable[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, called in enumerate(folded):
        if called:
            places.setdefault(called, place)
    return places


@lru_cache(maxsize=10_000)
def foldings(name: str) -> tuple[str, str]:
    """A name as it is compared: without case, marks and, in its second form, what stands in brackets."""
    folded = name.casefold()
    outside = re.sub(r"\(.*?\)|\[.*?\]", " ", folded)
    return _words(folded), _words(outside)


def _words(name: str) -> str:
    return re.sub(r"[\W_]+", " ", name).strip()
