"""Complaints: how many there would be if every provider's people complained as rarely as the best half's."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kith.core.small_numbers import may_be_shown
from kith.insight.diagnosis.intervals import exact_rate
from kith.insight.diagnosis.opportunities.opportunity import (
    Answer,
    Asked,
    Definition,
    Figure,
    Question,
    nothing,
    priced,
)
from kith.insight.diagnosis.wording import percent

PEOPLE = 1_000


def complaints(asked: Asked) -> Answer:
    """What answering a year's complaints costs, and how many each thousand people make."""
    [(made, upheld, known)] = asked.rows(
        "SELECT count(*), count(*) FILTER (upheld IN ('yes', 'partly')), count(upheld) FROM complaints "
        "WHERE on_day >= ? AND on_day < ?",
        asked.since, asked.until,
    )  # fmt: skip
    [(people,)] = asked.rows(
        "SELECT count(DISTINCT person_key) FROM packages WHERE starts_on < ? AND coalesce(until, ?) > ?",
        asked.until, asked.until, asked.since,
    )  # fmt: skip
    if not made:
        return nothing(_("complaints"), _("A complaints extract."))
    counted = [Figure(words=_("complaints in the year"), value=f"{int(made):,}")]
    if people and may_be_shown(int(people)):
        counted.append(
            Figure(words=_("for each thousand people with care"), value=f"{PEOPLE * made / people:,.1f}")
        )
    if known and may_be_shown(int(known)):
        counted.append(Figure(words=_("upheld, at least in part"), value=percent(upheld / known, 0)))
    found = Answer(
        n=int(made),
        n_of=_("complaints"),
        figures=tuple(counted),
        limits=(_("Fewer complaints can also mean that people have stopped complaining."),),
    )
    price = asked.prices.complaint_pence
    return priced(
        found,
        exact_rate(int(made), 1),
        at=price / 2 if price is not None else None,
        missing=_("The price of answering a complaint (complaint_pence)."),
        scaled=asked.scaled("complaints"),
        half=_("a quarter is avoided, not half"),
    )


QUESTIONS = (
    Question(
        definition=lambda: Definition(
            key="complaints",
            title=_("Fewer complaints"),
            question=_("How many complaints are there, and what would it free if half were avoided?"),
            numerator=_("complaints made in the year"),
            denominator=_("people with care in the year"),
            formula=_("half the complaints × price of answering one"),
            owner=_("Complaints manager"),
            next_test=_(
                "Ask people in one neighbourhood monthly, and act within a week; compare a half year."
            ),
            needs=_("complaints; the price of answering one"),
        ),
        work_out=complaints,
    ),
)
