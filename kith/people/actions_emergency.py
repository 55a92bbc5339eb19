"""Breaking the glass: reading one record for up to an hour, for a stated reason, with somebody told of it.

Source: `docs/adr/0007-access-by-relationship.md`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType
from uuid import UUID, uuid4

from django.db import transaction

from kith.core.dates import ONE_DAY, bank_holiday, day_bounds, london_day
from kith.core.errors import Invalid, NotFound, NotPermitted
from kith.orgs import audit
from kith.orgs.actions_work import NewItem, open_items
from kith.orgs.context import as_house
from kith.orgs.models import RoleGrant, User
from kith.orgs.queries import live, roles_of
from kith.people.access import BREAK_GLASS_ROLES, CASE, EMERGENCY
from kith.people.actions_access import NewRelationship, open_relationships
from kith.people.actions_content import NewContent, write_contents
from kith.people.models import Person, Relationship
from kith.people.queries import is_close

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "danger_to_life": "Somebody's life is in danger",
        "safeguarding": "Somebody may be being harmed or neglected",
        "out_of_hours": "I am covering out of hours",
        "cannot_consent": "The person cannot say yes or no, and it cannot wait",
    }
)
MINUTES = (15, 30, 60)  # how long it may last; whoever asks chooses, and may close it sooner
MIN_WORDS = 15  # characters: enough for a reason, too many for a dot
REVIEW_WORKING_DAYS = 3
CASE_DAYS = 30  # as long as a review and what follows from it may take
OFTEN = 3  # in seven days by one user; more is looked at by whoever manages them


class NoEmergencyAccess(NotPermitted):
    """The user's roles do not include emergency access, or the person is close to them."""

    code = "no_emergency_access"


class NotAReason(Invalid):
    """Emergency access takes a reason from the list, it in words, and one of the lengths."""

    code = "not_a_reason"


def may_break_glass(user: User, on: date) -> bool:
    """Whether emergency access is offered to this user when a record is refused."""
    return any(held.key in BREAK_GLASS_ROLES for held in roles_of(user, on))


def open_emergency(
    *, by: User, at: datetime, person_id: UUID, reason: str, words: str, minutes: int = 60
) -> Relationship:
    """The relationship through which the user may read this one record for so many minutes.

    Whoever looks after privacy at the person's council is given the case and three working days to review
    it, and the person sees it among who looked. Raises `NoEmergencyAccess`, `NotAReason` or `NotFound`.
    """
    on = london_day(at)
    _check(by, on, reason, words, minutes)
    closes_at = at + timedelta(minutes=minutes)
    with transaction.atomic(), as_house():
        person = Person.objects.select_for_update().filter(pk=person_id).first()
        if person is None:
            raise NotFound
        if is_close(by, person, on):
            raise NoEmergencyAccess("This person is close to you. Ask a colleague to look.")
        opened = Relationship.objects.create(
            person=person,
            user=by,
            kind=EMERGENCY,
            source=f"emergency:{uuid4()}",
            starts_on=on,
            until=london_day(closes_at) + ONE_DAY,
            expires_at=closes_at,
            opened_at=at,
        )
        said = NewContent(person_id=person.pk, kind="emergency_reason", text=words.strip(), written_at=at)
        [kept] = write_contents(by=by, at=at, pieces=[said])
        _tell_privacy_officers(by, at, opened)
        audit.record(
            by=by,
            at=at,
            action="open.emergency",
            person_id=person.pk,
            subject_kind="relationship",
            subject_id=opened.pk,
            relationship_id=opened.pk,
            reason=reason,
            detail={"content": str(kept.pk), "minutes": minutes},
        )
    return opened


def close_emergency(*, by: User, at: datetime, person_id: UUID) -> int:
    """How many emergency accesses of the user to this person were just closed, before their time."""
    with transaction.atomic():
        own = Relationship.objects.filter(user=by, person=person_id, kind=EMERGENCY, expires_at__gt=at)
        closed = own.update(expires_at=at, ended_at=at)
        if closed:
            audit.record(
                by=by,
                at=at,
                action="close.emergency",
                person_id=person_id,
                subject_kind="person",
                subject_id=person_id,
            )
    return closed


def _check(by: User, on: date, reason: str, words: str, minutes: int) -> None:
    if not may_break_glass(by, on):
        raise NoEmergencyAccess("Your role has no emergency access. Ring the duty social worker.")
    if reason not in REASONS:
        raise NotAReason("Choose a reason from the list.", reason=reason)
    if minutes not in MINUTES:
        raise NotAReason("Choose how long you need it from the list.", minutes=minutes)
    if len(words.strip()) < MIN_WORDS:
        raise NotAReason(
            "Say in a sentence why it cannot wait: at least {fewest} letters.",
            words=len(words),
            fewest=MIN_WORDS,
        )


def _tell_privacy_officers(by: User, at: datetime, opened: Relationship) -> None:
    """Open the case for each of them, and let it wait for the first who takes it."""
    on, council_id = london_day(at), opened.person.commissioner_id
    officers = RoleGrant.objects.filter(live(on), role="privacy_officer", organisation=council_id)
    cases = [
        NewRelationship(
            person_id=opened.person_id,
            user_id=user_id,
            kind=CASE,
            source=opened.source,
            starts_on=on,
            until=on + timedelta(days=CASE_DAYS),
        )
        for user_id in set(officers.values_list("user_id", flat=True))
    ]
    open_relationships(by=by, at=at, relationships=cases)
    items = [
        NewItem(
            kind="emergency_access",
            subject_kind="relationship",
            subject_id=opened.pk,
            person_id=opened.person_id,
            organisation_id=council_id,
            due_at=day_bounds(_working_days_after(on, REVIEW_WORKING_DAYS))[1],
            harm=1,
        )
    ]
    week = Relationship.objects.filter(user=by, kind=EMERGENCY, opened_at__gt=at - timedelta(days=7))
    if by.organisation_id and week.count() > OFTEN:
        items.append(
            NewItem(
                kind="emergency_often",
                subject_kind="user",
                subject_id=by.pk,
                organisation_id=by.organisation_id,
                due_at=day_bounds(_working_days_after(on, REVIEW_WORKING_DAYS))[1],
            )
        )
    open_items(at=at, items=items)


def _working_days_after(day: date, count: int) -> date:
    """The day that is this many working days later: neither weekend nor bank holiday."""
    while count:
        day += ONE_DAY
        count -= day.weekday() < 5 and bank_holiday(day) is None
    return day
