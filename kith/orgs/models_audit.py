"""The audit: one row per action, request or sync batch, sealed afterwards into chains that show tampering."""

from __future__ import annotations

from django.db import models

from kith.orgs.facts import Fact


class AuditRow(Fact):
    """Who did or looked at what, and by which right. Ids and codes only: never names, never notes.

    ``row_hash`` covers the row's own fields; ``AuditSeal`` later puts rows into a chain.
    """

    id = models.BigAutoField(primary_key=True)
    organisation_id = models.UUIDField(null=True, help_text="whose chain: the organisation of who acted")
    user_id = models.UUIDField(null=True)
    role = models.CharField(max_length=40, blank=True)
    action = models.CharField(max_length=60, help_text="verb.noun, such as see.person or publish.rota")
    data_class = models.SmallIntegerField(null=True, help_text="see roles_table.py")
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.CharField(max_length=64, blank=True)
    person_id = models.UUIDField(null=True)
    allowed = models.BooleanField(default=True)
    relationship_id = models.UUIDField(null=True, help_text="the relationship that gave the right")
    reason = models.CharField(max_length=60, blank=True, help_text="a code")
    detail = models.JSONField(default=dict)
    row_hash = models.CharField(max_length=64)

    class Meta:
        """Read by person (who looked) and by organisation and time."""

        indexes = (
            models.Index(fields=["person_id", "recorded_at"], name="audit_person"),
            models.Index(fields=["organisation_id", "recorded_at"], name="audit_organisation"),
        )


class AuditSeal(Fact):
    """A row's place in its chain: one chain per organisation and London day, in commit order."""

    row = models.OneToOneField(AuditRow, models.PROTECT, related_name="seal")
    chain = models.CharField(
        max_length=36, help_text="the organisation's id, or house for the installation itself"
    )
    on = models.DateField()
    seq = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        """A chain has one row in each place."""

        constraints = (models.UniqueConstraint(fields=["chain", "on", "seq"], name="audit_seal_place"),)
