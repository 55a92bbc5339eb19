"""How long visits took against how long they were planned for: the 51 % question, and who it depends on.

The Leeds documents: of visits planned for 30 minutes, 51 % were delivered in under 20. Asked here of every
planned length, and by provider, person, round and time of day; and what the minutes come to for a worker who
is paid for a whole shift.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
from django.utils.translation import gettext as _

from kith.core.funnel_chart import Funnel, Place, share_spread
from kith.core.spread_chart import Spread
from kith.core.waterfall_chart import Waterfall
from kith.insight.diagnosis.double_ups import double_up_table
from kith.insight.diagnosis.intervals import standard_error
from kith.insight.diagnosis.result import Estimate, Result
from kith.insight.diagnosis.rounds import Round, day_of, round_table, rounds
from kith.insight.diagnosis.terms import Terms
from kith.insight.diagnosis.visit_lengths import (
    HALF_HOUR,
    Part,
    histograms,
    kind_table,
    length_table,
    part_table,
    parts,
    spread_table,
)
from kith.insight.diagnosis.wording import estimate, whole_percent, with_interval

DELIVERED = """
    CREATE OR REPLACE TEMP TABLE delivered AS
    SELECT person_key, worker_key, provider_key, tier, slot, on_day,
           COALESCE(NULLIF(rostered_minutes, 0), commissioned_minutes) AS planned,
           actual_seconds / 60.0 AS minutes,
           actual_seconds * 3 < COALESCE(NULLIF(rostered_minutes, 0), commissioned_minutes) * 120 AS short,
           COALESCE(travel_minutes, 0) AS travel_minutes,
           visit_key IN (SELECT visit_key FROM visits WHERE place = 2) AS for_two
    FROM visits
    WHERE verdict = 'delivered' AND COALESCE(NULLIF(rostered_minutes, 0), commissioned_minutes) > 0
"""


def utilisation(facts: duckdb.DuckDBPyConnection, terms: Terms) -> Result:
    """The distribution of delivered against planned minutes, and the share that took under two thirds."""
    facts.execute(DELIVERED)
    lengths = parts(facts, "planned::VARCHAR", "TRUE")
    half = next((part for part in lengths if part.name == "30"), None)
    providers = [
        part._replace(name=terms.names.get(part.name, part.name))
        for part in parts(facts, "provider_key", HALF_HOUR)
    ]
    visits = sum(part.visits for part in lengths)
    days = rounds(facts)
    return Result(
        key="utilisation",
        title=_("How long visits took"),
        question=_("Of the visits planned for 30 minutes, how many took less than 20? And of other lengths?"),
        answer=_answer(half),
        definition=_(
            "Delivered visits with a planned length. A visit is short when it took under two thirds of its "
            "plan: under 20 minutes of 30; early when not short and more than 5 minutes under it. A person’s "
            "visits are alike, so intervals count people."
        ),
        n=visits,
        n_of=_("delivered visits"),
        owner=_("Head of commissioning"),
        next_test=_("Ask twenty people whose half hours take under 20 whether they have the help they need."),
        tables=(
            length_table(facts, lengths),
            kind_table(facts),
            double_up_table(facts),
            part_table(_("Half hours, by provider"), _("Provider"), providers),
            part_table(_("Half hours, by visit of the day"), _("Visit"), parts(facts, "slot", HALF_HOUR)),
            spread_table(facts),
            round_table(days),
        ),
        pictures=tuple(_pictures(facts, lengths, providers, half, days)),
        estimates=(_estimate(half),) if half else (),
        limits=(
            _("A short visit can be a good one: help was given and the person was ready."),
            _("Times come from check-ins. A visit without both ends is not counted."),
        ),
    )


def _answer(half: Part | None) -> str:
    if half is None:
        return _("Too few half-hour visits were delivered to say.")
    return _(
        "%(share)s of half-hour visits took less than 20 minutes, of %(visits)s to %(people)s people."
    ) % {
        "share": with_interval(half.short, "share"),
        "visits": f"{half.visits:,}",
        "people": f"{half.people:,}",
    }


def _pictures(
    facts: duckdb.DuckDBPyConnection,
    lengths: Sequence[Part],
    providers: Sequence[Part],
    half: Part | None,
    days: Sequence[Round],
) -> list[Spread | Funnel | Waterfall]:
    drawn: list[Spread | Funnel | Waterfall] = []
    if lengths:
        drawn.append(histograms(facts, lengths))
    if half and len(providers) > 1:
        drawn.append(_funnel(providers, half))
    drawn += [day_of(each) for each in days[:1]]
    return drawn


def _funnel(providers: Sequence[Part], half: Part) -> Funnel:
    """Providers around the share of all, as far apart as people's likeness with themselves allows."""
    share = half.short.value
    alike = standard_error(half.short) * half.visits**0.5 / (share_spread(share) or 1)
    return Funnel(
        title=_("Half hours under 20 minutes, by provider"),
        places=tuple(Place(name=part.name, n=part.visits, value=part.short.value) for part in providers),
        centre=share,
        spread=share_spread(share) * max(1.0, alike),
        count_words=_("half-hour visits delivered"),
        share=True,
        write=whole_percent,
    )


def _estimate(half: Part) -> Estimate:
    return estimate(
        "half_hours_under_20",
        _("half-hour visits that took under 20 minutes"),
        half.short,
        unit="share",
        n=half.people,
        method=_("ratio of sums, each person once, linearised"),
    )
