"""Familiar teams: who is named for everybody on a rota, proposing teams, and naming one person's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.core.errors import Invalid
from kith.core.named_teams import Why
from kith.orgs.models import Organisation
from kith.orgs.roles import Right
from kith.people.queries_households import people_in
from kith.people.queries_names import name_of, names_of
from kith.rota.actions_teams import NewTeam, name_team, name_teams
from kith.rota.queries_board import access_rota
from kith.rota.queries_team_choices import people_ahead, people_without_a_team, team_choices
from kith.rota.queries_teams import access_named_team, history_of, team_spells
from kith.rota.queries_teams_kept import in_all, teams_kept
from kith.web.page import Visitor, render_page, signed_in
from kith.web.scopes import patch_choice
from kith.web.team_rows import proposed_team, team_rows, worker_choices
from kith.web.team_words import WHY, gap_words, members_shown, size_words

AT_ONCE = 20  # people on a page
PROPOSED_AT_ONCE = 25
EVERYWHERE = "all"


@signed_in
def rota_teams(request: HttpRequest, visitor: Visitor, organisation_id: UUID) -> HttpResponse:
    """Everybody on a provider's rota by name: their team, how far it was kept, and its gaps."""
    own = access_rota(by=visitor.user, organisation_id=organisation_id, at=visitor.at)
    places = patch_choice(request, visitor, own)
    people = people_ahead(own, visitor.on)
    if places.chosen:
        people &= set(people_in(places.chosen, visitor.on))
    held = team_spells(provider=own)
    teams = held.on(visitor.on)
    lacking = people - teams.keys()
    names = names_of(people)
    listed = sorted(people, key=lambda each: (each in teams, names[each].full, each))
    first = _first(request.GET.get("from", ""), len(listed))
    shown = listed[first : first + AT_ONCE]
    kept = teams_kept(own, visitor.on, held, person_ids=shown)
    theirs = {one: teams[one] for one in shown if one in teams}
    return render_page(
        request,
        "kith/rota_teams.html",
        title=_("Familiar teams"),
        visitor=visitor,
        here="rota",
        own=own,
        places_shown=places,
        count=len(people),
        named=len(people) - len(lacking),
        lacking=len(lacking),
        kept=in_all(kept),
        rows=team_rows(own, visitor.on, shown, names, theirs, kept),
        before=max(0, first - AT_ONCE) if first else None,
        after=first + AT_ONCE if first + AT_ONCE < len(listed) else None,
    )


@signed_in
def rota_teams_proposed(request: HttpRequest, visitor: Visitor, organisation_id: UUID) -> HttpResponseBase:
    """The teams proposed for everybody without one, with why; one button names those that are ticked."""
    own = access_rota(by=visitor.user, organisation_id=organisation_id, at=visitor.at)
    places = patch_choice(request, visitor, own)
    address = f"?{places.keep}"
    if request.method == "POST":
        teams = [_as_shown(request.POST, one) for one in sorted(_ids(request.POST.getlist("person")))]
        name_teams(
            by=visitor.user, at=visitor.at, organisation=own, teams=teams, starts_on=visitor.on,
            reason=Why.FACES,
        )  # fmt: skip
        said = ngettext("A team is named for one person.", "Teams are named for %(n)s people.", len(teams))
        messages.success(request, said % {"n": len(teams)})
        return redirect(request.path + address)
    lacking = people_without_a_team(own, visitor.on)
    if places.chosen:
        lacking &= set(people_in(places.chosen, visitor.on))
    names = names_of(lacking)
    listed = sorted(lacking, key=lambda each: (names[each].full, each))[:PROPOSED_AT_ONCE]
    choices, held = team_choices(own, visitor.on, listed), team_spells(provider=own, person_ids=listed)
    proposed = [proposed_team(choices, one, names[one], held.newest(one, own.pk)) for one in listed]
    return render_page(
        request,
        "kith/rota_teams_proposed.html",
        title=_("Propose teams"),
        visitor=visitor,
        here="rota",
        own=own,
        places_shown=places,
        lacking=len(lacking),
        proposed=[each for each in proposed if each.members],
        nobody=[each for each in proposed if not each.members],
    )


@signed_in
def person_team(request: HttpRequest, visitor: Visitor, person_id: UUID) -> HttpResponseBase:
    """One person's team: who is named, who could be, what a choice would mean, and what was before."""
    right = Right.APPEND if request.method == "POST" else Right.READ
    person = access_named_team(by=visitor.user, person_id=person_id, at=visitor.at, right=right)
    own = visitor.user.organisation
    assert own is not None  # noqa: S101 - access_named_team asks for it
    if request.method == "POST":
        return _name_one(request, visitor, own, person_id)
    held = team_spells(provider=own, person_ids=[person_id])
    spell = held.holding(person_id, own.pk, visitor.on)
    stands = spell.named.members if spell else frozenset[UUID]()
    asked = _ids(request.GET.getlist("worker")) if "looked" in request.GET else stands
    choices = team_choices(own, visitor.on, [person_id])
    likely, others = worker_choices(choices, person_id, asked)
    name = name_of(person_id)
    return render_page(
        request,
        "kith/person_team.html",
        title=_("%(name)s’s familiar team") % {"name": name.known_as},
        visitor=visitor,
        here="rota",
        own=own,
        person=person,
        name=name,
        since=spell.starts_on if spell and stands else None,
        members=members_shown([each for each in choices.workers.values() if each.pk in stands], visitor.on),
        looked=asked != stands,
        chosen=len(asked),
        gaps=gap_words(choices.cover(person_id, asked)) if asked else [],
        size=size_words(len(asked)) if asked else "",
        kept=teams_kept(own, visitor.on, held, person_ids=[person_id])[person_id],
        choices=likely,
        others=others,
        proposed=proposed_team(choices, person_id, name, held.newest(person_id, own.pk)),
        seen=held.newest(person_id, own.pk) or "",
        history=[
            (each, _(WHY.get(each.team.reason, each.team.reason))) for each in history_of(person_id, own)
        ],
        reasons=[(key, _(label)) for key, label in WHY.items() if key != Why.ENDED],
        reason=Why.ASKED if stands else Why.FIRST,
        starts_on=_day(request.GET.get("from", ""), visitor.on),
    )


def _name_one(request: HttpRequest, visitor: Visitor, own: Organisation, person_id: UUID) -> HttpResponseBase:
    """Name the team that was chosen; with nobody chosen, nobody is named any more."""
    worker_ids, reason = _ids(request.POST.getlist("worker")), request.POST.get("reason", "")
    if reason not in WHY:
        raise Invalid("Choose why from the list.", reason=reason)
    team = name_team(
        by=visitor.user,
        at=visitor.at,
        organisation=own,
        person_id=person_id,
        worker_ids=worker_ids,
        starts_on=_day(request.POST.get("from", ""), visitor.on),
        reason=Why(reason) if worker_ids else Why.ENDED,
        seen=_number(request.POST.get("seen", "")),
    )
    messages.success(request, _("Named. Rounds planned from that day on prefer them."))
    choices = team_choices(own, team.starts_on, [person_id])
    for warning in (size_words(len(worker_ids)), *gap_words(choices.cover(person_id, worker_ids))):
        if worker_ids and warning:
            messages.warning(request, warning)
    return redirect("person_team", person_id=person_id)


def _as_shown(sent: QueryDict, person_id: UUID) -> NewTeam:
    """The team that was proposed for a person, and what was named before, as the page showed them."""
    return NewTeam(
        person_id=person_id,
        worker_ids=_ids(sent.get(f"team-{person_id}", "").split(",")),
        seen=_number(sent.get(f"seen-{person_id}", "")),
    )


def _ids(texts: Sequence[str]) -> frozenset[UUID]:
    try:
        return frozenset(UUID(text) for text in texts)
    except ValueError:
        raise Invalid("Choose from the page.", chosen=", ".join(texts)) from None


def _number(text: str) -> int | None:
    if text and not text.isdecimal():
        raise Invalid("Choose from the page.", seen=text)
    return int(text) if text else None


def _day(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text) if text else otherwise
    except ValueError:
        raise Invalid("Give the day as a date.", day=text) from None


def _first(text: str, count: int) -> int:
    """Where the page begins among so many."""
    return int(text) if text.isdecimal() and int(text) < count else 0
