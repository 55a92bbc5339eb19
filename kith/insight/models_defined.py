"""Measures that somebody defined in the browser. Each change is a version, and so is withdrawing one."""

from __future__ import annotations

from django.db import models

from kith.orgs.facts import Fact


class DefinedMeasure(Fact):
    """One version of a definition; the newest of its key counts."""

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    organisation = models.ForeignKey("orgs.Organisation", models.PROTECT, related_name="+")
    by = models.ForeignKey("orgs.User", models.PROTECT, related_name="+")
    body = models.JSONField(help_text="as insight.defined.definition writes it")
    withdrawn = models.BooleanField(default=False)

    class Meta:
        """Versions of a key count up."""

        constraints = (models.UniqueConstraint(fields=["key", "version"], name="defined_measure_version"),)
