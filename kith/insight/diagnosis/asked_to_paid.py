"""From what was commissioned to what was paid: each difference in hours and pounds, with its reason.

The Leeds documents hold what providers invoice against what call monitoring shows, and find a gap. Here the
gap is taken apart from its beginning: what was asked for, put on the rota, spent, claimed and paid.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import duckdb
from django.utils.translation import gettext as _

from kith.core.money import half_up
from kith.core.small_numbers import may_be_shown, withheld
from kith.core.spc import Chart, xmr
from kith.core.spc_words import reads_as
from kith.core.waterfall_chart import Waterfall, WaterfallStep
from kith.insight.diagnosis.gap_steps import OTHER, Known, Level, Step, lay_out_gap, steps_of
from kith.insight.diagnosis.gap_words import level_words, reason_words
from kith.insight.diagnosis.result import Cell, Column, Result, Table
from kith.insight.diagnosis.series_picture import SeriesPicture
from kith.insight.diagnosis.terms import Terms
from kith.insight.diagnosis.wording import pence

HOUR = 60  # minutes; and pence-minutes in a penny
PICTURES = 4
FEWEST_WEEKS = 2


def asked_to_paid(facts: duckdb.DuckDBPyConnection, terms: Terms) -> Result:
    """What became of the hours asked for, up to the pounds paid; by provider, and week by week."""
    known = lay_out_gap(facts, terms)
    steps = steps_of(facts)
    begun = next((step for step in steps if step.level is Level.ASKED), None)
    shown = known if known and begun and may_be_shown(begun.people) else None
    trends = _trends(facts, shown, terms) if shown else {}
    return Result(
        key="asked_to_paid",
        title=_("From what was commissioned to what was paid"),
        question=_("Where do the hours and pounds go between what is asked for and what is paid?"),
        answer=_answer(steps, shown),
        definition=_(
            "Every place of a visit in the days that visits, claims and payments are known for. Each step "
            "is a difference of minutes at the price its contract pays for an hour, or at one price where "
            "none is known; what was asked for and all steps come to what was paid, to the penny."
        ),
        n=begun.people if begun else 0,
        n_of=_("people"),
        owner=_("Contracts manager with finance"),
        next_test=_("Take the largest reason to one provider, ask about twenty visits, and count again."),
        tables=tuple(_tables(facts, steps, shown, trends, terms)) if shown else (),
        pictures=tuple(_pictures(steps, shown, trends)) if shown else (),
        limits=(
            _("A reason says what differs and not who is at fault: monitoring has gaps, too."),
            _("Where files claim or pay by person and not by visit, a step’s reason is the person’s whole."),
        ),
    )


def _sums(steps: Sequence[Step]) -> dict[Level, tuple[float, int]]:
    """What each kind of minutes comes to: minutes and pence-minutes."""
    found, minutes, pence_minutes = {}, 0.0, 0
    for level in Level:
        minutes += sum(step.minutes for step in steps if step.level is level)
        pence_minutes += sum(step.pence_minutes for step in steps if step.level is level)
        found[level] = (minutes, pence_minutes)
    return found


def _answer(steps: Sequence[Step], known: Known | None) -> str:
    if known is None:
        return _("There are too few visits in days that claims and payments are known for, too.")
    sums = _sums(steps)
    asked, last = sums[Level.ASKED], known.levels[-1]
    words = _("%(asked)s hours were commissioned, %(spent)s spent with people.") % {
        "asked": _hours(asked[0]),
        "spent": _hours(sums[Level.ACTUAL][0]),
    }
    words += " " + _("In pounds, %(asked)s was commissioned and %(end)s was %(last)s.") % {
        "asked": _pounds(asked[1]),
        "end": _pounds(sums[last][1]),
        "last": level_words(last).lower(),
    }
    named = (step for step in steps if step.level is not Level.ASKED and step.reason != OTHER)
    largest = max(named, key=lambda step: abs(step.pence_minutes), default=None)
    if largest is None:
        return words
    return (
        words
        + " "
        + _("The largest single step: %(reason)s, %(pounds)s.")
        % {
            "reason": reason_words(largest.reason),
            "pounds": _pounds(largest.pence_minutes),
        }
    )


def _tables(
    facts: duckdb.DuckDBPyConnection,
    steps: Sequence[Step],
    known: Known,
    trends: Mapping[str, Chart],
    terms: Terms,
) -> Iterator[Table]:
    yield _reason_table(steps, known)
    yield _provider_table(facts, known, terms, asked_for=steps[0].people)
    if trends:
        yield _trend_table(trends)


def _reason_table(steps: Sequence[Step], known: Known) -> Table:
    sums = _sums(steps)

    def rows() -> Iterator[tuple[Cell, ...]]:
        for level in known.levels:
            for step in steps:
                if step.level is level is not Level.ASKED:
                    amounts = (step.minutes / HOUR, _pence(step.pence_minutes))
                    people = _people(step.people)
                    yield (reason_words(step.reason), level_words(level), people, *amounts)
            minutes, pence_minutes = sums[level]
            yield (level_words(level), "", "", minutes / HOUR, _pence(pence_minutes))

    return Table(
        title=_("Each step and its reasons"),
        columns=(
            Column(key="what", heading=_("What")),
            Column(key="towards", heading=_("A step to")),
            Column(key="people", heading=_("People"), unit="whole"),
            Column(key="hours", heading=_("Hours"), unit="number"),
            Column(key="pence", heading=_("Pounds"), unit="pence"),
        ),
        rows=tuple(rows()),
    )


def _people(number: int) -> Cell:
    """How many people, withheld where few; none where it is about nobody in particular."""
    return "" if not number else number if may_be_shown(number) else None


def _provider_table(facts: duckdb.DuckDBPyConnection, known: Known, terms: Terms, *, asked_for: int) -> Table:
    """What each provider's hours came to in pounds, and what was claimed beyond what was spent.

    ``asked_for`` is how many people care was asked for: fewer than providers have, where somebody has two.
    """
    found: defaultdict[str, dict[Level, int]] = defaultdict(dict)
    people: defaultdict[str, int] = defaultdict(int)
    for provider, level, n, pence_minutes in facts.execute(
        """
        SELECT coalesce(provider_key, ''), level, count(DISTINCT nullif(person_key, '')), sum(pence_minutes)
        FROM gap GROUP BY ALL ORDER BY ALL
        """
    ).fetchall():
        found[provider][Level(level)] = int(pence_minutes)
        people[provider] = max(people[provider], int(n))
    hidden = withheld(people, whole=asked_for)

    def row(provider: str) -> tuple[Cell, ...]:
        name = terms.names.get(provider, provider) or _("Not known")
        if provider in hidden:
            return (name, None, *(None for _level in known.levels), None)
        total, sums = 0, {}
        for level in Level:
            total += found[provider].get(level, 0)
            sums[level] = total
        stake = sums[Level.CLAIMED] - sums[Level.ACTUAL] if known.claims else None
        return (
            name, people[provider], *(_pence(sums[level]) for level in known.levels),
            "" if stake is None else _pence(stake),
        )  # fmt: skip

    return Table(
        title=_("By provider, in pounds"),
        columns=(
            Column(key="provider", heading=_("Provider")),
            Column(key="people", heading=_("People"), unit="whole"),
            *(Column(key=level.value, heading=level_words(level), unit="pence") for level in known.levels),
            Column(key="stake", heading=_("Claimed beyond what was spent"), unit="pence"),
        ),
        rows=tuple(row(provider) for provider in sorted(found, key=lambda key: terms.names.get(key, key))),
    )


def _trends(facts: duckdb.DuckDBPyConnection, known: Known, terms: Terms) -> dict[str, Chart]:
    """By provider, pounds claimed beyond what was spent, week by week; weeks about few people left out."""
    if known.claims != "places":
        return {}
    weeks: defaultdict[str, list[tuple[date, float]]] = defaultdict(list)
    for provider, week, pence_minutes, people in facts.execute(
        """
        SELECT provider_key, week_starts_on, sum((claimed - actual) * rate), count(DISTINCT person_key)
        FROM gap_places GROUP BY ALL ORDER BY ALL
        """
    ).fetchall():
        if may_be_shown(int(people)):
            weeks[provider].append((week, float(pence_minutes) / HOUR / 100))
    return {
        terms.names.get(provider, provider): xmr(points, improvement="decrease")
        for provider, points in weeks.items()
        if len(points) >= FEWEST_WEEKS
    }


def _trend_table(trends: Mapping[str, Chart]) -> Table:
    return Table(
        title=_("Claimed beyond what was spent, week by week"),
        columns=(
            Column(key="provider", heading=_("Provider")),
            Column(key="weeks", heading=_("Weeks"), unit="whole"),
            Column(key="newest_pence", heading=_("Newest week"), unit="pence"),
            Column(key="average_pence", heading=_("Average"), unit="pence"),
            Column(key="reads_as", heading=_("Reads as")),
        ),
        rows=tuple(
            (name, len(chart.points), 100 * chart.last.y, 100 * chart.last.mean, reads_as(chart.last))
            for name, chart in sorted(trends.items())
        ),
    )


def _pictures(
    steps: Sequence[Step], known: Known, trends: Mapping[str, Chart]
) -> Iterator[Waterfall | SeriesPicture]:
    asked = next(step for step in steps if step.level is Level.ASKED)
    rest = [step for step in steps if step.level in known.levels and step.level is not Level.ASKED]
    yield Waterfall(
        title=_("From pounds commissioned to pounds %(last)s")
        % {"last": level_words(known.levels[-1]).lower()},
        first=level_words(Level.ASKED),
        start=asked.pence_minutes / HOUR,
        steps=tuple(
            WaterfallStep(name=reason_words(step.reason), amount=step.pence_minutes / HOUR) for step in rest
        ),
        last=level_words(known.levels[-1]),
        write=pence,
    )
    for name, chart in sorted(trends.items())[:PICTURES]:
        title = _("%(provider)s: claimed beyond what was spent, each week") % {"provider": name}
        yield SeriesPicture(title=title, chart=chart, write=lambda pounds: pence(100 * pounds))


def _pence(pence_minutes: int) -> int:
    return half_up(pence_minutes, HOUR)


def _pounds(pence_minutes: int) -> str:
    return pence(_pence(pence_minutes))


def _hours(minutes: float) -> str:
    return f"{minutes / HOUR:,.0f}"
