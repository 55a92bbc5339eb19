"""Whether people who read the same files say the same: agreement beyond chance, with ratings missing.

Two figures, because one misleads. Krippendorff's alpha takes chance from how often each word was said by
anybody. Where nearly everybody says the same word, that chance is nearly all there is, and a few differences
bring alpha to nothing (the kappa paradox of Feinstein and Cicchetti 1990). Gwet's AC1 does not fall so. When
both are high readers agree; when only AC1 is, they agree on a word that nearly all files get.

Sources: Krippendorff, Computing Krippendorff's alpha-reliability (2011); Gwet, Computing inter-rater
reliability and its variance in the presence of high agreement (2008).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from random import Random
from typing import NamedTuple

Said = Collection[str]  # what was said of one case, by as many as read it
RESAMPLES = 1_000
RELIABLE, TENTATIVE = 0.8, 0.667  # Krippendorff 2004, page 241


class Agreed(NamedTuple):
    """How far readers agree, 1 at most, with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two professions: pairs of their readings of the same case, and in how many they said the same."""

    one: str
    other: str
    pairs: int
    alike: int


def alpha(cases: Sequence[Said]) -> float | None:
    """Krippendorff's alpha for words: 1 where all agree, 0 where they agree as chance would have it.

    None where fewer than two read any case, or where only one word was ever said: then nothing shows that
    readers can tell cases apart.
    """
    pairable = [Counter(said) for said in cases if len(said) > 1]
    totals = sum(pairable, start=Counter[str]())
    number = totals.total()
    expected = number * number - _squares(totals)
    if not expected:
        return None
    observed = sum((each.total() ** 2 - _squares(each)) / (each.total() - 1) for each in pairable)
    return 1 - (number - 1) * observed / expected


def ac1(cases: Sequence[Said], words: Sequence[str]) -> float | None:
    """Gwet's first-order coefficient, of all the words that could have been said.

    None where fewer than two read any case, or where there was only one word to say.
    """
    read = [Counter(said) for said in cases if said]
    pairable = [each for each in read if each.total() > 1]
    if not pairable or len(words) < 2:
        return None
    alike = sum(_alike(each) for each in pairable) / len(pairable)
    shares = [sum(each[word] / each.total() for each in read) / len(read) for word in words]
    chance = sum(share * (1 - share) for share in shares) / (len(words) - 1)
    return (alike - chance) / (1 - chance)


def resampled(
    cases: Sequence[Said], figure: Callable[[Sequence[Said]], float | None], *, seed: int = 1
) -> Agreed | None:
    """A figure of agreement with its interval: the cases drawn again with replacement, a thousand times.

    The same seed gives the same interval. None where the figure cannot be told.
    """
    value = figure(cases)
    if value is None:
        return None
    rng = Random(seed)  # noqa: S311  # the same every time, on purpose
    again = (figure(rng.choices(cases, k=len(cases))) for _ in range(RESAMPLES))
    found = sorted(each for each in again if each is not None) or [value]
    return Agreed(value, found[round(0.025 * (len(found) - 1))], found[round(0.975 * (len(found) - 1))])


def by_profession(cases: Sequence[Sequence[tuple[str, str]]]) -> tuple[Pair, ...]:
    """For each two professions, or one with itself, how many pairs of readings of a case said the same.

    Each reading is a profession and what it said.
    """
    pairs: Counter[tuple[str, str]] = Counter()
    alike: Counter[tuple[str, str]] = Counter()
    for readings in cases:
        for (one, said), (other, heard) in combinations(sorted(readings), 2):
            pairs[one, other] += 1
            alike[one, other] += said == heard
    return tuple(
        Pair(one=one, other=other, pairs=pairs[one, other], alike=alike[one, other])
        for one, other in sorted(pairs)
    )


def standing(said: Said) -> str | None:
    """The word that more than half of the readers of a case said; None where there is none."""
    if not said:
        return None
    [(word, times)] = Counter(said).most_common(1)
    return word if 2 * times > len(said) else None


def _alike(said: Mapping[str, int]) -> float:
    """The share of pairs of readers of one case who said the same."""
    readers = sum(said.values())
    return (_squares(said) - readers) / (readers * (readers - 1))


def _squares(counts: Mapping[str, int]) -> int:
    return sum(count * count for count in counts.values())
