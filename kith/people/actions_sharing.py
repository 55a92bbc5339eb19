"""What a person lets others see: class by class, and taken back in one step."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kith.core.dates import london_day
from kith.core.errors import Invalid, NotFound
from kith.orgs import audit
from kith.orgs.models import User
from kith.orgs.roles import DATA_CLASSES, Right, check_may
from kith.people.access import FAMILY, SELF
from kith.people.actions_access import NewRelationship, end_relationships, open_relationships
from kith.people.models import Person, SharingChoice
from kith.people.queries import access_person


class NotAChoice(Invalid):
    """There is no such class of data, or one would share with oneself."""

    code = "not_a_choice"


def choose_sharing(
    *, by: User, at: datetime, person_id: UUID, data_class: int, audience: str, shared: bool
) -> SharingChoice:
    """The choice, which holds from now. ``audience`` is a role such as family, organisation:<id> or
    user:<id>.

    Only the person themselves chooses. Raises `NotPermitted`, `NotFound` or `NotAChoice`.
    """
    person = _own_record(by, at, person_id)
    if data_class not in DATA_CLASSES:
        raise NotAChoice(
            "There is no such part of the record. Choose one of the list.", data_class=data_class
        )
    with transaction.atomic():
        choice = SharingChoice.objects.create(
            person=person, data_class=data_class, audience=audience, shared=shared, by=by, recorded_at=at
        )
        audit.record(
            by=by,
            at=at,
            action="choose.sharing",
            data_class=data_class,
            person_id=person.pk,
            reason="shared" if shared else "not_shared",
            detail={"audience": audience},
        )
    return choice


def let_family_in(
    *, by: User, at: datetime, person_id: UUID, user_id: UUID, until: date | None = None
) -> None:
    """From today this user may see what the person chooses to share with family, until the day given if any.

    Raises `NotPermitted`, `NotFound` or `NotAChoice`.
    """
    person = _own_record(by, at, person_id)
    if user_id == by.pk:
        raise NotAChoice("You see your own record already. Choose somebody else.")
    if not User.objects.filter(pk=user_id, is_active=True).exists():
        raise NotFound
    new = NewRelationship(
        person_id=person.pk,
        user_id=user_id,
        kind=FAMILY,
        source=_source(person.pk, user_id),
        starts_on=london_day(at),
        until=until,
    )
    open_relationships(by=by, at=at, relationships=[new])


def shut_family_out(*, by: User, at: datetime, person_id: UUID, user_id: UUID) -> int:
    """How many links ended: from their next request this user sees nothing of the person.

    Raises `NotPermitted` or `NotFound`.
    """
    person = _own_record(by, at, person_id)
    return end_relationships(by=by, at=at, source=_source(person.pk, user_id), until=london_day(at))


def _own_record(by: User, at: datetime, person_id: UUID) -> Person:
    check_may(by, "choose sharing", None, london_day(at))
    access = access_person(
        by=by, person_id=person_id, data_class=1, right=Right.APPEND, on=london_day(at), at=at
    )
    if access.relationship is None or access.relationship.kind != SELF:
        raise NotFound
    return access.person


def _source(person_id: UUID, user_id: UUID) -> str:
    return f"family:{person_id.hex}:{user_id.hex}"
