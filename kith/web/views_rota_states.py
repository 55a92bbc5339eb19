"""How a rota stands: what was frozen for pay and what changed since, and the faces that people meet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import fmean, median
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kith.brokerage.queries import cut_off_hours
from kith.core.dates import ONE_DAY, day_bounds, london_day, week_starts_on
from kith.core.errors import NotFound
from kith.orgs.models import Area, Organisation
from kith.people.queries import access_person
from kith.people.queries_names import name_of
from kith.rota.queries_board import access_rota
from kith.rota.queries_faces import faces_of, in_patch, patches_of
from kith.rota.queries_freeze import (
    FrozenEntry,
    LateChange,
    changes_after_cut_off,
    frozen_between,
    verify_freezes,
)
from kith.web import words
from kith.web.page import Visitor, render_page, signed_in
from kith.web.person_page import packages_of, teams_of
from kith.web.team_words import sees_who_comes
from kith.workforce.queries import worker_of

VISIT_TIMES = 3
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenDay:
    """One day of the freeze: when it is fixed, what was, and how much of it changed since."""

    on: date
    cut_off_at: datetime | None
    shifts: int
    visits: int
    minutes: int
    changed: int


@signed_in
def rota_freeze(request: HttpRequest, visitor: Visitor, organisation_id: UUID, week: date) -> HttpResponse:
    """What was frozen in a week, which pay relies on, and who changed what since."""
    own = access_rota(by=visitor.user, organisation_id=organisation_id, at=visitor.at)
    frozen = frozen_between(own, week, week + WEEK)
    changes = changes_after_cut_off(frozen)
    return render_page(
        request,
        "kith/rota_freeze.html",
        title=_("Frozen for pay, week from %(day)s") % {"day": words.day(week)},
        visitor=visitor,
        here="rota",
        own=own,
        week=week,
        days=_frozen_days(own, week, frozen, changes),
        minutes=sum(each.minutes for each in frozen),
        changes=changes,
        broken=verify_freezes(own),
        before=week - WEEK,
        after=week + WEEK,
        this_week=week_starts_on(visitor.on),
    )


@signed_in
def rota_faces(request: HttpRequest, visitor: Visitor, organisation_id: UUID) -> HttpResponse:
    """The faces that a provider's people meet, by neighbourhood: most first."""
    own = access_rota(by=visitor.user, organisation_id=organisation_id, at=visitor.at)
    faces = faces_of(visitor.on, provider=own)
    areas = list(Area.objects.filter(pk__in=patches_of(faces, visitor.on)).order_by("name"))
    area = next((each for each in areas if str(each.pk) == request.GET.get("area")), None)
    shown = faces if area is None else in_patch(faces, area.pk, visitor.on)
    return render_page(
        request,
        "kith/rota_faces.html",
        title=_("Familiar faces"),
        visitor=visitor,
        here="rota",
        own=own,
        areas=areas,
        area=area,
        faces=shown,
        middle=median(each.workers for each in shown) if shown else None,
        core=_mean([each.core_share for each in shown if each.core_share is not None]),
        new=sum(len(each.new) for each in shown),
    )


@signed_in
def person_faces(request: HttpRequest, visitor: Visitor, person_id: UUID) -> HttpResponse:
    """Who comes to one person: their familiar team, and who would be new this week."""
    access = access_person(
        by=visitor.user, person_id=person_id, data_class=VISIT_TIMES, on=visitor.on, at=visitor.at
    )
    if not sees_who_comes(access):
        raise NotFound
    person = access.person
    faces = next(iter(faces_of(visitor.on, person_ids=[person.pk])), None)
    return render_page(
        request,
        "kith/person_faces.html",
        title=_("Who comes to %(name)s") % {"name": name_of(person.pk).known_as},
        visitor=visitor,
        here="people",
        person=person,
        faces=faces,
        teams=teams_of(access, visitor, packages_of(person.pk, visitor.on)),
        in_full=worker_of(visitor.user) is not None or visitor.holds("coordinator", "registered_manager"),
    )


def _frozen_days(
    own: Organisation, week: date, frozen: Sequence[FrozenEntry], changes: Sequence[LateChange]
) -> list[FrozenDay]:
    """The week day by day, days that are not fixed yet too."""
    by_day: defaultdict[date, list[FrozenEntry]] = defaultdict(list)
    for each in frozen:
        by_day[london_day(each.starts_at)].append(each)
    changed: defaultdict[date, set[tuple[UUID, int]]] = defaultdict(set)
    for change in changes:
        changed[london_day(change.frozen.starts_at)].add((change.frozen.visit_id, change.frozen.place))
    days = [week + n * ONE_DAY for n in range(7)]
    return [
        FrozenDay(
            on=day,
            cut_off_at=_cut_off(own, day),
            shifts=len({each.shift_id for each in by_day[day]}),
            visits=len(by_day[day]),
            minutes=sum(each.minutes for each in by_day[day]),
            changed=len(changed[day]),
        )
        for day in days
    ]


def _cut_off(own: Organisation, day: date) -> datetime | None:
    hours = cut_off_hours(own, day)
    return None if hours is None else day_bounds(day)[0] - timedelta(hours=hours)


def _mean(shares: Sequence[float]) -> float | None:
    return fmean(shares) if shares else None
