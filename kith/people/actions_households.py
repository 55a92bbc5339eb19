"""Front doors, and the patch each lies in: boundaries move, doors do not."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kith.core.dates import london_day
from kith.orgs import audit
from kith.orgs.models import Area, User
from kith.orgs.queries import live, patches_at
from kith.orgs.roles import Right, check_may
from kith.people.actions_search import index_people
from kith.people.models import Household, HouseholdPatch, Residence
from kith.people.queries import access_person

BATCH = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class NewHome:
    """A front door. People who live together give the same one; a door that is known is not opened again."""

    postcode: str
    lat: float
    lon: float
    street: str = ""
    id: UUID = field(default_factory=uuid.uuid4)


def open_households(*, at: datetime, homes: Sequence[NewHome], starts_on: date | None = None) -> None:
    """Keep these front doors and place each in the patch it lies in today.

    It counts as having lain there from ``starts_on``, today if not given, as far as the patch was there then.
    Part of the action that knows who lives there, which writes the audit row.
    """
    given = {home.id: home for home in homes}
    known = set(Household.objects.filter(pk__in=given).values_list("pk", flat=True))
    opened = Household.objects.bulk_create(
        [
            Household(id=home.id, postcode=home.postcode, street=home.street, lat=home.lat, lon=home.lon)
            for home in given.values()
            if home.id not in known
        ],
        batch_size=BATCH,
    )
    today = london_day(at)
    patches = patches_at([(door.lat, door.lon) for door in opened], today)
    _place(zip(opened, patches, strict=True), min(starts_on or today, today))


def place_household(*, by: User | None, at: datetime, person_id: UUID, home: NewHome) -> Residence:
    """Where a person lives from today; where they lived before ends the same day.

    Raises `NotFound`.
    """
    on = london_day(at)
    person = access_person(by=by, person_id=person_id, data_class=1, right=Right.APPEND, on=on, at=at).person
    with transaction.atomic():
        open_households(at=at, homes=[home])
        Residence.objects.filter(person=person, until__isnull=True).update(until=on)
        residence = Residence.objects.create(person=person, household_id=home.id, starts_on=on)
        index_people(person_ids=[person.pk])
        audit.record(
            by=by,
            at=at,
            action="move.person",
            data_class=1,
            person_id=person.pk,
            subject_kind="household",
            subject_id=home.id,
        )
    return residence


def replace_households(*, by: User | None, at: datetime, on: date) -> int:
    """How many front doors changed patch, because a boundary moved on this day.

    The patch each lay in ends on the day and the new one starts; the past keeps its patches.
    Raises `NotPermitted`.
    """
    check_may(by, "manage areas", None, on)
    doors = list(Household.objects.order_by("pk"))
    were = dict(HouseholdPatch.objects.filter(until__isnull=True).values_list("household_id", "area_id"))
    now = patches_at([(door.lat, door.lon) for door in doors], on)
    moved = [
        (door, patch)
        for door, patch in zip(doors, now, strict=True)
        if were.get(door.pk) != (patch.pk if patch else None)
    ]
    with transaction.atomic():
        ended = HouseholdPatch.objects.filter(live(on), household__in=[door.pk for door, _ in moved])
        ended.update(until=on)
        _place(moved, on)
        audit.record(
            by=by, at=at, action="replace.household", subject_kind="area", detail={"moved": len(moved)}
        )
    return len(moved)


def _place(doors: Iterable[tuple[Household, Area | None]], on: date) -> None:
    HouseholdPatch.objects.bulk_create(
        [
            HouseholdPatch(household=door, area=patch, starts_on=max(on, patch.starts_on))
            for door, patch in doors
            if patch
        ],
        batch_size=BATCH,
    )
