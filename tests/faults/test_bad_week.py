"""F21: whatever order things happen in, the promises hold; and each planted bug is found."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from kith.people.actions_content import NewContent, write_contents
from tests.faults.machine import BadWeek, Event, ModelPhone

pytestmark = pytest.mark.django_db
QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
SMALL = settings(max_examples=15, stateful_step_count=25, suppress_health_check=QUIET)
FULL = settings(max_examples=500, stateful_step_count=50, suppress_health_check=QUIET)
HARD_THINGS = {"restored", "held", "acknowledged again", "verified with minutes"}
FOR_MUTANTS = settings(
    max_examples=200,
    stateful_step_count=30,
    suppress_health_check=QUIET,
    phases=[Phase.generate],
    database=None,
    report_multiple_bugs=False,
    print_blob=False,
    derandomize=True,
)


class ForgetsOnAnyAnswer(ModelPhone):
    """The phone that takes any 200 for a receipt, a café's sign-in page too."""

    def hear(self, batch: list[Event], answer: dict[str, Any] | None, at: datetime) -> None:
        for event in batch:
            self.outbox.pop(event["id"], None)
        super().hear(batch, answer, at)


class IgnoresTheEpoch(ModelPhone):
    """The phone that never offers again what it sent before a backup was restored."""

    def offer_again(self, at: datetime) -> None:
        pass


class ForgetfulWeek(BadWeek):
    phone_type = ForgetsOnAnyAnswer


class WeekWithoutEpochs(BadWeek):
    phone_type = IgnoresTheEpoch


class CountsTwiceWeek(BadWeek):
    """The server that files a note again when its event comes again."""

    def serve(self, phone: ModelPhone, batch: list[Event]) -> dict[str, Any]:
        known = self.acked.copy()
        answer = super().serve(phone, batch)
        again = [event for event in batch if event["type"] == "note" and event["id"] in known]
        pieces = [
            NewContent(
                person_id=self.world.ada.pk, kind="note", text=event["body"]["text"], written_at=self.at
            )
            for event in again
        ]
        write_contents(by=None, at=self.at, pieces=pieces)
        return answer


def test_the_promises_hold_through_some_bad_weeks() -> None:
    BadWeek.lived.clear()
    run_state_machine_as_test(BadWeek, settings=SMALL)
    assert BadWeek.lived, "none of the hard things happened, so nothing was held through them"


@pytest.mark.slow
def test_the_promises_hold_through_many_bad_weeks() -> None:
    BadWeek.lived.clear()
    run_state_machine_as_test(BadWeek, settings=FULL)
    assert HARD_THINGS == set(+BadWeek.lived)


def short_week(week: BadWeek) -> None:
    """The shortest week in which each of the planted bugs shows: what Hypothesis shrinks them to, in one."""
    week.begin()
    try:
        week.record(which=0, own=True, kind="note")
        phone = week.phones[0]
        batch = list(phone.outbox.values())
        week.requests.append((phone, batch))
        week.lose_request(portal=True)
        week.serve(phone, batch)  # the answer is lost
        week.exchange(which=0)
        week.what_was_acknowledged_is_kept()
        week.each_note_is_content_once()
        week.restore()
        week.exchange(which=0)
        for which, own, kind in ((0, True, "check_in"), (0, True, "check_out"), (1, False, "check_in")):
            week.record(which=which, own=own, kind=kind)
            week.advance_clock(minutes=30)
    finally:
        week.teardown()


def test_a_short_week_goes_well() -> None:
    BadWeek.lived.clear()
    short_week(BadWeek())
    assert HARD_THINGS == set(+BadWeek.lived)


PLANTED = (ForgetfulWeek, WeekWithoutEpochs, CountsTwiceWeek)


@pytest.mark.parametrize("planted", PLANTED)
def test_a_short_week_finds_each_planted_bug(planted: type[BadWeek]) -> None:
    with pytest.raises(AssertionError):
        short_week(planted())


@pytest.mark.slow
@pytest.mark.parametrize("planted", PLANTED)
def test_hypothesis_finds_each_planted_bug_by_itself(planted: type[BadWeek]) -> None:
    with pytest.raises(AssertionError):
        run_state_machine_as_test(planted, settings=FOR_MUTANTS)
