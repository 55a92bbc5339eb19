"""Missed, cancelled and refused: when a visit has no minutes, and when that is known."""

from datetime import datetime

import pytest

from kith.core.verification import Outcome
from kith.core.verification_policy import (
    ExceptionCode,
)
from tests.core.half_past_eight import at, event, verdict

E = ExceptionCode


@pytest.mark.parametrize(
    ("now", "heard", "outcome", "exceptions"),
    [
        (at(59), at(59), Outcome.NOT_KNOWN, ()),
        (at(60), at(60), Outcome.MISSED, ()),
        (at(90), at(59), Outcome.NOT_KNOWN, (E.PHONE_NOT_HEARD,)),
        (at(90), None, Outcome.NOT_KNOWN, (E.PHONE_NOT_HEARD,)),
    ],
)
def test_missed_is_said_only_when_it_is_known(
    now: datetime, heard: datetime | None, outcome: Outcome, exceptions: tuple[ExceptionCode, ...]
) -> None:
    found = verdict(as_at=now, last_heard_at=heard)

    assert (outcome, exceptions) == (found.outcome, found.exceptions)
    assert (outcome is Outcome.MISSED) == found.confirmed


def test_a_visit_nobody_was_sent_to_is_missed() -> None:
    found = verdict(rostered_worker_id=None, rostered_start_at=None, last_heard_at=None)

    assert (Outcome.MISSED, (E.NO_ROTA_ENTRY,)) == (found.outcome, found.exceptions)


def test_a_late_event_turns_missed_into_delivered() -> None:
    assert Outcome.MISSED is verdict().outcome
    assert Outcome.DELIVERED is verdict(event("check_in", 0), event("check_out", 25)).outcome


def test_a_missed_visit_has_no_minutes() -> None:
    missed = verdict()

    assert (0, 0, None, None) == (
        missed.actual_seconds,
        missed.actual_minutes,
        missed.started_at,
        missed.worker_id,
    )


def test_a_cancelled_visit_is_cancelled_at_once() -> None:
    assert Outcome.CANCELLED is verdict(cancelled=True, as_at=at(-600)).outcome


def test_coming_though_it_was_cancelled_is_believed_and_said() -> None:
    found = verdict(event("check_in", 0), event("check_out", 25), cancelled=True)

    assert (Outcome.DELIVERED, (E.CAME_THOUGH_CANCELLED,)) == (found.outcome, found.exceptions)


def test_a_refused_visit_keeps_its_minutes_and_need_not_be_long() -> None:
    found = verdict(event("check_in", 0), event("refused", 1), event("check_out", 2))

    assert (Outcome.REFUSED, 2, ()) == (found.outcome, found.actual_minutes, found.exceptions)
    assert found.confirmed
