"""What each room above ``people`` adds to a person's own copy of their record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from uuid import UUID

from kith.brokerage.queries import lines_active
from kith.delivery.queries import newest_verifications
from kith.plans.models import Assessment, Review
from kith.plans.queries import versions_of
from kith.plans.queries_requests import requests_of
from kith.rota.queries import planned_visits

Rows = Iterator[Mapping[str, object]]


def plans(ids: Iterable[UUID]) -> Rows:
    """Every version of the support plan, with what it asks for; its words are among the text."""
    for person_id in ids:
        for plan, standing in versions_of(person_id):
            yield {
                "version": plan.version,
                "starts_on": plan.starts_on,
                "agreed_by": standing.agreed,
                "dissented": standing.dissented,
                "asks_for": [
                    {
                        "outcome": line.outcome,
                        "title": line.title,
                        "tasks": line.tasks,
                        "minutes": line.minutes,
                    }
                    for line in plan.lines.all()
                ],
            }


def way_to_care(ids: Iterable[UUID]) -> Rows:
    """Every request for help and what it came to, every assessment and every review."""
    people = list(ids)
    for asked in requests_of(people):
        told = {"route": asked.route, "closed_on": asked.closed_on, "outcome": asked.outcome}
        yield {"what": "request", "on": asked.on, **told}
    assessments = Assessment.objects.filter(person__in=people).order_by("completed_on", "pk")
    for row in assessments.values("starts_on", "completed_on", "kind", "method", "eligible_needs", "outcome"):
        yield {"what": "assessment", **row}
    reviews = Review.objects.filter(person__in=people).order_by("on", "pk")
    for row in reviews.values("on", "kind", "achieved", "method"):
        yield {"what": "review", **row}


def package_lines(ids: Iterable[UUID]) -> Rows:
    """What each provider was asked to do, and when it counted."""
    for active in lines_active(person_ids=list(ids)):
        yield {
            "provider": active.line.provider_id,
            "service_type": active.line.service_type,
            "pattern": active.line.pattern,
            "starts_on": active.starts_on,
            "until": active.until,
        }


def visits(ids: Iterable[UUID]) -> Rows:
    """Every dated visit: when it was to be and what it came to."""
    planned = planned_visits(date.min, date.max, person_ids=list(ids))
    came_to = newest_verifications([each.visit.pk for each in planned])
    for each in planned:
        yield {
            "on": each.visit.on,
            "window": [each.terms.window_starts_at, each.terms.window_ends_at],
            "minutes": each.terms.minutes,
            "not_due_because": each.stop,
            "came_to": [
                {
                    "place": found.place,
                    "verdict": found.verdict,
                    "started_at": found.started_at,
                    "ended_at": found.ended_at,
                    "actual_minutes": found.actual_minutes,
                    "exceptions": found.exceptions,
                }
                for found in came_to.get(each.visit.pk, ())
            ],
        }


PARTS = {"plans": plans, "way_to_care": way_to_care, "package_lines": package_lines, "visits": visits}
