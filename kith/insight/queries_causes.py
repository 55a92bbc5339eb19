"""Reading causes: what was noted about a measure's weeks, by those who may say so to the reader."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from kith.core.errors import NotFound
from kith.core.spc import Chart
from kith.insight.measure import Measure
from kith.insight.models import CauseNote
from kith.insight.queries import WeekFigure, chart_of
from kith.insight.queries_scopes import Scope
from kith.orgs.models import Organisation, User


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """A cause that stands. ``number`` is its mark on the chart, counted from the oldest week."""

    number: int
    id: UUID
    week_starts_on: date
    text: str
    rebases: bool
    by: str
    organisation: str
    organisation_id: UUID
    noted_at: datetime


def causes_of(measure: Measure, scope: Scope, by: User | None) -> tuple[Cause, ...]:
    """What was noted about a measure of just this scope, oldest week first. One query."""
    return causes_of_all(scope, by).get(measure.key, ())


def causes_of_all(scope: Scope, by: User | None) -> dict[str, tuple[Cause, ...]]:
    """What was noted about every measure of just this scope, by its key. One query."""
    notes = (
        CauseNote.objects.filter(
            said_to(scope, by), provider=scope.provider, patch=scope.patch, withdrawn__isnull=True
        )
        .select_related("by", "organisation")
        .order_by("week_starts_on", "recorded_at", "pk")
    )
    found: defaultdict[str, list[Cause]] = defaultdict(list)
    for note in notes:
        found[note.measure].append(_cause(note, len(found[note.measure]) + 1))
    return {key: tuple(causes) for key, causes in found.items()}


def access_cause(*, by: User, note_id: UUID) -> CauseNote:
    """The note, withdrawn or not, of the user's own organisation.

    Raises `NotFound` when there is none or it is another organisation's.
    """
    note: CauseNote | None = CauseNote.objects.filter(pk=note_id).first()
    if note is None or note.organisation_id != by.organisation_id:
        raise NotFound
    return note


def chart_with_causes(
    measure: Measure, weeks: Collection[WeekFigure], causes: Collection[Cause], *, target: float | None = None
) -> Chart | None:
    """The weeks as an XmR chart, its limits worked out afresh where a cause says so.

    None under two weeks large enough to show. A week that a later snapshot no longer shows rebases nothing.
    """
    shown = {week.week_starts_on for week in weeks if not week.suppressed}
    if len(shown) < 2:
        return None
    afresh = {cause.week_starts_on for cause in causes if cause.rebases} & shown
    return chart_of(measure, weeks, target=target, rebase=afresh)


def said_to(scope: Scope, by: User | None) -> Q:
    """Who is heard: one's own organisation, and on a provider's figures the other side of its contracts."""
    own = by.organisation if by else scope.commissioner
    if own is None:
        return Q() if by is None else Q(pk__in=())
    heard = Q(organisation=own)
    if own.kind == Organisation.Kind.COUNCIL and scope.provider is not None:
        heard |= Q(organisation=scope.provider)
    if own.kind == Organisation.Kind.PROVIDER and scope.provider == own:
        heard |= Q(organisation__in=own.contracts.values("commissioner"))
    return heard


def _cause(note: CauseNote, number: int) -> Cause:
    return Cause(
        number=number,
        id=note.pk,
        week_starts_on=note.week_starts_on,
        text=note.text,
        rebases=note.rebases,
        by=note.by.display_name,
        organisation=note.organisation.short_name,
        organisation_id=note.organisation_id,
        noted_at=note.recorded_at,
    )
