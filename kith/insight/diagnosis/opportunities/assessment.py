"""Independence in assessment: places whose first packages are larger than elsewhere."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from django.utils.translation import gettext as _

from kith.core.case_sample import stratified_share
from kith.core.small_numbers import may_be_shown
from kith.insight.diagnosis.case_readings import cases_of, newest_audit, spared_minutes
from kith.insight.diagnosis.case_tables import read_by_stratum
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
from kith.insight.diagnosis.wording import with_interval

HOUR = 60


def assessment(asked: Asked) -> Answer:
    """A year of first packages, if places with larger ones than average came down to the average."""
    places = _first_packages(asked)
    everybody = [minutes for each in places.values() for minutes in each]
    shown = {place: minutes for place, minutes in places.items() if place and may_be_shown(len(minutes))}
    people = _("people who began care in the year")
    read = _read_in_depth(asked, len(everybody))
    if len(shown) < 2:
        missing = _("Packages with the place of each, at least two of them with ten people.")
        return replace(nothing(people, missing), figures=read.figures)
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
            *read.figures,
        ),
        pence=_not_below_nothing(worth),
        sensitivity=(
            (_("half the difference is need, not practice"), worth.value / 2),
            (_("care lasts half a year on average"), worth.value / 2),
            *read.instead,
        ),
        limits=(
            _("Places differ in need: set this beside age and deprivation before anybody acts."),
            _("Some place is always above the average: with no real difference this is not nought."),
            *read.limits,
        ),
    )


class _Evidence(NamedTuple):
    """What files read in depth say of the same question. It is another estimate of it, never added to it."""

    figures: tuple[Figure, ...] = ()
    instead: tuple[tuple[str, float], ...] = ()
    limits: tuple[str, ...] = ()


def _read_in_depth(asked: Asked, people: int) -> _Evidence:
    """The newest case-file audit, where ten files could be told."""
    _key, readings = newest_audit(asked.facts)
    told = [case for case in cases_of(readings) if case.told]
    if not may_be_shown(len(told)):
        return _Evidence()
    share = Interval(*stratified_share(list(read_by_stratum(told).values())))
    figures = [
        Figure(words=_("files read in depth"), value=str(len(told))),
        Figure(words=_("of them might be less than ideal"), value=with_interval(share, "share")),
    ]
    spared = spared_minutes(told)
    if spared is None:
        return _Evidence(figures=tuple(figures))
    figures.append(
        Figure(
            words=_("minutes a week readers think might be spared, each person"),
            value=with_interval(spared, "number"),
        )
    )
    pence = people * spared.value * asked.terms.weeks_a_year * asked.terms.pence_per_hour / HOUR
    return _Evidence(
        figures=tuple(figures),
        instead=((_("by the files read in depth instead: people × minutes × 52 weeks × one price"), pence),),
        limits=(
            _("Files read in depth are another look at the same care: their sum is not added to this one."),
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
            next_test=_(
                "Draw case files of each place at random and have people of several professions read them "
                "blind (kith case-files draw)."
            ),
            needs=_("packages with the place"),
        ),
        work_out=assessment,
    ),
)
