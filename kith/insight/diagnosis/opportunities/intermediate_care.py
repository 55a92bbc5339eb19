"""Intermediate care: people who began long-term care without trying reablement."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kith.insight.diagnosis.intervals import Interval, difference_of_shares, mean_of, wilson
from kith.insight.diagnosis.opportunities.opportunity import (
    Answer,
    Asked,
    Definition,
    Figure,
    Question,
    nothing,
    product,
    times,
)
from kith.insight.diagnosis.wording import pence, percent

REABLEMENT_DAYS = 84  # care that starts within twelve weeks of reablement's end is its sequel


def intermediate_care(asked: Asked) -> Answer:
    """The first year of long-term care that reablement would have spared, less what reablement costs."""
    costs = [
        float(cost)
        for [cost] in asked.rows(
            f"""
            WITH firsts AS (
                SELECT person_key, starts_on, until, weekly_minutes * workers AS worker_minutes FROM packages
                QUALIFY row_number() OVER (PARTITION BY person_key ORDER BY starts_on) = 1
            )
            SELECT worker_minutes / 60.0 * ? * least(52, (coalesce(until, ?) - starts_on) / 7.0) FROM firsts
            WHERE starts_on >= ? AND starts_on < ? AND worker_minutes > 0 AND NOT EXISTS (
                SELECT 1 FROM reablement WHERE reablement.person_key = firsts.person_key
                AND firsts.starts_on BETWEEN reablement.starts_on AND
                    coalesce(reablement.until, reablement.starts_on) + {REABLEMENT_DAYS}
            )
            """,  # noqa: S608
            asked.terms.pence_per_hour, asked.until, asked.since, asked.until,
        )
    ]  # fmt: skip
    spared, spared_words = _spared(asked)
    if spared is None or len(costs) < 2:
        return nothing(
            _("people who began care without reablement"),
            _("A reablement extract with outcomes, and packages."),
        )
    mean = mean_of(costs)
    saved = times(product(spared, mean), len(costs))
    cost = _cost_of_reablement(asked) * len(costs)
    worth = Interval(saved.value - cost, saved.low - cost, saved.high - cost)
    return Answer(
        n=len(costs),
        n_of=_("people who began care without reablement"),
        figures=(
            Figure(words=spared_words, value=percent(spared.value)),
            Figure(words=_("care in the year of each of them, at one price"), value=pence(mean.value)),
            Figure(words=_("cost of a time with the reablement team"), value=pence(cost / len(costs))),
        ),
        pence=worth,
        sensitivity=(
            (_("half of them could have reablement"), worth.value / 2),
            (_("reablement does half as well for them"), saved.value / 2 - cost),
        ),
        limits=(
            _("People who did not have reablement may be those for whom it would do less."),
            _("Only care within the year is counted; care spared later is not."),
        ),
    )


def _spared(asked: Asked) -> tuple[Interval | None, str]:
    """The share of people reablement leaves without need of care, beyond the comparison group's."""
    counted = {
        str(cohort): (int(none), int(n))
        for cohort, none, n in asked.rows(
            "SELECT cohort, count(*) FILTER (outcome = 'none'), count(*) FROM reablement "
            "WHERE outcome IS NOT NULL GROUP BY cohort"
        )
    }
    if "intake" not in counted:
        return None, ""
    if "comparison" in counted:
        words = _("needing no care after reablement, beyond the comparison group")
        return difference_of_shares(*counted["intake"], *counted["comparison"]), words
    return wilson(*counted["intake"]), _("needing no care after reablement, with no comparison group")


def _cost_of_reablement(asked: Asked) -> float:
    [(mean,)] = asked.rows("SELECT coalesce(avg(pence), 0) FROM reablement WHERE cohort = 'intake'")
    return float(mean)


QUESTIONS = (
    Question(
        definition=lambda: Definition(
            key="intermediate_care",
            title=_("More effective intermediate care"),
            question=_("What would reablement first, for everybody who begins care, free in a year?"),
            numerator=_("people whom reablement leaves without need of care, beyond the comparison group"),
            denominator=_("people who began care without reablement in the twelve weeks before"),
            formula=_("people × (share spared × care in their year − cost of reablement)"),
            owner=_("Head of intermediate care"),
            next_test=_("Offer reablement to every second new referral for twelve weeks and compare."),
            needs=_("reablement with outcomes and costs; packages"),
        ),
        work_out=intermediate_care,
    ),
)
