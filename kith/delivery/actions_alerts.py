"""Alerts for visits that are late, missed or unheard of, until the worker comes or somebody acts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from kith.brokerage.models import PackageLine
from kith.core.dates import london_day
from kith.delivery.alerts import ACT_WITHIN, ALERT_KINDS, harm_of
from kith.delivery.queries_live import LivePlace, live_places, worst_place
from kith.orgs import audit
from kith.orgs.actions_work import NewItem, close_items_about, open_items
from kith.orgs.context import as_house
from kith.orgs.models import WorkItem
from kith.rota.queries import PlannedVisit, planned_visits

CAME = "began"  # what came of an alert that closed by itself
CHANGED = "another alert"
STOPPED = "no longer due"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerted:
    """How many alerts were opened, and how many closed because what they waited for has happened."""

    opened: int
    closed: int


def check_alerts(*, at: datetime) -> Alerted:
    """Open an alert for each visit of today and yesterday that is late, missed or unheard of; close the rest.

    One alert a visit, for its worst place. One that gets worse is opened anew and ranked higher; one that
    somebody closed, saying what was done, stays closed unless it gets worse. Doing it again changes nothing.
    """
    today = london_day(at)
    with transaction.atomic(), as_house():
        visits = planned_visits(today - timedelta(days=1), today + timedelta(days=1))
        worst = {visit_id: worst_place(places) for visit_id, places in live_places(visits, at).items()}
        closed = _close_what_changed(worst, at)
        opened = _open(visits, worst, at)
        if opened or closed:
            audit.record(by=None, at=at, action="check.alerts", detail={"opened": opened, "closed": closed})
    return Alerted(opened=opened, closed=closed)


def _close_what_changed(worst: Mapping[UUID, LivePlace | None], at: datetime) -> int:
    """Close the open alerts whose visit has begun, is stopped, or has become something else. Those about
    older visits stay until somebody acts.
    """
    by_outcome: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for kind, subject_id in _open_alerts():
        if UUID(subject_id) in worst:
            place = worst[UUID(subject_id)]
            if _kind_of(place) != kind:
                by_outcome[kind, _outcome(place)].append(subject_id)
    return sum(
        close_items_about(by=None, at=at, kind=kind, subject_ids=subject_ids, outcome=outcome)
        for (kind, outcome), subject_ids in by_outcome.items()
    )


def _kind_of(place: LivePlace | None) -> str | None:
    """The kind of alert that a place calls for. A visit that has begun, however late, calls for none."""
    return ALERT_KINDS.get(place.status) if place and place.status and not place.began_at else None


def _outcome(place: LivePlace | None) -> str:
    if place is None:
        return STOPPED
    return CHANGED if _kind_of(place) else CAME


def _open_alerts() -> list[tuple[str, str]]:
    alerts = WorkItem.objects.filter(kind__in=ALERT_KINDS.values(), closed_at__isnull=True)
    return list(alerts.values_list("kind", "subject_id"))


def _open(visits: Sequence[PlannedVisit], worst: Mapping[UUID, LivePlace | None], at: datetime) -> int:
    """How many alerts were opened for what had none."""
    before = set(_open_alerts())
    wrong = [
        (planned, place, kind)
        for planned in visits
        if (place := worst[planned.visit.pk])
        and (kind := _kind_of(place))
        and (kind, str(planned.visit.pk)) not in before
    ]
    tasks = _tasks_of([planned for planned, _, _ in wrong])
    items = [_alert(*each, tasks.get(each[0].visit.pk, ()), at) for each in wrong]
    open_items(at=at, items=items)
    return len(items)


def _alert(planned: PlannedVisit, place: LivePlace, kind: str, tasks: Sequence[str], at: datetime) -> NewItem:
    visit = planned.visit
    harm = harm_of(kind, tasks=tasks, lives_alone=visit.person.lives_alone)
    return NewItem(
        kind=kind,
        subject_kind="visit",
        subject_id=visit.pk,
        person_id=visit.person_id,
        organisation_id=visit.provider_id,
        due_at=at + ACT_WITHIN[harm],
        harm=harm,
        detail={
            "place": place.place,
            "worker": str(place.worker_id or ""),
            "due_at": place.due_at.isoformat(),
            "last_heard_at": place.last_heard_at.isoformat() if place.last_heard_at else "",
        },
    )


def _tasks_of(visits: Sequence[PlannedVisit]) -> dict[UUID, Sequence[str]]:
    """The task codes of each visit, by the plan line its package line came from; one query."""
    lines = PackageLine.objects.filter(pk__in={planned.visit.package_line_id for planned in visits})
    tasks = dict(lines.filter(plan_line__isnull=False).values_list("pk", "plan_line__tasks"))
    return {planned.visit.pk: tasks.get(planned.visit.package_line_id, ()) for planned in visits}
