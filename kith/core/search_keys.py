"""Finding people by names half remembered: the keys a person is found by, and how well a name fits.

A person is kept under plain keys of five kinds, so that one index finds Margaret O’Neil for "peggy oneill":

    w:  a word of a name, folded          n:  the full name a nickname stands for
    s:  what a word sounds like           t:  three letters in a row
    d:  the last four digits of a number

No key holds a whole NHS or telephone number.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from kith.core.nicknames import FULL_NAMES

TAIL_DIGITS = 4
_NOT_DECOMPOSED = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
_APOSTROPHES = re.compile(r"['’‘ʼ`´]")
_NUMBER = re.compile(r"[0-9](?:[0-9 ()+-]*[0-9])?")
_FAMILY_PREFIX = re.compile(r"\b(o|mc|mac) (?=[a-z])")
_SOUNDS = (
    (r"^kn|^gn", "n"),
    (r"^wr", "r"),
    (r"^ps", "s"),
    (r"ph", "f"),
    (r"mps", "ms"),
    (r"sch|sh|ch", "x"),
    (r"igh|augh|ough", "a"),
    (r"th", "t"),
    (r"ck|q|g(?=[ei]y)", "k"),
    (r"c(?=[eiy])|z", "s"),
    (r"c", "k"),
    (r"(?<=.)[aeiouyhw]", ""),
    (r"(.)\1+", r"\1"),
)

EXACT, STARTS, NICKNAME, SOUNDS_ALIKE, LOOKS_ALIKE = 1.0, 0.9, 0.85, 0.7, 0.6


def keys_for(names: Iterable[str], numbers: Iterable[str] = ()) -> frozenset[str]:
    """Every key a person of these names and numbers is found by."""
    keys = {key for name in names for word in words(name) for key in _word_keys(word, ended=True)}
    return frozenset(keys | {key for number in numbers for key in _tail(number)})


def keys_for_query(text: str) -> frozenset[str]:
    """The keys to look for when someone types this: any of them may find the person meant."""
    keys = {key for word in words(text) if word.isalpha() for key in _word_keys(word, ended=False)}
    return frozenset(keys | {key for number in _NUMBER.findall(text) for key in _tail(number)})


def rank(query: str, candidate: str) -> float:
    """How well a name (with any numbers after it) answers a query: from 0, not at all, to 1, exactly."""
    asked, offered = _distinct(query), _distinct(candidate)
    if not asked or not offered:
        return 0.0
    return sum(max(_likeness(word, other) for other in offered) for word in asked) / len(asked)


def words(name: str) -> tuple[str, ...]:
    """The words of a name as they are compared: without case, accents, apostrophes; Mac and Mc are one.

    A name with a hyphen counts as its parts and as one word.
    """
    folded = unicodedata.normalize("NFKD", name.casefold().translate(_NOT_DECOMPOSED))
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    plain = _FAMILY_PREFIX.sub(r"\1", _APOSTROPHES.sub("", plain))
    return tuple(word for chunk in re.split(r"[^a-z0-9-]+", plain) for word in _parts(chunk))


def sound(word: str) -> str:
    """What a folded word sounds like, roughly: Thompson and Tomson, Catherine and Kathryn are the same."""
    for pattern, heard in _SOUNDS:
        word = re.sub(pattern, heard, word)
    return word


def _parts(chunk: str) -> Iterator[str]:
    parts = [part for part in chunk.split("-") if part]
    if len(parts) > 1:
        parts.append("".join(parts))
    for part in parts:
        # Mackay and McKay are one name; Mack and Macey are not of that family.
        yield re.sub(r"^mac(?=[^aeiou].{2})", "mc", part)


def _distinct(text: str) -> list[str]:
    numbers = ["".join(filter(str.isdigit, number)) for number in _NUMBER.findall(text)]
    return list(dict.fromkeys([*numbers, *(word for word in words(text) if word.isalpha())]))


def _word_keys(word: str, *, ended: bool) -> Iterator[str]:
    yield f"w:{word}"
    yield f"s:{sound(word)}"
    yield from (f"n:{full}" for full in _full_names(word))
    yield from (f"t:{three}" for three in _trigrams(word, ended=ended))


def _full_names(word: str) -> frozenset[str]:
    return FULL_NAMES.get(word, frozenset({word}))


def _trigrams(word: str, *, ended: bool) -> set[str]:
    # A word still being typed has a beginning and not yet an end.
    edged = f"_{word}_" if ended else f"_{word}"
    return {edged[at : at + 3] for at in range(len(edged) - 2)}


def _tail(number: str) -> Iterator[str]:
    digits = "".join(re.findall(r"[0-9]", number))
    if len(digits) >= TAIL_DIGITS:
        yield f"d:{digits[-TAIL_DIGITS:]}"


def _likeness(asked: str, offered: str) -> float:
    if asked == offered:
        return EXACT
    if asked.isdigit() or offered.isdigit():
        return EXACT if len(asked) >= TAIL_DIGITS and offered.endswith(asked) else 0.0
    if offered.startswith(asked):
        return STARTS
    if _full_names(asked) & _full_names(offered):
        return NICKNAME
    if sound(asked) == sound(offered):
        return SOUNDS_ALIKE
    mine, theirs = _trigrams(asked, ended=True), _trigrams(offered, ended=True)
    return LOOKS_ALIKE * len(mine & theirs) / len(mine | theirs)
