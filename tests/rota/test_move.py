"""Moving a visit: what it would do before it is saved, the rules in the way, and who has to wait."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from kith.core.errors import NotFound, NotPermitted
from kith.rota.actions_move import CannotMove, move_visit
from kith.rota.actions_pins import NothingToPin, pin_visit
from kith.rota.actions_publish import RotaMoved
from kith.rota.models import RotaEntry
from kith.rota.moves import Rule
from kith.rota.queries import current_entries
from kith.rota.queries_moves import Effect, effect_of, effects_by_worker
from kith.rota.queries_rounds import rounds_of
from kith.workforce.actions import NewAbsence, record_unavailability
from kith.workforce.models import Worker
from tests.brokerage import factories as make
from tests.factories import NOW
from tests.rota.factories import MONDAY, Round, a_round, laid_out, published, utc, worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_() -> Round:
    made = a_round()
    laid_out(made)
    published(made)
    return made


@pytest.fixture
def monday(round_: Round) -> RotaEntry:
    return RotaEntry.objects.get(visit__on=MONDAY)


def effect(round_: Round, entry: RotaEntry, who: Worker, hour: int = 0, minute: int = 0) -> Effect:
    starts_at = utc(13, hour, minute) if hour else None
    return effect_of(rounds_of(round_.provider, MONDAY, NOW), (entry.visit_id, entry.place), who, starts_at)


def move(monday: RotaEntry, round_: Round, **changes: object) -> list[RotaEntry]:
    values = {
        "by": round_.cast.olu,
        "at": NOW,
        "visit_id": monday.visit_id,
        "place": monday.place,
        "worker_id": round_.nia.pk,
        "starts_at": None,
        "seen": {(monday.visit_id, monday.place): monday.pk},
    }
    return move_visit(**(values | changes))  # type: ignore[arg-type]


def a_neighbour(round_: Round, *, starts: str, ends: str, preferred: str) -> RotaEntry:
    """Mo's visit on Monday, rostered to whoever it suits."""
    slot = make.slot("wash", starts=starts, ends=ends, preferred=preferred)
    mo = make.person("Mo Lee", commissioner=round_.cast.council)
    make.package(person=mo, contract=round_.contract, pattern=(slot,), reference="P-2")
    laid_out(round_)
    published(round_)
    return RotaEntry.objects.get(visit__person=mo, visit__on=MONDAY)


def test_the_effect_says_who_is_new_and_what_the_rounds_come_to(round_: Round, monday: RotaEntry) -> None:
    found = effect(round_, monday, round_.nia)
    assert (None, utc(13, 7, 30), True, 1) == (
        found.broken,
        found.starts_at,
        found.new_face,
        found.workers,
    )
    assert found.before is not None
    assert found.after is not None
    assert (0, 0) == (found.before.travel_minutes, found.after.travel_minutes)
    assert (30.0, 30.0) == (found.before.terms["continuity"], found.after.terms["continuity"])


def test_it_stays_at_its_time_unless_another_is_chosen(round_: Round, monday: RotaEntry) -> None:
    move(monday, round_, starts_at=utc(13, 8, 10))
    held = current_entries([monday.visit_id])[monday.visit_id][0]
    assert ("Nia", utc(13, 8, 10)) == (held.worker.first_name if held.worker else "", held.starts_at)
    newest = RotaEntry.objects.get(pk=held.pk)
    (entry,) = move(
        newest, round_, worker_id=round_.grace.pk, seen={(newest.visit_id, newest.place): newest.pk}
    )
    assert utc(13, 8, 10) == entry.starts_at


@pytest.mark.parametrize(
    ("hour", "minute", "rule"),
    [(6, 0, Rule.OUTSIDE_WINDOW), (8, 45, Rule.OUTSIDE_WINDOW)],
)
def test_a_start_outside_the_window_is_refused_by_name(
    round_: Round, monday: RotaEntry, hour: int, minute: int, rule: Rule
) -> None:
    assert rule is effect(round_, monday, round_.nia, hour, minute).broken
    with pytest.raises(CannotMove, match="would not lie in the window"):
        move(monday, round_, starts_at=utc(13, hour, minute))


def test_each_rule_in_the_way_has_its_own_name(round_: Round, monday: RotaEntry) -> None:
    late = worker("Lou", organisation=round_.provider, starts=time(15), ends=time(22))
    none = worker("New", organisation=round_.provider)
    laid_out(round_)
    sick = NewAbsence(worker_id=round_.nia.pk, starts_at=utc(13, 0), ends_at=utc(14, 0), reason="sick")
    record_unavailability(by=None, at=NOW, absences=[sick])
    assert Rule.OUTSIDE_SHIFT is effect(round_, monday, late).broken
    assert Rule.AWAY is effect(round_, monday, round_.nia).broken
    assert None is effect(round_, monday, none).broken
    assert ["Grace", "New"] == [
        each.worker.first_name
        for each in effects_by_worker(
            rounds_of(round_.provider, MONDAY, NOW), (monday.visit_id, monday.place)
        )
        if each.broken is None
    ]


def test_who_is_in_the_way_waits_within_their_window(round_: Round, monday: RotaEntry) -> None:
    neighbour = a_neighbour(round_, starts="08:00", ends="10:30", preferred="09:00")
    move_to = round_.grace if neighbour.worker_id == round_.grace.pk else round_.nia
    found = effect(round_, monday, move_to, 7, 50)
    assert [(neighbour.visit_id, 20)] == [(wait.planned.visit.pk, wait.later_minutes) for wait in found.waits]
    with pytest.raises(RotaMoved, match="look at the effect again"):
        move(monday, round_, worker_id=move_to.pk, starts_at=utc(13, 7, 50))
    entries = move(
        monday,
        round_,
        worker_id=move_to.pk,
        starts_at=utc(13, 7, 50),
        seen={(monday.visit_id, 1): monday.pk, (neighbour.visit_id, 1): neighbour.pk},
    )
    assert [utc(13, 7, 50), utc(13, 8, 20)] == [entry.starts_at for entry in entries]


def test_a_pin_keeps_the_worker_or_the_time(round_: Round, monday: RotaEntry) -> None:
    pin = {"by": round_.cast.olu, "at": NOW, "visit_id": monday.visit_id, "place": 1}
    pin_visit(**pin, worker=True, time=False)
    assert Rule.WORKER_PINNED is effect(round_, monday, round_.nia).broken
    assert None is effect(round_, monday, round_.grace, 8, 0).broken
    pin_visit(**pin, worker=False, time=True)
    assert Rule.TIME_PINNED is effect(round_, monday, round_.nia, 8, 0).broken
    assert utc(13, 7, 30) == effect(round_, monday, round_.nia).starts_at
    pin_visit(**pin, worker=False, time=False)
    assert None is effect(round_, monday, round_.nia, 8, 0).broken
    with pytest.raises(NothingToPin):
        pin_visit(**(pin | {"place": 2}), worker=True, time=True)


def test_two_workers_move_together(round_: Round) -> None:
    lift = make.slot("lift", starts="10:00", ends="12:00", preferred="10:30", workers=2)
    other = make.person("Mo Lee", commissioner=round_.cast.council)
    make.package(person=other, contract=round_.contract, pattern=(lift,), reference="P-2")
    laid_out(round_)
    published(round_)
    one, two = RotaEntry.objects.filter(visit__person=other, visit__on=MONDAY).order_by("place")
    assert Rule.COMES_ALREADY is effect(round_, one, two.worker).broken
    entries = move(
        one,
        round_,
        worker_id=one.worker_id,
        starts_at=utc(13, 10),
        seen={(one.visit_id, 1): one.pk, (two.visit_id, 2): two.pk},
    )
    assert {utc(13, 10)} == {entry.starts_at for entry in entries}
    assert {one.worker_id, two.worker_id} == {entry.worker_id for entry in entries}


def test_who_was_quicker_is_said(round_: Round, monday: RotaEntry) -> None:
    move(monday, round_)
    with pytest.raises(RotaMoved):
        move(monday, round_)


def test_others_cannot_move(round_: Round, monday: RotaEntry) -> None:
    for who, refusal in ((round_.cast.sam, NotFound), (round_.cast.grace, NotPermitted)):
        with pytest.raises(refusal):
            move(monday, round_, by=who, at=NOW + timedelta(minutes=1))
    with pytest.raises(NotFound):
        move(monday, round_, worker_id=worker("Out", organisation=round_.cast.other_hands).pk)
