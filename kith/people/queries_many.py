"""Who of many people a user may see a class of data of: `access_person` for pages that show many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kith.orgs import audit
from kith.orgs.models import User
from kith.orgs.queries import roles_of
from kith.orgs.roles import Right, Role
from kith.people.access import Way, giving, newest_choices, ways_of
from kith.people.models import Relationship, SharingChoice
from kith.people.queries import reaching

Weigh = Callable[[Role, int], bool]


def ways_to_people(
    *, by: User, data_classes: Collection[int], on: date, at: datetime, weigh: Weigh,
    among: Collection[UUID] | None = None,
) -> dict[UUID, Mapping[int, Way]]:  # fmt: skip
    """By person, the way in which the user may read each of these classes of data; who lacks one is not
    there. Of everybody, or of these people. Three queries.

    ``weigh`` says whether a role's right over a class reaches far enough for what is shown. Nothing is
    written: whoever shows any of it calls `record_looks`.
    """
    held = roles_of(by, on)
    theirs: defaultdict[UUID, list[Relationship]] = defaultdict(list)
    reached = reaching(by, held, on, at, Right.READ)
    for each in reached if among is None else reached.filter(person__in=among):
        theirs[each.person_id].append(each)
    said: defaultdict[UUID, list[SharingChoice]] = defaultdict(list)
    for choice in SharingChoice.objects.filter(person__pk__among=set(theirs)).order_by("id"):
        said[choice.person_id].append(choice)
    found: dict[UUID, Mapping[int, Way]] = {}
    for person_id, relationships in theirs.items():
        ways = ways_of(held, relationships, by, on)
        choices = newest_choices(said[person_id])
        each_way = {of: giving(_weighed(ways, of, weigh), choices, Right.READ, of) for of in data_classes}
        if all(each_way.values()):
            found[person_id] = {of: way for of, way in each_way.items() if way}
    return found


def record_looks(
    *,
    by: User,
    at: datetime,
    action: str,
    ways: Mapping[UUID, Way],
    data_class: int,
    subject_kind: str,
    subject_id: str,
) -> None:
    """One row of the audit for each person shown, with the way by which they were; all or none."""
    with transaction.atomic():
        for person_id, way in ways.items():
            audit.record(
                by=by,
                at=at,
                action=action,
                person_id=person_id,
                data_class=data_class,
                subject_kind=subject_kind,
                subject_id=subject_id,
                relationship_id=way.relationship.pk,
                role=way.role.key,
                reason=way.relationship.kind,
            )


def _weighed(ways: Iterable[Way], data_class: int, weigh: Weigh) -> tuple[Way, ...]:
    return tuple(way for way in ways if weigh(way.role, data_class))
