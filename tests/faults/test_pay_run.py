"""F22: a pay run is drafted once and paid once, whoever else tries and wherever it is killed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from kith.brokerage.actions import set_rates, set_terms
from kith.delivery.actions_verify import verify_visits
from kith.orgs.announced import Announced
from kith.orgs.context import as_house
from kith.orgs.models import Outbox
from kith.payments.actions_runs import approve_run, draft_run, pay_run
from kith.payments.models import PaymentLine, PaymentTotal, PayRun
from kith.payments.queries_chain import broken_runs
from tests import factories
from tests.delivery.factories import MINUTE, NINE, Round, morning_round
from tests.faults import mutants
from tests.faults.test_every_statement import check_every_statement
from tests.rota.test_races import together

MONDAY, NEXT = date(2026, 4, 6), date(2026, 4, 13)
PAY_DAY = datetime(2026, 4, 13, 9, 0, tzinfo=UTC)
SMALL, FULL = 8, 50


def a_verified_week() -> Round:
    """Ada's half hour, delivered in 22 minutes, to be paid by actual minutes at £24.50."""
    world = morning_round()
    contract = world.line.contract
    terms: dict[str, Any] = {"by": None, "at": factories.NOW, "contract": contract}
    with as_house():
        set_terms(**terms, payment_model="option_8", starts_on=contract.starts_on)
        set_rates(**terms, rates={"pilot": 2450}, starts_on=contract.starts_on)
    world.phone.send(world.phone.stay(world.visit, minutes=22))
    verify_visits(by=None, at=NINE + 600 * MINUTE, visit_ids=[world.visit.pk])
    return world


def as_the_house(act: Callable[[], object]) -> Callable[[], object]:
    def acting() -> object:
        with as_house():
            return act()

    return acting


def drafting(world: Round) -> Callable[[], object]:
    cast = world.cast
    return as_the_house(
        lambda: draft_run(by=cast.fay, at=PAY_DAY, commissioner=cast.council, starts_on=MONDAY, until=NEXT)
    )


def paying(world: Round) -> Callable[[], object]:
    """Paying a run that Fay drafted and Ivy approved."""
    drafting(world)()
    with as_house():
        run = PayRun.objects.get()
        approve_run(by=world.cast.ivy, at=PAY_DAY, run=run)
    return as_the_house(lambda: pay_run(by=world.cast.ivy, at=PAY_DAY, run=run))


def drafts_of(many: int) -> tuple[Counter[str], int, list[int]]:
    """What so many drafts at once came to, how many runs there are then, and the pence of each total."""
    told = Counter(together(*[drafting(a_verified_week())] * many))
    with as_house():
        return told, PayRun.objects.count(), list(PaymentTotal.objects.values_list("pence", flat=True))


def test_of_many_drafts_at_once_one_stands(doomed: str) -> None:
    assert (Counter(done=1, run_out_of_order=SMALL - 1), 1, [898]) == drafts_of(SMALL)


@pytest.mark.slow
def test_of_fifty_drafts_at_once_one_stands(doomed: str) -> None:
    assert (Counter(done=1, run_out_of_order=FULL - 1), 1, [898]) == drafts_of(FULL)


def test_a_run_is_paid_once_however_many_pay_it(doomed: str) -> None:
    told = Counter(together(*[paying(a_verified_week())] * SMALL))
    with as_house():
        assert (1, SMALL - 1) == (told.pop("done"), told.total())
        assert 1 == Outbox.objects.filter(kind=Announced.PAY_RUN_PAID).count()
        assert [] == list(broken_runs())


# A cursor that died with its process is not closed; a process that really dies warns nobody of it.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("action", [drafting, paying])
def test_killed_anywhere_it_is_done_whole_or_not_at_all(
    database: str, action: Callable[[Round], Callable[[], object]]
) -> None:
    assert check_every_statement(action(a_verified_week())) > 1
    with as_house():
        assert [22 * 2450] == list(PaymentLine.objects.values_list("pence_minutes", flat=True))


def test_it_finds_drafts_that_do_not_wait_for_each_other(
    doomed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mutants.plant("drafts do not wait", monkeypatch.setattr)
    told, runs, _ = drafts_of(SMALL)
    assert told["done"] == runs > 1
