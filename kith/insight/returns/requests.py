"""Requests and assessments as rows of Client Level Data: those that came to something in the period."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from uuid import UUID

from kith.insight.returns.services import Row
from kith.plans.models_requests import Assessment
from kith.plans.queries_requests import requests_of

ELIGIBLE = {True: "Yes", False: "No", None: ""}


def request_rows(person_ids: Collection[UUID], starts_on: date, ends_on: date) -> Iterator[tuple[UUID, Row]]:
    """Every request of these people that was closed in the period, both of whose days count."""
    for asked in requests_of(person_ids):
        if asked.closed_on is not None and starts_on <= asked.closed_on <= ends_on:
            yield (
                asked.person_id,
                {
                    "Event type": "Request",
                    "Event reference": f"request:{asked.id}",
                    "Event start date": asked.on.isoformat(),
                    "Event end date": asked.closed_on.isoformat(),
                    "Event outcome": asked.outcome,
                    "Request: route of access": asked.route,
                },
            )


def assessment_rows(
    person_ids: Collection[UUID], starts_on: date, ends_on: date
) -> Iterator[tuple[UUID, Row]]:
    """Every assessment of these people that was complete in the period."""
    done = Assessment.objects.filter(
        person__in=person_ids, completed_on__gte=starts_on, completed_on__lte=ends_on
    )
    for assessment in done.order_by("completed_on", "pk"):
        yield (
            assessment.person_id,
            {
                "Event type": "Assessment",
                "Event reference": f"assessment:{assessment.pk}",
                "Event start date": assessment.starts_on.isoformat(),
                "Event end date": assessment.completed_on.isoformat(),
                "Event outcome": assessment.outcome,
                "Assessment type": assessment.kind,
                "Eligible needs identified": ELIGIBLE[assessment.eligible_needs],
                "Method of assessment": assessment.method,
            },
        )
