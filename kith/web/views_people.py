"""People: finding somebody, their page, and who looked at it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils.translation import gettext as _

from kith.core.dates import ONE_DAY, week_starts_on
from kith.delivery.queries import visits_told_of
from kith.delivery.queries_notes import DAILY_NOTES, recent_notes
from kith.delivery.queries_story import visit_story
from kith.orgs.models import Area
from kith.orgs.roles import may
from kith.people.access import BREAK_GLASS_ROLES
from kith.people.actions_sharing import chooses_for
from kith.people.characteristics import CHARACTERISTICS
from kith.people.queries import access_person, may_see, readable_kinds, visible_ids
from kith.people.queries_audit import who_looked as read_who_looked
from kith.people.queries_households import people_in
from kith.people.queries_names import PersonName, name_of, names_of
from kith.people.queries_search import search
from kith.plans.actions_requests import ASSESSMENT
from kith.rota.queries import PlannedVisit, planned_visits
from kith.web import code_words
from kith.web.circle import circle_drawing
from kith.web.goals import goals_shown, level_names
from kith.web.page import Visitor, initials, render_page, signed_in
from kith.web.person_page import monday_asked, person_page
from kith.web.scopes import patch_choice
from kith.web.sight import own_provider, sees_rota
from kith.web.thread import beads_shown
from kith.web.visit_rows import VisitRow, visit_rows

NAMES = 1
NOTES = 6
MOST_LISTED = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """A person in a list, whether their record opens, and their next visit where the visitor rosters it."""

    person_id: UUID
    name: PersonName
    opens: bool
    next: VisitRow | None

    @property
    def liked(self) -> str:
        """What they like to be called, where it is not simply their first name."""
        return "" if self.name.full.startswith(f"{self.name.known_as} ") else self.name.known_as


@signed_in
def people(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """The people one may see, and a search that answers while one types."""
    asked = request.GET.get("q", "").strip()
    own = own_provider(visitor)
    places = patch_choice(request, visitor, own) if own and not asked else None
    ids = [] if asked else _seen(visitor, places.chosen if places else None)
    if len(ids) == 1 and visitor.holds("person", "family"):
        return redirect("person", person_id=ids[0])
    rows = _found(visitor, asked) if asked else _listed(visitor, ids)
    return render_page(
        request,
        "kith/people.html",
        title=_("People"),
        visitor=visitor,
        here="people",
        strip=_("The people you may see today"),
        asked=asked,
        places_shown=places,
        rows=rows,
        too_many=len(ids) > MOST_LISTED,
        breaks_glass=visitor.holds(*BREAK_GLASS_ROLES),
        count=len(rows) if asked else len(ids),
    )


def _seen(visitor: Visitor, patch: Area | None) -> list[UUID]:
    """Everybody whose name the visitor may read today, or those of them who live in a patch."""
    seen = visible_ids(visitor.user, visitor.on, visitor.at)
    return list(seen if patch is None else seen.intersection(people_in(patch, visitor.on)))


def _found(visitor: Visitor, asked: str) -> list[PersonRow]:
    found = search(visitor.user, asked, visitor.on, visitor.at)
    coming = _next_visits(visitor, [each.person_id for each in found if each.opens])
    return [
        PersonRow(person_id=each.person_id, name=each.name, opens=each.opens, next=coming.get(each.person_id))
        for each in found
    ]


def _listed(visitor: Visitor, ids: list[UUID]) -> list[PersonRow]:
    """Everybody by name, or nobody where there are too many to list."""
    if len(ids) > MOST_LISTED:
        return []
    names, coming = names_of(ids), _next_visits(visitor, ids)
    return [
        PersonRow(person_id=one, name=names[one], opens=True, next=coming.get(one))
        for one in sorted(ids, key=lambda one: names[one].full)
    ]


def _next_visits(visitor: Visitor, person_ids: Collection[UUID]) -> dict[UUID, VisitRow]:
    """The next visit today of each of these people, for those who roster them."""
    own = visitor.user.organisation
    if not person_ids or own is None or not sees_rota(visitor, own.pk):
        return {}
    today = planned_visits(visitor.on, visitor.on + ONE_DAY, provider=own, person_ids=person_ids)
    ahead = [each for each in today if each.due and each.terms.window_ends_at > visitor.at]
    told_of = visits_told_of([each.visit.pk for each in ahead])
    asked: list[PlannedVisit] = []
    settled: set[UUID] = set()
    for each in ahead:  # up to the first visit of which nothing was recorded: it cannot have begun
        if each.visit.person_id not in settled:
            asked.append(each)
        if each.visit.pk not in told_of:
            settled.add(each.visit.person_id)
    coming = [row for row in visit_rows(asked, visitor.at) if row.ends_at > visitor.at and not row.began_at]
    return {row.person_id: row for row in reversed(coming)}


@signed_in
def person(request: HttpRequest, visitor: Visitor, person_id: UUID) -> HttpResponse:
    """One person: what matters to them, their week, who is around them, and why the visitor sees this."""
    access = access_person(
        by=visitor.user, person_id=person_id, data_class=NAMES, on=visitor.on, at=visitor.at
    )
    week = monday_asked(request.GET.get("week", ""), visitor.on)
    shown = person_page(access, visitor, week)
    coming = shown.week.next if shown.week else None
    own = visitor.user.organisation
    notes = recent_notes(access, NOTES) if may_see(access, DAILY_NOTES) else None
    return render_page(
        request,
        "kith/person.html",
        title=shown.name.full,
        visitor=visitor,
        here="people",
        person=access.person,
        shown=shown,
        beads=beads_shown(visit_story(coming.visit_id), visitor.at) if coming else None,
        notes=[(initials(note.worker_name), note) for note in notes] if notes is not None else None,
        drawing=circle_drawing(shown),
        why=code_words.why(
            access.relationship.kind if access.relationship else "",
            name=shown.name.known_as,
            organisation=own.short_name if own else "",
        ),
        week=week,
        goals=goals_shown(access, shown.plan, visitor.on),
        level_names=level_names(),
        icons=static("vendor/icons.svg"),
        may_share=access.person.user_id == visitor.user.pk
        or (visitor.holds("family") and chooses_for(visitor.user, person_id, visitor.on)),
        tells_way_to_care=may_see(access, ASSESSMENT),
        tells_about=not readable_kinds(access).isdisjoint(CHARACTERISTICS),
        this_week=week == week_starts_on(visitor.on),
        before=week - 7 * ONE_DAY,
        after=week + 7 * ONE_DAY,
    )


@signed_in
def who_looked(request: HttpRequest, visitor: Visitor, person_id: UUID) -> HttpResponse:
    """Everybody who looked at a record, when and why, in words."""
    looks = read_who_looked(by=visitor.user, person_id=person_id, on=visitor.on, at=visitor.at)
    name = name_of(person_id)
    return render_page(
        request,
        "kith/who_looked.html",
        title=_("Who looked at %(name)s’s record") % {"name": name.known_as},
        visitor=visitor,
        here="people",
        person_id=person_id,
        name=name,
        looks=looks,
        may_export=may(visitor.user, "export person", None, visitor.on),
        refused=sum(1 for look in looks if not look.allowed),
    )
