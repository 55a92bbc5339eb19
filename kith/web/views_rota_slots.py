"""Where a visit would fit: for a coordinator with an urgent one, and for a broker with a week of them."""

from __future__ import annotations

from datetime import date, time
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from kith.core.dates import ONE_DAY, week_starts_on
from kith.core.errors import Invalid
from kith.orgs.roles import check_may
from kith.people.queries import access_person
from kith.people.queries_names import name_of
from kith.rota.planner import Place
from kith.rota.queries_board import access_rota
from kith.rota.queries_doors import doors_of
from kith.rota.queries_rounds import rounds_of
from kith.rota.queries_slots import SOMEBODY, Wanted, place_of, slots_by_provider, slots_on
from kith.web import words
from kith.web.page import Visitor, render_page, signed_in

VISIT_TIMES = 3
ASKED = {"earliest": "07:00", "latest": "11:00", "best": "08:30", "minutes": "30", "workers": "1"}
MOST_SHOWN = 12


@signed_in
def rota_slots(request: HttpRequest, visitor: Visitor, organisation_id: UUID, on: date) -> HttpResponse:
    """Who could take an urgent visit that day, and what it asks of everybody else."""
    own = access_rota(by=visitor.user, organisation_id=organisation_id, at=visitor.at)
    postcode = request.GET.get("postcode", "").strip()
    slots, problem = None, ""
    try:
        if postcode:
            wanted = _wanted(request.GET, place_of(postcode), SOMEBODY)
            slots = slots_on(rounds_of(own, on, visitor.at), wanted)[:MOST_SHOWN]
    except Invalid as refused:
        problem = refused.message
    return render_page(
        request,
        "kith/rota_slots.html",
        title=_("An urgent visit, %(day)s") % {"day": words.day_of_month(on)},
        visitor=visitor,
        here="rota",
        own=own,
        on=on,
        postcode=postcode,
        asked={name: request.GET.get(name, usual) for name, usual in ASKED.items()},
        slots=slots,
        problem=problem,
        status=400 if problem else 200,
    )


@signed_in
def person_slots(request: HttpRequest, visitor: Visitor, person_id: UUID) -> HttpResponse:
    """Which providers could take a person's week of visits, and how well."""
    check_may(visitor.user, "award packages", None, visitor.on)
    person = access_person(
        by=visitor.user, person_id=person_id, data_class=VISIT_TIMES, on=visitor.on, at=visitor.at
    ).person
    week = week_starts_on(visitor.on) + 7 * ONE_DAY
    days = [week + n * ONE_DAY for n in range(7)]
    chosen = [day for n, day in enumerate(days) if str(n) in request.GET.getlist("day")] or days
    door = doors_of([person.pk], visitor.on).get(person.pk)
    providers, problem = None, ""
    try:
        if "earliest" in request.GET and door is not None:
            wanted = _wanted(request.GET, door.place, person.pk)
            providers = slots_by_provider(by=visitor.user, at=visitor.at, wanted=wanted, days=chosen)
    except Invalid as refused:
        problem = refused.message
    return render_page(
        request,
        "kith/person_slots.html",
        title=_("Who could come to %(name)s") % {"name": name_of(person.pk).known_as},
        visitor=visitor,
        here="people",
        person=person,
        week=week,
        door=door,
        days=[(n, day, day in chosen) for n, day in enumerate(days)],
        asked={name: request.GET.get(name, usual) for name, usual in ASKED.items()},
        providers=providers,
        problem=problem,
        status=400 if problem else 200,
    )


def _wanted(asked: QueryDict, place: Place, person_id: UUID) -> Wanted:
    """The visit that was asked for. Raises `Invalid` for what is no time or no number."""
    try:
        return Wanted(
            place=place,
            earliest=time.fromisoformat(asked.get("earliest", "")),
            latest=time.fromisoformat(asked.get("latest", "")),
            best=time.fromisoformat(asked.get("best", "")),
            minutes=int(asked.get("minutes", "")),
            workers=int(asked.get("workers", "")),
            person_id=person_id,
        )
    except ValueError:
        raise Invalid("Give times as 08:30, and minutes and workers as whole numbers.") from None
