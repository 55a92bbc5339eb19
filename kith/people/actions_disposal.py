"""Forgetting somebody: their key is destroyed by two people, and facts and sums stay without a name.

What the key sealed cannot be read again, in the tables or in any backup made before, as long as the
installation's own key is kept apart from the backups. Source: `docs/adr/0008-content-keys.md`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from django.db import transaction

from kith.core.dates import london_day
from kith.core.errors import Invalid, NotPermitted
from kith.orgs import audit
from kith.orgs.actions_work import NewItem, close_item, open_item
from kith.orgs.context import as_house
from kith.orgs.models import User, WorkItem
from kith.orgs.queries import live
from kith.orgs.roles import check_may
from kith.people.access import AT_WORK
from kith.people.models import ContentKey, Identifier, Person, SearchKey
from kith.people.queries import access_person

WHO_LOOKED = 12
DECIDE_WITHIN = timedelta(days=28)
REASONS: Mapping[str, str] = MappingProxyType(
    {
        "retention_due": "It has been kept for as long as the law asks",
        "asked_to_forget": "The person asked, and nothing obliges us to keep it",
        "opened_in_error": "The record should never have been opened",
    }
)
HOLDS: Mapping[str, str] = MappingProxyType(
    {
        "court_order": "A court ordered it kept",
        "complaint": "A complaint is looked into",
        "inquiry": "A public inquiry asked for it",
        "safeguarding_review": "A safeguarding review is under way",
    }
)
RELEASED = "matter_closed"


class NotDisposable(NotPermitted):
    """A record on legal hold, in use, disposed of already, or that one person alone would dispose of."""

    code = "not_disposable"


class NotADisposalReason(Invalid):
    """Disposal, and keeping from it, take a reason from the list."""

    code = "not_a_disposal_reason"


def ask_for_disposal(*, by: User, at: datetime, person_id: UUID, reason: str) -> WorkItem:
    """The request, which waits for a second person to carry it out with `destroy_key`.

    Raises `NotPermitted`, `NotFound`, `NotADisposalReason`, or `NotDisposable` for a record on hold or in
    use.
    """
    if reason not in REASONS:
        raise NotADisposalReason("Choose a reason from the list.", reason=reason)
    person = _person(by, at, person_id)
    with transaction.atomic(), as_house():
        _check_disposable(person, at)
        asked = NewItem(
            kind="disposal",
            subject_kind="person",
            subject_id=person.pk,
            person_id=person.pk,
            organisation_id=person.commissioner_id,
            due_at=at + DECIDE_WITHIN,
            detail={"asked_by": str(by.pk), "reason": reason},
        )
        _record(by, at, "ask.disposal", person, reason)
        return open_item(at=at, item=asked)


def destroy_key(*, by: User, at: datetime, person_id: UUID) -> ContentKey:
    """The key, destroyed: names, addresses, notes and numbers of this person can never be read again.

    Somebody else has asked for it first. Raises `NotPermitted`, `NotFound`, or `NotDisposable` when nobody
    has, when ``by`` is who asked, or when the record is on hold or in use by now.
    """
    person = _person(by, at, person_id)
    with transaction.atomic(), as_house():
        key = ContentKey.objects.select_for_update().get(person=person)
        asked = WorkItem.objects.filter(
            kind="disposal", subject_id=str(person.pk), closed_at__isnull=True
        ).first()
        if asked is None or asked.detail["asked_by"] == str(by.pk):
            raise NotDisposable(
                "Disposal takes two people. Ask somebody else who may to ask for it, or to do it."
            )
        _check_disposable(person, at)
        key.wrapped, key.destroyed_at, key.destroyed_by = None, at, by
        key.second_person_id, key.reason = UUID(asked.detail["asked_by"]), asked.detail["reason"]
        key.save()
        SearchKey.objects.filter(person=person).delete()
        Identifier.objects.filter(person=person).delete()
        Person.objects.filter(pk=person.pk).update(born_on=None, user=None)
        close_item(by=by, at=at, item_id=asked.pk, outcome="disposed")
        _record(by, at, "destroy.key", person, key.reason)
    return key


def set_legal_hold(*, by: User, at: datetime, person_id: UUID, held: bool, reason: str) -> Person:
    """The person's record, kept from disposal or released for it. ``reason`` is of `HOLDS`, or `RELEASED`.

    Raises `NotPermitted`, `NotFound` or `NotADisposalReason`.
    """
    if reason not in (HOLDS if held else {RELEASED}):
        raise NotADisposalReason("Choose a reason from the list.", reason=reason)
    person = _person(by, at, person_id)
    with transaction.atomic():
        person.legal_hold = held
        person.save(update_fields=["legal_hold"])
        _record(by, at, "hold.person" if held else "release.person", person, reason)
    return person


def _person(by: User, at: datetime, person_id: UUID) -> Person:
    check_may(by, "destroy key", None, london_day(at))
    return access_person(by=by, person_id=person_id, data_class=WHO_LOOKED, on=london_day(at), at=at).person


def _check_disposable(person: Person, at: datetime) -> None:
    person.refresh_from_db()
    if person.legal_hold:
        raise NotDisposable("This record is on legal hold. Release it first, if the matter is closed.")
    if person.relationships.filter(live(london_day(at)), AT_WORK).exists():
        raise NotDisposable("Somebody still works with this person. End that first.")
    if ContentKey.objects.filter(wrapped__isnull=True, person=person).exists():
        raise NotDisposable("This record was disposed of already.")


def _record(by: User, at: datetime, action: str, person: Person, reason: str) -> None:
    audit.record(
        by=by,
        at=at,
        action=action,
        person_id=person.pk,
        subject_kind="person",
        subject_id=person.pk,
        reason=reason,
        organisation_id=person.commissioner_id,
    )
