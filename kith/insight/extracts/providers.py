"""One provider under many names: spellings that are near each other are grouped, and the groups are shown.

Nothing is decided for good: the groups stand in the mapping file, where whoever knows the providers puts them
right. Two names are one where they fold to the same words, or differ by a slip of the keyboard.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import SequenceMatcher

NEAR = 0.92  # of its letters in order; below it "Aire Care" and "Acre Care" would be one
SHORTEST_SLIP = 8  # letters: in shorter names one letter makes another name
LEGAL_WORDS = frozenset(
    ("ltd", "limited", "plc", "llp", "cic", "co", "company", "uk", "group", "services", "service", "the")
)


def one_spelling(rows_of: Mapping[str, int], *, known: Mapping[str, str]) -> dict[str, str]:
    """The name each spelling goes by, from how many rows each spelling has.

    What is ``known`` stays. Of each other group, the spelling of most rows becomes its name.
    """
    chosen = {spelling: known[spelling] for spelling in rows_of if spelling in known}
    by_fold: dict[str, str] = {}
    for spelling, named in known.items():
        by_fold.setdefault(folded(spelling), named)
        by_fold.setdefault(folded(named), named)
    for spelling in sorted(rows_of, key=lambda each: (-rows_of[each], each)):
        if spelling in chosen:
            continue
        fold = folded(spelling)
        same = by_fold.get(fold) or next((by_fold[other] for other in by_fold if _slip(fold, other)), None)
        chosen[spelling] = same or spelling
        by_fold.setdefault(fold, chosen[spelling])
    return chosen


def folded(spelling: str) -> str:
    """A name without case, marks, what stands in brackets, and the words that say what kind of firm it is."""
    plain = re.sub(r"\(.*?(?:\)|$)|\bt/a\b.*", " ", spelling.casefold().replace("&", " and "))
    words = re.sub(r"[\W_]+", " ", plain).split()
    telling = [word for word in words if word not in LEGAL_WORDS] or words
    return re.sub(r"home care", "homecare", " ".join(telling))


def _slip(one: str, other: str) -> bool:
    if min(len(one), len(other)) < SHORTEST_SLIP or abs(len(one) - len(other)) > 2:
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= NEAR
