"""Where a wanted visit would fit, and what it would ask of everybody else."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from kith.core.errors import Invalid, NotPermitted
from kith.rota.planner import Place
from kith.rota.queries_rounds import rounds_of
from kith.rota.queries_slots import Wanted, place_of, slots_by_provider, slots_on
from tests.factories import NOW
from tests.rota.factories import MONDAY, Round, a_round, laid_out, published, utc

pytestmark = pytest.mark.django_db
HERE = Place(lat=53.8, lon=-1.6)
WEEK = [MONDAY + timedelta(days=n) for n in range(7)]


@pytest.fixture
def round_() -> Round:
    made = a_round()
    laid_out(made)
    published(made)
    return made


def wanted(**changes: object) -> Wanted:
    values = {
        "place": HERE,
        "earliest": time(8),
        "latest": time(10),
        "best": time(8, 30),
        "minutes": 30,
    }
    return Wanted(**(values | changes))  # type: ignore[arg-type]


def test_who_is_free_then_comes_before_who_would_make_others_wait(round_: Round) -> None:
    first, second = slots_on(rounds_of(round_.provider, MONDAY, NOW), wanted())
    assert (("Nia", 0, 0), utc(13, 7, 30)) == (
        (first.workers[0].first_name, first.off_minutes, first.waits),
        first.starts_at,
    )
    assert ("Grace", 30) == (second.workers[0].first_name, second.off_minutes)


def test_a_known_face_comes_first_where_nobody_waits(round_: Round) -> None:
    tuesday = MONDAY + timedelta(days=1)
    slots = slots_on(
        rounds_of(round_.provider, tuesday, NOW),
        wanted(person_id=round_.ada.pk, earliest=time(10), latest=time(13), best=time(11)),
    )
    assert [("Grace", 1), ("Nia", 0)] == [(slot.workers[0].first_name, slot.times_seen) for slot in slots]


def test_two_workers_start_together(round_: Round) -> None:
    slots = slots_on(rounds_of(round_.provider, MONDAY, NOW), wanted(workers=2))
    assert {"Grace", "Nia"} == {worker.first_name for worker in slots[0].workers}


def test_others_wait_only_where_nothing_fits_without(round_: Round) -> None:
    (slot,) = [
        slot
        for slot in slots_on(
            rounds_of(round_.provider, MONDAY, NOW), wanted(earliest=time(8, 30), latest=time(9))
        )
        if slot.workers[0].first_name == "Grace"
    ]
    assert (1, 30) == (slot.waits, slot.waited_minutes)


def test_a_broker_sees_who_has_room_in_a_week(round_: Round) -> None:
    (found,) = slots_by_provider(by=round_.cast.bea, at=NOW, wanted=wanted(), days=WEEK)
    assert (round_.provider, 7, 0, 1) == (found.provider, len(found.slots), found.waits, found.faces)
    with pytest.raises(NotPermitted):
        slots_by_provider(by=round_.cast.olu, at=NOW, wanted=wanted(), days=WEEK)
    with pytest.raises(Invalid):
        slots_by_provider(by=round_.cast.bea, at=NOW, wanted=wanted(), days=[date(2026, 4, 1)])


def test_what_cannot_be_is_refused(db: None) -> None:
    with pytest.raises(Invalid):
        wanted(minutes=300)
    with pytest.raises(Invalid, match="not known here"):
        place_of("LS12 1AU")


def test_a_week_without_rounds_is_not_taken_for_a_full_one(round_: Round) -> None:
    later = [day + timedelta(days=7) for day in WEEK]
    (found,) = slots_by_provider(by=round_.cast.bea, at=NOW, wanted=wanted(), days=later)
    assert ((), 7) == (found.slots, found.unplanned)
    (found,) = slots_by_provider(by=round_.cast.bea, at=NOW, wanted=wanted(), days=WEEK)
    assert 0 == found.unplanned
