"""What is kept of a provider's trial of its own week, and for how long."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models

from kith.orgs.facts import uuid7

LONGEST = timedelta(hours=1)  # a week takes minutes to work out


class ShadowRun(models.Model):
    """A provider's own week beside the same visits as walking rounds. It changes nothing else.

    The file itself is never kept, and nobody in it is named: ``week`` holds numbers, doors and times while it
    waits and is emptied once it is worked out; ``reading`` says how the file was read and which rows were
    left out; ``result`` holds the comparison. All of it goes after 30 days, or when somebody says so.
    """

    class State(models.TextChoices):
        """How far it has come."""

        READ = "read", "Read, waits for you"
        WAITING = "waiting", "Waits its turn"
        WORKING = "working", "Being worked out"
        READY = "ready", "Ready to look at"
        FAILED = "failed", "Could not be worked out"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey("orgs.Organisation", models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.READ)
    asked_by = models.ForeignKey("orgs.User", models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    starts_on = models.DateField(help_text="the Monday of its week")
    visits = models.PositiveIntegerField()
    tolerance_minutes = models.PositiveSmallIntegerField()
    percent = models.PositiveSmallIntegerField(default=0, help_text="of the work that is done")
    stop_asked = models.BooleanField(default=False)
    reading = models.JSONField(default=dict)
    week = models.JSONField(default=dict)
    result = models.JSONField(default=dict)

    def lost(self, at: datetime) -> bool:
        """Whether nobody works it out any more, since who did was killed."""
        begun_at: datetime | None = self.begun_at
        return self.state == self.State.WORKING and begun_at is not None and begun_at + LONGEST < at

    class Meta:
        """Read newest first."""

        indexes = (models.Index(fields=["organisation", "-asked_at"], name="shadow_run_newest"),)
