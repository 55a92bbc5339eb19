from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from kith.core.errors import Invalid, NotFound, NotPermitted
from kith.orgs.actions_work import (
    NewItem,
    close_item,
    close_items_about,
    escalate_overdue,
    open_item,
    open_items,
)
from kith.orgs.models import AuditRow, WorkItem
from kith.orgs.queries_work import access_item, my_work, waiting_about
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
AN_HOUR = timedelta(hours=1)


def held(organisation_id: UUID, subject_id: object = "1", **given: object) -> NewItem:
    values: dict[str, object] = {"due_at": NOW + AN_HOUR, **given}
    return NewItem(
        kind="held_event",
        subject_kind="event",
        subject_id=subject_id,
        organisation_id=organisation_id,
        **values,
    )  # type: ignore[arg-type]


def test_what_waits_already_does_not_wait_twice() -> None:
    provider = factories.provider()
    first = open_item(at=NOW, item=held(provider.pk))
    again = open_item(at=NOW + AN_HOUR, item=held(provider.pk, harm=3))
    assert first == again
    assert (NOW, 0) == (again.opened_at, again.harm)


def test_it_may_wait_again_once_it_was_closed() -> None:
    provider = factories.provider()
    first = open_item(at=NOW, item=held(provider.pk))
    close_item(by=None, at=NOW, item_id=first.pk, outcome="accepted")
    assert first != open_item(at=NOW, item=held(provider.pk))


def test_closing_says_who_when_and_what_came_of_it() -> None:
    cast = factories.cast()
    item = open_item(at=NOW, item=held(cast.kindly_care.pk, person_id=UUID(int=7)))
    closed = close_item(by=cast.olu, at=NOW + AN_HOUR, item_id=item.pk, outcome="accepted")
    assert (cast.olu, NOW + AN_HOUR, "accepted") == (closed.closed_by, closed.closed_at, closed.outcome)
    assert UUID(int=7) == AuditRow.objects.get(action="close.work_item").person_id


def test_it_is_closed_once() -> None:
    item = open_item(at=NOW, item=held(factories.provider().pk))
    close_item(by=None, at=NOW, item_id=item.pk, outcome="accepted")
    with pytest.raises(NotPermitted, match="already closed"):
        close_item(by=None, at=NOW, item_id=item.pk, outcome="refused")


def test_another_organisation_s_item_looks_absent() -> None:
    cast = factories.cast()
    item = open_item(at=NOW, item=held(cast.kindly_care.pk))
    for item_id in (item.pk, uuid4()):
        with pytest.raises(NotFound):
            close_item(by=cast.sam, at=NOW, item_id=item_id, outcome="accepted")
        with pytest.raises(NotFound):
            access_item(by=cast.sam, item_id=item_id)
    assert item == access_item(by=cast.olu, item_id=item.pk)


def test_my_work_is_mine_and_my_organisation_s_that_nobody_took() -> None:
    cast = factories.cast()
    open_items(
        at=NOW,
        items=[
            held(cast.kindly_care.pk, "nobody's"),
            held(cast.kindly_care.pk, "mine", owner_id=cast.olu.pk),
            held(cast.kindly_care.pk, "maya's", owner_id=cast.maya.pk),
            held(cast.other_hands.pk, "theirs"),
        ],
    )
    assert {"nobody's", "mine"} == {item.subject_id for item in my_work(cast.olu, NOW)}


def test_what_could_harm_now_comes_first_and_then_what_is_due_first() -> None:
    cast = factories.cast()
    open_items(
        at=NOW,
        items=[
            held(cast.kindly_care.pk, "later", due_at=NOW + 2 * AN_HOUR),
            held(cast.kindly_care.pk, "sooner", due_at=NOW + AN_HOUR),
            held(cast.kindly_care.pk, "harm", due_at=NOW + 3 * AN_HOUR, harm=3),
        ],
    )
    assert ["harm", "sooner", "later"] == [item.subject_id for item in my_work(cast.olu, NOW)]


def test_what_happened_meanwhile_closes_what_waited_for_it() -> None:
    cast = factories.cast()
    open_items(
        at=NOW, items=[held(cast.kindly_care.pk, number, person_id=UUID(int=7)) for number in (1, 2, 3)]
    )
    assert 2 == close_items_about(by=None, at=NOW, kind="held_event", subject_ids=[1, 2], outcome="arrived")
    assert ["3"] == [item.subject_id for item in waiting_about(UUID(int=7), cast.olu, NOW)]
    assert 2 == WorkItem.objects.filter(outcome="arrived").count()


def test_what_is_overdue_becomes_everybody_s_and_ranks_higher_once() -> None:
    cast = factories.cast()
    open_item(at=NOW, item=held(cast.kindly_care.pk, owner_id=cast.olu.pk, harm=1))
    assert [0, 1, 0] == [escalate_overdue(at=NOW + minutes * AN_HOUR) for minutes in (0, 1, 2)]
    item = my_work(cast.maya, NOW + AN_HOUR).get()
    assert (None, 2) == (item.owner, item.harm)


def test_harm_is_from_none_to_now() -> None:
    with pytest.raises(Invalid, match="Harm is 4"):
        held(uuid4(), harm=4)
