"""People, households, and who is around whom. Names and free text are in ``models_content.py``, encrypted."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from kith.orgs.facts import Fact
from kith.orgs.models import dated
from kith.people.models_content import Content, ContentKey, SearchKey

__all__ = [
    "CircleMember",
    "Content",
    "ContentKey",
    "Household",
    "HouseholdPatch",
    "Identifier",
    "Person",
    "PersonLink",
    "Relationship",
    "Residence",
    "SearchKey",
    "SharingChoice",
]


class Household(models.Model):
    """A front door. The address text is content of the people who live there; here is only where it is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    postcode = models.CharField(max_length=8, db_index=True)
    street = models.CharField(max_length=120, blank=True)
    lat = models.FloatField()
    lon = models.FloatField()


class HouseholdPatch(models.Model):
    """A household lies in a patch for a time: boundaries move, doors do not."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="patches")
    area = models.ForeignKey("orgs.Area", models.PROTECT, related_name="households")
    starts_on = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        """One patch at a time."""

        constraints = (
            dated("household_patch_dates"),
            models.UniqueConstraint(
                fields=["household"], condition=Q(until__isnull=True), name="household_one_patch_now"
            ),
        )


class Person(models.Model):
    """Someone who draws on care, or an unpaid carer. Both are people here; relationships say which."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    commissioner = models.ForeignKey("orgs.Organisation", models.PROTECT, related_name="+")
    born_on = models.DateField(null=True, blank=True)
    died_on = models.DateField(null=True, blank=True)
    lives_alone = models.BooleanField(null=True)
    legal_hold = models.BooleanField(default=False, help_text="nothing is disposed of while this is set")
    opened_at = models.DateTimeField()
    user = models.OneToOneField("orgs.User", models.PROTECT, null=True, blank=True, related_name="person")


class Residence(models.Model):
    """A person lives in a household for a time."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="residences")
    household = models.ForeignKey(Household, models.PROTECT, related_name="residents")
    starts_on = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        """One home at a time."""

        constraints = (
            dated("residence_dates"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(until__isnull=True), name="person_one_residence_now"
            ),
        )


class Identifier(models.Model):
    """A number somebody else knows the person by: NHS, council or provider."""

    class Scheme(models.TextChoices):
        """Who gave the number."""

        NHS = "nhs_number", "NHS number"
        COUNCIL = "council_id", "Council reference"
        PROVIDER = "provider_id", "Provider reference"

    person = models.ForeignKey(Person, models.PROTECT, related_name="identifiers")
    scheme = models.CharField(max_length=20, choices=Scheme)
    value = models.CharField(max_length=40)
    organisation = models.ForeignKey("orgs.Organisation", models.PROTECT, null=True)

    class Meta:
        """A number names one person."""

        constraints = (
            models.UniqueConstraint(fields=["scheme", "value", "organisation"], name="identifier_once"),
            models.UniqueConstraint(
                fields=["scheme", "value"],
                condition=Q(organisation__isnull=True),
                name="identifier_national_once",
            ),
        )


class CircleMember(models.Model):
    """Someone in a person's circle: an unpaid carer, family, a neighbour. They are a person too."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="circle")
    member = models.ForeignKey(Person, models.PROTECT, related_name="circles")
    kind = models.CharField(max_length=40, help_text="daughter, husband, neighbour …")
    is_carer = models.BooleanField(default=False)
    ring_order = models.PositiveSmallIntegerField(null=True, help_text="1 is rung first")
    starts_on = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        """Nobody is in their own circle."""

        constraints = (
            dated("circle_dates"),
            models.CheckConstraint(condition=~Q(person=F("member")), name="circle_two_people"),
        )


class PersonLink(Fact):
    """Two records are one person. Nothing is rewritten: queries resolve ids, and ending a link undoes it."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="links")
    same_as = models.ForeignKey(Person, models.PROTECT, related_name="linked_from")
    reason = models.CharField(max_length=60)
    by = models.ForeignKey("orgs.User", models.PROTECT, related_name="+")
    ends = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="ended_by", help_text="the link that this fact undoes"
    )


class Relationship(models.Model):
    """The one table of access: an organisation, team or user may see a person, for a reason and a time.

    Opened and ended by higher rooms through this room's actions, in their own transactions.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="relationships")
    organisation = models.ForeignKey("orgs.Organisation", models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey("orgs.Team", models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey("orgs.User", models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=40, help_text="self, family, package, rota, allocation …")
    source = models.CharField(max_length=80, help_text="what made it: package_line:<id>, rota:<id> …")
    starts_on = models.DateField()
    until = models.DateField(null=True, blank=True)
    read_until = models.DateField(null=True, blank=True, help_text="days of grace for reading, after the end")
    expires_at = models.DateTimeField(null=True, help_text="to the minute, for emergencies")
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="when somebody ended it, perhaps before that day")

    class Meta:
        """Exactly one holder; one relationship per holder, kind and source that nobody has ended."""

        constraints = (
            dated("relationship_dates"),
            models.CheckConstraint(
                name="relationship_one_holder",
                condition=Q(organisation__isnull=False, team__isnull=True, user__isnull=True)
                | Q(organisation__isnull=True, team__isnull=False, user__isnull=True)
                | Q(organisation__isnull=True, team__isnull=True, user__isnull=False),
            ),
            *(
                # A null differs from every other null, so each of the three sees only its own kind of holder.
                models.UniqueConstraint(
                    fields=["source", "kind", "person", holder],
                    condition=Q(ended_at__isnull=True),
                    name=f"relationship_once_per_{holder}",
                )
                for holder in ("organisation", "team", "user")
            ),
        )
        indexes = (
            models.Index(fields=["organisation", "person"], name="relationship_organisation"),
            models.Index(fields=["team", "person"], name="relationship_team"),
            models.Index(fields=["user", "person"], name="relationship_user"),
            models.Index(fields=["source"], name="relationship_source"),
        )


class SharingChoice(Fact):
    """What a person wants shared with whom, class by class; newer supersedes older."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="sharing_choices")
    data_class = models.PositiveSmallIntegerField()
    audience = models.CharField(max_length=60, help_text="a role, organisation:<id> or user:<id>")
    shared = models.BooleanField()
    by = models.ForeignKey("orgs.User", models.PROTECT, related_name="+")

    class Meta:
        """Read by person, and by who is meant."""

        indexes = (models.Index(fields=["person", "data_class", "audience"], name="sharing_choice_newest"),)
