"""Dated visits, shifts, rota entries and the frozen cut-off."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from kith.orgs.facts import Fact, uuid7
from kith.rota.models_planning import PersonTold, RotaProposal, VisitOffer, VisitPin
from kith.rota.models_shadow import ShadowRun
from kith.rota.models_teams import NamedTeam, NamedTeamMember

__all__ = [
    "NamedTeam",
    "NamedTeamMember",
    "PersonTold",
    "RotaEntry",
    "RotaFreeze",
    "RotaProposal",
    "RotaPublication",
    "ShadowRun",
    "Shift",
    "Visit",
    "VisitOffer",
    "VisitPin",
    "VisitTerms",
]


class Visit(models.Model):
    """Identity only: a package line, a pattern slot and a London day. Its id is a UUIDv5 of the three.

    ``person`` and ``provider`` repeat what the line says, for access rules; a line never changes either.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    package_line = models.ForeignKey("brokerage.PackageLine", models.PROTECT, related_name="visits")
    slot_key = models.CharField(max_length=40)
    on = models.DateField()
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="visits")
    provider = models.ForeignKey("orgs.Organisation", models.PROTECT, related_name="+")

    class Meta:
        """One visit per line, slot and day; read by provider's day and by person's week."""

        constraints = (
            models.UniqueConstraint(fields=["package_line", "slot_key", "on"], name="visit_identity"),
        )
        indexes = (
            models.Index(fields=["provider", "on"], name="visit_provider_day"),
            models.Index(fields=["person", "on"], name="visit_person_day"),
            models.Index(fields=["on"], name="visit_day"),
        )


class VisitTerms(Fact):
    """Planned: the window, minutes and workers of a visit; the newest before the start holds."""

    id = models.BigAutoField(primary_key=True)
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="terms")
    window_starts_at = models.DateTimeField()
    window_ends_at = models.DateTimeField()
    preferred_at = models.DateTimeField()
    minutes = models.PositiveIntegerField(help_text="commissioned_minutes of each place")
    workers_needed = models.PositiveSmallIntegerField()
    line_version = models.PositiveIntegerField()
    cancelled = models.BooleanField(default=False)
    reason = models.CharField(max_length=60)
    by = models.ForeignKey("orgs.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        """A window is long enough to stand in, and the preferred start lies in it."""

        constraints = (
            models.CheckConstraint(
                condition=Q(window_ends_at__gt=F("window_starts_at")), name="visit_window"
            ),
            models.CheckConstraint(
                condition=Q(workers_needed__gte=1, workers_needed__lte=2), name="visit_workers"
            ),
        )


class Shift(Fact):
    """A worker's paid shift. Paid whole: contact, travel and down-time alike, less the unpaid break."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    worker = models.ForeignKey("workforce.Worker", models.PROTECT, related_name="shifts")
    organisation = models.ForeignKey("orgs.Organisation", models.PROTECT, related_name="+")
    on = models.DateField(help_text="the London day on which it starts")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    unpaid_break_minutes = models.PositiveSmallIntegerField(default=30)
    downtime_minutes = models.PositiveSmallIntegerField(default=45)
    withdraws = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        related_name="withdrawn_by",
        help_text="set on a fact that takes one back",
    )

    class Meta:
        """Time runs forward; read by organisation's day."""

        constraints = (models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="shift_forward"),)
        indexes = (models.Index(fields=["organisation", "on"], name="shift_organisation_day"),)


class RotaPublication(Fact):
    """A provider published its rota for a stretch of days."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey("orgs.Organisation", models.PROTECT, related_name="publications")
    starts_on = models.DateField()
    until = models.DateField()
    method = models.CharField(max_length=40, help_text="which planner made it, or by hand")
    summary = models.JSONField(default=dict)
    by = models.ForeignKey("orgs.User", models.PROTECT, null=True, related_name="+")


class RotaEntry(Fact):
    """Rostered: a worker at a visit's place, from when, for how long. The newest per visit and place holds.

    No worker means that nobody could be found; ``reason`` says why.
    """

    id = models.BigAutoField(primary_key=True)
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="entries")
    place = models.PositiveSmallIntegerField(default=1, help_text="1, or 2 for the second worker")
    worker = models.ForeignKey("workforce.Worker", models.PROTECT, null=True, related_name="entries")
    shift = models.ForeignKey(Shift, models.PROTECT, null=True, related_name="entries")
    starts_at = models.DateTimeField()
    minutes = models.PositiveIntegerField(help_text="rostered_minutes")
    travel_minutes = models.PositiveSmallIntegerField(default=0, help_text="from the door before")
    travel_metres = models.PositiveIntegerField(default=0)
    travel_mode = models.CharField(max_length=10, blank=True)
    publication = models.ForeignKey(RotaPublication, models.PROTECT, null=True, related_name="entries")
    reason = models.CharField(max_length=60)
    by = models.ForeignKey("orgs.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        """Read a worker's day in order."""

        indexes = (models.Index(fields=["worker", "starts_at"], name="rota_entry_worker_time"),)


class RotaFreeze(Fact):
    """The cut-off: what was rostered in a shift when pay was fixed. Chained per organisation, inline.

    ``entries`` holds [visit id, place, start, minutes]; ``hash`` covers it, the terms and the hash before.
    """

    id = models.BigAutoField(primary_key=True)
    shift = models.OneToOneField(Shift, models.PROTECT, related_name="freeze")
    organisation = models.ForeignKey("orgs.Organisation", models.PROTECT, related_name="+")
    seq = models.PositiveIntegerField()
    cut_off_at = models.DateTimeField()
    entries = models.JSONField()
    terms = models.JSONField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        """One place in the chain each."""

        constraints = (models.UniqueConstraint(fields=["organisation", "seq"], name="rota_freeze_place"),)
