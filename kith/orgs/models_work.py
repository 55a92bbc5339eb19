"""What the house runs on: the outbox, waiting things, the timetable, dated policies and settings."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from kith.orgs.facts import Fact


class Outbox(Fact):
    """Something happened that a higher room may react to; written in the transaction of the action itself."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=60, help_text="a key of config/reactions.py")
    subject_id = models.CharField(max_length=64)
    detail = models.JSONField(default=dict)


class Reaction(models.Model):
    """How far one reaction to one outbox row has come. Each runs at least once and may run again."""

    outbox = models.ForeignKey(Outbox, models.PROTECT, related_name="reactions")
    name = models.CharField(max_length=60)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, help_text="not tried again before this")
    done_at = models.DateTimeField(null=True)
    parked_at = models.DateTimeField(
        null=True, help_text="given up after five tries; a work item names an owner"
    )
    last_error = models.CharField(max_length=200, blank=True, help_text="the kind of error, never its text")

    class Meta:
        """One row per outbox row and reaction."""

        constraints = (models.UniqueConstraint(fields=["outbox", "name"], name="reaction_once"),)


class WorkItem(models.Model):
    """Something that waits for somebody: a held event, an alert, a request. One page, one rule."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    person_id = models.UUIDField(null=True)
    organisation = models.ForeignKey("orgs.Organisation", models.PROTECT, related_name="work_items")
    owner = models.ForeignKey("orgs.User", models.PROTECT, null=True, related_name="work_items")
    harm = models.PositiveSmallIntegerField(
        default=0, help_text="0 none to 3 could harm now; lists lead with most"
    )
    detail = models.JSONField(default=dict, help_text="codes, ids and numbers for the sentence on the page")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("orgs.User", models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=40, blank=True)

    class Meta:
        """One open item per subject and kind; closed means at, by and outcome together."""

        constraints = (
            models.UniqueConstraint(
                fields=["kind", "subject_id"], condition=Q(closed_at__isnull=True), name="work_item_open_once"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="")
                | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="work_item_closed_with_outcome",
            ),
        )
        indexes = (models.Index(fields=["organisation", "closed_at", "harm"], name="work_item_board"),)


class Schedule(models.Model):
    """One line of the timetable that ``kith work`` keeps; missed ticks are caught up."""

    name = models.CharField(max_length=60, primary_key=True)
    next_at = models.DateTimeField()
    last_ok_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)


class Policy(Fact):
    """A rule that is data: dated, and newer versions stand beside older ones."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=40, help_text="verification, payment model, …")
    key = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    commissioner = models.ForeignKey("orgs.Organisation", models.PROTECT, null=True)
    starts_on = models.DateField()
    until = models.DateField(null=True)
    body = models.JSONField()

    class Meta:
        """A version is written once."""

        constraints = (
            models.UniqueConstraint(fields=["kind", "key", "version", "commissioner"], name="policy_version"),
            models.UniqueConstraint(
                fields=["kind", "key", "version"],
                condition=Q(commissioner__isnull=True),
                name="policy_version_for_all",
            ),
        )


class Setting(models.Model):
    """A value of this installation: the server epoch, the demonstration's clock."""

    key = models.CharField(max_length=60, primary_key=True)
    value = models.JSONField()
