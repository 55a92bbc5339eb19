"""Delegation: health tasks that care workers do during visits nurses need not make."""

from __future__ import annotations

from django.utils.translation import gettext as _

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

SERVICE = "delegated_health"


def delegation(asked: Asked) -> Answer:
    """What nurses' visits would have cost in place of delegated tasks, in the year."""
    [(n, visits)] = asked.rows(
        "SELECT count(DISTINCT person_key), count(DISTINCT visit_key) FROM visits "
        "WHERE service_type = ? AND verdict = 'delivered' AND on_day >= ? AND on_day < ?",
        SERVICE, asked.since, asked.until,
    )  # fmt: skip
    people = _("people with delegated health tasks")
    if not n:
        return nothing(people, _("Visits with the kind of care “delegated_health”."))
    found = Answer(
        n=int(n),
        n_of=people,
        figures=(Figure(words=_("visits with a delegated task"), value=f"{int(visits):,}"),),
        limits=(_("Most of it falls to the NHS. Training and a nurse’s oversight are not taken off."),),
    )
    return priced(
        found,
        exact_rate(int(visits), 1),
        at=asked.prices.nurse_visit_pence,
        missing=_("The price of a nurse’s visit (nurse_visit_pence)."),
        scaled=asked.scaled("visits"),
        half=_("one task in two still needs a nurse’s visit"),
    )


QUESTIONS = (
    Question(
        definition=lambda: Definition(
            key="delegation",
            title=_("Delegation of health tasks"),
            question=_("How many nurses’ visits do care workers spare?"),
            numerator=_("visits at which a care worker did a delegated health task"),
            denominator=_("people with such a task"),
            formula=_("visits with a delegated task × price of a nurse’s visit"),
            owner=_("Community nursing lead"),
            next_test=_("Count nurses’ visits to the same people in the month before and after delegation."),
            needs=_("visits with the kind of care; the price of a nurse’s visit"),
        ),
        work_out=delegation,
    ),
)
