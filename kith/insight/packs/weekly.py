"""The weekly pack, for a neighbourhood team or whoever answers for it: figures, causes, care, what waits."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kith.insight.packs.care import reviews_due, started_and_ended, stretches
from kith.insight.packs.document import Section
from kith.insight.packs.figures import WEEK, in_one_sentence, newest_grid
from kith.insight.packs.meeting import Meeting

CHOSEN = ("punctuality", "missed_visits", "rostered_v_actual", "continuity", "unfilled_places")
WEEKS, LOOKED_BACK = 1, 6  # weeks: those it is about; those in which a special week is still spoken of


def weekly_sections(held: Meeting) -> tuple[Section, ...]:
    """The agenda of a weekly meeting."""
    care = stretches(held.scope, held.week)
    return (
        Section(
            key="figures",
            title=_("The week in figures"),
            lede=in_one_sentence(held.read),
            parts=(newest_grid(held.read, held.snapshot, held.week),),
        ),
        held.changed(_("Agree a cause for each, and note it beside the chart."), weeks=LOOKED_BACK),
        held.pictures(
            _("The measures this meeting follows, and any other whose newest week is unlikely to be chance.")
        ),
        Section(
            key="care",
            title=_("Care that started, ended, and is due a review"),
            lede="",
            parts=(
                started_and_ended(care, held.period, held.reader),
                reviews_due(care, held.week + WEEK, held.reader),
            ),
        ),
        held.waited(_("What waited"), _("What was not dealt with in time is escalated.")),
        held.agreed(),
    )
