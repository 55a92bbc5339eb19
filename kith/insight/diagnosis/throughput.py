"""How people come through reablement: how many start, how long they stay, with how many hours, and who waits.

One time with a team is one row; whether a person needs care twelve weeks after is read from their packages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from statistics import median

import duckdb
from django.utils.translation import gettext as _

from kith.core.dates import week_starts_on
from kith.core.small_numbers import may_be_shown
from kith.core.spc import xmr
from kith.insight.diagnosis.intervals import mean_of, wilson
from kith.insight.diagnosis.reablement_times import Time, last_day, times_with_a_team
from kith.insight.diagnosis.result import Cell, Column, Estimate, Result, Table
from kith.insight.diagnosis.series_picture import SeriesPicture
from kith.insight.diagnosis.survival import HAPPENED, WENT_ON, Spell, share_spared
from kith.insight.diagnosis.terms import Terms
from kith.insight.diagnosis.wording import estimate, percent

WEEK = timedelta(days=7)
MINUTES_IN_AN_HOUR = 60
STAYED_WEEKS = (1, 2, 4, 6, 8, 12)
STRETCHES = (1, 4)  # weeks counted together, where single weeks are too small to show
DRAWN = 26
FEWEST_POINTS = 2


def reablement_throughput(facts: duckdb.DuckDBPyConnection, terms: Terms) -> Result:
    """Starts, weeks in the service, hours from start to twelve weeks after, and who waits to leave."""
    on = terms.ends_on or last_day(facts)
    times = times_with_a_team(facts, on) if on else []
    shown = on if may_be_shown(len({each.person for each in times})) else None
    return Result(
        key="reablement_throughput",
        title=_("How people come through reablement"),
        question=_("How many start, how long do they stay, and how much care do they have then and after?"),
        answer=_answer(times, shown) if shown else _("Too few people have had reablement to say."),
        definition=_(
            "Times with a reablement team; stretches a week apart or less are one time. Weeks in the service "
            "count those still in it as far as they have come. Twelve weeks after is the care that stands "
            "then, of people alive and not in a care home."
        ),
        n=len(times),
        n_of=_("times with a reablement team"),
        owner=_("Head of reablement"),
        next_test=_(
            "Ask each Monday who is ready to leave and has stayed a week longer, and what is missing."
        ),
        tables=tuple(_tables(times, shown)) if shown else (),
        pictures=tuple(_pictures(times, shown)) if shown else (),
        estimates=tuple(_estimates(times)) if shown else (),
        limits=(
            _("Who is taken on differs by place and season: more starts are not better in themselves."),
            _("Nobody is known to wait to leave unless the day of being ready is recorded."),
        ),
    )


def _answer(times: Sequence[Time], on: date) -> str:
    over = [each for each in times if each.until]
    words = _("%(n)s times began; %(now)s people are in the service now.") % {
        "n": f"{len(times):,}",
        "now": _few(sum(each.until is None for each in times)),
    }
    if not may_be_shown(len(over)):
        return words
    weeks = median(each.days(on) for each in over) / WEEK.days
    words += " " + _("Half of those that are over took %(weeks)s weeks or less.") % {"weeks": f"{weeks:.1f}"}
    known = [each for each in over if each.outcome]
    if may_be_shown(len(known)):
        none = sum(each.outcome == "none" for each in known)
        words += " " + _("%(share)s ended with no care needed.") % {"share": percent(none / len(known), 0)}
    return words


def _few(count: int) -> str:
    return f"{count:,}" if may_be_shown(count) or not count else _("fewer than ten")


def _tables(times: Sequence[Time], on: date) -> Iterator[Table]:
    weeks, rows = _starts(times, on)
    yield _starts_table(weeks, rows)
    yield _stay_table(times, on)
    yield _hours_table(times)
    ready = [each for each in times if each.ready_on and each.ready_on <= on]
    if may_be_shown(len(ready)):
        yield _waiting_table(ready, on)


def _starts(times: Sequence[Time], on: date) -> tuple[int, list[tuple[date, int, int, int]]]:
    """Weeks counted together, and for each such stretch that is over: starts, ends, and people in service.

    Single weeks where most are large enough to show, else four at a time.
    """
    first, last = week_starts_on(times[0].starts_on), week_starts_on(on)
    found: list[tuple[date, int, int, int]] = []
    weeks = 1
    for weeks in STRETCHES:
        found, since = [], last - (last - first) // (weeks * WEEK) * (weeks * WEEK)
        while since < last:
            until = since + weeks * WEEK
            found.append(
                (
                    since,
                    sum(since <= each.starts_on < until for each in times),
                    sum(bool(each.until and since <= each.until < until) for each in times),
                    sum(each.starts_on < until and (not each.until or each.until >= until) for each in times),
                )
            )
            since = until
        if found and may_be_shown(int(median(row[1] for row in found))):
            break
    return weeks, found


def _starts_table(weeks: int, rows: Sequence[tuple[date, int, int, int]]) -> Table:
    title = _("Week by week") if weeks == 1 else _("Four weeks at a time")
    return Table(
        title=title,
        columns=(
            Column(key="since", heading=_("From"), unit="day"),
            Column(key="starts", heading=_("Started"), unit="whole"),
            Column(key="ends", heading=_("Left"), unit="whole"),
            Column(key="in_service", heading=_("In the service at the end"), unit="whole"),
        ),
        rows=tuple((since, *map(_count, counts)) for since, *counts in rows[-DRAWN:]),
    )


def _count(number: int) -> Cell:
    return number if may_be_shown(number) or not number else None


def _stay_table(times: Sequence[Time], on: date) -> Table:
    """The share still in the service after so many weeks, as far as each has come."""
    spells = [
        Spell(each.days(on), HAPPENED if each.until else WENT_ON) for each in times if each.days(on) > 0
    ]
    rows: list[tuple[Cell, ...]] = []
    curve = share_spared(spells) if spells else None
    for weeks in STAYED_WEEKS:
        followed = curve.at_risk(weeks * WEEK.days) if curve else 0
        if curve is None or not may_be_shown(followed):
            rows.append((weeks, None, None, None))
            continue
        still = curve.on(weeks * WEEK.days)
        rows.append((weeks, followed, still.value, f"{percent(still.low)} – {percent(still.high)}"))
    return Table(
        title=_("Weeks in the service"),
        columns=(
            Column(key="weeks", heading=_("After weeks"), unit="whole"),
            Column(key="followed", heading=_("Followed so long"), unit="whole"),
            Column(key="still", heading=_("Still in the service"), unit="share"),
            Column(key="interval", heading=_("95 % interval")),
        ),
        rows=tuple(rows),
    )


def _hours_table(times: Sequence[Time]) -> Table:
    moments = (
        (_("before"), [each.before for each in times]),
        (_("at the start"), [each.first for each in times]),
        (_("at the end"), [each.last for each in times if each.until]),
        (_("twelve weeks after"), [each.later for each in times if each.until]),
    )
    return Table(
        title=_("Hours of care a week"),
        columns=(
            Column(key="moment", heading=_("When")),
            Column(key="people", heading=_("Known for"), unit="whole"),
            Column(key="hours", heading=_("Hours a week, on average"), unit="number"),
            Column(key="interval", heading=_("95 % interval")),
            Column(key="none", heading=_("With none"), unit="share"),
        ),
        rows=tuple(_hours(words, [each for each in held if each is not None]) for words, held in moments),
    )


def _hours(words: str, minutes: Sequence[int]) -> tuple[Cell, ...]:
    if not minutes:
        return (words, 0, "", "", "")
    if not may_be_shown(len(minutes)):
        return (words, None, None, None, None)
    found = mean_of([each / MINUTES_IN_AN_HOUR for each in minutes])
    none = sum(each == 0 for each in minutes) / len(minutes)
    return (words, len(minutes), found.value, f"{found.low:.1f} – {found.high:.1f}", none)


def _waiting_table(ready: Sequence[Time], on: date) -> Table:
    """Who was ready to leave and had not: days waited, and the team's hours that went into waiting."""
    days = [max(0, (min(each.until or on, on) - (each.ready_on or on)).days) for each in ready]
    waiting = sum(each.until is None for each in ready)
    hours = sum(
        waited / WEEK.days * (each.last or each.first or 0) / MINUTES_IN_AN_HOUR
        for each, waited in zip(ready, days, strict=True)
    )
    return Table(
        title=_("Ready to leave and still in the service"),
        columns=(
            Column(key="what", heading=_("What")),
            Column(key="figure", heading=_("Figure"), unit="number"),
        ),
        rows=(
            (_("times with a day of being ready"), len(ready)),
            (_("days from ready to leaving, half took this or less"), float(median(days))),
            (_("days from ready to leaving, together"), sum(days)),
            (_("hours of the team’s care a week given meanwhile, together"), round(hours, 1)),
            (_("ready and still in the service now"), _count(waiting)),
        ),
    )


def _pictures(times: Sequence[Time], on: date) -> Iterator[SeriesPicture]:
    weeks, rows = _starts(times, on)
    points = [(since, float(starts)) for since, starts, _ends, _in in rows if _count(starts) is not None]
    if len(points) >= FEWEST_POINTS:
        title = _("Starts each week") if weeks == 1 else _("Starts in each four weeks")
        yield SeriesPicture(title=title, chart=xmr(points, improvement="neutral"))


def _estimates(times: Sequence[Time]) -> Iterator[Estimate]:
    known = [each for each in times if each.until and each.outcome]
    if may_be_shown(len(known)):
        found = wilson(sum(each.outcome == "none" for each in known), len(known))
        words = _("needed no care when it ended")
        yield estimate("throughput.none", words, found, unit="share", n=len(known), method=_("Wilson"))
    later = [each.later for each in times if each.later is not None]
    if may_be_shown(len(later)):
        found = wilson(sum(minutes == 0 for minutes in later), len(later))
        words = _("had no care twelve weeks after it ended")
        yield estimate("throughput.later", words, found, unit="share", n=len(later), method=_("Wilson"))
