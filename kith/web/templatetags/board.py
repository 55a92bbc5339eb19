"""What the rota boards hold, and the table that says the same: hundreds on a page, so written in one go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from operator import itemgetter
from uuid import UUID

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kith.core.dates import minutes_between
from kith.web import words
from kith.web.board_parts import Block, Lane, Pause, by_start
from kith.web.geometry import Geometry
from kith.web.week_board import WeekLane

register = template.Library()
NO_ID = UUID(int=0)
PLACES = (1, 2)
SAID = "kith board words"  # where a page keeps them while it is written
LABELS = (
    gettext_noop("When"),
    gettext_noop("Who"),
    gettext_noop("Minutes"),
    gettext_noop("On the way"),
    gettext_noop("Why"),
)


@register.simple_tag(takes_context=True)
def board_track(context: Context, lane: Lane) -> SafeString:
    """What a lane holds, in the order of time, as a phone and a screen reader read it."""
    said = _said_in(context)
    geometry: Geometry = context["geometry"]
    moves = bool(context["whole"])
    parts = [(pause.starts_at, _pause(pause, geometry, said)) for pause in lane.pauses]
    for block in lane.blocks:
        way = ""
        if block.travel and lane.face:
            way = f'<span class="w {geometry.css_class(at=block.travel_at, d=block.travel)}"></span>'
        parts.append((block.starts_at, way + _visit(block, geometry, said, moves=moves)))
    return SafeString("".join(part for _at, part in sorted(parts, key=itemgetter(0))))


@register.simple_tag(takes_context=True)
def board_rows(context: Context, lane: Lane, who: str) -> SafeString:
    """The rows of the table for a lane: ``who`` is the first cell, a name or a status."""
    return SafeString("".join(_rows(lane, conditional_escape(who), _said_in(context))))


@register.simple_tag
def week_cells(lane: WeekLane, today: date) -> SafeString:
    """The seven days of a worker's week, as cells of the board."""
    no_visits, not_working = escape(_("no visits")), escape(_("not working"))
    cells = []
    for day in lane.days:
        here = ' class="sel-c"' if day.on == today else ""
        if day.away:
            said = f'<span class="small quiet">{escape(day.away)}</span>'
        elif day.visits:
            minutes = escape(words.minutes(day.minutes))
            said = f'<b>{day.visits}</b> <span class="small quiet nowrap">{minutes}</span>'
        elif day.shift_minutes:
            said = f'<span class="small quiet">{no_visits}</span>'
        else:
            said = (
                f'<span class="small quiet" aria-hidden="true">·</span><span class="sr">{not_working}</span>'
            )
        cells.append(f"<td{here}>{said}</td>")
    return SafeString("".join(cells))


class _Said:
    """What is the same for every visit of a page: words, and addresses in which only the id differs."""

    def __init__(self) -> None:
        self._visit = reverse("visit", args=[NO_ID])
        self._moves = {place: reverse("rota_move", args=[NO_ID, place]) for place in PLACES}
        self.labels = {key: escape(_(key)) for key in LABELS}
        self.visit_said = _("minutes, %(from)s to %(to)s, %(name)s, %(slot)s")
        self.pinned = _("pinned")
        self._pauses = {True: escape(_("Break")), False: escape(_("Down-time"))}

    def pause(self, pause: Pause) -> str:
        return self._pauses[pause.is_break]

    def visit(self, visit_id: UUID) -> str:
        return self._visit.replace(str(NO_ID), str(visit_id))

    def move(self, visit_id: UUID, place: int) -> str:
        return self._moves[place].replace(str(NO_ID), str(visit_id))


def _said_in(context: Context) -> _Said:
    """The words of the page that is being written, made once for it."""
    kept = context.render_context
    if SAID not in kept:
        kept[SAID] = _Said()
    said: _Said = kept[SAID]
    return said


def _pause(pause: Pause, geometry: Geometry, said: _Said) -> str:
    """The break or the down-time, beside the visits."""
    css = "dt rest" if pause.is_break else "dt"
    where = geometry.css_class(at=pause.at, d=pause.length)
    begins = words.clock(pause.starts_at)
    return f'<span class="{css} {where}" data-t="{begins}"><em>{said.pause(pause)}</em></span>'


def _visit(block: Block, geometry: Geometry, said: _Said, *, moves: bool) -> str:
    """A visit: a link to its story, that who plans may also drag."""
    css = "v pin" if block.pinned else "v"
    where = geometry.css_class(at=block.at, d=block.length)
    begins, reason = words.clock(block.starts_at), escape(block.reason)
    moved = ""
    if moves:
        moved = f' data-move="{said.move(block.visit_id, block.place)}"'
        moved += f' data-at="{block.at}" data-d="{block.length}"'
        moved += f' title="{reason}"' if reason else ""
    when_and_who = said.visit_said % {
        "from": begins,
        "to": words.clock(block.ends_at),
        "name": block.name.full,
        "slot": block.slot,
    }
    more = [escape(when_and_who), *([said.pinned] if block.pinned else []), *([reason] if reason else [])]
    return (
        f'<a class="{css} {where}" data-t="{begins}" href="{said.visit(block.visit_id)}"{moved}>'
        f"<b>{escape(block.name.known_as)}{' × 2' if block.two else ''}</b>"
        f'<span>{block.minutes}<span class="sr"> {", ".join(more)}</span></span></a>'
    )


def _rows(lane: Lane, who: str, said: _Said) -> Iterator[str]:
    """Visits and pauses of a lane as rows, by start."""
    label = said.labels
    items: list[Block | Pause] = [*lane.blocks, *lane.pauses]
    for item in sorted(items, key=by_start):
        when = f"{words.clock(item.starts_at)}–{words.clock(item.ends_at)}"
        if isinstance(item, Pause):
            minutes, what, last = minutes_between(item.starts_at, item.ends_at), said.pause(item), ""
        else:
            name = escape(f"{item.name.full}, {item.slot.lower()}")
            minutes, what = item.minutes, f'<a href="{said.visit(item.visit_id)}">{name}</a>'
            last = str(item.travel or "") if lane.face else escape(item.reason)
        yield (
            f'<tr><th scope="row">{who}</th><td data-l="{label["When"]}"><time>{when}</time></td>'
            f'<td data-l="{label["Who"]}">{what}</td>'
            f'<td class="num" data-l="{label["Minutes"]}">{minutes}</td>'
            f'<td class="num" data-l="{label["On the way" if lane.face else "Why"]}">{last}</td></tr>'
        )
