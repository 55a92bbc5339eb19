"""Finding people by a name as it sounds, a nickname, the end of a number or a postcode.

The search is joined to who may be found before anything is counted, so that neither a result nor a number
of results tells anybody of a person who is not theirs. Only keyed hashes are compared, the same on both
databases.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Case, IntegerField, Sum, Value, When

from kith.orgs import audit
from kith.orgs.models import User
from kith.people.models import SearchKey
from kith.people.queries import findable_people, opening_of, resolve
from kith.people.queries_names import PersonName, names_of
from kith.people.sealing import search_keys
from kith.people.search_words import (
    LONGEST_TAIL,
    MIN_DIGITS,
    called,
    digits_of,
    folded_words,
    mark_of_postcode,
    trigrams,
)

RESULTS = 20
CANDIDATES = 100  # weighed one by one; more than these alike would not fit a page either
WHOLE, NICKNAME = 1.0, 0.9
POSTCODE_WORDS = 2
ALIKE = 0.5  # the share of a word's pieces that must be there for it to be a mistyped form of the name


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Somebody found: their name, how alike (0 to 1), and whether their record opens to the user."""

    person_id: UUID
    name: PersonName
    alike: float
    opens: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One word of a search: the hashes that match it whole, as a nickname, and piece by piece."""

    whole: frozenset[bytes]
    nickname: frozenset[bytes]
    pieces: frozenset[bytes]

    def alike(self, keys: frozenset[bytes]) -> float:
        """How well somebody with these keys matches the word, 0 to 1."""
        if self.whole & keys:
            return WHOLE
        if self.nickname & keys:
            return NICKNAME
        share = len(self.pieces & keys) / len(self.pieces) if self.pieces else 0.0
        return share * NICKNAME if share >= ALIKE else 0.0


def search(by: User | None, text: str, on: date, at: datetime) -> list[Found]:
    """The people who match every word of the text, the likest first, at most twenty; records linked show
    once.

    Writes one audit row with how many were found, and never what was looked for.
    """
    terms = terms_of(text)
    scores = _weighed(by, terms, on, at) if terms else {}
    best = _one_of_each(sorted(scores, key=lambda person_id: (-scores[person_id], str(person_id))))
    names = names_of(best)
    opening = opening_of(by, best, on, at)
    found = [
        Found(person_id=one, name=names[one], alike=scores[one], opens=one in opening)
        for one in sorted(best, key=lambda one: (-scores[one], names[one].full))
    ]
    if by is not None:
        audit.record(by=by, at=at, action="search.person", data_class=1, detail={"found": len(found)})
    return found


def terms_of(text: str) -> list[Term]:
    """The words of a search, each with the hashes it is compared by."""
    digits = digits_of(text)
    numbered = len(digits) >= MIN_DIGITS
    if numbered and not any(letter.isalpha() for letter in text):
        return [_exactly({f"number:{digits}"}, {f"number:{digits[-LONGEST_TAIL:]}"})]
    if digits and len(folded_words(text)) <= POSTCODE_WORDS:
        return [_exactly({mark_of_postcode(text)}, {f"number:{digits}"} if numbered else set())]
    return [_named(word) for word in folded_words(text)]


def _exactly(whole: set[str], nearly: set[str]) -> Term:
    return Term(
        whole=_hashed(whole),
        nickname=_hashed(nearly),
        pieces=frozenset(),
    )


def _named(word: str) -> Term:
    return Term(
        whole=_hashed({f"word:{word}"}),
        nickname=_hashed(called(word)),
        pieces=_hashed(trigrams(word)),
    )


def _hashed(marks: Iterable[str]) -> frozenset[bytes]:
    return frozenset[bytes]().union(*map(search_keys, marks))


def _weighed(by: User | None, terms: list[Term], on: date, at: datetime) -> dict[UUID, float]:
    """How alike each of the likeliest people is, leaving out who misses a word altogether."""
    scores = {}
    for person_id, keys in _candidates(by, terms, on, at).items():
        alike = [term.alike(keys) for term in terms]
        if all(alike):
            scores[person_id] = sum(alike) / len(alike)
    return scores


def _candidates(
    by: User | None, terms: list[Term], on: date, at: datetime
) -> Mapping[UUID, frozenset[bytes]]:
    """The people who share most with the search, and which of its hashes each has."""
    exact = frozenset().union(*(term.whole | term.nickname for term in terms))
    pieces = frozenset().union(*(term.pieces for term in terms))
    shared = SearchKey.objects.filter(key__in=exact | pieces, person__in=findable_people(by, on, at))
    points = Case(
        When(key__in=exact, then=Value(len(pieces) or 1)), default=Value(1), output_field=IntegerField()
    )
    likeliest = (
        shared.values("person").annotate(points=Sum(points)).order_by("-points", "person")[:CANDIDATES]
    )
    held: dict[UUID, set[bytes]] = defaultdict(set)
    ids = [row["person"] for row in likeliest]
    for person_id, key in SearchKey.objects.filter(key__in=exact | pieces, person__in=ids).values_list(
        "person_id", "key"
    ):
        held[person_id].add(bytes(key))
    return {person_id: frozenset(keys) for person_id, keys in held.items()}


def _one_of_each(ranked: list[UUID]) -> list[UUID]:
    """The first record of each person, likest first, as many as fit a page."""
    same, kept, seen = resolve(ranked), [], set[UUID]()
    for person_id in ranked:
        if person_id not in seen:
            kept.append(person_id)
            seen |= same[person_id]
    return kept[:RESULTS]
