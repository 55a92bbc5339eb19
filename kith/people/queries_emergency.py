"""Emergency accesses: one's own while they last, and all of a council's for who looks into them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from kith.core.dates import london_day
from kith.orgs import audit
from kith.orgs.context import as_house
from kith.orgs.models import AuditRow, User, WorkItem
from kith.orgs.roles import check_may
from kith.people.access import EMERGENCY
from kith.people.actions_emergency_review import WAITS_AS
from kith.people.models import Relationship
from kith.people.queries import visible_people
from kith.people.queries_content import texts_of
from kith.people.queries_names import PersonName, names_of

NEWEST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Emergency:
    """One emergency access: who opened whose record, why, how often they looked, and its review.

    ``name`` is None where the case is over, and with it the officer's sight of the person.
    """

    relationship_id: UUID
    person_id: UUID
    name: PersonName | None
    who: User
    opened_at: datetime
    closes_at: datetime
    reason: str
    words: str
    looks: int
    review: WorkItem


def open_emergencies(by: User, at: datetime) -> list[Relationship]:
    """The user's own emergency accesses that last at this instant, the last to close first; one query."""
    return list(
        Relationship.objects.filter(user=by, kind=EMERGENCY, expires_at__gt=at).order_by("-expires_at")
    )


def emergencies(*, by: User, at: datetime) -> list[Emergency]:
    """The newest hundred emergency accesses to people of the user's council: those that wait first, then
    newest first.

    Writes one audit row. Raises `NotPermitted`.
    """
    on = london_day(at)
    check_may(by, "review emergencies", None, on)
    audit.record(by=by, at=at, action="see.emergencies", data_class=12)
    with as_house():  # they are held by others, whom the database does not show to this user
        opened = list(
            Relationship.objects.filter(kind=EMERGENCY, person__commissioner=by.organisation_id)
            .select_related("user__organisation")
            .order_by("-opened_at")[:NEWEST]
        )
        people = {each.person_id for each in opened}
        seen = visible_people(by, on, at).filter(pk__in=people).values_list("pk", flat=True)
        names = names_of(list(seen))
        told = _in_words(opened, names)
    return sorted(told, key=lambda each: bool(each.review.outcome))


def _in_words(opened: Sequence[Relationship], names: Mapping[UUID, PersonName]) -> list[Emergency]:
    """These with what was said, how often they looked and what came of it; five queries, however many."""
    ids = [each.pk for each in opened]
    said = {row.relationship_id: row for row in _audited(ids, "open.emergency")}
    contents = {key: UUID(row.detail["content"]) for key, row in said.items()}
    texts = texts_of(contents.values())
    looks = Counter(row.relationship_id for row in _audited(ids, "see.person"))
    items = WorkItem.objects.filter(kind=WAITS_AS, subject_id__in=[str(key) for key in ids])
    waits = {UUID(item.subject_id): item for item in items.select_related("closed_by")}
    return [
        Emergency(
            relationship_id=each.pk,
            person_id=each.person_id,
            name=names.get(each.person_id),
            who=each.user,
            opened_at=each.opened_at,
            closes_at=each.expires_at,
            reason=said[each.pk].reason,
            words=texts.get(contents[each.pk], ""),
            looks=looks[each.pk],
            review=waits[each.pk],
        )
        for each in opened
        if each.user and each.expires_at
    ]


def _audited(relationship_ids: Sequence[UUID], action: str) -> QuerySet[AuditRow]:
    return AuditRow.objects.filter(relationship_id__in=relationship_ids, action=action, allowed=True)
