"""Organisations, areas, teams and the people who sign in."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from kith.orgs.models_audit import AuditRow, AuditSeal
from kith.orgs.models_supervision import Supervision
from kith.orgs.models_work import Outbox, Policy, Reaction, Schedule, Setting, WorkItem

__all__ = [
    "Area",
    "AuditRow",
    "AuditSeal",
    "Organisation",
    "Outbox",
    "Policy",
    "PostcodePoint",
    "Reaction",
    "RoleGrant",
    "Schedule",
    "Setting",
    "Supervision",
    "Team",
    "TeamMember",
    "TeamOrganisation",
    "User",
    "WorkItem",
]


def dated(name: str) -> models.CheckConstraint:
    """A period that does not end before it starts (``until`` is the first day that no longer counts)."""
    return models.CheckConstraint(name=name, condition=Q(until__isnull=True) | Q(until__gte=F("starts_on")))


class Organisation(models.Model):
    """A council, care provider, NHS body or charity. A provider has one account across councils."""

    class Kind(models.TextChoices):
        """What the organisation is."""

        COUNCIL = "council", "Council"
        PROVIDER = "provider", "Care provider"
        NHS = "nhs", "NHS"
        THIRD_SECTOR = "third_sector", "Third sector"
        OPERATOR = "operator", "Platform operator"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=Kind)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60)
    code = models.CharField(max_length=30, blank=True, help_text="ODS, CQC or council code")

    def __str__(self) -> str:
        return self.short_name


class Area(models.Model):
    """A place with a boundary: a patch in a local care partnership in a city. Areas nest and are dated."""

    class Kind(models.TextChoices):
        """From large to small."""

        CITY = "city", "City"
        PARTNERSHIP = "local_care_partnership", "Local Care Partnership"
        PATCH = "patch", "Patch"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=30, choices=Kind)
    name = models.CharField(max_length=120)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="inside")
    commissioner = models.ForeignKey(Organisation, models.PROTECT, related_name="areas")
    boundary = models.JSONField(null=True, blank=True, help_text="GeoJSON polygon, WGS84")
    ward_codes = models.JSONField(default=list, help_text="GSS codes, where the area is made of whole wards")
    starts_on = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        """An area does not end before it starts."""

        constraints = (dated("area_dates"),)

    def __str__(self) -> str:
        return self.name


class PostcodePoint(models.Model):
    """Where a postcode is. Filled by ``kith import postcodes`` or by the demonstration's own streets."""

    postcode = models.CharField(max_length=8, primary_key=True, help_text="with its one space: LS12 1AU")
    lat = models.FloatField()
    lon = models.FloatField()
    easting = models.IntegerField()
    northing = models.IntegerField()
    ward_code = models.CharField(max_length=9, blank=True, db_index=True)
    lsoa_code = models.CharField(max_length=9, blank=True)


class SmallArea(models.Model):
    """How deprived a small area is. Filled by ``kith import deprivation`` from the published indices."""

    lsoa_code = models.CharField(max_length=9, primary_key=True)
    decile = models.PositiveSmallIntegerField(help_text="1 is the most deprived tenth of England")


class Team(models.Model):
    """People who work together in an area; a team may span organisations."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    area = models.ForeignKey(Area, models.PROTECT, related_name="teams")
    starts_on = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        """A team does not end before it starts."""

        constraints = (dated("team_dates"),)

    def __str__(self) -> str:
        return self.name


class TeamOrganisation(models.Model):
    """An organisation serves in a team for a time."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="organisations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="teams")
    starts_on = models.DateField()
    until = models.DateField(null=True, blank=True)


class UserManager(BaseUserManager["User"]):
    """Makes users; a password is optional because demonstration users sign in with one click."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        """A new user who may sign in."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Someone who signs in. What they may do comes from ``RoleGrant`` and relationships, never from here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(max_length=150, unique=True)
    email = models.EmailField(blank=True)
    display_name = models.CharField(max_length=120)
    job_title = models.CharField(max_length=120, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="users"
    )
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(null=True, blank=True)
    is_demo = models.BooleanField(default=False, help_text="may sign in with one click, in demo mode only")

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]
    objects: ClassVar[UserManager] = UserManager()

    def __str__(self) -> str:
        return self.display_name


class TeamMember(models.Model):
    """A user is in a team for a time."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="members")
    user = models.ForeignKey(User, models.PROTECT, related_name="teams")
    starts_on = models.DateField()
    until = models.DateField(null=True, blank=True)


class RoleGrant(models.Model):
    """A user holds a role in an organisation (and perhaps only one area) for a time. See ``roles.py``."""

    user = models.ForeignKey(User, models.PROTECT, related_name="grants")
    role = models.CharField(max_length=40)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="grants"
    )
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True)
    starts_on = models.DateField()
    until = models.DateField(null=True, blank=True)
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    because = models.CharField(max_length=40, blank=True, help_text="a code: why it was given")
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    ended_because = models.CharField(max_length=40, blank=True, help_text="a code: why it was ended")

    class Meta:
        """A grant does not end before it starts."""

        constraints = (dated("role_grant_dates"),)
