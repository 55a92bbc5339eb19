"""Reading few files for many: how many of each stratum, which, and what the share among them says of all.

A draw is by rank of a keyed hash, so whoever has the frame and the seed can repeat it with any tool that
knows SHA-256, and find the same files.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from kith.core.errors import Invalid

Z = 1.959963984540054  # of a normal curve, 95 % lies within this many standard errors
TINY = 5  # files of a stratum below which its own variance says nothing


class SampleTooSmall(Invalid):
    """So few files cannot hold the least of every stratum."""

    code = "sample_too_small"


class NothingToDraw(Invalid):
    """The frame is empty, or no file was asked for."""

    code = "nothing_to_draw"


class Estimated(NamedTuple):
    """A share or a mean, and between what values it lies with 95 % confidence."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """The keys drawn from each stratum, and all of them in the order of their case numbers.

    The order tells nothing of strata: it is a ranking of its own.
    """

    by_stratum: Mapping[str, tuple[str, ...]]
    numbered: tuple[str, ...]


def allocated(people: Mapping[str, int], size: int, least: int = 2) -> dict[str, int]:
    """How many files of each stratum to read: in proportion, at least so many of each, whole numbers by
    largest remainder (of equal ones the larger stratum's, then by name).

    A stratum of fewer people than the least is read whole, and so is a frame no larger than the sample.
    Raises `NothingToDraw`, or `SampleTooSmall` where the least of every stratum is more than the sample.
    """
    frame = {stratum: number for stratum, number in people.items() if number > 0}
    if not frame or size < 1:
        raise NothingToDraw("There is nobody to draw from. Choose a longer time, or a larger sample.")
    if size >= sum(frame.values()):
        return dict(frame)
    floors = {stratum: min(least, number) for stratum, number in frame.items()}
    if sum(floors.values()) > size:
        raise SampleTooSmall(
            "{strata} strata with at least {least} files each need {needed} files. Draw more, or use fewer "
            "strata.",
            strata=len(frame), least=least, needed=sum(floors.values()),
        )  # fmt: skip
    fixed: dict[str, int] = {}
    while below := [
        each for each in frame if each not in fixed and _quota(frame, fixed, size, each) < floors[each]
    ]:
        fixed |= {each: floors[each] for each in below}
    return fixed | _by_remainder(
        {each: frame[each] for each in frame if each not in fixed}, size - sum(fixed.values())
    )


def _quota(frame: Mapping[str, int], fixed: Mapping[str, int], size: int, stratum: str) -> Fraction:
    """The share of what is not fixed yet that falls to a stratum."""
    left = sum(number for each, number in frame.items() if each not in fixed)
    return Fraction((size - sum(fixed.values())) * frame[stratum], left)


def _by_remainder(frame: Mapping[str, int], size: int) -> dict[str, int]:
    if not frame:
        return {}
    quotas = {each: _quota(frame, {}, size, each) for each in frame}
    given = {each: math.floor(quota) for each, quota in quotas.items()}
    in_turn = sorted(frame, key=lambda each: (given[each] - quotas[each], -frame[each], each))
    return given | {each: given[each] + 1 for each in in_turn[: size - sum(given.values())]}


def draw(frame: Mapping[str, Collection[str]], size: int, *, seed: str, least: int = 2) -> Drawn:
    """The files to read: within each stratum, those whose key has the lowest rank under the seed.

    Raises as `allocated` does.
    """
    counts = allocated({stratum: len(set(keys)) for stratum, keys in frame.items()}, size, least)
    drawn = {
        stratum: tuple(sorted(set(frame[stratum]), key=lambda key: rank(seed, key))[:count])
        for stratum, count in counts.items()
    }
    everyone = [key for keys in drawn.values() for key in keys]
    return Drawn(
        by_stratum=drawn, numbered=tuple(sorted(everyone, key=lambda key: rank(f"{seed}:number", key)))
    )


def rank(seed: str, key: str) -> str:
    """A key's place in the draw: SHA-256 of the seed, a colon and the key, in hexadecimal; lowest first."""
    return hashlib.sha256(f"{seed}:{key}".encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One stratum: its people, how many files were read, and in how many it was so.

    ``people`` is None where nobody knows how many there are.
    """

    people: int | None
    read: int
    so: int


def stratified_share(strata: Sequence[Read]) -> Estimated:
    """The share of everybody in the frame of whom it is so, with its 95 % interval.

    Each stratum counts by its people. The interval is Wilson's with the effective number of files: as many
    as would give the same variance without strata (Korn and Graubard 1998; Franco and others 2019). The
    variance is the textbook's for strata with the finite-population correction (Cochran 1977, 5.9); a stratum
    of fewer than five files, or whose files are all alike, borrows that of all together. Where a stratum's
    people are not known, every file counts alike and nobody is taken to have been read of a finite number. A
    stratum of which more was read than it is said to hold counts as read whole.

    Raises `NothingToDraw` where no file was read.
    """
    read = [each for each in strata if each.read]
    if not read:
        raise NothingToDraw("No file has been read yet.")
    if any(each.people is None for each in read):
        return _wilson(sum(e.so for e in read) / sum(e.read for e in read), sum(e.read for e in read))
    people = sum(each.people or 0 for each in read)
    weights = [(each.people or 0) / people for each in read]
    share = math.fsum(w * each.so / each.read for w, each in zip(weights, read, strict=True))
    unread = [max(0.0, 1 - each.read / (each.people or 1)) for each in read]
    alike = math.fsum(w * w * f / each.read for w, f, each in zip(weights, unread, read, strict=True))
    if alike <= 0:
        return Estimated(share, share, share)
    if share in (0, 1):
        return _wilson(share, 1 / alike)
    variance = math.fsum(
        w * w * f * _spread(each, share) / each.read for w, f, each in zip(weights, unread, read, strict=True)
    )
    return _wilson(share, share * (1 - share) / variance)


def _spread(stratum: Read, share: float) -> float:
    """The variance of one file of a stratum, its own or borrowed."""
    if stratum.read < TINY or stratum.so in (0, stratum.read):
        return share * (1 - share)
    return stratum.so * (stratum.read - stratum.so) / (stratum.read * (stratum.read - 1))


def _wilson(share: float, n: float) -> Estimated:
    """Wilson's score interval, for a number of files that need not be whole."""
    spread = Z * Z / n
    middle = (share + spread / 2) / (1 + spread)
    half = Z * math.sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return Estimated(
        share, max(0.0, middle - half) if share else 0.0, min(1.0, middle + half) if share < 1 else 1.0
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One stratum: its people, and what was found in each of its files."""

    people: int | None
    values: tuple[float, ...]


def stratified_mean(strata: Sequence[Measured]) -> Estimated | None:
    """The mean over everybody in the frame, with its 95 % interval, by the same variance; None under two
    files, of which no variance can be told.
    """
    read = [each for each in strata if each.values]
    everyone = [value for each in read for value in each.values]
    if len(everyone) < 2:
        return None
    known = all(each.people for each in read)
    sizes = [(each.people or 0) if known else len(each.values) for each in read]
    weights = [size / sum(sizes) for size in sizes]
    mean = math.fsum(
        w * math.fsum(each.values) / len(each.values) for w, each in zip(weights, read, strict=True)
    )
    pooled = _variance(everyone)
    variance = math.fsum(
        w * w * (max(0.0, 1 - len(each.values) / size) if known else 1) / len(each.values)
        * (_variance(each.values) if len(each.values) >= TINY else pooled)
        for w, size, each in zip(weights, sizes, read, strict=True)
    )  # fmt: skip
    half = Z * math.sqrt(max(0.0, variance))
    return Estimated(mean, mean - half, mean + half)


def _variance(values: Sequence[float]) -> float:
    mean = math.fsum(values) / len(values)
    return math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1)


def readers_of(number: int, readers: Sequence[str], each: int) -> tuple[str, ...]:
    """Who reads a case: so many of the readers in turn, so that all read as many as each other, give or take
    one for every turn. ``readers`` stand in an order in which neighbours are of different professions.
    """
    if not readers:
        return ()
    first = (number - 1) * each
    return tuple(readers[(first + n) % len(readers)] for n in range(min(each, len(readers))))


def in_turns(readers: Mapping[str, str]) -> tuple[str, ...]:
    """Readers, given with their professions, in an order in which professions take turns."""
    places: dict[str, int] = {}
    turns: list[tuple[int, str, str]] = []
    for reader, profession in sorted(readers.items()):
        turns.append((places.get(profession, 0), profession, reader))
        places[profession] = places.get(profession, 0) + 1
    return tuple(reader for _, _, reader in sorted(turns))
