"""Snapshots of the facts, and figures worked out from them; a figure carries its snapshot."""

from __future__ import annotations

from django.db import models

from kith.insight.measure import FINEST
from kith.insight.models_case_files import (
    CaseAudit,
    CaseAuditStep,
    CaseFile,
    CaseReader,
    CaseScore,
    CaseSubject,
    CaseText,
)
from kith.insight.models_causes import CauseNote, CauseWithdrawal
from kith.insight.models_defined import DefinedMeasure
from kith.insight.models_meetings import AgreedAction, AgreedActionEnd, MeasureTarget
from kith.orgs.facts import Fact, uuid7

__all__ = [
    "AgreedAction",
    "AgreedActionEnd",
    "CaseAudit",
    "CaseAuditStep",
    "CaseFile",
    "CaseReader",
    "CaseScore",
    "CaseSubject",
    "CaseText",
    "CauseNote",
    "CauseWithdrawal",
    "DefinedMeasure",
    "Figure",
    "Finding",
    "MeasureTarget",
    "ModelCost",
    "Snapshot",
]


class Snapshot(Fact):
    """The fact tables as they were written at one time: Parquet files in one folder.

    Ids sort by when they were made, so that the later of two at one moment is the newer.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facts_at = models.DateTimeField(help_text="everything known by then is in it")
    folder = models.CharField(max_length=300)
    rows = models.JSONField(help_text="rows in each table")


class Figure(Fact):
    """One measure's numerator and denominator for a week and place, at one of the levels of `measure.LEVELS`.

    A coarser figure is the sum of finer ones; how many people it is about is counted anew at each level.
    """

    id = models.BigAutoField(primary_key=True)
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="figures")
    measure = models.CharField(max_length=60)
    week_starts_on = models.DateField()
    level = models.CharField(max_length=20, default=FINEST)
    council = models.ForeignKey("orgs.Organisation", models.PROTECT, null=True, related_name="+")
    provider = models.ForeignKey("orgs.Organisation", models.PROTECT, null=True, related_name="+")
    patch = models.ForeignKey("orgs.Area", models.PROTECT, null=True, related_name="+")
    numerator = models.BigIntegerField()
    denominator = models.BigIntegerField()
    people = models.BigIntegerField(default=0, help_text="how many people it is about")

    class Meta:
        """Read one measure of one snapshot, or all, at one level."""

        indexes = (
            models.Index(fields=["snapshot", "level", "measure", "week_starts_on"], name="figure_level"),
        )


class ModelCost(Fact):
    """What a payment model would have paid for a week's visits of a provider in a patch."""

    id = models.BigAutoField(primary_key=True)
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="model_costs")
    payment_model = models.CharField(max_length=60)
    week_starts_on = models.DateField()
    provider = models.ForeignKey("orgs.Organisation", models.PROTECT, null=True, related_name="+")
    patch = models.ForeignKey("orgs.Area", models.PROTECT, null=True, related_name="+")
    pence = models.BigIntegerField(help_text="rounded once for each person, week and contract, then added")

    class Meta:
        """Read one snapshot's comparison."""

        indexes = (models.Index(fields=["snapshot", "payment_model"], name="model_cost_snapshot"),)


class Finding(Fact):
    """One analysis of a snapshot, answered: its words, tables and drawn charts, small numbers withheld."""

    id = models.BigAutoField(primary_key=True)
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="findings")
    council = models.ForeignKey(
        "orgs.Organisation", models.PROTECT, null=True, related_name="+", help_text="whose people it is about"
    )
    key = models.CharField(max_length=60)
    place = models.PositiveSmallIntegerField(help_text="its place in the report")
    body = models.JSONField(help_text="as insight.diagnosis.stored writes it")

    class Meta:
        """Read one snapshot's report, or one analysis of it."""

        indexes = (models.Index(fields=["snapshot", "place"], name="finding_report"),)
