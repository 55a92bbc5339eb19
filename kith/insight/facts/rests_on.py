"""What each week of visits rests on: where that is as it was, the week has the rows that it had.

A week's rows follow from facts about its visits, from what holds on its days of their lines and people, and
from the program. Facts are appended and never changed, so as many facts are the same facts. What holds on a
day may be said later and be changed, so it is told whole, cut to the week: somebody's moving house today
touches no week before. A test asks that every table a week's rows are read from is asked here too, and
another that weeks kept are those that would be written.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Aggregate, Count, Max, Min

import kith
from kith.brokerage.models import PackageLine
from kith.brokerage.queries import LineDates, Pause, line_dates, suspensions
from kith.core.dates import week_starts_on
from kith.delivery.models import Verification
from kith.insight.facts.known import ONE_WEEK, Line, pseudonym
from kith.orgs.facts import Fact
from kith.payments.models import Claim
from kith.people.models import Person
from kith.people.queries_households import LivedIn, patches_lived_in
from kith.rota.models import RotaEntry, Visit, VisitTerms

Time = TypeVar("Time", date, datetime)
SIX_DAYS = timedelta(days=6)
NOBODY = UUID(int=0)
KEPT = 16  # hexadecimal digits of what is told: 64 bits


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    """How many facts there are about a week's visits, by kind, and between which instants they are to be."""

    counts: Sequence[tuple[str, int]]
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Holding:
    """What holds of every line and person, on whatever day."""

    of_line: Mapping[UUID, Line]
    person_of: Mapping[UUID, UUID]
    dates: Mapping[UUID, Sequence[LineDates]]
    pauses: Mapping[UUID, Sequence[Pause]]
    homes: Mapping[UUID, Sequence[LivedIn]]
    died_on: Mapping[UUID, date]


def weeks_rest_on(of_line: Mapping[UUID, Line]) -> dict[date, str]:
    """By the Monday of each week that has visits, a short name of all that its rows rest on."""
    facts = _facts()
    if not facts:
        return {}
    holding = _holding(of_line, facts.values())
    return {week: _named(week, each, holding) for week, each in sorted(facts.items())}


def _named(week: date, facts: _Facts, holding: _Holding) -> str:
    told = hashlib.sha256(f"{_program()} {pseudonym(NOBODY)} {week} {facts.counts}".encode())
    days = Visit.objects.filter(on__gte=week, on__lt=week + ONE_WEEK)
    for line_id in sorted(set(days.values_list("package_line_id", flat=True).distinct())):
        told.update(repr((line_id.int, *_of_line(line_id, week, facts, holding))).encode())
    return told.hexdigest()[:KEPT]


def _of_line(line_id: UUID, week: date, facts: _Facts, holding: _Holding) -> Iterator[object]:
    """What holds of a line and its person on the days of a week."""
    person_id, sunday = holding.person_of[line_id], week + SIX_DAYS
    died_on = holding.died_on.get(person_id)
    yield tuple(map(str, holding.of_line[line_id]))
    yield str(died_on) if died_on and died_on <= sunday else ""
    yield _cuts(((each.starts_on, each.until) for each in holding.dates.get(line_id, ())), week, sunday)
    lived = (
        (each, _cut(each.starts_on, each.until, week, sunday)) for each in holding.homes.get(person_id, ())
    )
    yield [(str(home.patch_id), cut) for home, cut in lived if cut]
    paused = holding.pauses.get(person_id, ())
    yield _cuts(((each.starts_at, each.ends_at) for each in paused), facts.first_at, facts.last_at)


def _cuts(stretches: Iterable[tuple[Time, Time | None]], first: Time, last: Time) -> list[tuple[str, str]]:
    return [cut for starts, ends in stretches if (cut := _cut(starts, ends, first, last))]


def _cut(starts: Time, ends: Time | None, first: Time, last: Time) -> tuple[str, str] | None:
    """The part of a stretch that lies between two times, the last one in it; None where there is none."""
    if starts > last or (ends is not None and ends <= first):
        return None
    return str(max(starts, first)), "" if ends is None or ends > last else str(ends)


def _facts() -> dict[date, _Facts]:
    """The facts about each week's visits, of all that there are."""
    counted: defaultdict[date, Counter[str]] = defaultdict(Counter)
    times: defaultdict[date, list[datetime]] = defaultdict(list)
    for day, terms, first_at, last_at in _by_day(
        VisitTerms, Count("pk"), Min("preferred_at"), Max("preferred_at")
    ):
        counted[week_starts_on(day)]["terms"] += terms
        times[week_starts_on(day)] += (first_at, last_at)
    for day, entries, frozen in _by_day(RotaEntry, Count("pk"), Count("shift__freeze")):
        counted[week_starts_on(day)] += Counter(entries=entries, frozen=frozen)
    for kind in (Verification, Claim):
        for day, facts in _by_day(kind, Count("pk")):
            counted[week_starts_on(day)][kind.__name__] += facts
    return {
        week: _Facts(counts=sorted(counted[week].items()), first_at=min(some), last_at=max(some))
        for week, some in times.items()
    }


def _by_day(kind: type[Fact], *asked: Aggregate) -> Iterator[tuple[Any, ...]]:
    """The days of visits, and what is asked of the facts of a kind about them."""
    named = {f"asked_{place}": each for place, each in enumerate(asked)}
    days = kind.objects.order_by().values("visit__on").annotate(**named)
    yield from days.values_list("visit__on", *named)


def _holding(of_line: Mapping[UUID, Line], facts: Iterable[_Facts]) -> _Holding:
    person_of = dict(PackageLine.objects.values_list("pk", "person_id"))
    people = set(person_of.values())
    died = Person.objects.filter(died_on__isnull=False).values_list("pk", "died_on")
    some = list(facts)
    first_at, last_at = min(each.first_at for each in some), max(each.last_at for each in some)
    return _Holding(
        of_line=of_line,
        person_of=person_of,
        dates=line_dates(people),
        pauses=suspensions(None, first_at, last_at + ONE_WEEK),
        homes=patches_lived_in(people),
        died_on={person_id: died_on for person_id, died_on in died if died_on},
    )


@cache
def _program() -> str:
    """A digest of the program's own text: another version of it writes every week afresh."""
    told = hashlib.sha256()
    for file in sorted(Path(kith.__file__).parent.rglob("*.py")):
        told.update(file.read_bytes())
    return told.hexdigest()
