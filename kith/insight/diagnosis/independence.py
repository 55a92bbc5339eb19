"""Time to a care home and to needing two workers, by kind of provider, with what may come first.

The Leeds documents print 0.8 % of people a year entering residential care for all kinds of provider in the
first three years, then a plateau for primary; and workers per package growing under 6 % a year for four
years, then 8 % for framework.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import duckdb
from django.utils.translation import gettext as _

from kith.core.curve_chart import CurvePoint, Curves, Line
from kith.core.small_numbers import may_be_shown
from kith.insight.diagnosis.escalation import change_estimate, change_table
from kith.insight.diagnosis.growth import (
    BEGAN_WITH_ONE,
    TIERS,
    Growth,
    growth_of,
    in_order,
    phase_table,
    span,
)
from kith.insight.diagnosis.intervals import Interval, exact_rate
from kith.insight.diagnosis.journeys import DAYS_IN_A_YEAR
from kith.insight.diagnosis.result import Column, Estimate, Result, Table
from kith.insight.diagnosis.survival import HAPPENED, SOMETHING_ELSE, WENT_ON, Curve, Spell, share_reached
from kith.insight.diagnosis.terms import Terms
from kith.insight.diagnosis.wording import estimate, percent, tier_words, with_interval

SOON = 28  # a move or a death within so many days of the last care belongs to the journey
TO_A_CARE_HOME = f"""
    SELECT tier, person_key, GREATEST(1, LEAST(home, death, until) - starts_on) AS days,
           CASE WHEN home <= LEAST(death, until + {SOON}) AND home < DATE '9999-12-31' THEN {HAPPENED}
                WHEN death <= until + {SOON} THEN {SOMETHING_ELSE} ELSE {WENT_ON} END AS ended
    FROM (
        SELECT *, COALESCE(placed_on, DATE '9999-12-31') AS home,
               COALESCE(died_on, DATE '9999-12-31') AS death
        FROM journeys
    )
"""  # noqa: S608
TO_TWO_WORKERS = f"""
    SELECT tier, person_key, GREATEST(1, LEAST(second, until) - starts_on) AS days,
           CASE WHEN second < until THEN {HAPPENED}
                WHEN placed_on <= until + {SOON} OR died_on <= until + {SOON} THEN {SOMETHING_ELSE}
                ELSE {WENT_ON} END AS ended
    FROM (
        SELECT journeys.*, COALESCE(MIN(states.starts_on), DATE '9999-12-31') AS second
        FROM journeys LEFT JOIN states
          ON states.person_key = journeys.person_key AND states.workers >= 2
        WHERE journeys.workers = 1 GROUP BY ALL
    )
"""  # noqa: S608


def care_home(facts: duckdb.DuckDBPyConnection, terms: Terms) -> Result:
    """How many move into a care home, how soon, and the yearly rate before and after the year asked about."""
    spells = _spells(facts, TO_A_CARE_HOME)
    rates = _rates(facts, terms.cost_change_year)
    return Result(
        key="care_home",
        title=_("Moving into a care home"),
        question=_(
            "How many people move into a care home, how soon, and does it depend on who gives their care?"
        ),
        answer=_rates_in_words(rates, terms),
        definition=_(
            "Days from the first care to the first placement. Somebody who dies first never moves, which the "
            "curve counts; somebody whose care goes on, or ended otherwise, is followed until then. The rate "
            "is moves for each year of care."
        ),
        n=sum(len(each) for each in spells.values()),
        n_of=_("people whose care began"),
        owner=_("Head of commissioning"),
        next_test=_("Read the records of people who moved within a year: what would have kept them at home?"),
        tables=(_rate_table(rates, terms), _reached_table(spells)),
        pictures=(_curves(_("Moved into a care home"), spells),) if spells else (),
        estimates=tuple(_rate_estimates(rates, terms)),
        limits=(
            _("Moves are few: most intervals are wide, and a kind of provider with none is not proved safe."),
            _("Placements that the council does not pay for may not be in the files."),
        ),
    )


def two_workers(facts: duckdb.DuckDBPyConnection, terms: Terms) -> Result:
    """How care by one worker becomes care by two."""
    grown = growth_of(facts, "workers", change_year=terms.workers_change_year, grain=0, among=BEGAN_WITH_ONE)
    spells = _spells(facts, TO_TWO_WORKERS)
    words = (_("Provider"), _("Years of the journey"), _("People"), _("Growth a year"), _("95 % interval"))
    return Result(
        key="two_workers",
        title=_("Coming to need two workers"),
        question=_("How many people whose care began with one worker come to have two, and how soon?"),
        answer=_two_in_words(grown, terms),
        definition=_(
            "Among people whose care began with one worker: days to the first week with two, when a move or "
            "a death may come first; and the yearly growth of the average number of workers among the same "
            "people."
        ),
        n=sum(len(each) for each in spells.values()),
        n_of=_("people whose care began with one worker"),
        owner=_("Principal occupational therapist"),
        next_test=_("Have an occupational therapist see every new double-handed package within two weeks."),
        tables=(
            phase_table(_("Growth in workers per package"), grown, terms.workers_change_year, words),
            change_table({_("Workers per package"): grown}),
            _reached_table(spells),
        ),
        pictures=(_curves(_("Came to have two workers"), spells),) if spells else (),
        estimates=tuple(_growth_estimates(grown, terms)),
        limits=(
            _("Packages that began with two workers are left out: they could not come to have two."),
            _("Equipment and single-handed reviews are not in the files."),
        ),
    )


def _spells(facts: duckdb.DuckDBPyConnection, text: str) -> dict[str, list[Spell]]:
    """Each kind of provider's spells; kinds with too few people are left out."""
    found: dict[str, list[Spell]] = {tier: [] for tier in TIERS}
    for tier, _person, days, ended in facts.execute(f"{text} ORDER BY tier, person_key").fetchall():
        found.setdefault(tier, []).append(Spell(days, ended))
    return {tier: spells for tier, spells in found.items() if may_be_shown(len(spells))}


Rates = Mapping[tuple[str, str], tuple[Interval, int, int]]


def _rates(facts: duckdb.DuckDBPyConnection, change_year: int) -> Rates:
    """Moves for each year of care before and after the year asked about: rate, moves, people."""
    limit = change_year * DAYS_IN_A_YEAR
    rows = facts.execute(
        f"""
        WITH spells AS ({TO_A_CARE_HOME}), parts AS (
            SELECT tier, 'early' AS phase, LEAST(days, {limit}) AS days,
                   ended = {HAPPENED} AND days <= {limit} AS moved FROM spells
            UNION ALL
            SELECT tier, 'late', days - {limit}, ended = {HAPPENED} FROM spells WHERE days > {limit}
        )
        SELECT tier, phase, SUM(moved::INTEGER), SUM(days) / {DAYS_IN_A_YEAR}.0, COUNT(*)
        FROM parts GROUP BY tier, phase ORDER BY tier, phase
        """  # noqa: S608
    ).fetchall()
    return {
        (tier, phase): (exact_rate(int(moved), float(years)), int(moved), int(people))
        for tier, phase, moved, years, people in sorted(rows, key=lambda row: in_order(row[0]))
        if may_be_shown(int(people))
    }


def _rates_in_words(rates: Rates, terms: Terms) -> str:
    late = [
        f"{tier_words(tier)} {with_interval(rate, 'share')}"
        for (tier, phase), (rate, _moved, _people) in rates.items()
        if phase == "late"
    ]
    if not late:
        return _("Too few people have been followed past year %(year)s to say.") % {
            "year": terms.cost_change_year
        }
    return _("Moves for each year of care after year %(year)s: %(rates)s.") % {
        "year": terms.cost_change_year,
        "rates": "; ".join(late),
    }


def _two_in_words(grown: Mapping[str, Growth], terms: Terms) -> str:
    late = [
        f"{tier_words(tier)} {with_interval(growth.phases['late'], 'share')}"
        for tier, growth in grown.items()
        if may_be_shown(growth.phase_people.get("late", 0))
    ]
    if not late:
        return _("Too few people have been followed past year %(year)s to say.") % {
            "year": terms.workers_change_year
        }
    return _("Growth in workers per package in a year after year %(year)s: %(growth)s.") % {
        "year": terms.workers_change_year,
        "growth": "; ".join(late),
    }


def _rate_table(rates: Rates, terms: Terms) -> Table:
    return Table(
        title=_("Moves for each year of care"),
        columns=(
            Column(key="provider_type", heading=_("Provider")),
            Column(key="years", heading=_("Years of the journey")),
            Column(key="people", heading=_("People"), unit="whole"),
            Column(key="rate", heading=_("Moves for each year of care"), unit="share"),
            Column(key="interval", heading=_("95 % interval")),
        ),
        rows=tuple(
            (
                tier_words(tier),
                span(phase, terms.cost_change_year),
                people,
                rate.value,
                f"{percent(rate.low)} – {percent(rate.high)}",
            )
            for (tier, phase), (rate, _moved, people) in rates.items()
        ),
    )


def _reached_table(spells: Mapping[str, Sequence[Spell]]) -> Table:
    """The curves read off at whole years, while ten or more are still followed."""
    rows = []
    for tier, each in spells.items():
        curve = share_reached(each)
        for year in range(1, 11):
            day = year * DAYS_IN_A_YEAR
            if may_be_shown(curve.at_risk(day)):
                found = curve.on(day)
                between = f"{percent(found.low)} – {percent(found.high)}"
                rows.append((tier_words(tier), year, curve.at_risk(day), found.value, between))
    return Table(
        title=_("Reached by the end of each year"),
        columns=(
            Column(key="provider_type", heading=_("Provider")),
            Column(key="year", heading=_("Year"), unit="whole"),
            Column(key="followed", heading=_("Still followed"), unit="whole"),
            Column(key="reached", heading=_("Reached"), unit="share"),
            Column(key="interval", heading=_("95 % interval")),
        ),
        rows=tuple(rows),
    )


def _curves(title: str, spells: Mapping[str, Sequence[Spell]]) -> Curves:
    return Curves(
        title=title,
        lines=tuple(_line(tier, share_reached(each)) for tier, each in spells.items()),
        foot_words=_("years since care began"),
        stepped=True,
        from_zero=True,
        at_risk_words=_("People still followed"),
        write=percent,
    )


def _line(tier: str, curve: Curve) -> Line:
    """The curve for as long as ten or more are followed."""
    years = range(max(curve.days) // DAYS_IN_A_YEAR + 1)
    risks = tuple((year, n) for year in years if may_be_shown(n := curve.at_risk(year * DAYS_IN_A_YEAR)))
    last = sorted(curve.days)[-10]
    steps = [step for step in curve.steps if step.day <= last]
    end = curve.on(last)
    points = [CurvePoint(step.day / DAYS_IN_A_YEAR, step.value, step.low, step.high) for step in steps]
    return Line(
        name=tier_words(tier), points=(*points, CurvePoint(last / DAYS_IN_A_YEAR, *end)), at_risk=risks
    )


def _rate_estimates(rates: Rates, terms: Terms) -> Iterator[Estimate]:
    for (tier, phase), (rate, _moved, people) in rates.items():
        yield estimate(
            f"care_home.{tier}.{phase}",
            _("moves for each year of care, years %(years)s, %(tier)s")
            % {"years": span(phase, terms.cost_change_year), "tier": tier_words(tier)},
            rate,
            unit="share",
            n=people,
            method=_("exact Poisson"),
        )


def _growth_estimates(grown: Mapping[str, Growth], terms: Terms) -> Iterator[Estimate]:
    for tier, growth in grown.items():
        for phase, found in growth.phases.items():
            if may_be_shown(growth.phase_people[phase]):
                yield estimate(
                    f"workers.{tier}.{phase}",
                    _("growth of workers per package a year, years %(years)s, %(tier)s")
                    % {"years": span(phase, terms.workers_change_year), "tier": tier_words(tier)},
                    found,
                    unit="share",
                    n=growth.phase_people[phase],
                    method=_("ratio of sums, each person once, linearised"),
                )
        yield from change_estimate("workers", _("workers per package"), growth)
