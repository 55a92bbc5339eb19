"""The support plan: what matters, what is needed, and who agreed to which version."""

from __future__ import annotations

import uuid

from django.db import models

from kith.orgs.facts import Fact
from kith.plans.models_requests import Assessment, Request, RequestClosing
from kith.plans.models_reviews import Review

__all__ = [
    "Assessment",
    "Goal",
    "PlanAgreement",
    "PlanLine",
    "Request",
    "RequestClosing",
    "Review",
    "SupportPlan",
]


class SupportPlan(Fact):
    """One version of a person's plan. It is valid when all three parties have answered (see queries)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="plans")
    version = models.PositiveIntegerField()
    starts_on = models.DateField()
    by = models.ForeignKey("orgs.User", models.PROTECT, related_name="+")

    class Meta:
        """A version is written once."""

        constraints = (models.UniqueConstraint(fields=["person", "version"], name="support_plan_version"),)


class PlanAgreement(Fact):
    """One party answered one version: agreed, or dissented on record."""

    class Party(models.TextChoices):
        """The three parties of a plan."""

        PERSON = "person", "The person"
        COUNCIL = "council", "Social worker"
        PROVIDER = "provider", "Care provider"

    plan = models.ForeignKey(SupportPlan, models.PROTECT, related_name="agreements")
    party = models.CharField(max_length=10, choices=Party)
    agreed = models.BooleanField()
    dissent = models.ForeignKey("people.Content", models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey("orgs.User", models.PROTECT, related_name="+")


class Goal(Fact):
    """A goal in the person's own words."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(SupportPlan, models.PROTECT, related_name="goals")
    words = models.ForeignKey("people.Content", models.PROTECT, related_name="+")


class PlanLine(Fact):
    """Needed: an outcome, the tasks that serve it, the minutes and the workers they take."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(SupportPlan, models.PROTECT, related_name="lines")
    goal = models.ForeignKey(Goal, models.PROTECT, null=True, related_name="lines")
    outcome = models.CharField(max_length=60, help_text="a Care Act outcome code")
    title = models.CharField(max_length=60, help_text="what the visit is for, such as Morning or Lunch")
    tasks = models.JSONField(help_text="task codes")
    minutes = models.PositiveIntegerField()
    workers_needed = models.PositiveSmallIntegerField(default=1)
