"""What a provider's own rota says, row by row or event by event, and what of it can be compared.

A row that cannot be used is left out of both sides of the comparison, with its number and the reason, so that
like is compared with like.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise

from kith.core.dates import ONE_MINUTE, london_day, week_starts_on
from kith.core.phrases import say
from kith.core.tables import FINDINGS_KEPT, Finding, Mapped
from kith.rota.planner import Place
from kith.rota.queries_rounds import planning_day
from kith.rota.shadow import USABLE_MINUTES, WEEK, Choices, Week, WeekVisit, WeekWorker

MOST_WORKERS = 2  # of one visit, as the rota engine states them
Together = tuple[str, datetime, datetime]
"""Whom a visit is for, and from when until when: who comes to the same comes together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """A row or an event: who is to go to whom, where and when. ``workers`` is how many the visit takes."""

    number: int
    person: str
    worker: str
    starts_at: datetime
    ends_at: datetime
    postcode: str | None = None
    door: Place | None = None
    workers: int | None = None
    home_postcode: str | None = None
    travel_mode: str | None = None

    @property
    def together(self) -> Together:
        """What rows of one visit have in common."""
        return self.person, self.starts_at, self.ends_at

    @property
    def minutes(self) -> int:
        """How long it is planned for, in whole minutes."""
        return (self.ends_at - self.starts_at) // ONE_MINUTE

    @property
    def on(self) -> date:
        """The day with whose shifts it is planned."""
        return planning_day(self.starts_at)


@dataclass(slots=True, kw_only=True)
class Reading:
    """A file being read: what it is made of, and what of it could not be used as it stands.

    ``rows`` counts rows of a table or events of a calendar; ``unread`` are those that make no sense by
    themselves, ``left`` the numbers of others that are left out.
    """

    kind: str
    attendances: list[Attendance] = field(default_factory=list)
    rows: int = 0
    unread: int = 0
    left: set[int] = field(default_factory=set)
    columns: tuple[Mapped, ...] = ()
    header: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    findings: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def postcodes(self) -> set[str]:
        """Every postcode that has to be found."""
        named = ((each.postcode, each.home_postcode) for each in self.attendances)
        return {postcode for pair in named for postcode in pair if postcode}

    @property
    def used(self) -> int:
        """How many rows can be compared."""
        return self.rows - self.unread - len(self.left)

    @property
    def in_order(self) -> list[Finding]:
        """What was found, by row."""
        return sorted(self.findings, key=lambda found: found.row_number)

    def find(self, number: int, column: str | None, code: str, message: str) -> None:
        """Note something about a row that is used all the same."""
        self.counts[code] += 1
        if len(self.findings) < FINDINGS_KEPT:
            self.findings.append(Finding(row_number=number, column=column, code=code, message=message))

    def leave_out(self, number: int, column: str | None, code: str, message: str) -> None:
        """Note why a row is left out of both sides."""
        self.left.add(number)
        self.find(number, column, code, message)


def week_of(reading: Reading, places: Mapping[str, Place], choices: Choices) -> Week | None:
    """The week that a file holds most of, with its doors found; None where no row can be compared.

    Rows left out on the way are among the findings.
    """
    rows = [each for each in reading.attendances if _has_a_door(reading, each, places)]
    rows = [each for each in rows if _can_be_a_visit(reading, each)]
    rows = list(_of_one_week(reading, rows))
    rows = list(_each_once(reading, rows))
    visits = dict(_visits(reading, rows))
    kept = [each for each in rows if each.together in visits]
    if not kept:
        return None
    _say_what_is_unusual(reading, kept)
    people = _numbers(each.person for each in kept)
    workers = _numbers(each.worker for each in kept)
    return Week(
        starts_on=week_starts_on(kept[0].on),
        workers=tuple(_worker(worker, kept, places, choices) for worker in workers),
        visits=tuple(
            WeekVisit(
                person=people[person],
                door=_door(visits[person, starts_at, ends_at][0], places),
                starts_at=starts_at,
                minutes=(ends_at - starts_at) // ONE_MINUTE,
                workers=tuple(sorted(workers[each.worker] for each in visits[person, starts_at, ends_at])),
            )
            for person, starts_at, ends_at in sorted(visits, key=lambda key: (key[1], people[key[0]], key[2]))
        ),
    )


def _has_a_door(reading: Reading, each: Attendance, places: Mapping[str, Place]) -> bool:
    if each.door is not None or each.postcode in places:
        return True
    if each.postcode is None:
        why = say("Nothing says where this visit is: neither a postcode nor a place on the national grid.")
        reading.leave_out(each.number, "postcode", "no_place", why)
    else:
        why = say("The postcode {postcode} is not known here.", postcode=each.postcode)
        reading.leave_out(each.number, "postcode", "unknown_postcode", why)
    return False


def _can_be_a_visit(reading: Reading, each: Attendance) -> bool:
    if each.minutes < 1:
        why = say("The visit ends before it starts.")
        reading.leave_out(each.number, "planned_end", "negative", why)
        return False
    if each.minutes > USABLE_MINUTES:
        why = say("{minutes} minutes are more than a whole shift can hold, as of a night or a day sitting.",
                  minutes=each.minutes)  # fmt: skip
        reading.leave_out(each.number, "planned_end", "too_long", why)
        return False
    return True


def _of_one_week(reading: Reading, rows: Collection[Attendance]) -> Iterator[Attendance]:
    """The rows of the week with most of them, the earliest of two with as many."""
    by_week = Counter(week_starts_on(each.on) for each in rows)
    week = max(by_week, key=lambda monday: (by_week[monday], -monday.toordinal()), default=None)
    for each in rows:
        if week is not None and week <= each.on < week + WEEK:
            yield each
        else:
            why = say("It is not in the week from {week:%d/%m/%Y}, of which the file holds most.", week=week)
            reading.leave_out(each.number, None, "another_week", why)


def _each_once(reading: Reading, rows: Iterable[Attendance]) -> Iterator[Attendance]:
    first: dict[tuple[Together, str], int] = {}
    for each in rows:
        row = first.setdefault((each.together, each.worker), each.number)
        if row != each.number:
            why = say("This visit by this worker stands in {row} already.", row=row)
            reading.leave_out(each.number, None, "repeated", why)
        else:
            yield each


def _visits(
    reading: Reading, rows: Iterable[Attendance]
) -> Iterator[tuple[Together, tuple[Attendance, ...]]]:
    """The rows of each visit, where the file names everybody who comes to it and the engine can state it."""
    together: defaultdict[Together, list[Attendance]] = defaultdict(list)
    for each in rows:
        together[each.together].append(each)
    for key, those in together.items():
        wanted = max((each.workers or 1 for each in those), default=1)
        if wanted > len(those):
            why = say("It takes {wanted} workers and the file names one.", wanted=wanted)
            code = "second_worker_not_named"
        elif len(those) > MOST_WORKERS:
            why = say("{named} workers come to this visit, and rounds are planned for two at most.",
                      named=len(those))  # fmt: skip
            code = "more_than_two_workers"
        else:
            yield key, tuple(those)
            continue
        for each in those:
            reading.leave_out(each.number, "worker", code, why)


def _say_what_is_unusual(reading: Reading, rows: Sequence[Attendance]) -> None:
    for each in rows:
        if london_day(each.starts_at) != london_day(each.ends_at):
            why = say("The visit crosses midnight; it belongs to {on:%d/%m/%Y}.", on=each.on)
            reading.find(each.number, None, "crosses_midnight", why)
    by_worker: defaultdict[str, list[Attendance]] = defaultdict(list)
    for each in sorted(rows, key=lambda each: (each.starts_at, each.number)):
        by_worker[each.worker].append(each)
    for stops in by_worker.values():
        for one, other in pairwise(stops):
            if other.starts_at < one.ends_at:
                why = say("Its worker is still at the visit of {row} then. It is counted as starting late.",
                          row=one.number)  # fmt: skip
                reading.find(other.number, None, "overlapping", why)


def _numbers(names: Iterable[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(dict.fromkeys(names))}


def _worker(
    name: str, rows: Iterable[Attendance], places: Mapping[str, Place], choices: Choices
) -> WeekWorker:
    """A worker as their rows say: the mode most often given, and the first home that is known."""
    theirs = [each for each in rows if each.worker == name]
    modes = Counter(each.travel_mode for each in theirs if each.travel_mode)
    homes = (places[home] for each in theirs if (home := each.home_postcode) and home in places)
    return WeekWorker(
        travel_mode=modes.most_common(1)[0][0] if modes else choices.travel_mode, home=next(homes, None)
    )


def _door(each: Attendance, places: Mapping[str, Place]) -> Place:
    return each.door or places[each.postcode or ""]
