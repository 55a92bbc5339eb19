"""Events as phones recorded them, what was held or contradicted, and what verification made of them."""

from __future__ import annotations

import uuid

from django.db import models

from kith.orgs.facts import Fact


class Device(models.Model):
    """A worker's phone. It may only append, with a token of its own that outlives any sign-in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    worker = models.ForeignKey("workforce.Worker", models.PROTECT, related_name="devices")
    organisation = models.ForeignKey("orgs.Organisation", models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    token_until = models.DateTimeField()
    registered_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_heard_at = models.DateTimeField(null=True)
    highest_seq = models.BigIntegerField(default=0, help_text="the highest event number it has announced")


class VisitEvent(Fact):
    """Delivered: something a worker's phone recorded. Id, order and time come from the phone.

    ``recorded_at`` is when the server received it. Free text is in ``content``, never in ``body``.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    device = models.ForeignKey(Device, models.PROTECT, related_name="events")
    device_seq = models.BigIntegerField(null=True, help_text="empty where what came could not be read")
    worker = models.ForeignKey("workforce.Worker", models.PROTECT, related_name="events")
    visit_id = models.UUIDField(null=True, db_index=True, help_text="as the phone said; perhaps unknown here")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="events")
    kind = models.CharField(max_length=20, help_text="check_in check_out task note goal_tap refused")
    version = models.PositiveSmallIntegerField(default=1)
    body = models.JSONField(default=dict)
    content = models.ForeignKey("people.Content", models.PROTECT, null=True, related_name="+")
    sealed = models.BinaryField(null=True, help_text="as it came, encrypted, where not all of it is above")
    device_at = models.DateTimeField(help_text="by the phone's clock; when received, where it gave no time")
    mono_ms = models.BigIntegerField(null=True, help_text="by the phone's clock that cannot be set")
    offset_ms = models.BigIntegerField(default=0, help_text="server minus phone clock, when last compared")
    body_hash = models.CharField(max_length=64)
    held = models.CharField(max_length=40, blank=True, help_text="why it waits for a decision; empty if not")

    class Meta:
        """A phone numbers its events; a number is used once."""

        constraints = (models.UniqueConstraint(fields=["device", "device_seq"], name="event_device_seq"),)


class EventConflict(Fact):
    """The same id or number came again with other content: kept, never merged."""

    id = models.BigAutoField(primary_key=True)
    event_id = models.UUIDField(db_index=True)
    device = models.ForeignKey(Device, models.PROTECT, related_name="conflicts")
    device_seq = models.BigIntegerField(null=True)
    body_hash = models.CharField(max_length=64)
    sealed = models.BinaryField(help_text="the event as it came, encrypted")

    class Meta:
        """The same contradiction is kept once."""

        constraints = (
            models.UniqueConstraint(fields=["event_id", "device", "body_hash"], name="event_conflict_once"),
        )


class EventRuling(Fact):
    """Somebody decided about a held event: it counts for a visit, or is only filed. The newest holds."""

    event = models.ForeignKey(VisitEvent, models.PROTECT, related_name="rulings")
    accepted = models.BooleanField()
    visit_id = models.UUIDField(null=True, db_index=True, help_text="the visit it counts for, once accepted")
    content = models.ForeignKey("people.Content", models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=60)
    by = models.ForeignKey("orgs.User", models.PROTECT, related_name="+")


class FeedItem(models.Model):
    """Something a phone should fetch. Phones read in (xid, id) order, below the oldest open transaction.

    A transaction's number means nothing once a backup was restored, so its epoch stands beside it.
    """

    id = models.BigAutoField(primary_key=True)
    recorded_at = models.DateTimeField()
    epoch = models.CharField(max_length=32)
    xid = models.BigIntegerField(default=0, help_text="the transaction that wrote it; 0 on SQLite")
    worker = models.ForeignKey("workforce.Worker", models.PROTECT, related_name="feed")
    kind = models.CharField(max_length=30)
    body = models.JSONField(default=dict)

    class Meta:
        """Read by worker, what is newest last."""

        indexes = (models.Index(fields=["worker", "xid", "id"], name="feed_order"),)


class Verification(Fact):
    """Verified: what one place of one visit came to, by which policy; the newest holds.

    An override is a newer row with ``override_by`` and a reason; verifying again never replaces it silently.
    """

    id = models.BigAutoField(primary_key=True)
    visit = models.ForeignKey("rota.Visit", models.PROTECT, related_name="verifications")
    place = models.PositiveSmallIntegerField(default=1)
    worker = models.ForeignKey("workforce.Worker", models.PROTECT, null=True, related_name="+")
    verdict = models.CharField(max_length=20)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    actual_seconds = models.PositiveIntegerField(default=0)
    actual_minutes = models.PositiveIntegerField(default=0)
    measured_by = models.CharField(max_length=20, blank=True, help_text="which clock measured the seconds")
    exceptions = models.JSONField(default=list)
    confirmed = models.BooleanField(default=False, help_text="it waits for nobody's decision")
    policy_key = models.CharField(max_length=60)
    policy_version = models.PositiveIntegerField()
    inputs_hash = models.CharField(max_length=64, help_text="same inputs: verifying again adds nothing")
    override_by = models.ForeignKey("orgs.User", models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=60, blank=True)

    class Meta:
        """Read newest first per visit and place."""

        indexes = (models.Index(fields=["visit", "place", "-id"], name="verification_newest"),)
