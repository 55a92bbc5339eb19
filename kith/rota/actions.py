"""Laying out dated visits from package lines.

A visit is identity only: the line (its first version), the slot and the London day. What is to happen is in
its terms, which are facts: a change adds newer ones. What stops a visit from elsewhere is read, see
``queries.py``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from kith.brokerage.patterns import slots_of
from kith.brokerage.queries import ActiveLine, lines_active
from kith.core.dates import Period, london_day
from kith.core.visit_ids import visit_id
from kith.core.visit_pattern import PatternSlot, PlannedVisit, expand
from kith.orgs import audit
from kith.orgs.models import Organisation, User
from kith.orgs.roles import check_may
from kith.rota.actions_terms import copied
from kith.rota.models import Visit, VisitTerms

BATCH = 2_000
DAYS_AT_A_TIME = 7  # bounds the memory that a year of a city's visits would take

# Reasons that the pattern gives. Terms with any other reason were set by somebody for that one day, and stay.
PLANNED, LINE_CHANGED, NOT_IN_PATTERN = "planned", "line changed", "not in the pattern"
FROM_THE_PATTERN = frozenset({PLANNED, LINE_CHANGED, NOT_IN_PATTERN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Extended:
    """What was added: new visits, newer terms of visits that stood, and visits that left their pattern."""

    visits: int = 0
    changed: int = 0
    cancelled: int = 0


@dataclass(slots=True, kw_only=True)
class _Additions:
    """Rows to add for a stretch of days."""

    visits: list[Visit] = field(default_factory=list)
    terms: list[VisitTerms] = field(default_factory=list)

    def count(self) -> Extended:
        cancelled = sum(terms.cancelled for terms in self.terms)
        changed = len(self.terms) - len(self.visits) - cancelled
        return Extended(visits=len(self.visits), changed=changed, cancelled=cancelled)


def extend_visits(
    *,
    by: User | None,
    at: datetime,
    starts_on: date,
    until: date,
    provider: Organisation | None = None,
    person_ids: Collection[UUID] | None = None,
) -> Extended:
    """The visits package lines make on these London days, of a provider, of some people or all, laid out.

    Doing it again changes nothing, and doing it in parts is doing it whole. Where a line has changed since,
    visits that have not begun get newer terms, unless somebody set theirs for that one day.
    Raises `NotPermitted`, or `Invalid` for a period without a day.
    """
    check_may(by, "extend visits", None, london_day(at))
    period = Period(starts_on=starts_on, until=until)
    total = Extended()
    with transaction.atomic():
        active = lines_active(provider, period, person_ids=person_ids)
        lines = [(line, slots_of(line.line.pattern)) for line in active]
        for stretch in _stretches(starts_on, until):
            added = _additions(by, at, lines, stretch, _standing(stretch, provider, person_ids))
            Visit.objects.bulk_create(added.visits, batch_size=BATCH)
            VisitTerms.objects.bulk_create(added.terms, batch_size=BATCH)
            total = _plus(total, added.count())
        audit.record(
            by=by,
            at=at,
            action="extend.visits",
            subject_kind="provider" if provider else "",
            subject_id=provider.pk if provider else "",
            person_id=next(iter(person_ids)) if person_ids and len(person_ids) == 1 else None,
            detail={"visits": total.visits, "changed": total.changed, "cancelled": total.cancelled},
        )
    return total


def _stretches(starts_on: date, until: date) -> Iterator[Period]:
    first = starts_on
    while first < until:
        following = min(first + timedelta(days=DAYS_AT_A_TIME), until)
        yield Period(starts_on=first, until=following)
        first = following


def _standing(
    stretch: Period, provider: Organisation | None, person_ids: Collection[UUID] | None
) -> dict[UUID, VisitTerms]:
    """The terms that hold for the visits already laid out on these days, by visit; one query."""
    terms = VisitTerms.objects.filter(visit__on__gte=stretch.starts_on, visit__on__lt=stretch.until)
    if provider is not None:
        terms = terms.filter(visit__provider=provider)
    if person_ids is not None:
        terms = terms.filter(visit__person__in=person_ids)
    return {each.visit_id: each for each in terms.select_related("visit").order_by("recorded_at", "pk")}


def _additions(
    by: User | None,
    at: datetime,
    lines: Sequence[tuple[ActiveLine, list[PatternSlot]]],
    stretch: Period,
    standing: Mapping[UUID, VisitTerms],
) -> _Additions:
    added = _Additions()
    in_pattern: set[UUID] = set()
    for line, slots in lines:
        part = _part(line, stretch)
        for planned in expand(slots, part) if part else ():
            key = visit_id(line.origin_id, planned.slot_key, planned.day)
            in_pattern.add(key)
            held = standing.get(key)
            if held is None:
                added.visits.append(_visit(key, line, planned))
                added.terms.append(_terms(by, at, key, line, planned, PLANNED))
            elif _follows(held, at) and _differs(held, line):
                added.terms.append(_terms(by, at, key, line, planned, LINE_CHANGED))
    added.terms += _left(by, at, lines, standing, in_pattern)
    return added


def _left(
    by: User | None,
    at: datetime,
    lines: Sequence[tuple[ActiveLine, list[PatternSlot]]],
    standing: Mapping[UUID, VisitTerms],
    in_pattern: set[UUID],
) -> Iterator[VisitTerms]:
    """Terms that cancel the visits whose line still counts that day, in a version without their slot."""
    versions: defaultdict[UUID, list[ActiveLine]] = defaultdict(list)
    for line, _ in lines:
        versions[line.origin_id].append(line)
    for key, held in standing.items():
        if key in in_pattern or held.cancelled or not _follows(held, at):
            continue
        version = next(
            (line for line in versions[held.visit.package_line_id] if line.on(held.visit.on)), None
        )
        if version is not None:
            yield copied(
                held, by=by, at=at, line_version=version.line.version, cancelled=True, reason=NOT_IN_PATTERN
            )


def _part(line: ActiveLine, stretch: Period) -> Period | None:
    """The days of the stretch on which the line counts, or None."""
    first = max(line.starts_on, stretch.starts_on)
    last = stretch.until if line.until is None else min(line.until, stretch.until or line.until)
    return Period(starts_on=first, until=last) if last is None or first < last else None


def _follows(held: VisitTerms, at: datetime) -> bool:
    """Whether terms still follow the pattern: it set them, and the visit has not begun."""
    return held.reason in FROM_THE_PATTERN and held.preferred_at > at


def _differs(held: VisitTerms, line: ActiveLine) -> bool:
    return held.cancelled or held.line_version != line.line.version


def _visit(key: UUID, line: ActiveLine, planned: PlannedVisit) -> Visit:
    return Visit(
        id=key,
        package_line_id=line.origin_id,
        slot_key=planned.slot_key,
        on=planned.day,
        person_id=line.line.person_id,
        provider_id=line.line.provider_id,
    )


def _terms(
    by: User | None, at: datetime, key: UUID, line: ActiveLine, planned: PlannedVisit, reason: str
) -> VisitTerms:
    return VisitTerms(
        visit_id=key,
        window_starts_at=planned.window_starts_at,
        window_ends_at=planned.window_ends_at,
        preferred_at=planned.preferred_start_at,
        minutes=planned.minutes,
        workers_needed=planned.workers,
        line_version=line.line.version,
        reason=reason,
        by=by,
        recorded_at=at,
    )


def _plus(one: Extended, other: Extended) -> Extended:
    return Extended(
        visits=one.visits + other.visits,
        changed=one.changed + other.changed,
        cancelled=one.cancelled + other.cancelled,
    )
