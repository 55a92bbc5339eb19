"""How the weekly cost of care grows over a person's journey, by kind of provider, at one price.

The Leeds documents print 2 %, 5 % and 8 % a year after year 3 for primary, framework and spot providers, and
8 % more for framework than primary over the first three. This works the same out of packages.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import duckdb
from django.utils.translation import gettext as _

from kith.core.curve_chart import CurvePoint, Curves, Line
from kith.core.small_numbers import may_be_shown
from kith.insight.diagnosis.growth import Growth, Series, change_rows, growth_of, phase_table, span
from kith.insight.diagnosis.intervals import Z, difference_of, standard_error
from kith.insight.diagnosis.result import Column, Estimate, Result, Table
from kith.insight.diagnosis.terms import Terms
from kith.insight.diagnosis.wording import estimate, percent, tier_words, with_interval

PLATEAU = 0.01  # growth surely under this a year counts as having levelled off
KEY = "escalation"


def escalation(facts: duckdb.DuckDBPyConnection, terms: Terms) -> Result:
    """Growth in the cost of care at one price, and in its minutes, apart from what reviews changed."""
    cost = _growth(facts, terms, "worker_minutes")
    minutes = _growth(facts, terms, "minutes")
    return Result(
        key=KEY,
        title=_("How care grows over a person’s journey"),
        question=_(
            "By how much does a person’s weekly care grow each year, and does it depend on who gives it?"
        ),
        answer=_answer(cost, terms),
        definition=_(
            "For everybody with care at the start and at the end of a year of their journey: the weekly cost "
            "at %(price)s an hour at its end, less what reviews changed, over the cost at its start. Minutes "
            "are counted the same way without counting a second worker."
        )
        % {"price": f"£{terms.pence_per_hour / 100:.2f}"},
        n=sum(growth.phase_people.get("early", 0) for growth in cost.values()),
        n_of=_("people followed for a year or more"),
        owner=_("Head of commissioning"),
        next_test=_(
            "Follow people who start in the next year with each kind of provider, matched by age and by the "
            "size of their first package, and see whether the growth differs as it does here."
        ),
        tables=(
            _phases(_("Growth in weekly cost"), cost, terms),
            _phases(_("Growth in weekly minutes"), minutes, terms),
            change_table({_("Weekly cost"): cost, _("Weekly minutes"): minutes}),
        ),
        pictures=tuple(_pictures(cost, terms)),
        estimates=(
            *_estimates("cost", _("weekly cost"), cost, terms),
            *_estimates("minutes", _("weekly minutes"), minutes, terms),
        ),
        limits=(
            _("Who goes to which kind of provider is not drawn by lot: see “Who begins with whom”."),
            _("Only people whose care goes on are in a year’s growth; those who left are shown beside it."),
            _("A change in the weeks after a review is put down to the review, whatever its cause."),
        ),
    )


def _growth(facts: duckdb.DuckDBPyConnection, terms: Terms, series: Series) -> dict[str, Growth]:
    # A package of the smallest size says nothing of how fast it would have grown to more.
    return growth_of(
        facts,
        series,
        change_year=terms.cost_change_year,
        grain=terms.grain_minutes,
        among=f"minutes_before > {terms.smallest_minutes}",
    )


def _answer(cost: Mapping[str, Growth], terms: Terms) -> str:
    late = [
        f"{tier_words(tier)} {with_interval(growth.phases['late'], 'share')}"
        for tier, growth in cost.items()
        if may_be_shown(growth.phase_people.get("late", 0))
    ]
    if not late:
        return _("Too few people have been followed past year %(year)s to say.") % {
            "year": terms.cost_change_year
        }
    level = [
        tier_words(tier)
        for tier, growth in cost.items()
        if "late" in growth.phases and growth.phases["late"].high < PLATEAU
    ]
    ends = (
        _("Levelled off: %(names)s.") % {"names": ", ".join(level)} if level else _("None has levelled off.")
    )
    return _("Growth in a year after year %(year)s: %(growth)s. %(ends)s") % {
        "year": terms.cost_change_year,
        "growth": "; ".join(late),
        "ends": ends,
    }


def _phases(title: str, grown: Mapping[str, Growth], terms: Terms) -> Table:
    words = (_("Provider"), _("Years of the journey"), _("People"), _("Growth a year"), _("95 % interval"))
    return phase_table(title, grown, terms.cost_change_year, words)


def change_table(series: Mapping[str, Mapping[str, Growth]]) -> Table:
    """When growth changed, tried at every year and held against its never having changed."""
    return Table(
        title=_("After which year it changed"),
        columns=(
            Column(key="figure", heading=_("Figure")),
            Column(key="provider_type", heading=_("Provider")),
            Column(key="best_year", heading=_("Best year"), unit="whole"),
            Column(key="plausible_years", heading=_("Years as plausible")),
            Column(key="chance", heading=_("So clear by chance"), unit="share"),
            Column(key="before", heading=_("Growth before")),
            Column(key="after", heading=_("Growth after")),
        ),
        rows=tuple((name, *row) for name, grown in series.items() for row in change_rows(grown)),
    )


def _estimates(name: str, words: str, grown: Mapping[str, Growth], terms: Terms) -> Iterator[Estimate]:
    for tier, growth in grown.items():
        said = {"figure": words, "tier": tier_words(tier)}
        for phase, found in growth.phases.items():
            if may_be_shown(growth.phase_people[phase]):
                yield estimate(
                    f"{name}.{tier}.{phase}",
                    _("growth of %(figure)s a year, years %(years)s, %(tier)s")
                    % (said | {"years": span(phase, terms.cost_change_year)}),
                    found,
                    unit="share",
                    n=growth.phase_people[phase],
                    method=_("ratio of sums, each person once, linearised"),
                )
        if {"early", "late"} <= growth.phases.keys():
            yield estimate(
                f"{name}.{tier}.slowed",
                _("how much faster %(figure)s grew before, %(tier)s") % said,
                difference_of(growth.phases["early"], growth.phases["late"]),
                unit="share",
                n=growth.phase_people["late"],
                method=_("difference of two ratios"),
            )
        yield from change_estimate(name, words, growth)


def change_estimate(name: str, words: str, growth: Growth) -> Iterator[Estimate]:
    """The year after which growth changed; where no change is shown, it could be any."""
    change = growth.change
    if change:
        plausible = change.plausible if change.shown else tuple(growth.years)
        yield Estimate(
            key=f"{name}.{growth.tier}.change",
            words=_("year after which the growth of %(figure)s changed, %(tier)s")
            % {"figure": words, "tier": tier_words(growth.tier)},
            value=change.best,
            low=min(plausible),
            high=max(plausible),
            unit="years",
            n=growth.people.get(change.best, 0),
            method=_("every year tried; years that fit nearly as well"),
        )


def _pictures(cost: Mapping[str, Growth], terms: Terms) -> Iterator[Curves]:
    lines = tuple(_line(growth) for growth in cost.values() if may_be_shown(growth.people.get(1, 0)))
    if not lines:
        return
    yield Curves(
        title=_("Growth in weekly cost since care began, year by year among the same people"),
        lines=lines,
        foot_words=_("years since care began"),
        change_at=(terms.cost_change_year, _("after year %(year)s") % {"year": terms.cost_change_year}),
        at_risk_words=_("People followed"),
        write=lambda value: percent(value, 0),
        from_zero=True,
    )


def _line(growth: Growth) -> Line:
    """Each year's growth upon the last, with the uncertainty of all so far."""
    level, variance = 0.0, 0.0
    points = [CurvePoint(0, 0.0, 0.0, 0.0)]
    held = [(year, n) for year, n in sorted(growth.people.items()) if may_be_shown(n)]
    for year, _n in held:
        found = growth.years[year]
        level += math.log1p(found.value)
        variance += (standard_error(found) / (1 + found.value)) ** 2
        half = Z * math.sqrt(variance)
        points.append(CurvePoint(year, math.expm1(level), math.expm1(level - half), math.expm1(level + half)))
    return Line(name=tier_words(growth.tier), points=tuple(points), at_risk=tuple((y, n) for y, n in held))
