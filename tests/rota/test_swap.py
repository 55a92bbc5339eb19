"""Giving a visit to somebody else: hard rules, continuity, and who may see the person afterwards."""

from datetime import date, time, timedelta

import pytest

from kith.core.errors import NotFound, NotPermitted
from kith.people.models import Relationship
from kith.rota.actions_publish import RotaMoved
from kith.rota.actions_swap import CannotSwap, swap_worker, withdraw_worker
from kith.rota.actions_terms import cancel_visit
from kith.rota.models import RotaEntry
from kith.rota.queries import current_entries, visits_of
from kith.rota.queries_swap import swap_choices
from kith.workforce.actions import NewAbsence, record_unavailability
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


def swap(monday: RotaEntry, round_: Round, **changes: object) -> RotaEntry:
    values = {
        "by": round_.cast.olu,
        "at": NOW,
        "visit_id": monday.visit_id,
        "place": 1,
        "worker_id": round_.nia.pk,
        "seen_entry_id": monday.pk,
    }
    return swap_worker(**(values | changes))  # type: ignore[arg-type]


def test_a_swap_is_a_newer_entry(monday: RotaEntry, round_: Round) -> None:
    entry = swap(monday, round_)
    assert (round_.nia, utc(13, 7, 30), 30) == (entry.worker, entry.starts_at, entry.minutes)
    assert [entry.pk] == [held.pk for held in current_entries([monday.visit_id])[monday.visit_id]]
    assert 2 == RotaEntry.objects.filter(visit=monday.visit_id).count()


def test_the_start_can_be_chosen_within_the_window(monday: RotaEntry, round_: Round) -> None:
    assert utc(13, 8, 15) == swap(monday, round_, starts_at=utc(13, 8, 15)).starts_at


def test_choices_show_who_is_known_and_who_cannot(monday: RotaEntry, round_: Round) -> None:
    worker("Lou", organisation=round_.provider, starts=time(15), ends=time(22))
    sick = NewAbsence(worker_id=round_.nia.pk, starts_at=utc(13, 0), ends_at=utc(14, 0), reason="sick")
    laid_out(round_)
    record_unavailability(by=None, at=NOW, absences=[sick])
    tuesday = RotaEntry.objects.get(visit__on=date(2026, 4, 14))
    choices = swap_choices(visits_of([tuesday.visit_id])[0], 1, NOW)
    assert [("Grace", "", 1, False), ("Nia", "", 0, True), ("Lou", "does not work then", 0, True)] == [
        (choice.worker.first_name, choice.refused, choice.times_seen, choice.new_face) for choice in choices
    ]
    assert "is away" in {each.refused for each in swap_choices(visits_of([monday.visit_id])[0], 1, NOW)}


def test_a_worker_is_at_one_door_at_a_time(monday: RotaEntry, round_: Round) -> None:
    tight = make.slot("wash", starts="08:30", ends="09:00", preferred="08:30")
    other = make.person("Mo Lee", commissioner=round_.cast.council)
    make.package(person=other, contract=round_.contract, pattern=(tight,), reference="P-2")
    laid_out(round_)
    published(round_)
    swap(monday, round_, worker_id=round_.grace.pk, starts_at=utc(13, 7))
    taken = RotaEntry.objects.get(visit__person=other, visit__on=MONDAY).worker_id
    newest = RotaEntry.objects.filter(visit=monday.visit_id).latest("pk")
    with pytest.raises(CannotSwap, match="has no time then"):
        swap(newest, round_, worker_id=taken, seen_entry_id=newest.pk, starts_at=utc(13, 7, 45))


def test_two_workers_keep_starting_together(round_: Round) -> None:
    lift = make.slot("lift", starts="10:00", ends="12:00", preferred="10:30", workers=2)
    other = make.person("Mo Lee", commissioner=round_.cast.council)
    make.package(person=other, contract=round_.contract, pattern=(lift,), reference="P-2")
    mia = worker("Mia", organisation=round_.provider, home_lat=53.81)
    laid_out(round_)
    published(round_)
    first, second = RotaEntry.objects.filter(visit__person=other, visit__on=MONDAY).order_by("place")
    entry = swap(second, round_, visit_id=second.visit_id, place=2, worker_id=mia.pk)
    assert first.starts_at == entry.starts_at
    with pytest.raises(CannotSwap, match="comes to this visit already"):
        swap(
            entry,
            round_,
            visit_id=entry.visit_id,
            place=2,
            worker_id=first.worker_id,
            seen_entry_id=entry.pk,
        )


def test_who_was_quicker_is_said(monday: RotaEntry, round_: Round) -> None:
    swap(monday, round_)
    with pytest.raises(RotaMoved, match="Nia has this visit now"):
        swap(monday, round_)


def test_nobody_is_sent_where_nobody_is_to_come(monday: RotaEntry, round_: Round) -> None:
    with pytest.raises(CannotSwap, match="has passed"):
        swap(monday, round_, at=utc(13, 9))
    with pytest.raises(CannotSwap, match="no shift that day"):
        swap(monday, round_, worker_id=worker("New", organisation=round_.provider).pk)
    cancel_visit(by=None, at=NOW, visit_id=monday.visit_id, reason="away")
    with pytest.raises(CannotSwap, match="Nobody is to come"):
        swap(monday, round_)


def test_who_no_longer_comes_no_longer_sees(round_: Round) -> None:
    first = RotaEntry.objects.order_by("starts_at")[0]
    for entry in RotaEntry.objects.filter(publication=first.publication).order_by("starts_at"):
        swap(entry, round_, visit_id=entry.visit_id, seen_entry_id=entry.pk)
    relationship = Relationship.objects.get(kind="rota", user=round_.cast.grace)
    assert relationship.ended_at is not None
    assert MONDAY == relationship.until  # never before it starts


def test_a_place_can_be_left_open(monday: RotaEntry, round_: Round) -> None:
    entry = withdraw_worker(
        by=round_.cast.olu,
        at=NOW,
        visit_id=monday.visit_id,
        place=1,
        seen_entry_id=monday.pk,
        reason="worker ill",
    )
    assert (None, "worker ill") == (entry.worker, entry.reason)
    assert date(2026, 4, 27) == Relationship.objects.get(kind="rota").until
    with pytest.raises(NotFound):
        withdraw_worker(
            by=None, at=NOW, visit_id=monday.visit_id, place=2, seen_entry_id=None, reason="nobody there"
        )


def test_others_cannot_swap(monday: RotaEntry, round_: Round) -> None:
    for who, refusal in ((round_.cast.sam, NotFound), (round_.cast.grace, NotPermitted)):
        with pytest.raises(refusal):
            swap(monday, round_, by=who, at=NOW + timedelta(minutes=1))
