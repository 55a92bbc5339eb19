"""Pay runs, lines and claims. Lines are appended; a closed run never changes; the next run corrects it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from kith.orgs.facts import Fact
from kith.orgs.models import dated


class Claim(Fact):
    """What a provider says it delivered at one place of a visit: invoiced_minutes. The newest holds."""

    id = models.BigAutoField(primary_key=True)
    visit = models.ForeignKey("rota.Visit", models.PROTECT, related_name="claims")
    place = models.PositiveSmallIntegerField(default=1)
    provider = models.ForeignKey("orgs.Organisation", models.PROTECT, related_name="+")
    invoiced_minutes = models.PositiveIntegerField()
    reference = models.CharField(max_length=60)


class PayRun(models.Model):
    """One commissioner pays its providers for whole London weeks. State is derived from its steps."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    commissioner = models.ForeignKey("orgs.Organisation", models.PROTECT, related_name="pay_runs")
    starts_on = models.DateField()
    until = models.DateField()
    opened_at = models.DateTimeField()

    class Meta:
        """A run does not end before it starts."""

        constraints = (dated("pay_run_dates"),)


class PayRunStep(Fact):
    """Drafted, approved, paid or discarded; by whom. ``hash`` chains the run's content, inline."""

    run = models.ForeignKey(PayRun, models.PROTECT, related_name="steps")
    step = models.CharField(max_length=12)
    by = models.ForeignKey("orgs.User", models.PROTECT, related_name="+")
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, help_text="over the lines, totals and the hash before")

    class Meta:
        """Each step is taken once in a run."""

        constraints = (models.UniqueConstraint(fields=["run", "step"], name="pay_run_step_once"),)


class PaymentLine(Fact):
    """Priced: one place of one visit under its contract's model, exact in pence-minutes, with its reasons.

    An adjustment has ``adjusts``: the line of an earlier run whose facts have changed since.
    """

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(PayRun, models.PROTECT, related_name="lines")
    contract = models.ForeignKey("brokerage.Contract", models.PROTECT, related_name="+")
    provider = models.ForeignKey("orgs.Organisation", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    visit = models.ForeignKey("rota.Visit", models.PROTECT, related_name="payment_lines")
    place = models.PositiveSmallIntegerField(default=1)
    week_starts_on = models.DateField()
    payment_model = models.CharField(max_length=60)
    model_version = models.PositiveIntegerField()
    commissioned_minutes = models.PositiveIntegerField()
    rostered_minutes = models.PositiveIntegerField()
    actual_minutes = models.PositiveIntegerField()
    invoiced_minutes = models.PositiveIntegerField()
    verdict = models.CharField(max_length=20)
    parts = models.JSONField(
        help_text="[part, basis, minutes, pence_per_hour]; pence-minutes are their product"
    )
    pence_minutes = models.BigIntegerField(
        help_text="minutes x pence per hour, summed over parts; 60 make a penny"
    )
    verification = models.ForeignKey("delivery.Verification", models.PROTECT, null=True, related_name="+")
    freeze = models.ForeignKey("rota.RotaFreeze", models.PROTECT, null=True, related_name="+")
    adjusts = models.ForeignKey("self", models.PROTECT, null=True, related_name="adjusted_by")
    held = models.CharField(max_length=40, blank=True, help_text="why it is not paid yet; empty when payable")

    class Meta:
        """One first line per visit and place in a run."""

        constraints = (
            models.UniqueConstraint(
                fields=["run", "visit", "place"], condition=Q(adjusts__isnull=True), name="payment_line_once"
            ),
        )
        indexes = (models.Index(fields=["visit", "place"], name="payment_line_visit"),)


class PaymentTotal(Fact):
    """What is paid for one rounding group: person, week and contract. Rounded once, half up.

    An adjustment is new rounded minus old rounded, for a group that an earlier run has paid.
    """

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(PayRun, models.PROTECT, related_name="totals")
    contract = models.ForeignKey("brokerage.Contract", models.PROTECT, related_name="+")
    provider = models.ForeignKey("orgs.Organisation", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    week_starts_on = models.DateField()
    part = models.CharField(max_length=40, default="visits", help_text="visits, or a periodic part by name")
    pence_minutes = models.BigIntegerField(default=0)
    pence = models.BigIntegerField(help_text="what this run pays for the group; minus takes back")
    is_adjustment = models.BooleanField(default=False)

    class Meta:
        """One total per group, part and kind in a run."""

        constraints = (
            models.UniqueConstraint(
                fields=["run", "contract", "person", "week_starts_on", "part", "is_adjustment"],
                name="payment_total_once",
            ),
        )
