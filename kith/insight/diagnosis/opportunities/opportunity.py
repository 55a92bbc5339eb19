"""What an opportunity is: how much care or money could be freed, how sure that is, and what would test it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import duckdb
from django.utils.translation import gettext as _

from kith.core.small_numbers import may_be_shown
from kith.insight.diagnosis.intervals import Interval, standard_error
from kith.insight.diagnosis.intervals import Z as Z_95
from kith.insight.diagnosis.terms import Terms

DAYS_A_YEAR = 365
ONE_DAY = timedelta(days=1)
NEARLY_A_YEAR = 330  # days between first and last; fewer are scaled up


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """What only the council knows, in pence. Without one, the opportunity it prices is counted only."""

    waiting_day_pence: int | None = None
    contact_pence: int | None = None
    complaint_pence: int | None = None
    nurse_visit_pence: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scaled:
    """How many days a figure was worked out from, and what makes a year of them."""

    days: int
    by: float

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The days, where they are not a whole year."""
        words = _("days in the files, scaled to a year")
        return () if self.by == 1.0 else (Figure(words=words, value=f"{self.days:,}"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an opportunity is worked out from: the facts, the terms, the prices, and the year looked at."""

    facts: duckdb.DuckDBPyConnection
    terms: Terms
    prices: Prices
    until: date

    @property
    def since(self) -> date:
        """First day of the year looked at."""
        return self.until - ONE_DAY * DAYS_A_YEAR

    def rows(self, query: str, *given: object) -> list[tuple[float, ...]]:
        """The rows a query answers."""
        return self.facts.execute(query, list(given)).fetchall()

    def scaled(self, table: str, where: str = "TRUE") -> Scaled:
        """What makes a year of the days a table knows: files often hold a month, and money is for a year."""
        [(first, last)] = self.facts.execute(
            f"SELECT min(on_day), max(on_day) FROM {table} WHERE on_day >= ? AND on_day < ? AND {where}",  # noqa: S608
            [self.since, self.until],
        ).fetchall()
        days = (last - first).days + 1 if first else DAYS_A_YEAR
        return Scaled(days=days, by=1.0 if days > NEARLY_A_YEAR else DAYS_A_YEAR / days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """What holds of an opportunity wherever it is worked out. Money is for a year."""

    key: str
    title: str
    question: str
    numerator: str
    denominator: str
    formula: str
    owner: str
    next_test: str
    needs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One of the figures the money is worked out from, as it is written."""

    words: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came out here. Without ``pence``, ``missing`` says what is needed, or that the numbers are small.

    ``sensitivity`` is the money again with one thing changed at a time. ``people`` is how many people it is
    about, where ``n`` counts something else of which one person may have many.
    """

    n: int
    n_of: str
    people: int | None = None
    figures: tuple[Figure, ...] = ()
    pence: Interval | None = None
    missing: str = ""
    sensitivity: tuple[tuple[str, float], ...] = ()
    limits: tuple[str, ...] = ()

    @property
    def rests_on(self) -> int | None:
        """How many of ``n_of`` it rests on; None where it is about too few people to say."""
        about = self.n if self.people is None else self.people
        return self.n if not about or may_be_shown(about) else None


def priced(
    found: Answer, counted: Interval, *, at: float | None, missing: str, scaled: Scaled, half: str
) -> Answer:
    """What was found, with so many in the files worth so many pence each as money for a year.

    ``missing`` names the price where it is not known; ``half`` says what would make it worth half as much.
    """
    if at is None:
        return replace(found, missing=missing)
    worth = times(counted, at * scaled.by)
    return replace(
        found,
        figures=(*found.figures, *scaled.figures),
        pence=worth,
        sensitivity=((half, worth.value / 2),),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Opportunity:
    """A definition and what came out."""

    definition: Definition
    answer: Answer

    @property
    def pence(self) -> float | None:
        """Pence a year, where the numbers are large enough and nothing is missing."""
        return self.answer.pence.value if self.answer.pence else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One opportunity that can be worked out: its definition, and how."""

    definition: Callable[[], Definition]
    work_out: Callable[[Asked], Answer]

    def of(self, asked: Asked) -> Opportunity:
        """The opportunity in these facts. The small-number rule is applied here, to every one alike."""
        answer = self.work_out(asked)
        if answer.rests_on is None and answer.figures:
            answer = Answer(
                n=answer.n, n_of=answer.n_of, people=answer.people,
                missing=_("It rests on too few %(what)s to show or to act on.") % {"what": answer.n_of},
            )  # fmt: skip
        return Opportunity(definition=self.definition(), answer=answer)


def nothing(n_of: str, missing: str) -> Answer:
    """The answer where the files needed are not there."""
    return Answer(n=0, n_of=n_of, missing=missing)


def product(first: Interval, other: Interval) -> Interval:
    """Two figures worked out from different things, multiplied: their relative errors add up as squares."""
    value = first.value * other.value
    spread = math.hypot(standard_error(first) * other.value, standard_error(other) * first.value)
    return Interval(value, value - Z_95 * spread, value + Z_95 * spread)


def times(figure: Interval, by: float) -> Interval:
    """A figure and both its ends multiplied by a number that is known exactly."""
    low, high = sorted((figure.low * by, figure.high * by))
    return Interval(figure.value * by, low, high)


def added(*figures: Interval) -> Interval:
    """Figures worked out from different things, added up."""
    value = math.fsum(figure.value for figure in figures)
    spread = math.sqrt(math.fsum(standard_error(figure) ** 2 for figure in figures))
    return Interval(value, value - Z_95 * spread, value + Z_95 * spread)
