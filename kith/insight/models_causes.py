"""Causes of change: what people say happened in a week of a measure. Said once, and withdrawn by a fact."""

from __future__ import annotations

from django.db import models

from kith.orgs.facts import Fact, uuid7

LONGEST_CAUSE = 160


class CauseNote(Fact):
    """A cause noted at a week of a measure, for everything, one provider, one patch, or both.

    The text is about how care was run, never about a person.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    measure = models.CharField(max_length=60)
    week_starts_on = models.DateField()
    provider = models.ForeignKey("orgs.Organisation", models.PROTECT, null=True, related_name="+")
    patch = models.ForeignKey("orgs.Area", models.PROTECT, null=True, related_name="+")
    text = models.CharField(max_length=LONGEST_CAUSE)
    rebases = models.BooleanField(help_text="limits are worked out afresh from this week")
    by = models.ForeignKey("orgs.User", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("orgs.Organisation", models.PROTECT, related_name="+")

    class Meta:
        """Read one measure's causes, or every measure's of a place."""

        indexes = (models.Index(fields=["measure", "week_starts_on"], name="cause_note_series"),)


class CauseWithdrawal(Fact):
    """Whoever noted a cause, or a colleague, takes it back: it was wrong, or said too much."""

    id = models.BigAutoField(primary_key=True)
    note = models.OneToOneField(CauseNote, models.PROTECT, related_name="withdrawn")
    by = models.ForeignKey("orgs.User", models.PROTECT, related_name="+")
