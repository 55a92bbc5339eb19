"""What a coordinator decides with on the way to a rota: pins, proposals, who was told, visits on offer."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q

from kith.orgs.facts import Fact, uuid7

LEASE = timedelta(minutes=2)


class VisitPin(Fact):
    """Kept where it is: a visit's place stays with its worker, at its time, or both. The newest holds.

    Neither kept is a pin taken out.
    """

    id = models.BigAutoField(primary_key=True)
    visit = models.ForeignKey("rota.Visit", models.PROTECT, related_name="pins")
    place = models.PositiveSmallIntegerField(default=1)
    keeps_worker = models.BooleanField()
    keeps_time = models.BooleanField()
    by = models.ForeignKey("orgs.User", models.PROTECT, null=True, related_name="+")


class RotaProposal(models.Model):
    """Rounds being worked out in the background, then compared, then accepted or discarded.

    ``plan`` holds the entries that would change and what they were made from, ``figures`` what the days come
    to before and after: ids as text, instants as ISO text, whole numbers.
    """

    class Kind(models.TextChoices):
        """What asked for it."""

        ROUNDS = "rounds", "Rounds planned again"
        OFF_SICK = "off sick", "A worker is off sick"

    class State(models.TextChoices):
        """How far it has come. The last four are ends."""

        WAITING = "waiting", "Waits its turn"
        WORKING = "working", "Being worked out"
        READY = "ready", "Ready to compare"
        ACCEPTED = "accepted", "Published"
        DISCARDED = "discarded", "Discarded"
        STOPPED = "stopped", "Stopped"
        FAILED = "failed", "Could not be worked out"

    class Aim(models.TextChoices):
        """What a way of covering for somebody puts first."""

        LEAST_CHANGE = "least_change", "Least change"
        KNOWN_FACES = "known_faces", "Most familiar faces"
        SHORT_WAYS = "short_ways", "Least on the way"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey("orgs.Organisation", models.PROTECT, related_name="proposals")
    area = models.ForeignKey("orgs.Area", models.PROTECT, null=True, related_name="+")
    away = models.ForeignKey("workforce.Worker", models.PROTECT, null=True, related_name="+")
    absence = models.ForeignKey("workforce.Unavailability", models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.ROUNDS)
    starts_on = models.DateField()
    until = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    asked_by = models.ForeignKey("orgs.User", models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    alive_at = models.DateTimeField(null=True, help_text="when who works it out last said so")
    attempts = models.PositiveSmallIntegerField(default=0, help_text="how often it was begun")
    ended_at = models.DateTimeField(null=True)
    percent = models.PositiveSmallIntegerField(default=0, help_text="of the work that is done")
    unplaced_so_far = models.PositiveIntegerField(null=True, help_text="left out by the best plan so far")
    stop_asked = models.BooleanField(default=False)
    aim = models.CharField(max_length=12, choices=Aim, blank=True, default="")
    plan = models.JSONField(default=dict)
    figures = models.JSONField(default=dict)
    alternatives = models.JSONField(default=list, help_text="aim, plan and figures of each, the best first")
    publication = models.OneToOneField(
        "rota.RotaPublication", models.PROTECT, null=True, related_name="proposal"
    )

    def lost(self, at: datetime) -> bool:
        """Whether nobody works it out any more: who did was killed, or has said nothing for `LEASE`."""
        alive_at: datetime | None = self.alive_at or self.begun_at
        return self.state == self.State.WORKING and alive_at is not None and alive_at + LEASE < at

    @property
    def days(self) -> int:
        """How many London days it is about."""
        return (self.until - self.starts_on).days

    class Meta:
        """Some days, and published exactly when accepted."""

        constraints = (
            models.CheckConstraint(condition=Q(until__gt=F("starts_on")), name="rota_proposal_days"),
            models.CheckConstraint(
                condition=Q(state="accepted", publication__isnull=False)
                | (~Q(state="accepted") & Q(publication__isnull=True)),
                name="rota_proposal_accepted",
            ),
        )
        indexes = (models.Index(fields=["organisation", "-asked_at"], name="rota_proposal_newest"),)


class PersonTold(Fact):
    """Somebody told a person what a publication changed for them, or took the tick back. The newest holds."""

    id = models.BigAutoField(primary_key=True)
    publication = models.ForeignKey("rota.RotaPublication", models.PROTECT, related_name="told")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    told = models.BooleanField(default=True)
    by = models.ForeignKey("orgs.User", models.PROTECT, null=True, related_name="+")


class VisitOffer(models.Model):
    """A worker asks their team who could take one of their visits; somebody takes it, or it is withdrawn."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.ForeignKey("rota.RotaEntry", models.PROTECT, related_name="offers")
    visit = models.ForeignKey("rota.Visit", models.PROTECT, related_name="offers")
    worker = models.ForeignKey("workforce.Worker", models.PROTECT, related_name="offers")
    offered_at = models.DateTimeField()
    taken_by = models.ForeignKey("workforce.Worker", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, help_text="taken, or withdrawn where nobody took it")

    class Meta:
        """A visit's place is offered once at a time."""

        constraints = (
            models.UniqueConstraint(
                fields=["entry"], condition=Q(ended_at__isnull=True), name="visit_offer_open_once"
            ),
            models.CheckConstraint(
                condition=Q(taken_by__isnull=True) | Q(ended_at__isnull=False), name="visit_offer_taken_ended"
            ),
        )
