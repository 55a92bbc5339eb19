"""A visit's thread as it is drawn: seven beads with their words, the same on every page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kith.core.dates import london_day
from kith.core.visit_state import Bead, BeadState, Stage
from kith.delivery.queries_story import VisitStory
from kith.web import words

STAGES: Mapping[Stage, str] = MappingProxyType(
    {
        Stage.NEEDED: gettext_noop("Needed"),
        Stage.COMMISSIONED: gettext_noop("Commissioned"),
        Stage.PLANNED: gettext_noop("Planned"),
        Stage.ROSTERED: gettext_noop("Rostered"),
        Stage.DELIVERED: gettext_noop("Delivered"),
        Stage.VERIFIED: gettext_noop("Verified"),
        Stage.PRICED: gettext_noop("Priced"),
    }
)
COMES_FROM: Mapping[Stage, str] = MappingProxyType(
    {
        Stage.NEEDED: gettext_noop("from the plan"),
        Stage.COMMISSIONED: gettext_noop("by the broker"),
        Stage.PLANNED: gettext_noop("from the package"),
        Stage.ROSTERED: gettext_noop("by the coordinator"),
        Stage.DELIVERED: gettext_noop("from the phone"),
        Stage.VERIFIED: gettext_noop("once it is sent"),
        Stage.PRICED: gettext_noop("the week’s run"),
    }
)
CSS: Mapping[BeadState, str] = MappingProxyType(
    {BeadState.DONE: "done", BeadState.NOW: "now", BeadState.AHEAD: "", BeadState.HELD: "held"}
)
STATES: Mapping[BeadState, str] = MappingProxyType(
    {
        BeadState.DONE: gettext_noop("done"),
        BeadState.NOW: gettext_noop("next"),
        BeadState.AHEAD: gettext_noop("not yet"),
        BeadState.HELD: gettext_noop("held"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BeadShown:
    """One bead: how it is drawn, its name, what a screen reader adds, and the words under it."""

    css: str
    word: str
    state_words: str
    caption: str
    times: int


def beads_shown(story: VisitStory, at: datetime, priced: int = 0) -> list[BeadShown]:
    """The seven beads of a visit. ``priced`` is how many payment lines it has."""
    return [
        BeadShown(
            css=CSS[bead.state],
            word=_(STAGES[bead.stage]),
            state_words=_(STATES[bead.state]),
            caption=_caption(story, bead, at),
            times=bead.times,
        )
        for bead in story.beads(priced)
    ]


def _caption(story: VisitStory, bead: Bead, at: datetime) -> str:
    """When the newest fact was recorded, or where it will come from."""
    facts = story.of(bead.stage)
    if bead.state is BeadState.HELD:
        return _("waits for a decision")
    if not facts:
        return "" if bead.state is BeadState.DONE else _(COMES_FROM[bead.stage])
    newest = facts[-1].at
    return words.clock(newest) if london_day(newest) == london_day(at) else words.day(newest)
