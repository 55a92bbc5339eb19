"""The story of one visit: seven facts, who and when, and the sentence behind each minute and penny."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kith.core.dates import week_starts_on
from kith.core.visit_state import BeadState, Stage
from kith.delivery.queries_story import StoryFact, visit_story
from kith.orgs.queries_names import display_names
from kith.orgs.roles import Right, may
from kith.payments.queries import lines_of_visit
from kith.payments.queries_story import LineStory, stories
from kith.people.queries_names import name_of
from kith.rota.queries import access_visit, visits_of
from kith.web import code_words, words
from kith.web.page import Visitor, render_page, signed_in
from kith.web.sight import own_provider, sees_rota
from kith.web.thread import STAGES, BeadShown, beads_shown
from kith.web.visit_rows import visit_rows

PAID = 10  # the data class of what providers are paid


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One stage of the story: its bead, and its facts or prices."""

    stage: str
    name: str
    bead: BeadShown
    held: bool
    facts: tuple[StoryFact, ...]


@signed_in
def visit(request: HttpRequest, visitor: Visitor, visit_id: UUID) -> HttpResponse:
    """One visit from need to payment."""
    found = access_visit(by=visitor.user, visit_id=visit_id, at=visitor.at)
    story, planned = visit_story(found.pk), visits_of([found.pk])
    row = next(iter(visit_rows(planned, visitor.at)), None)
    priced = _prices(visitor, found.pk)
    beads = beads_shown(story, visitor.at, len(priced))
    chapters = [
        Chapter(
            stage=str(stage),
            name=_(STAGES[stage]),
            bead=shown,
            held=bead.state is BeadState.HELD,
            facts=story.of(stage),
        )
        for stage, shown, bead in zip(Stage, beads, story.beads(len(priced)), strict=True)
    ]
    name = name_of(found.person_id)
    return render_page(
        request,
        "kith/visit.html",
        title=_("%(slot)s, %(day)s")
        % {"slot": code_words.code(found.slot_key), "day": words.day_of_month(found.on)},
        visitor=visitor,
        here="rota" if own_provider(visitor) else "people",
        visit=found,
        name=name,
        row=row,
        beads=beads,
        chapters=chapters,
        who_wrote=display_names({fact.by_id for fact in story.facts if fact.by_id}),
        prices=priced,
        sees_money=may(visitor.user, Right.READ, PAID, visitor.on),
        sees_board=sees_rota(visitor, found.provider_id),
        week=week_starts_on(found.on),
    )


def _prices(visitor: Visitor, visit_id: UUID) -> list[LineStory]:
    """The payment lines in words, for who may see what providers are paid."""
    if not may(visitor.user, Right.READ, PAID, visitor.on):
        return []
    return stories(lines_of_visit(visit_id))
