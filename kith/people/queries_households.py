"""Where people live: which patch somebody's front door lay in, day by day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from uuid import UUID

from django.db.models import F

from kith.orgs.models import Area
from kith.orgs.prepared import DAY, IDS, Prepared
from kith.orgs.queries import live
from kith.people.models import HouseholdPatch

PEOPLE_IN_ONE_QUERY = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LivedIn:
    """A stretch of London days on which somebody's home lay in a patch; open while no end is known."""

    patch_id: UUID
    starts_on: date
    until: date | None

    def on(self, day: date) -> bool:
        """Whether they lived there on this day."""
        return self.starts_on <= day and (self.until is None or day < self.until)


def patches_lived_in(person_ids: Collection[UUID]) -> dict[UUID, list[LivedIn]]:
    """The patches in which each of these people has lived, oldest first. One query for each five thousand."""
    waiting = iter(person_ids)
    found: defaultdict[UUID, list[LivedIn]] = defaultdict(list)
    while some := list(islice(waiting, PEOPLE_IN_ONE_QUERY)):
        lived = HouseholdPatch.objects.filter(household__residents__person__in=some).annotate(
            person=F("household__residents__person"),
            moved_in=F("household__residents__starts_on"),
            moved_out=F("household__residents__until"),
        )
        rows = lived.values_list("person", "area", "starts_on", "until", "moved_in", "moved_out")
        for person_id, patch_id, starts_on, until, moved_in, moved_out in rows.order_by("starts_on", "pk"):
            ends = [day for day in (until, moved_out) if day is not None]
            stretch = LivedIn(
                patch_id=patch_id, starts_on=max(starts_on, moved_in), until=min(ends, default=None)
            )
            if stretch.until is None or stretch.starts_on < stretch.until:
                found[person_id].append(stretch)
    return dict(found)


_LIVING = Prepared(
    lambda people, on: HouseholdPatch.objects.filter(
        live(on), live(on, "household__residents__"), household__residents__person__pk__among=people
    ).values_list("household__residents__person", "area"),
    people=IDS,
    on=DAY,
)


def patches_of(people: Collection[UUID], on: date) -> dict[UUID, UUID]:
    """The patch in which each of these people lives on this day; nobody without one is in it. One query."""
    return dict(_LIVING(people=people, on=on))


def people_in(patch: Area, on: date) -> list[UUID]:
    """Who lives in a patch on this day. One query."""
    lived_in = HouseholdPatch.objects.filter(live(on), live(on, "household__residents__"), area=patch)
    return list(lived_in.values_list("household__residents__person", flat=True).distinct())


def patch_on(stretches: Sequence[LivedIn], day: date) -> UUID | None:
    """The patch lived in on a day, or None."""
    return next((stretch.patch_id for stretch in stretches if stretch.on(day)), None)
