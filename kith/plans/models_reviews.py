"""Reviews: when a person's care was looked at again, by whom it was asked for, and what came of it."""

from __future__ import annotations

import uuid

from django.db import models

from kith.orgs.facts import Fact


class Review(Fact):
    """A review was held. What it changed is read from the package lines before and after, at one price."""

    class Kind(models.TextChoices):
        """Why it was held, in the words of the national return."""

        PLANNED = "planned", "Planned"
        UNPLANNED = "unplanned", "Unplanned"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="reviews")
    on = models.DateField()
    kind = models.CharField(max_length=10, choices=Kind)
    area_code = models.CharField(max_length=20, help_text="the social work area that reviewed")
    achieved = models.CharField(
        max_length=40, blank=True, db_default="", help_text="how far outcomes were met, in national words"
    )
    method = models.CharField(max_length=80, blank=True, db_default="", help_text="a method of review")
    by = models.ForeignKey("orgs.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        """Read by person and by day."""

        indexes = (models.Index(fields=["person", "on"], name="review_person_day"),)
