"""What a person lets others see: class by class, and taken back in one step."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kith.core.dates import london_day
from kith.core.errors import Invalid, NotFound
from kith.orgs import audit
from kith.orgs.context import as_house
from kith.orgs.models import User
from kith.orgs.queries import live
from kith.orgs.roles import DATA_CLASSES, ROLES, Right, check_may
from kith.people.access import CHOOSES, FAMILY, SELF, audiences_of, names_audience
from kith.people.actions_access import NewRelationship, end_relationships, open_relationships
from kith.people.models import Person, Relationship, SharingChoice
from kith.people.queries import access_person


class NotAChoice(Invalid):
    """There is no such class of data, or one would share with oneself."""

    code = "not_a_choice"


def choose_sharing(
    *, by: User, at: datetime, person_id: UUID, data_class: int, audience: str, shared: bool
) -> SharingChoice:
    """The choice, which holds from now. ``audience`` is a role such as family, organisation:<id> or
    user:<id>.

    The person chooses, or somebody they let choose for them, who can take anything back but share nothing
    more with themselves. Raises `NotPermitted`, `NotFound` or `NotAChoice`.
    """
    person = _chosen_for(by, at, person_id)
    if shared and person.user_id != by.pk and audience in audiences_of(ROLES[FAMILY], by):
        raise NotAChoice("You cannot share more with yourself. Ask them to do it.", audience=audience)
    if data_class not in DATA_CLASSES:
        raise NotAChoice(
            "There is no such part of the record. Choose one of the list.", data_class=data_class
        )
    if not names_audience(audience):
        raise NotAChoice(
            "There is nobody of that name to share with. Choose one of the list.", audience=audience
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
    """How many links ended: from their next request this user sees nothing of the person, and chooses
    nothing.

    Raises `NotPermitted` or `NotFound`.
    """
    person = _own_record(by, at, person_id)
    sources = {_source(person.pk, user_id), _source(person.pk, user_id, CHOOSES)}
    return end_relationships(by=by, at=at, sources=sources, until=london_day(at))


def let_choose(*, by: User, at: datetime, person_id: UUID, user_id: UUID) -> None:
    """From now on this user, with whom the person shares already, may choose for them.

    Raises `NotPermitted`, or `NotFound` for somebody with whom nothing is shared.
    """
    person, on = _own_record(by, at, person_id), london_day(at)
    with as_house():  # the link is the other's, whom the database does not show to this user
        linked = Relationship.objects.filter(live(on), person=person, user=user_id, kind=FAMILY).exists()
    if not linked:
        raise NotFound
    new = NewRelationship(
        person_id=person.pk,
        user_id=user_id,
        kind=CHOOSES,
        source=_source(person.pk, user_id, CHOOSES),
        starts_on=on,
    )
    open_relationships(by=by, at=at, relationships=[new])


def stop_choosing(*, by: User, at: datetime, person_id: UUID, user_id: UUID) -> int:
    """How many such rights ended, at once. Raises `NotPermitted` or `NotFound`."""
    person = _own_record(by, at, person_id)
    source = _source(person.pk, user_id, CHOOSES)
    return end_relationships(by=by, at=at, source=source, until=london_day(at))


def chooses_for(by: User, person_id: UUID, on: date) -> bool:
    """Whether the person lets this user choose for them on this day."""
    return Relationship.objects.filter(live(on), person=person_id, user=by, kind=CHOOSES).exists()


def _own_record(by: User, at: datetime, person_id: UUID) -> Person:
    check_may(by, "choose sharing", None, london_day(at))
    access = access_person(
        by=by, person_id=person_id, data_class=1, right=Right.APPEND, on=london_day(at), at=at
    )
    if access.relationship is None or access.relationship.kind != SELF:
        raise NotFound
    return access.person


def _chosen_for(by: User, at: datetime, person_id: UUID) -> Person:
    """The person for whom the user chooses: themselves, or somebody who lets them."""
    on = london_day(at)
    if not chooses_for(by, person_id, on):
        return _own_record(by, at, person_id)
    check_may(by, "choose sharing", None, on)
    return Person.objects.get(pk=person_id)


def _source(person_id: UUID, user_id: UUID, kind: str = FAMILY) -> str:
    return f"{kind}:{person_id.hex}:{user_id.hex}"
