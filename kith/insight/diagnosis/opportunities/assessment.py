"""Independence in assessment: places whose first packages are larger than elsewhere."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kith.core.small_numbers import may_be_shown
from kith.insight.diagnosis.intervals import Interval, difference_of, mean_of
from kith.insight.diagnosis.opportunities.opportunity import (
    Answer,
    Asked,
    Definition,
    Figure,
    Question,
    added,
    nothing,
    times,
)

HOUR = 60


def assessment(asked: Asked) -> Answer:
    """A year of first packages, if places with larger ones than average came down to the average."""
    places = _first_packages(asked)
    everybody = [minutes for each in places.values() for minutes in each]
    shown = {place: minutes for place, minutes in places.items() if place and may_be_shown(len(minutes))}
    people = _("people who began care in the year")
    if len(shown) < 2:
        return nothing(people, _("Packages with the place of each, at least two of them with ten people."))
    average = mean_of(everybody)
    hourly = asked.terms.pence_per_hour / HOUR * asked.terms.weeks_a_year
    above = {
        place: times(difference_of(mean_of(minutes), average), len(minutes) * hourly)
        for place, minutes in shown.items()
        if mean_of(minutes).value > average.value
    }
    worth = added(*above.values())
    return Answer(
        n=len(everybody),
        n_of=people,
        figures=(
            Figure(words=_("places compared"), value=str(len(shown))),
            Figure(words=_("places above the average"), value=str(len(above))),
            Figure(words=_("minutes a week at the start, everybody"), value=f"{average.value:,.0f}"),
        ),
        pence=_not_below_nothing(worth),
        sensitivity=(
            (_("half the difference is need, not practice"), worth.value / 2),
            (_("care lasts half a year on average"), worth.value / 2),
        ),
        limits=(
            _("Places differ in need: set this beside age and deprivation before anybody acts."),
            _("Some place is always above the average: with no real difference this is not nought."),
        ),
    )


def _first_packages(asked: Asked) -> dict[str, list[float]]:
    """Worker minutes a week at the start of each person's first care, by place."""
    found: dict[str, list[float]] = {}
    rows = asked.rows(
        """
        WITH firsts AS (
            SELECT person_key, starts_on, any_value(patch_key) AS patch,
                sum(weekly_minutes * workers) AS minutes
            FROM packages GROUP BY person_key, starts_on
            QUALIFY row_number() OVER (PARTITION BY person_key ORDER BY starts_on) = 1
        )
        SELECT coalesce(patch, ''), minutes FROM firsts
        WHERE starts_on >= ? AND starts_on < ? AND minutes > 0
        """,
        asked.since, asked.until,
    )  # fmt: skip
    for place, minutes in rows:
        found.setdefault(str(place), []).append(float(minutes))
    return found


def _not_below_nothing(worth: Interval) -> Interval:
    return Interval(worth.value, max(0.0, worth.low), worth.high)


QUESTIONS = (
    Question(
        definition=lambda: Definition(
            key="assessment",
            title=_("Independence in assessment"),
            question=_("What if no place began care with larger packages than the average?"),
            numerator=_("minutes a week of first packages above the average, in places above it"),
            denominator=_("people who began care in the year"),
            formula=_("over places above average: people × (their mean − average) × 52 weeks × one price"),
            owner=_("Principal social worker"),
            next_test=_("Have ten first packages of each place read blind by therapists from another."),
            needs=_("packages with the place"),
        ),
        work_out=assessment,
    ),
)
