"""What meetings decide: targets for measures, and actions that are agreed, done or dropped."""

from __future__ import annotations

from django.db import models

from kith.orgs.facts import Fact, uuid7

LONGEST_ACTION = 160
LONGEST_OWNER = 60


class MeasureTarget(Fact):
    """A council wants a measure to reach a value from a day on, in its own unit. The newest holds."""

    id = models.BigAutoField(primary_key=True)
    commissioner = models.ForeignKey("orgs.Organisation", models.PROTECT, related_name="+")
    measure = models.CharField(max_length=60)
    value = models.FloatField()
    starts_on = models.DateField()
    by = models.ForeignKey("orgs.User", models.PROTECT, related_name="+")


class AgreedAction(Fact):
    """A meeting agreed that somebody does something by a day, for just these figures' provider and patch."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    provider = models.ForeignKey("orgs.Organisation", models.PROTECT, null=True, related_name="+")
    patch = models.ForeignKey("orgs.Area", models.PROTECT, null=True, related_name="+")
    text = models.CharField(max_length=LONGEST_ACTION)
    owner = models.CharField(max_length=LONGEST_OWNER, help_text="who does it: a colleague, a role or a team")
    due_on = models.DateField()
    by = models.ForeignKey("orgs.User", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("orgs.Organisation", models.PROTECT, related_name="+")


class AgreedActionEnd(Fact):
    """An agreed action was done, or dropped."""

    class Outcome(models.TextChoices):
        """What came of it."""

        DONE = "done", "Done"
        DROPPED = "dropped", "Dropped"

    id = models.BigAutoField(primary_key=True)
    action = models.OneToOneField(AgreedAction, models.PROTECT, related_name="end")
    outcome = models.CharField(max_length=10, choices=Outcome)
    by = models.ForeignKey("orgs.User", models.PROTECT, related_name="+")
