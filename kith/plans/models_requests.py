"""How somebody came to care: they asked for help, and what they need was assessed.

The codes are the words of the national return's lists (`kith/core/returns/`). A referral that is worked on,
handed over and waited for is another thing: it will lead to a request, and does not change one.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from kith.orgs.facts import Fact


class Request(Fact):
    """Help was asked for: the first conversation, by a route, on a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="requests")
    on = models.DateField()
    route = models.CharField(max_length=80, help_text="a route of access of the national return")
    by = models.ForeignKey("orgs.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        """Read by person and by day."""

        indexes = (models.Index(fields=["person", "on"], name="request_person_day"),)


class RequestClosing(Fact):
    """A request came to something on a day; the newest fact holds."""

    request = models.ForeignKey(Request, models.PROTECT, related_name="closings")
    on = models.DateField()
    outcome = models.CharField(max_length=120, help_text="an event outcome of the national return")
    by = models.ForeignKey("orgs.User", models.PROTECT, null=True, related_name="+")


class Assessment(Fact):
    """What somebody needs was assessed, from a first day to the day on which it was complete."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="assessments")
    starts_on = models.DateField()
    completed_on = models.DateField()
    kind = models.CharField(max_length=80, help_text="an assessment type of the national return")
    method = models.CharField(max_length=80, blank=True, help_text="a method of assessment")
    eligible_needs = models.BooleanField(null=True, help_text="whether the Care Act's threshold is met")
    outcome = models.CharField(max_length=120, help_text="an event outcome of the national return")
    by = models.ForeignKey("orgs.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        """Complete on its first day or later. Read by person and by day."""

        constraints = (
            models.CheckConstraint(
                condition=Q(completed_on__gte=F("starts_on")), name="assessment_starts_before_it_ends"
            ),
        )
        indexes = (models.Index(fields=["person", "completed_on"], name="assessment_person_day"),)
