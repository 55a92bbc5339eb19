"""F13: killed before any of its statements, an action has done nothing; killed after the last, everything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from kith.brokerage.actions_packages import NewLine, NewPackage, award_packages
from kith.delivery.actions_feed import begin_epoch
from kith.delivery.actions_verify import verify_visits
from kith.orgs.context import as_house
from kith.people.actions import NewPerson, register_people
from kith.rota.actions import extend_visits
from tests import factories
from tests.delivery.factories import NINE, Round, morning_round
from tests.faults import mutants
from tests.faults.state import state

Act = Callable[[], object]
LATER = NINE + timedelta(hours=2)


class Killed(BaseException):
    """The process ends here: nothing catches this, and the database takes back what was not committed."""


@contextmanager
def killed_before(number: int) -> Iterator[None]:
    """Ends what runs within this before its statement of that number."""
    numbers = count(1)

    def dying(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if next(numbers) == number:
            raise Killed
        return execute(sql, params, many, context)

    with connection.execute_wrapper(dying):
        yield


def check_every_statement(act: Act) -> int:
    """How many statements an action has, once it was killed before each of them and had done nothing."""
    before = state()
    for number in count(1):
        try:
            with killed_before(number):
                act()
        except Killed:
            connection.close()
            assert before == state(), f"killed before statement {number}, something stays"
        else:
            assert before != state()
            return number - 1
    raise AssertionError("an action has an end")


def receiving(world: Round) -> Act:
    events = [
        *world.phone.stay(world.visit),
        world.phone.event("note", visit=world.visit, text="All well."),
        world.phone.event("check_in", visit=uuid4()),
    ]
    return lambda: world.phone.send(events)


def verifying(world: Round) -> Act:
    world.phone.send(world.phone.stay(world.visit))
    return lambda: verify_visits(by=None, at=LATER, visit_ids=[world.visit.pk])


def registering(world: Round) -> Act:
    new = NewPerson(name="Wilf Marsh", commissioner=world.cast.council, council_reference="C7")
    return lambda: register_people(by=None, at=NINE, people=[new])


def awarding(world: Round) -> Act:
    line = NewLine(
        contract_id=world.line.contract_id,
        service_type="home_care",
        pattern=(),
        starts_on=factories.TODAY,
    )
    new = NewPackage(reference="PK-7", person_id=world.ada.pk, lines=(line,))

    def act() -> object:
        with as_house():
            return award_packages(by=None, at=NINE, packages=[new])

    return act


def laying_out(world: Round) -> Act:
    def act() -> object:
        with as_house():
            until = factories.TODAY + timedelta(days=7)
            return extend_visits(by=None, at=NINE, starts_on=factories.TODAY, until=until)

    return act


def beginning_an_epoch(world: Round) -> Act:
    return lambda: begin_epoch(at=NINE, reason="restored")


@pytest.mark.parametrize(
    "action", [receiving, verifying, registering, awarding, laying_out, beginning_an_epoch]
)
def test_an_action_is_done_whole_or_not_at_all(database: str, action: Callable[[Round], Act]) -> None:
    assert check_every_statement(action(morning_round())) > 1


def test_it_finds_an_action_without_a_transaction(postgres: str, monkeypatch: pytest.MonkeyPatch) -> None:
    act = receiving(morning_round())
    mutants.plant("no transaction", monkeypatch.setattr)
    with pytest.raises(AssertionError, match="something stays"):
        check_every_statement(act)
