"""From a figure to the people and visits behind it: the same number, taken apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kith.core.errors import NotFound
from kith.core.money import pounds
from kith.core.small_numbers import FEWEST_SHOWN
from kith.insight.drill import NOBODY, SHOWN_AT_ONCE, Behind, Part, part_of_person, people_behind
from kith.insight.measure import Measure
from kith.insight.models import Snapshot
from kith.insight.queries import latest_snapshot
from kith.insight.queries_defined import measure_for
from kith.insight.queries_scopes import Scope, scope_for
from kith.insight.writing import writer
from kith.people.queries_names import PersonName, name_of, names_of
from kith.rota.queries import PlannedVisit, visits_of
from kith.web.page import Visitor, render_page, signed_in
from kith.web.scopes import ids_asked_for
from kith.web.views_measures import scope_in_words

ONE_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an address asks for: a measure's week, and whose."""

    measure: Measure
    snapshot: Snapshot
    scope: Scope
    week: date
    keep: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartShown:
    """A part of a figure as it is written: what is counted, out of what, and what that comes to."""

    people: int
    counted: str
    out_of: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """One person and their part of the figure."""

    person_id: UUID
    name: PersonName
    part: PartShown


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRow:
    """One visit and its part of the figure."""

    planned: PlannedVisit
    part: PartShown


@signed_in
def measure_people(request: HttpRequest, visitor: Visitor, key: str, week: date) -> HttpResponse:
    """The people behind one week of a measure: each with their own part, the rest together."""
    asked = _asked(request, visitor, key, week)
    start = _start(request)
    behind = people_behind(
        asked.measure, asked.snapshot, asked.scope,
        by=visitor.user, week=week, at=visitor.at, on=visitor.on, start=start,
    )  # fmt: skip
    names = names_of(each.person_id for each in behind.named)
    return render_page(
        request,
        "kith/measure_people.html",
        title=_("Who is behind it: %(measure)s") % {"measure": _(asked.measure.title)},
        visitor=visitor,
        here="measures",
        strip=scope_in_words(asked.scope),
        asked=asked,
        snapshot=asked.snapshot,
        behind=behind,
        rows=[
            PersonRow(person_id=each.person_id, name=names[each.person_id], part=_shown(asked, each.part))
            for each in behind.named
        ],
        further=_shown(asked, behind.further),
        others=_shown(asked, behind.others),
        whole=_shown(asked, behind.whole),
        fewest=FEWEST_SHOWN,
        before=max(0, start - SHOWN_AT_ONCE) if start else None,
        after=start + SHOWN_AT_ONCE if _more(behind, start) else None,
    )


@signed_in
def measure_person(
    request: HttpRequest, visitor: Visitor, key: str, week: date, person_id: UUID
) -> HttpResponse:
    """One person's part of a figure: each visit of theirs that is in it, with the way to its story."""
    asked = _asked(request, visitor, key, week)
    parts = part_of_person(
        asked.measure, asked.snapshot, asked.scope,
        by=visitor.user, person_id=person_id, week=week, at=visitor.at, on=visitor.on,
    )  # fmt: skip
    together = sum(parts.values(), start=NOBODY)
    name = name_of(person_id)
    return render_page(
        request,
        "kith/measure_person.html",
        title=_("%(name)s: %(measure)s") % {"name": name.known_as, "measure": _(asked.measure.title)},
        visitor=visitor,
        here="measures",
        strip=scope_in_words(asked.scope),
        asked=asked,
        snapshot=asked.snapshot,
        person_id=person_id,
        name=name,
        rows=_visits(asked, parts),
        whole=_shown(asked, together),
    )


def _asked(request: HttpRequest, visitor: Visitor, key: str, week: date) -> Asked:
    """What the address asks for. Raises `NotFound` before the first snapshot, and for a week under way."""
    provider_id, patch_id = ids_asked_for(request)
    scope = scope_for(by=visitor.user, on=visitor.on, provider_id=provider_id, patch_id=patch_id)
    snapshot = latest_snapshot()
    if snapshot is None or week + ONE_WEEK > visitor.on:
        raise NotFound
    chosen = {"provider": provider_id, "patch": patch_id}
    keep = "&".join(f"{name}={chosen_id}" for name, chosen_id in chosen.items() if chosen_id)
    return Asked(measure=measure_for(key, visitor.user), snapshot=snapshot, scope=scope, week=week, keep=keep)


def _start(request: HttpRequest) -> int:
    """From which person on the list is shown. Raises `NotFound` for what is not a number."""
    asked = request.GET.get("from", "0")
    if not asked.isdecimal() or len(asked) > 6:
        raise NotFound
    return int(asked)


def _more(behind: Behind, start: int) -> bool:
    return behind.whole.people - behind.others.people > start + SHOWN_AT_ONCE


def _shown(asked: Asked, part: Part) -> PartShown:
    value = asked.measure.value(part.numerator, part.denominator)
    counted = pounds(part.numerator) if asked.measure.unit == "pence" else f"{part.numerator:,}"
    return PartShown(
        people=part.people,
        counted=counted,
        out_of=f"{part.denominator:,}",
        value=writer(asked.measure)(value) if value is not None else "",
    )


def _visits(asked: Asked, parts: Mapping[str, Part]) -> list[VisitRow]:
    """The visits behind a person's part, in the order of the week; none where it cannot be taken so far."""
    planned = visits_of([UUID(key) for key in parts if key])
    in_order = sorted(planned, key=lambda each: (each.terms.window_starts_at, each.visit.pk))
    return [VisitRow(planned=each, part=_shown(asked, parts[str(each.visit.pk)])) for each in in_order]
