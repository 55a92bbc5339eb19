"""The weekly pack, for a neighbourhood team or whoever answers for it: figures, causes, care, what waits."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from kith.core.dates import Period
from kith.insight.models import Snapshot
from kith.insight.packs.agreed import agreed_section
from kith.insight.packs.care import reviews_due, started_and_ended, stretches, waiting
from kith.insight.packs.document import Section
from kith.insight.packs.figures import (
    WEEK,
    in_one_sentence,
    measures_read,
    newest_grid,
    pictures,
    special_grid,
)
from kith.insight.packs.reader import Reader
from kith.insight.queries_meetings import targets_of
from kith.insight.queries_scopes import Scope

CHOSEN = ("punctuality", "missed_visits", "rostered_v_actual", "continuity", "unfilled_places")


def weekly_sections(
    *, snapshot: Snapshot, scope: Scope, reader: Reader, week: date, chosen: Collection[str] = CHOSEN
) -> tuple[Section, ...]:
    """The agenda of a weekly meeting about the week from this Monday."""
    read = measures_read(snapshot, scope, reader, week, targets_of(scope.commissioner, week))
    period = Period(starts_on=week, until=week + WEEK)
    care = stretches(scope, week)
    return (
        Section(
            key="figures",
            title=_("The week in figures"),
            lede=in_one_sentence(read),
            parts=(newest_grid(read, snapshot, week),),
        ),
        Section(
            key="causes",
            title=_("What changed, and why"),
            lede=_("Agree a cause for each, and note it beside the chart."),
            parts=(special_grid(read, snapshot, week),),
        ),
        Section(
            key="charts",
            title=_("Charts"),
            lede=_(
                "The measures this meeting follows, and any other whose newest week is unlikely to be chance."
            ),
            parts=pictures(read, chosen, snapshot),
        ),
        Section(
            key="care",
            title=_("Care that started, ended, and is due a review"),
            lede="",
            parts=(started_and_ended(care, period, reader), reviews_due(care, week + WEEK, reader)),
        ),
        Section(
            key="waiting",
            title=_("What waited"),
            lede=_("What was not dealt with in time is escalated."),
            parts=(waiting(scope, period, reader),),
        ),
        agreed_section(scope, week, reader),
    )
