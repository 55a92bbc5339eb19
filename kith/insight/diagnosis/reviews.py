"""What a review does to the weekly cost of care, by area and team, before and after at one price.

The Leeds documents: 544 annual reviews raised cost by £17.30 a week on average; Area 2 took off £45.70; and
if areas above the average came to it, £231,600 a year. The same formula here, over data.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import duckdb
import numpy as np
from django.utils.translation import gettext as _

from kith.core.funnel_chart import Funnel, Place
from kith.core.small_numbers import FEWEST_SHOWN, may_be_shown
from kith.insight.diagnosis.censored import Change, unbounded_mean
from kith.insight.diagnosis.intervals import Interval, Whole, bootstrap, mean_of
from kith.insight.diagnosis.journeys import DAYS_IN_A_YEAR
from kith.insight.diagnosis.result import Cell, Column, Estimate, Result, Table
from kith.insight.diagnosis.review_outcomes import outcome_table
from kith.insight.diagnosis.terms import Terms
from kith.insight.diagnosis.wording import estimate, pence, place_words, with_interval

SHUFFLES = 500
Groups = Mapping[str, Sequence[float]]


class Reviewed(NamedTuple):
    """One review: when, where and by whom, and what it changed in pence a week.

    ``one_worker_pence`` leaves a second worker out. The last two say whether the package was of the smallest
    size before the review, and after it.
    """

    on_day: date
    area: str
    team: str
    reviewer: str
    pence: float
    one_worker_pence: float
    was_smallest: bool
    is_smallest: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Opportunity:
    """What a year would cost less if places above the average came to it."""

    pence: Interval
    by_chance_pence: float


def reviews(facts: duckdb.DuckDBPyConnection, terms: Terms) -> Result:
    """Before and after by area and team, with the opportunity of bringing areas above the average to it."""
    held = reviewed(facts, terms)
    changes = [each.pence for each in held]
    areas = by(held, "area")
    shown = {area: values for area, values in areas.items() if may_be_shown(len(values))}
    found = opportunity(areas, terms, years=_years(held)) if len(shown) >= 2 else None
    return Result(
        key="reviews",
        title=_("What a review changes"),
        question=_(
            "By how much does a review change the weekly cost of care, and does it depend on the area?"
        ),
        answer=_answer(changes, found),
        definition=_(
            "Weekly cost at one price after the first change within %(days)s days of a review, less the cost "
            "the day before it; nothing where care did not change. The opportunity: for each area above the "
            "average, its distance from the average times its reviews in a year times %(weeks)s weeks."
        )
        % {"days": terms.review_days, "weeks": terms.weeks_a_year},
        n=len(held),
        n_of=_("reviews of people with care"),
        owner=_("Principal social worker"),
        next_test=_("Let two areas hold reviews the way the lowest area does for a quarter, and two go on."),
        tables=(
            *(
                _table(title, heading, groups)
                for title, heading, groups in (
                    (_("By area"), _("Area"), areas),
                    (_("By team"), _("Team"), by(held, "team")),
                )
                if groups
            ),
            outcome_table(changes, areas),
        ),
        pictures=(_funnel(changes, shown),) if shown else (),
        estimates=tuple(_estimates(held, found)),
        limits=(
            _("People reviewed in one area may differ from those in another: this does not prove a cause."),
            _("A week of care has a smallest size, so small packages can rise further than they can fall."),
            _("A review that lowers cost is good only if the person is as well. Read outcomes too."),
        ),
    )


def own_reviews(facts: duckdb.DuckDBPyConnection, terms: Terms) -> Iterator[tuple[str, Result]]:
    """Each reviewer’s own average beside everybody’s, where they held ten or more: for them alone."""
    held = reviewed(facts, terms)
    for reviewer, changes in by(held, "reviewer").items():
        if may_be_shown(len(changes)):
            yield reviewer, _own(changes, [each.pence for each in held])


def _own(changes: Sequence[float], everybody: Sequence[float]) -> Result:
    own, all_ = mean_of(changes), mean_of(everybody)
    return Result(
        key="own_reviews",
        title=_("Your own reviews"),
        question=_("By how much do your reviews change the weekly cost of care, beside everybody’s?"),
        answer=_("Yours change it by %(own)s on average, everybody’s by %(all)s.")
        % {"own": with_interval(own, "pence"), "all": with_interval(all_, "pence")},
        definition=_("As on the page about all reviews. You see this page, and so does your supervisor."),
        n=len(changes),
        n_of=_("reviews you held"),
        owner=_("You, with your supervisor"),
        next_test=_("Take three reviews that changed much to supervision and talk through what changed."),
        tables=(_table(_("Yours and everybody’s"), _("Whose"), {_("yours"): changes, _("all"): everybody}),),
        limits=(
            _("Who is reviewed by whom is not drawn by lot. This is for learning, not for judging anybody."),
        ),
    )


def reviewed(facts: duckdb.DuckDBPyConnection, terms: Terms) -> list[Reviewed]:
    """Every review of somebody with care, and what it changed in pence a week."""
    rate = terms.pence_per_hour / 60
    rows = facts.execute(
        f"""
        WITH held AS (
            SELECT reviews.*, states.minutes, states.worker_minutes
            FROM reviews ASOF JOIN states
              ON reviews.person_key = states.person_key AND reviews.on_day > states.starts_on
            WHERE reviews.on_day <= states.until
        ), followed AS (
            SELECT held.*, changes.on_day AS changed_on,
                   changes.worker_minutes - changes.worker_minutes_before AS all_change,
                   changes.minutes - changes.minutes_before AS one_change
            FROM held ASOF LEFT JOIN (SELECT * FROM changes WHERE reviewed) AS changes
              ON held.person_key = changes.person_key AND held.on_day <= changes.on_day
        )
        SELECT on_day, COALESCE(area_key, ''), COALESCE(team_key, ''), COALESCE(reviewer_key, ''),
               COALESCE(weekly_pence_after - weekly_pence_before, {rate} * change, 0)::DOUBLE,
               COALESCE({rate} * single, 0)::DOUBLE,
               minutes <= {terms.smallest_minutes},
               minutes + COALESCE(single, 0) <= {terms.smallest_minutes}
        FROM (
            SELECT *, CASE WHEN changed_on <= on_day + {terms.review_days} THEN all_change END AS change,
                   CASE WHEN changed_on <= on_day + {terms.review_days} THEN one_change END AS single
            FROM followed
        ) ORDER BY person_key, on_day
        """  # noqa: S608
    ).fetchall()
    return [Reviewed(*row) for row in rows]


def by(held: Sequence[Reviewed], what: str) -> dict[str, list[float]]:
    """The changes of each area, team or reviewer; those not known are in none."""
    groups: defaultdict[str, list[float]] = defaultdict(list)
    for each in held:
        if key := getattr(each, what):
            groups[key].append(each.pence)
    return dict(sorted(groups.items()))


def opportunity(groups: Groups, terms: Terms, *, years: float) -> Opportunity:
    """Pence a year if groups above the average of all came to it; small groups are in the average alone.

    ``years`` is how long the reviews were held for.
    The same is worked out with the reviews dealt to the groups by chance: bringing whatever is above an
    average down to it always seems to save something.
    """
    names = list(groups)
    values = np.array([value for name in names for value in groups[name]])
    labels = np.repeat(np.arange(len(names)), [len(groups[name]) for name in names])

    def saved(chosen: Whole, dealt: Whole = labels) -> float:
        picked, of = values[chosen], dealt[chosen]
        counts = np.bincount(of, minlength=len(names))
        sums = np.bincount(of, weights=picked, minlength=len(names))
        above = sums - counts * picked.mean()
        return float(above[(above > 0) & (counts >= FEWEST_SHOWN)].sum()) * terms.weeks_a_year / years

    rng, everything = np.random.default_rng(1), np.arange(len(values))
    chance = [saved(everything, rng.permutation(labels)) for _n in range(SHUFFLES)]
    return Opportunity(pence=bootstrap(len(values), saved), by_chance_pence=float(np.mean(chance)))


def _years(held: Sequence[Reviewed]) -> float:
    """For how long the reviews were held; a year at least."""
    days = [each.on_day for each in held]
    return max(1.0, ((max(days) - min(days)).days + 1) / DAYS_IN_A_YEAR)


def _answer(changes: Sequence[float], found: Opportunity | None) -> str:
    if not may_be_shown(len(changes)):
        return _("There are too few reviews of people with care to say.")
    mean = _("A review changes the weekly cost by %(mean)s on average.") % {
        "mean": with_interval(mean_of(changes), "pence")
    }
    if found is None:
        return mean
    return (
        mean
        + " "
        + _(
            "If areas above the average came to it, a year would cost %(saved)s less; dealing the same "
            "reviews to areas by chance would seem to save %(chance)s."
        )
        % {"saved": with_interval(found.pence, "pence"), "chance": pence(found.by_chance_pence)}
    )


def _table(title: str, heading: str, groups: Groups) -> Table:
    def row(name: str, values: Sequence[float]) -> tuple[Cell, ...]:
        if not may_be_shown(len(values)):
            return (place_words(name), None, None, None)
        found = mean_of(values)
        return (place_words(name), len(values), found.value, f"{pence(found.low)} – {pence(found.high)}")

    return Table(
        title=title,
        columns=(
            Column(key="group", heading=heading),
            Column(key="reviews", heading=_("Reviews"), unit="whole"),
            Column(key="change_pence", heading=_("Change in weekly cost"), unit="pence"),
            Column(key="interval", heading=_("95 % interval")),
        ),
        rows=tuple(row(name, values) for name, values in groups.items()),
    )


def _funnel(changes: Sequence[float], shown: Groups) -> Funnel:
    return Funnel(
        title=_("Change in the weekly cost of care at a review, by area"),
        places=tuple(
            Place(name=place_words(name), n=len(values), value=float(np.mean(values)))
            for name, values in shown.items()
        ),
        centre=float(np.mean(changes)),
        spread=float(np.std(changes, ddof=1)),
        count_words=_("reviews in the area"),
        write=pence,
    )


def _estimates(held: Sequence[Reviewed], found: Opportunity | None) -> Iterator[Estimate]:
    if may_be_shown(len(held)):
        everything = mean_of([each.pence for each in held])
        yield _of_reviews("review.all", _("change at a review"), everything, len(held), _("Student’s t"))
        yield from _unbounded("review.one_worker", _("one worker’s pay changed at a review"), held)
    for area in sorted({each.area for each in held} - {""}):
        words = _("one worker’s pay changed at a review, %(area)s") % {"area": place_words(area)}
        yield from _unbounded(
            f"review.one_worker.{area}", words, [each for each in held if each.area == area]
        )
    if found:
        words, method = (
            _("a year’s saving if areas above the average came to it"),
            _("drawn again 2,000 times"),
        )
        yield _of_reviews("review.opportunity", words, found.pence, len(held), method)


def _unbounded(key: str, words: str, held: Sequence[Reviewed]) -> Iterator[Estimate]:
    """The mean had no package stopped at the smallest size; those that began there say nothing."""
    changes = [Change(each.one_worker_pence, each.is_smallest) for each in held if not each.was_smallest]
    known = sum(not change.at_least for change in changes)
    if may_be_shown(known):
        method = _("Student’s t, or a Tobit model where packages came to the smallest size")
        yield _of_reviews(key, words, unbounded_mean(changes), len(changes), method)


def _of_reviews(key: str, words: str, found: Interval, n: int, method: str) -> Estimate:
    return estimate(key, words, found, unit="pence", n=n, method=method)
