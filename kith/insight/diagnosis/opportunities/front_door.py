"""The front door: people who had to come back because the first contact did not settle it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kith.insight.diagnosis.intervals import wilson
from kith.insight.diagnosis.opportunities.opportunity import (
    Answer,
    Asked,
    Definition,
    Figure,
    Question,
    nothing,
    priced,
    times,
)
from kith.insight.diagnosis.wording import percent

BACK_WITHIN_DAYS = 42


def front_door(asked: Asked) -> Answer:
    """What contacts cost that came back within six weeks of one that led to nothing or only to advice."""
    [(n, back, people)] = asked.rows(
        f"""
        WITH ordered AS (
            SELECT on_day, led_to, person_key,
                lead(on_day) OVER (PARTITION BY person_key ORDER BY on_day, contact_key) AS next
            FROM contacts WHERE person_key IS NOT NULL
        )
        SELECT count(*), count(*) FILTER (next - on_day <= {BACK_WITHIN_DAYS}), count(DISTINCT person_key)
        FROM ordered
        WHERE led_to IN ('nothing', 'information') AND on_day >= ? AND on_day + {BACK_WITHIN_DAYS} < ?
        """,  # noqa: S608
        asked.since, asked.until,
    )  # fmt: skip
    contacts = _("contacts that led to nothing or to advice")
    if not n:
        return nothing(contacts, _("A contacts extract with persons and what each contact led to."))
    share = wilson(int(back), int(n))
    found = Answer(
        n=int(n),
        n_of=contacts,
        people=int(people),
        figures=(
            Figure(words=contacts, value=f"{int(n):,}"),
            Figure(words=_("back within six weeks"), value=percent(share.value)),
            Figure(words=_("between"), value=f"{percent(share.low)} – {percent(share.high)}"),
        ),
        limits=(_("Coming back may be a new need; the next test tells them apart."),),
    )
    return priced(
        found,
        times(share, float(n)),
        at=asked.prices.contact_pence,
        missing=_("The price of a contact (contact_pence)."),
        scaled=asked.scaled("contacts"),
        half=_("half of those who come back had a new need"),
    )


QUESTIONS = (
    Question(
        definition=lambda: Definition(
            key="front_door",
            title=_("A better front door"),
            question=_("How many contacts come back because the first did not settle the matter?"),
            numerator=_("contacts followed by another of the same person within six weeks"),
            denominator=_("contacts that led to nothing or only to advice"),
            formula=_("contacts that came back × price of a contact"),
            owner=_("Head of the contact centre"),
            next_test=_("Listen to 50 pairs of contacts and code why the person came back."),
            needs=_("contacts; the price of a contact"),
        ),
        work_out=front_door,
    ),
)
