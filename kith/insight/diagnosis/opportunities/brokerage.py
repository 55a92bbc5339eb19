"""Brokerage: days people wait for care after the need was sent."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kith.insight.diagnosis.intervals import mean_of
from kith.insight.diagnosis.opportunities.opportunity import (
    Answer,
    Asked,
    Definition,
    Figure,
    Question,
    nothing,
    times,
)

SETTLED_WITHIN_DAYS = 2


def brokerage(asked: Asked) -> Answer:
    """What the days of waiting beyond two cost in a year."""
    rows = asked.rows(
        "SELECT starts_on - asked_on, person_key FROM packages "
        "WHERE asked_on IS NOT NULL AND starts_on >= ? AND starts_on < ?",
        asked.since, asked.until,
    )  # fmt: skip
    waits = [float(days) for days, _key in rows]
    people = len({person for _wait, person in rows})
    packages = _("packages with the day they were asked for")
    if len(waits) < 2:
        return nothing(packages, _("Packages with the day the need was sent to brokerage."))
    beyond = mean_of([max(0.0, days - SETTLED_WITHIN_DAYS) for days in waits])
    ordered = sorted(waits)
    counted = (
        Figure(words=_("half waited no longer than"), value=_days(ordered[len(ordered) // 2])),
        Figure(words=_("one in ten waited at least"), value=_days(ordered[len(ordered) * 9 // 10])),
        Figure(words=_("days beyond two, on average"), value=f"{beyond.value:,.1f}"),
    )
    price = asked.prices.waiting_day_pence
    if price is None:
        return Answer(
            n=len(waits), n_of=packages, people=people, figures=counted,
            missing=_("The price of a day of waiting, such as in hospital (waiting_day_pence)."),
        )  # fmt: skip
    worth = times(beyond, len(waits) * price)
    return Answer(
        n=len(waits), n_of=packages, people=people, figures=counted, pence=worth,
        sensitivity=(
            (_("half the waiting is at home and costs nothing"), worth.value / 2),
            (_("half the waiting beyond two days is saved"), worth.value / 2),
        ),
        limits=(
            _("The NHS and not the council may bear the cost of waiting in hospital."),
            _("People who died or changed their mind while waiting have no package and are not in it."),
        ),
    )  # fmt: skip


def _days(days: float) -> str:
    return _("%(days)s days") % {"days": f"{days:,.0f}"}


QUESTIONS = (
    Question(
        definition=lambda: Definition(
            key="brokerage",
            title=_("Less waiting for a package"),
            question=_("How long do people wait for care after the need is sent, and what does it cost?"),
            numerator=_("days from the need being sent to the first visit, beyond two"),
            denominator=_("packages that began in the year"),
            formula=_("packages × mean days beyond two × price of a day of waiting"),
            owner=_("Brokerage manager"),
            next_test=_("Give one area’s packages to its neighbourhood provider without offers for a month."),
            needs=_("packages with the day asked; the price of a day of waiting"),
        ),
        work_out=brokerage,
    ),
)
