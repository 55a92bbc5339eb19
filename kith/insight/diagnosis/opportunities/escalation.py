"""Escalation: care of framework and spot providers that grows faster than primary providers' does."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kith.core.small_numbers import may_be_shown
from kith.insight.diagnosis.growth import Growth, growth_of
from kith.insight.diagnosis.intervals import difference_of
from kith.insight.diagnosis.journeys import lay_out
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
from kith.insight.diagnosis.wording import tier_words, with_interval

HOUR = 60
DEARER = ("framework", "spot")


def escalation(asked: Asked) -> Answer:
    """One year's growth beyond primary's, over the care of people past the year at which growth parts."""
    people = _("people past the year at which growth parts")
    lay_out(asked.facts, asked.terms)
    change_year = asked.terms.cost_change_year
    grown = growth_of(asked.facts, "worker_minutes", change_year=change_year, grain=asked.terms.grain_minutes)
    shown = {tier: growth for tier, growth in grown.items() if _shown(growth)}
    if "primary" not in shown or not set(DEARER) & shown.keys():
        return nothing(people, _("Packages over more than three years, of primary and other providers."))
    primary = shown["primary"].phases["late"]
    care = _care_now(asked, change_year)
    worth = added(
        *(
            times(difference_of(shown[tier].phases["late"], primary), care.get(tier, (0, 0.0))[1])
            for tier in DEARER
            if tier in shown
        )
    )
    return Answer(
        n=sum(care.get(tier, (0, 0.0))[0] for tier in DEARER),
        n_of=people,
        figures=tuple(
            Figure(
                words=_("growth a year, %(tier)s") % {"tier": tier_words(tier)},
                value=with_interval(growth.phases["late"], "share"),
            )
            for tier, growth in shown.items()
        ),
        pence=worth,
        sensitivity=(
            (_("half the difference is who goes to which provider"), worth.value / 2),
            (_("the same, kept up for three years"), worth.value * 6),
        ),
        limits=(
            _("It is the first year’s part; each further year adds as much again while people stay."),
            _("Who goes to which provider is not drawn by lot."),
        ),
    )


def _shown(growth: Growth) -> bool:
    return "late" in growth.phases and may_be_shown(growth.phase_people.get("late", 0))


def _care_now(asked: Asked, change_year: int) -> dict[str, tuple[int, float]]:
    """People past the year and the yearly pence of their newest care at one price, by kind of provider."""
    rows = asked.rows(
        """
        WITH newest AS (
            SELECT tier, person_key, worker_minutes FROM levels WHERE year >= ?
            QUALIFY row_number() OVER (PARTITION BY person_key ORDER BY year DESC) = 1
        )
        SELECT tier, count(*), sum(worker_minutes) FROM newest GROUP BY tier
        """,
        change_year,
    )
    yearly = asked.terms.pence_per_hour / HOUR * asked.terms.weeks_a_year
    return {str(tier): (int(n), float(minutes) * yearly) for tier, n, minutes in rows}


QUESTIONS = (
    Question(
        definition=lambda: Definition(
            key="escalation",
            title=_("Less escalation"),
            question=_("What does care cost that grows faster than with primary providers?"),
            numerator=_("yearly growth of framework and spot care, beyond primary care’s"),
            denominator=_("care of people followed past the year at which growth parts"),
            formula=_("their yearly cost at one price × (growth − growth with primary providers)"),
            owner=_("Head of commissioning"),
            next_test=_(
                "Match people by age and first package, and compare growth between kinds of provider."
            ),
            needs=_("packages over more than three years, with the kind of provider"),
        ),
        work_out=escalation,
    ),
)
