"""Contracts, dated rates, packages and suspensions: what a council asks of a provider, and at what price."""

from __future__ import annotations

import uuid

from django.db import models

from kith.brokerage.models_placements import Placement
from kith.orgs.facts import Fact
from kith.orgs.models import dated

__all__ = [
    "Contract",
    "ContractRate",
    "ContractTerms",
    "Package",
    "PackageLine",
    "PackageLineEnd",
    "Placement",
    "Suspension",
    "SuspensionEnd",
]


class Contract(models.Model):
    """A provider's contract with a commissioner: how it is approached and how it is paid."""

    class Tier(models.TextChoices):
        """In the order in which brokerage must ask."""

        PRIMARY = "primary", "Primary"
        FRAMEWORK = "framework", "Framework"
        SPOT = "spot", "Spot"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=40, unique=True)
    provider = models.ForeignKey("orgs.Organisation", models.PROTECT, related_name="contracts")
    commissioner = models.ForeignKey("orgs.Organisation", models.PROTECT, related_name="+")
    area = models.ForeignKey("orgs.Area", models.PROTECT, null=True)
    tier = models.CharField(max_length=10, choices=Tier)
    starts_on = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        """A contract does not end before it starts."""

        constraints = (dated("contract_dates"),)

    def __str__(self) -> str:
        return self.reference


class ContractTerms(Fact):
    """Which payment model a contract follows from a day on. Rates stand beside it as ``ContractRate``."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="terms")
    payment_model = models.CharField(max_length=60, help_text="a key of core/payment_models.toml or a policy")
    cut_off_hours = models.PositiveSmallIntegerField(
        default=14, help_text="before the day, when its rota is frozen"
    )
    starts_on = models.DateField()


class ContractRate(Fact):
    """A named rate in pence per hour from a day on; the newest that has started holds."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="rates")
    name = models.CharField(max_length=40, help_text="a rate the payment model names, such as base")
    pence_per_hour = models.PositiveIntegerField()
    starts_on = models.DateField()


class Package(models.Model):
    """A person's care as one thing: its lines say who delivers what."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=40, unique=True)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="packages")
    opened_at = models.DateTimeField()


class PackageLine(Fact):
    """Commissioned: a provider, a contract, a service type and a weekly pattern, from a day until a day.

    ``pattern`` is a list of slots as ``patterns.py`` reads them. A change is a new line that supersedes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    package = models.ForeignKey(Package, models.PROTECT, related_name="lines")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="package_lines")
    plan_line = models.ForeignKey("plans.PlanLine", models.PROTECT, null=True, related_name="package_lines")
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="package_lines")
    provider = models.ForeignKey("orgs.Organisation", models.PROTECT, related_name="package_lines")
    service_type = models.CharField(max_length=40)
    pattern = models.JSONField()
    starts_on = models.DateField()
    until = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, related_name="superseded_by")
    reason = models.CharField(max_length=60)
    by = models.ForeignKey("orgs.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        """A line does not end before it starts."""

        constraints = (dated("package_line_dates"),)


class PackageLineEnd(Fact):
    """A line ends on a day (the first that no longer counts); the newest fact holds."""

    line = models.ForeignKey(PackageLine, models.PROTECT, related_name="ends")
    until = models.DateField()
    reason = models.CharField(max_length=60)
    by = models.ForeignKey("orgs.User", models.PROTECT, null=True, related_name="+")


class Suspension(Fact):
    """Care is paused: a hospital stay, a holiday. Visits that start inside it are not due."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="suspensions")
    starts_at = models.DateTimeField()
    reason = models.CharField(max_length=40, help_text="hospital, respite, holiday, family")
    by = models.ForeignKey("orgs.User", models.PROTECT, null=True, related_name="+")


class SuspensionEnd(Fact):
    """Care starts again; the newest fact holds."""

    suspension = models.ForeignKey(Suspension, models.PROTECT, related_name="ends")
    ends_at = models.DateTimeField()
    by = models.ForeignKey("orgs.User", models.PROTECT, null=True, related_name="+")
