"""Contracting: spot care dearer than the framework's, and minutes claimed beyond those monitored."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kith.insight.diagnosis.intervals import Interval, Sums, difference_of, ratio_from
from kith.insight.diagnosis.opportunities.opportunity import (
    Answer,
    Asked,
    Definition,
    Figure,
    Question,
    nothing,
    times,
)
from kith.insight.diagnosis.wording import pence, percent

HOUR = 60


def spot_share(asked: Asked) -> Answer:
    """What a year of spot care cost beyond the framework's price for the same hours."""
    prices = {tier: (n, hours, price) for tier, n, hours, price in _prices(asked)}
    if "spot" not in prices or "framework" not in prices:
        return nothing(
            _("people with spot care"),
            _("Packages with both spot and framework providers and their weekly cost."),
        )
    n, hours, spot = prices["spot"]
    framework = prices["framework"][2]
    gap = difference_of(spot, framework)
    worth = times(gap, hours)
    everything = sum(each_hours for _each, each_hours, _price in prices.values())
    return Answer(
        n=n,
        n_of=_("people with spot care"),
        figures=(
            Figure(words=_("hours of spot care in the year"), value=f"{hours:,.0f}"),
            Figure(words=_("share of all hours"), value=percent(hours / everything)),
            Figure(words=_("price of an hour, spot"), value=pence(spot.value)),
            Figure(words=_("price of an hour, framework"), value=pence(framework.value)),
        ),
        pence=worth,
        sensitivity=(
            (_("half the spot hours move to the framework"), worth.value / 2),
            (_("the framework’s price rises by 5 % to take them"),
             worth.value - 0.05 * framework.value * hours),
        ),
        limits=(
            _("Spot care may be dearer because it is for places or times no other provider takes."),
            _("Prices are those the packages carry; what was invoiced may differ."),
        ),
    )  # fmt: skip


def _prices(asked: Asked) -> list[tuple[str, int, float, Interval]]:
    """For each kind of provider: people, hours in the year, and pence an hour, each person once."""
    rows = asked.rows(
        """
        WITH stretches AS (
            SELECT provider_type, person_key,
                greatest(0, least(coalesce(until, ?), ?) - greatest(starts_on, ?)) / 7.0 AS weeks,
                weekly_pence, weekly_minutes * workers AS worker_minutes
            FROM packages
            WHERE weekly_pence > 0 AND weekly_minutes > 0
                AND provider_type IN ('spot', 'framework', 'primary')
        ), people AS (
            SELECT provider_type, person_key, sum(weekly_pence * weeks) AS top,
                sum(worker_minutes * weeks) / 60.0 AS bottom
            FROM stretches WHERE weeks > 0 GROUP BY ALL
        )
        SELECT provider_type, count(*), sum(top), sum(bottom), sum(top * top), sum(top * bottom),
            sum(bottom * bottom)
        FROM people GROUP BY provider_type HAVING count(*) > 1
        """,
        asked.until, asked.until, asked.since,
    )  # fmt: skip
    return [
        (str(tier), int(n), float(bottom), ratio_from(Sums(int(n), top, bottom, *squares)))
        for tier, n, top, bottom, *squares in rows
    ]


def invoiced_gap(asked: Asked) -> Answer:
    """What was claimed for minutes that call monitoring does not show, at one price."""
    rows = asked.rows(
        """
        WITH people AS (
            SELECT person_key, sum(invoiced_minutes - actual_minutes) AS top,
                sum(invoiced_minutes) AS bottom, count(*) AS visits
            FROM visits
            WHERE invoiced_minutes IS NOT NULL AND verdict IN ('delivered', 'refused', 'missed')
                AND on_day >= ? AND on_day < ?
            GROUP BY person_key HAVING sum(invoiced_minutes) > 0
        )
        SELECT count(*), sum(top), sum(bottom), sum(top * top), sum(top * bottom), sum(bottom * bottom),
            sum(visits)
        FROM people
        """,
        asked.since, asked.until,
    )  # fmt: skip
    [(n, top, bottom, top_top, top_bottom, bottom_bottom, visits)] = rows
    if int(n) < 2:
        return nothing(_("people"), _("Visits with the minutes claimed for each, beside those monitored."))
    share = ratio_from(Sums(int(n), top, bottom, top_top, top_bottom, bottom_bottom))
    scaled = asked.scaled("visits", "invoiced_minutes IS NOT NULL")
    hourly = asked.terms.pence_per_hour / HOUR * scaled.by
    worth = times(share, float(bottom) * hourly)
    return Answer(
        n=int(n),
        n_of=_("people whose visits were claimed and monitored"),
        figures=(
            Figure(words=_("visits claimed and monitored"), value=f"{int(visits):,}"),
            Figure(words=_("hours claimed"), value=f"{float(bottom) / HOUR:,.0f}"),
            Figure(words=_("share of them not monitored"), value=percent(share.value)),
            *scaled.figures,
        ),
        pence=worth,
        sensitivity=(
            (_("five minutes a visit are paid beyond those monitored"),
             worth.value - 5 * float(visits) * hourly),
            (_("half the gap closes"), worth.value / 2),
        ),
        limits=(
            _("A visit with no check-out shows too few minutes; the gap holds monitoring’s own faults."),
            _("Paying to the minute is not what the documents chose: see the payment options."),
        ),
    )  # fmt: skip


QUESTIONS = (
    Question(
        definition=lambda: Definition(
            key="spot_share",
            title=_("Contracting: spot care at framework prices"),
            question=_("What would spot care cost at the framework’s price?"),
            numerator=_("what spot care cost beyond the framework’s price for its hours"),
            denominator=_("hours of spot care in the year"),
            formula=_("spot hours × (spot price of an hour − framework price of an hour)"),
            owner=_("Head of commissioning"),
            next_test=_(
                "Offer a month’s spot packages to framework and primary providers first, and count takers."
            ),
            needs=_("packages with provider type, weekly cost and weekly hours"),
        ),
        work_out=spot_share,
    ),
    Question(
        definition=lambda: Definition(
            key="invoiced_gap",
            title=_("Contracting: minutes claimed beyond those monitored"),
            question=_("How much is claimed for minutes that monitoring does not show?"),
            numerator=_("minutes claimed less minutes monitored"),
            denominator=_("minutes claimed for visits that were monitored"),
            formula=_("(minutes claimed − minutes monitored) × one price of an hour"),
            owner=_("Contracts manager with finance"),
            next_test=_("Take 100 visits with the largest gap and ask provider and person what happened."),
            needs=_("visits with invoiced minutes and actual times"),
        ),
        work_out=invoiced_gap,
    ),
)
