"""Who supervises whom, and since when."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Supervision(models.Model):
    """Somebody supports a colleague in their work for a time. Until the day it ends, which is not in it."""

    user = models.ForeignKey("orgs.User", models.PROTECT, related_name="supervisions")
    supervisor = models.ForeignKey("orgs.User", models.PROTECT, related_name="supervises")
    starts_on = models.DateField()
    until = models.DateField(null=True, blank=True)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey("orgs.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        """One supervisor at a time, never oneself, and no end before the start."""

        constraints = (
            models.CheckConstraint(
                name="supervision_dates", condition=Q(until__isnull=True) | Q(until__gte=F("starts_on"))
            ),
            models.CheckConstraint(name="supervision_of_another", condition=~Q(user=F("supervisor"))),
            models.UniqueConstraint(
                name="supervision_one_at_a_time", fields=["user"], condition=Q(until__isnull=True)
            ),
        )
