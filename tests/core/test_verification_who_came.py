"""Somebody else, a stand-in, two workers, or one too many."""

from typing import Any

from kith.core.verification import Outcome
from kith.core.verification_policy import (
    ExceptionCode,
)
from tests.core.half_past_eight import GRACE, OTHER, THIRD, event, place, verdict, verdicts

E = ExceptionCode


def test_somebody_else_coming_is_a_visit_all_the_same() -> None:
    found = verdict(event("check_in", 0, worker_id=OTHER), event("check_out", 25, worker_id=OTHER))

    assert (Outcome.DELIVERED, OTHER, 25) == (found.outcome, found.worker_id, found.actual_minutes)
    assert (E.OTHER_WORKER,) == found.exceptions


def test_a_visit_nobody_was_rostered_for_can_still_happen() -> None:
    unrostered: dict[str, Any] = {
        "rostered_worker_id": None,
        "rostered_start_at": None,
        "rostered_minutes": None,
    }
    found = verdict(event("check_in", 50), event("check_out", 75), **unrostered)

    assert (25, (E.NO_ROTA_ENTRY,)) == (found.actual_minutes, found.exceptions)


def test_each_worker_of_two_sits_where_they_were_rostered() -> None:
    two = (place(place=1), place(place=2, rostered_worker_id=OTHER))
    first, second = verdicts(
        event("check_in", 0, worker_id=OTHER),
        event("check_out", 20, worker_id=OTHER),
        event("check_in", 1),
        event("check_out", 26),
        places=two,
    )

    assert (GRACE, 25, 1) == (first.worker_id, first.actual_minutes, first.place)
    assert (OTHER, 20, 2) == (second.worker_id, second.actual_minutes, second.place)


def test_a_stand_in_takes_the_place_that_stayed_empty() -> None:
    two = (place(place=1), place(place=2, rostered_worker_id=OTHER))
    stand_in = [event("check_in", 0, worker_id=THIRD), event("check_out", 25, worker_id=THIRD)]
    first, second = verdicts(*stand_in, event("check_in", 0), event("check_out", 25), places=two)

    assert (GRACE, ()) == (first.worker_id, first.exceptions)
    assert (THIRD, (E.OTHER_WORKER,)) == (second.worker_id, second.exceptions)


def test_one_of_two_not_coming_is_missed_for_that_place() -> None:
    two = (place(place=1), place(place=2, rostered_worker_id=OTHER))
    first, second = verdicts(event("check_in", 0), event("check_out", 25), places=two)

    assert (Outcome.DELIVERED, Outcome.MISSED) == (first.outcome, second.outcome)


def test_one_worker_too_many_is_said_and_not_counted() -> None:
    found = verdict(
        event("check_in", 0),
        event("check_out", 25),
        event("check_in", 1, worker_id=OTHER),
        event("check_out", 99),
    )

    assert GRACE == found.worker_id
    assert E.EXTRA_WORKER in found.exceptions


def test_a_note_alone_is_not_a_visit() -> None:
    assert Outcome.MISSED is verdict(event("note", 5)).outcome
