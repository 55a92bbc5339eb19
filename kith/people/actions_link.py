"""Saying that two records are one person, and taking it back. Nothing is rewritten either way."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kith.core.dates import london_day
from kith.core.errors import Invalid, NotFound
from kith.orgs import audit
from kith.orgs.models import User
from kith.orgs.roles import check_may
from kith.people.models import Person, PersonLink
from kith.people.queries import access_person, live_links, resolve


class AlreadyOnePerson(Invalid):
    """The two records are the same one, or are linked already."""

    code = "already_one_person"


def link(*, by: User, at: datetime, person_id: UUID, same_as_id: UUID, reason: str) -> PersonLink:
    """The link that makes two records one person. ``reason`` is a code, such as same_nhs_number.

    Raises `NotPermitted`, `NotFound` unless the user may see both, or `AlreadyOnePerson`.
    """
    check_may(by, "link people", None, london_day(at))
    for one in (person_id, same_as_id):
        access_person(by=by, person_id=one, data_class=1, on=london_day(at), at=at)
    with transaction.atomic():
        list(Person.objects.select_for_update().filter(pk__in=[person_id, same_as_id]).order_by("pk"))
        if same_as_id in resolve([person_id])[person_id]:
            raise AlreadyOnePerson("These are one person already. There is nothing to link.")
        made = PersonLink.objects.create(
            person_id=person_id, same_as_id=same_as_id, reason=reason, by=by, recorded_at=at
        )
        _record(by, at, "link.person", made)
    return made


def unlink(*, by: User, at: datetime, link_id: int, reason: str) -> PersonLink:
    """The fact that ends a link: from now on the two records are two people again.

    Raises `NotPermitted`, or `NotFound` when there is no such link or the user may not see both records.
    """
    check_may(by, "link people", None, london_day(at))
    made = live_links().filter(pk=link_id).first()
    if made is None:
        raise NotFound(link_id=link_id)
    for one in (made.person_id, made.same_as_id):
        access_person(by=by, person_id=one, data_class=1, on=london_day(at), at=at)
    with transaction.atomic():
        ended = PersonLink.objects.create(
            person_id=made.person_id,
            same_as_id=made.same_as_id,
            reason=reason,
            by=by,
            ends=made,
            recorded_at=at,
        )
        _record(by, at, "unlink.person", ended)
    return ended


def _record(by: User, at: datetime, action: str, made: PersonLink) -> None:
    audit.record(
        by=by,
        at=at,
        action=action,
        data_class=1,
        person_id=made.person_id,
        subject_kind="person",
        subject_id=made.same_as_id,
        reason=made.reason,
    )
