"""Placements in care homes: where home care ended, or paused, because home was no longer possible."""

from __future__ import annotations

import uuid

from django.db import models

from kith.orgs.facts import Fact
from kith.orgs.models import dated


class Placement(Fact):
    """A person lives in a care home from a day, for good or for a time."""

    class Kind(models.TextChoices):
        """What kind of home."""

        RESIDENTIAL = "residential", "Residential"
        NURSING = "nursing", "Nursing"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="placements")
    kind = models.CharField(max_length=12, choices=Kind)
    starts_on = models.DateField()
    until = models.DateField(null=True, blank=True)
    by = models.ForeignKey("orgs.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        """A placement does not end before it starts."""

        constraints = (dated("placement_dates"),)
