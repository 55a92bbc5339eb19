"""What phones fetch: everything once, in order, and from the beginning after a backup was restored."""

from __future__ import annotations

import pytest

from kith.delivery.actions_feed import NewFeedItem, begin_epoch, leave_for_phones
from kith.delivery.queries_feed import current_epoch
from tests.delivery.factories import NINE, Round, morning_round


def leave(world: Round, *numbers: int) -> None:
    items = [
        NewFeedItem(worker_id=world.grace.pk, kind="rota", body={"number": number}) for number in numbers
    ]
    leave_for_phones(at=NINE, items=items)


def fetched(world: Round, **position: str) -> tuple[list[int], dict[str, str]]:
    answer = world.phone.send([], **position)
    numbers = [item["body"]["number"] for item in answer["feed"]]
    return numbers, {"epoch": answer["epoch"], "last_pos": answer["next_pos"]}


def test_it_gives_each_item_once_in_order(database: str) -> None:
    world = morning_round()
    leave(world, 1, 2)
    first, position = fetched(world)
    leave(world, 3)
    second, position = fetched(world, **position)
    assert ([1, 2], [3]) == (first, second)
    assert [] == fetched(world, **position)[0]


def test_it_gives_everything_again_in_a_new_epoch(database: str) -> None:
    world = morning_round()
    leave(world, 1)
    _, position = fetched(world)
    before = current_epoch()
    assert before != begin_epoch(at=NINE, reason="restored")
    leave(world, 2)
    again, position = fetched(world, **position)
    assert ([1, 2], []) == (again, fetched(world, **position)[0])


@pytest.mark.parametrize("position", ["", "x", "1", "1.x", "9" * 50, "-1.2"])
def test_a_position_that_cannot_be_read_means_the_beginning(database: str, position: str) -> None:
    world = morning_round()
    leave(world, 1)
    assert [1] == fetched(world, epoch=current_epoch(), last_pos=position)[0]


@pytest.mark.django_db
def test_it_gives_nobody_elses_items() -> None:
    world = morning_round()
    leave_for_phones(at=NINE, items=[NewFeedItem(worker_id=world.hal.pk, kind="rota", body={"number": 1})])
    assert [] == fetched(world)[0]
