"""Whoever works out a proposal is killed: it does not wait for ever, and is worked out by somebody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from kith.rota import actions_work_out
from kith.rota.actions_proposals import ProposalOver, accept_proposal, ask_for_proposal, try_again
from kith.rota.actions_work_out import work_out_proposal
from kith.rota.engine import EnginePlanner
from kith.rota.models import RotaProposal
from kith.rota.models_planning import LEASE
from kith.rota.planner import Day, Plan
from tests.factories import NOW
from tests.rota.factories import MONDAY, NEXT_MONDAY, Round, a_round, laid_out

pytestmark = pytest.mark.django_db
State = RotaProposal.State
LATER = NOW + LEASE + timedelta(seconds=1)
search = EnginePlanner.plan


class Killed(BaseException):
    """What a kill looks like from inside: nothing after it is done."""


@pytest.fixture
def round_() -> Round:
    made = a_round()
    laid_out(made)
    return made


@pytest.fixture
def lost(round_: Round, monkeypatch: pytest.MonkeyPatch) -> RotaProposal:
    """A proposal whose worker was killed on the third day."""
    return killed(asked(round_), monkeypatch, on_day=3)


def asked(round_: Round) -> RotaProposal:
    return ask_for_proposal(
        by=round_.cast.olu, at=NOW, organisation=round_.provider, starts_on=MONDAY, until=NEXT_MONDAY
    )


def killed(row: RotaProposal, monkeypatch: pytest.MonkeyPatch, *, on_day: int) -> RotaProposal:
    days: list[Day] = []

    def plan(self: EnginePlanner, day: Day) -> Plan:
        days.append(day)
        if len(days) == on_day:
            raise Killed
        return search(self, day)

    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(EnginePlanner, "plan", plan)
        work_out_proposal(at=NOW, proposal_id=row.pk)
    row.refresh_from_db()
    return row


def is_not_waited_for_for_ever(row: RotaProposal) -> None:
    """The promise that the fault is about."""
    assert row.state == State.WORKING
    assert row.lost(LATER)


def test_a_proposal_whose_worker_was_killed_is_known_to_be_lost(lost: RotaProposal) -> None:
    is_not_waited_for_for_ever(lost)


def test_it_finds_a_proposal_that_is_working_for_ever(
    lost: RotaProposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    forever: Callable[[RotaProposal, object], bool] = lambda row, at: False  # noqa: E731  (the planted bug)
    monkeypatch.setattr(RotaProposal, "lost", forever)
    with pytest.raises(AssertionError):
        is_not_waited_for_for_ever(lost)


def test_it_is_not_lost_while_somebody_says_so_now_and_then(lost: RotaProposal) -> None:
    assert not lost.lost(NOW + LEASE)
    lost.alive_at = NOW + LEASE
    assert not lost.lost(LATER)


def test_tried_again_it_is_worked_out(round_: Round, lost: RotaProposal) -> None:
    with pytest.raises(ProposalOver):
        try_again(by=round_.cast.olu, at=NOW, proposal_id=lost.pk)
    again = try_again(by=round_.cast.olu, at=LATER, proposal_id=lost.pk)
    assert (State.WAITING, 0) == (again.state, again.percent)
    ready = work_out_proposal(at=LATER, proposal_id=lost.pk)
    assert (State.READY, 2) == (ready.state, ready.attempts)
    assert State.ACCEPTED == accept_proposal(by=round_.cast.olu, at=LATER, proposal_id=lost.pk).state


def test_who_was_given_up_and_ends_after_all_leaves_the_other_alone(
    round_: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = asked(round_)
    attempts: list[int] = []
    real = actions_work_out._Work

    class Slow(real):  # type: ignore[misc, valid-type]
        """While the first works, it is given up, and a second begins and ends."""

        def do(self) -> None:
            attempts.append(self.row.attempts)
            if len(attempts) == 1:
                try_again(by=round_.cast.olu, at=LATER, proposal_id=row.pk)
                work_out_proposal(at=LATER, proposal_id=row.pk)
            super().do()

    monkeypatch.setattr(actions_work_out, "_Work", Slow)
    first = work_out_proposal(at=NOW, proposal_id=row.pk)
    assert [1, 2] == attempts
    assert (State.READY, 2, LATER) == (first.state, first.attempts, first.begun_at)
