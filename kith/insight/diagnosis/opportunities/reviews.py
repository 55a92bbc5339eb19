"""Reviews: areas whose reviews raise cost more than the average, brought to it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kith.core.small_numbers import may_be_shown
from kith.insight.diagnosis.intervals import mean_of
from kith.insight.diagnosis.journeys import lay_out
from kith.insight.diagnosis.opportunities.opportunity import (
    Answer,
    Asked,
    Definition,
    Figure,
    Question,
    nothing,
)
from kith.insight.diagnosis.reviews import by, opportunity, reviewed
from kith.insight.diagnosis.wording import pence, with_interval


def reviews(asked: Asked) -> Answer:
    """The £231,600 method: each area above the average at the average, over a year's reviews."""
    held_words = _("reviews of people with care")
    lay_out(asked.facts, asked.terms)
    held = [each for each in reviewed(asked.facts, asked.terms) if asked.since <= each.on_day < asked.until]
    areas = by(held, "area")
    shown = [values for values in areas.values() if may_be_shown(len(values))]
    if len(shown) < 2:
        return nothing(held_words, _("Reviews with their area, ten or more in at least two areas."))
    found = opportunity(areas, asked.terms, years=1.0)
    mean = mean_of([each.pence for each in held])
    return Answer(
        n=len(held),
        n_of=held_words,
        figures=(
            Figure(words=_("change in weekly cost after a review"), value=with_interval(mean, "pence")),
            Figure(words=_("areas compared"), value=str(len(shown))),
            Figure(
                words=_("what as many areas would show by chance alone"), value=pence(found.by_chance_pence)
            ),
        ),
        pence=found.pence,
        sensitivity=(
            (_("less what chance alone would show"), found.pence.value - found.by_chance_pence),
            (_("half the difference is need, not practice"), found.pence.value / 2),
        ),
        limits=(_("Some area is always above the average: read the figure beside chance’s."),),
    )


QUESTIONS = (
    Question(
        definition=lambda: Definition(
            key="reviews",
            title=_("More effective reviews"),
            question=_("What if no area’s reviews raised cost by more than the average?"),
            numerator=_("change in weekly cost beyond the average, in areas above it"),
            denominator=_("reviews in the year of people with care"),
            formula=_("over areas above average: reviews × (their mean − average) × 52 weeks"),
            owner=_("Principal social worker"),
            next_test=_("Let two areas hold reviews the way the lowest area does for a quarter; two go on."),
            needs=_("reviews with area; packages or costs before and after"),
        ),
        work_out=reviews,
    ),
)
