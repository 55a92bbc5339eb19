"""Care workers as their provider knows them. Seen by their own organisation; people see a first name."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from kith.orgs.facts import Fact
from kith.orgs.models import dated


class TravelMode(models.TextChoices):
    """How a worker gets from door to door."""

    WALK = "walk", "On foot"
    CYCLE = "cycle", "By cycle"
    DRIVE = "drive", "By car"


class Worker(models.Model):
    """A paid care worker of one provider."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey("orgs.Organisation", models.PROTECT, related_name="workers")
    user = models.OneToOneField("orgs.User", models.PROTECT, null=True, blank=True, related_name="worker")
    team = models.ForeignKey("orgs.Team", models.PROTECT, null=True, related_name="workers")
    first_name = models.CharField(max_length=60)
    family_name = models.CharField(max_length=60)
    phone = models.CharField(max_length=20, blank=True)
    travel_mode = models.CharField(max_length=10, choices=TravelMode)
    home_postcode = models.CharField(max_length=8, blank=True)
    home_lat = models.FloatField(null=True, blank=True, help_text="empty where their home is not known")
    home_lon = models.FloatField(null=True, blank=True)
    contract_minutes = models.PositiveIntegerField(help_text="a week; 0 where no hours are guaranteed")
    starts_on = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        """A contract does not end before it starts; a home is a place or not known."""

        constraints = (
            dated("worker_dates"),
            models.CheckConstraint(
                condition=Q(home_lat__isnull=True, home_lon__isnull=True)
                | Q(home_lat__isnull=False, home_lon__isnull=False),
                name="worker_home_is_a_place",
            ),
        )

    def __str__(self) -> str:
        return f"{self.first_name} {self.family_name}"


class WorkerSkill(Fact):
    """A skill was signed off; it may lapse."""

    worker = models.ForeignKey(Worker, models.PROTECT, related_name="skills")
    skill = models.CharField(max_length=40)
    signed_off_on = models.DateField()
    expires_on = models.DateField(null=True)


class ShiftPattern(models.Model):
    """The shifts a worker usually works: London wall-clock times on given weekdays (Monday is 0)."""

    worker = models.ForeignKey(Worker, models.PROTECT, related_name="shift_patterns")
    weekdays = models.JSONField()
    every_weeks = models.PositiveSmallIntegerField(default=1)
    anchor_on = models.DateField(help_text="a Monday of a week that counts, where every_weeks is more than 1")
    starts = models.TimeField()
    ends = models.TimeField()
    unpaid_break_minutes = models.PositiveSmallIntegerField(default=30)
    downtime_minutes = models.PositiveSmallIntegerField(
        default=45, help_text="planned, paid; 45 in a 7.5 h shift"
    )
    starts_on = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        """A pattern does not end before it starts."""

        constraints = (dated("shift_pattern_dates"),)


class Unavailability(Fact):
    """A worker cannot work for a time: leave, sickness, training. ``takes_back`` marks one taken back."""

    worker = models.ForeignKey(Worker, models.PROTECT, related_name="unavailabilities")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=20, help_text="leave, sick, training")
    takes_back = models.ForeignKey("self", models.PROTECT, null=True, related_name="taken_back_by")

    class Meta:
        """Time runs forward."""

        constraints = (
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="unavailability_forward"),
        )
