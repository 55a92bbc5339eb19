"""Moving one visit on the rota: who could take it and when, the effect before saving, and pins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kith.core.dates import ONE_DAY, london_time
from kith.core.errors import Invalid, NotFound
from kith.orgs.roles import Right, check_may
from kith.people.queries_names import PersonName, name_of, names_of
from kith.rota.actions_move import move_visit
from kith.rota.actions_pins import pin_visit
from kith.rota.actions_swap import withdraw_worker
from kith.rota.costs import Figures
from kith.rota.models import Visit
from kith.rota.planned import Entry, PlannedVisit
from kith.rota.queries import access_visit, current_entries, current_terms
from kith.rota.queries_moves import Effect, Leaving, Wait, effect_of, effects_by_worker, leaving
from kith.rota.queries_pins import Pin
from kith.rota.queries_rounds import DayRounds, Seat, planning_day, rounds_of
from kith.web import code_words, words
from kith.web.page import Visitor, render_page, signed_in
from kith.web.rota_words import rule_sentence
from kith.web.visit_rows import Face, Faces

NOBODY = "nobody"  # in the place of a worker's id
LEFT_OPEN = "left_open"
Term = tuple[str, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitRow:
    """Another visit that would start at another time, with its person's name."""

    wait: Wait
    name: PersonName


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectShown:
    """What a move would do, in the words of the page."""

    effect: Effect
    face: Face
    refused: str
    waits: tuple[WaitRow, ...]
    seen: str

    @property
    def added_travel(self) -> int:
        """How many more minutes on the way, over all rounds it touches."""
        effect = self.effect
        return (
            effect.after.travel_minutes - effect.before.travel_minutes
            if effect.after and effect.before
            else 0
        )

    @property
    def terms(self) -> list[Term]:
        """Each cost term in minutes of travel: its name, before, after and the difference."""
        return _terms(self.effect.before, self.effect.after)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeavingShown:
    """What leaving a visit's place to nobody would do, in the words of the page."""

    leaving: Leaving
    refused: str
    seen: str

    @property
    def terms(self) -> list[Term]:
        """Each cost term in minutes of travel: its name, before, after and the difference."""
        return _terms(self.leaving.before, self.leaving.after)


@signed_in
def rota_move(request: HttpRequest, visitor: Visitor, visit_id: UUID, place: int) -> HttpResponseBase:
    """Who could take a visit's place and when; with ``to``, the effect; and, sent, the move itself."""
    visit = _access(visitor, visit_id)
    if request.method == "POST":
        return _save(request, visitor, visit, place)
    rounds = rounds_of(
        visit.provider, planning_day(current_terms([visit.pk])[visit.pk].preferred_at), visitor.at
    )
    planned = rounds.planned.get(visit.pk)
    if planned is None or not 1 <= place <= planned.terms.workers_needed:
        raise NotFound
    seat, entry = (visit.pk, place), rounds.entries.get((visit.pk, place))
    faces = Faces()
    starts_at = _clock(request.GET.get("at", ""), planned)
    asked = _asked(request, rounds, seat, starts_at)
    only_effect = "HX-Request" in request.headers
    ranked = [] if only_effect else effects_by_worker(rounds, seat, starts_at)
    return render_page(
        request,
        "kith/parts/effect.html" if only_effect else "kith/rota_move.html",
        title=_("Move %(slot)s, %(day)s")
        % {"slot": code_words.code(visit.slot_key).lower(), "day": words.day_of_month(visit.on)},
        visitor=visitor,
        here="rota",
        visit=visit,
        place=place,
        other_place=3 - place,
        planned=planned,
        entry=entry,
        name=name_of(visit.person_id),
        pin=rounds.pins.get(seat, Pin(worker=False, time=False)),
        asked=shown(rounds, seat, asked, faces) if asked else None,
        left=_leaving(rounds, seat) if request.GET.get("to") == NOBODY and entry and entry.worker else None,
        asked_at=starts_at,
        choices=[shown(rounds, seat, each, faces) for each in ranked],
    )


@require_POST
@signed_in
def rota_pin(request: HttpRequest, visitor: Visitor, visit_id: UUID, place: int) -> HttpResponseBase:
    """Keep a visit's place with its worker, at its time, both, or neither any more."""
    kept = request.POST.getlist("keep")
    pin_visit(
        by=visitor.user, at=visitor.at, visit_id=visit_id, place=place,
        worker="worker" in kept, time="time" in kept,
    )  # fmt: skip
    messages.success(request, _("Pinned. Proposals leave it as it is.") if kept else _("The pin is out."))
    return redirect("rota_move", visit_id=visit_id, place=place)


def shown(rounds: DayRounds, seat: Seat, effect: Effect, faces: Faces) -> EffectShown:
    """An effect with names, and with what has to be sent back to show that nothing changed meanwhile."""
    names = names_of({wait.planned.visit.person_id for wait in effect.waits})
    seats = [seat, *((each.visit_id, each.place) for each in effect.others)]
    stands = [rounds.entries[each] for each in seats if each in rounds.entries]
    return EffectShown(
        effect=effect,
        face=faces.of(effect.worker),
        refused=rule_sentence(effect.broken, effect.worker.first_name) if effect.broken else "",
        waits=tuple(WaitRow(wait=wait, name=names[wait.planned.visit.person_id]) for wait in effect.waits),
        seen=" ".join(_seen_word(entry) for entry in stands),
    )


def _access(visitor: Visitor, visit_id: UUID) -> Visit:
    check_may(visitor.user, "swap worker", None, visitor.on)
    return access_visit(by=visitor.user, visit_id=visit_id, at=visitor.at, right=Right.APPEND)


def _asked(request: HttpRequest, rounds: DayRounds, seat: Seat, starts_at: datetime | None) -> Effect | None:
    """The effect of what was chosen, if a worker of that day was."""
    workers = {str(each.shift.worker_id): each.shift.worker for each in rounds.shifts.values()}
    worker = workers.get(request.GET.get("to", ""))
    return effect_of(rounds, seat, worker, starts_at) if worker else None


def _leaving(rounds: DayRounds, seat: Seat) -> LeavingShown:
    """What it would do to leave the visit to nobody, and what shows that nothing changed meanwhile."""
    found = leaving(rounds, seat)
    worker = found.entry.worker
    refused = rule_sentence(found.broken, worker.first_name) if found.broken and worker else ""
    return LeavingShown(leaving=found, refused=refused, seen=_seen_word(found.entry))


def _terms(before: Figures | None, after: Figures | None) -> list[Term]:
    if before is None or after is None:
        return []
    rows = [(code_words.cost_term(name), before.terms[name], after.terms[name]) for name in after.terms]
    rows.append((_("All together"), before.cost, after.cost))
    return [(name, was, now, round(now - was, 1)) for name, was, now in rows]


def _clock(typed: str, planned: PlannedVisit) -> datetime | None:
    """The instant of a London clock time within a day of the window, or None where none was typed."""
    if not typed:
        return None
    try:
        clock = time.fromisoformat(typed)
    except ValueError:
        raise Invalid("Give the start as hours and minutes, such as 08:30.", at=typed) from None
    on = planned.visit.on
    near = (london_time(on - ONE_DAY, clock), london_time(on, clock), london_time(on + ONE_DAY, clock))
    return min(near, key=lambda each: abs(each - planned.terms.preferred_at))


def _save(request: HttpRequest, visitor: Visitor, visit: Visit, place: int) -> HttpResponseBase:
    seen = dict(_read_seen(word) for word in request.POST.get("seen", "").split())
    stands = current_entries([visit.pk]).get(visit.pk, ())
    before = next((each for each in stands if each.place == place), None)
    slot = code_words.code(visit.slot_key)
    if request.POST.get("to") == NOBODY:
        withdraw_worker(
            by=visitor.user, at=visitor.at, visit_id=visit.pk, place=place,
            seen_entry_id=seen.get((visit.pk, place)), reason=LEFT_OPEN,
        )  # fmt: skip
        said = _("Saved. Nobody has %(slot)s now.") % {"slot": slot}
    else:
        entries = move_visit(
            by=visitor.user, at=visitor.at, visit_id=visit.pk, place=place,
            worker_id=_uuid(request.POST.get("to", "")),
            starts_at=_instant(request.POST.get("starts_at", "")), seen=seen,
        )  # fmt: skip
        at, name = words.clock(entries[0].starts_at), str(entries[0].worker)
        said = _("Saved. %(slot)s is at %(at)s with %(name)s.") % {"slot": slot, "at": at, "name": name}
    undo = format_html('<a href="{}">{}</a>', _back(visit, place, before), _("Undo"))
    messages.success(request, format_html("{} {}", said, undo))
    return redirect("rota_day", organisation_id=visit.provider_id, on=visit.on)


def _back(visit: Visit, place: int, before: Entry | None) -> str:
    """Where the effect of putting a visit back is shown."""
    address = reverse("rota_move", args=[visit.pk, place])
    if before is None or before.worker_id is None:
        return f"{address}?to={NOBODY}"
    return f"{address}?to={before.worker_id}&at={words.clock(before.starts_at)}"


def _seen_word(entry: Entry) -> str:
    return f"{entry.visit_id}/{entry.place}/{entry.pk}"


def _read_seen(word: str) -> tuple[Seat, int]:
    visit_id, _slash, rest = word.partition("/")
    place, _slash, entry_id = rest.partition("/")
    try:
        return (UUID(visit_id), int(place)), int(entry_id)
    except ValueError:
        raise Invalid("This page is too old. Open it again and look at the effect.") from None


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Invalid("Choose who is to come.", to=text) from None


def _instant(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid("This page is too old. Open it again and look at the effect.") from None
