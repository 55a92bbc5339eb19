"""Proposing a rota around what stands, and publishing it whole or not at all."""

from datetime import date, time, timedelta

import pytest

from kith.brokerage.actions_suspensions import suspend
from kith.core.errors import NotFound, NotPermitted
from kith.orgs.announced import Announced
from kith.orgs.models import AuditRow, Outbox
from kith.people.models import Relationship
from kith.rota.actions_publish import RotaMoved, publish_rota
from kith.rota.actions_shifts import withdraw_shifts
from kith.rota.actions_terms import cancel_visit
from kith.rota.models import RotaEntry, Visit
from kith.rota.queries import access_visit, current_entries, planned_visits
from kith.rota.queries_continuity import continuity
from kith.workforce.actions import NewAbsence, record_unavailability
from tests.brokerage import factories as make
from tests.factories import NOW
from tests.rota.factories import (
    MONDAY,
    NEXT_MONDAY,
    Round,
    a_round,
    laid_out,
    proposed,
    published,
    takes_insulin,
    utc,
    worker,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_() -> Round:
    made = a_round()
    laid_out(made)
    return made


def test_a_published_rota_gives_each_visit_its_worker(round_: Round) -> None:
    publication = published(round_, by=round_.cast.olu)
    entries = list(RotaEntry.objects.order_by("starts_at"))
    assert 7 == len(entries)
    assert {(utc(13, 7, 30), 30)} >= {(entries[0].starts_at, entries[0].minutes)}
    assert {"insertion heuristic"} == {entry.publication.method for entry in entries if entry.publication}
    assert {"visits": 7, "places": 7, "unassigned": 0, "rostered_minutes": 210} == {
        key: publication.summary[key] for key in ("visits", "places", "unassigned", "rostered_minutes")
    }


def test_the_same_face_comes_all_week(round_: Round) -> None:
    published(round_)
    faces = continuity(round_.ada.pk, NEXT_MONDAY)
    assert (1, 1.0, [7]) == (faces.workers, faces.share_of_most(3), list(faces.visits.values()))
    assert (0, None) == ((none := continuity(round_.ada.pk, MONDAY)).workers, none.share_of_most(3))


def test_proposing_again_leaves_what_is_rostered(round_: Round) -> None:
    published(round_)
    assert () == proposed(round_).entries


def test_who_is_away_is_replaced_and_nothing_else_changes(round_: Round) -> None:
    published(round_)
    before = {entry.visit_id: entry.worker_id for entry in RotaEntry.objects.all()}
    ill = RotaEntry.objects.order_by("starts_at")[0].worker_id
    sick = NewAbsence(worker_id=ill, starts_at=utc(13, 0), ends_at=utc(14, 0), reason="sick")
    record_unavailability(by=None, at=NOW, absences=[sick])
    again = proposed(round_).entries
    assert [(date(2026, 4, 13), True)] == [
        (each.starts_at.date(), each.worker_id not in (ill, None)) for each in again
    ]
    assert ill == before[again[0].visit_id]


def test_nobody_is_proposed_for_a_visit_that_is_not_due(round_: Round) -> None:
    cancel_visit(by=None, at=NOW, visit_id=Visit.objects.get(on=MONDAY).pk, reason="away")
    suspend(by=None, at=NOW, person_id=round_.ada.pk, starts_at=utc(16, 0), reason="hospital")
    assert [14, 15] == [each.starts_at.day for each in proposed(round_).entries]


def test_a_visit_nobody_can_take_says_why(round_: Round) -> None:
    late = make.slot("bed", starts="21:00", ends="23:00", preferred="21:30", workers=2)
    other = make.person("Mo Lee", commissioner=round_.cast.council)
    make.package(person=other, contract=round_.contract, pattern=(late,), reference="P-2")
    laid_out(round_)
    published(round_)
    nobody = RotaEntry.objects.filter(worker=None).order_by("pk")
    assert (14, {"nobody works then"}, {1, 2}) == (
        len(nobody),
        {entry.reason for entry in nobody},
        {entry.place for entry in nobody},
    )


def test_delegated_healthcare_goes_only_to_who_is_signed_off(round_: Round) -> None:
    signed_off = worker("Mia", organisation=round_.provider, skills=("insulin",))
    assert {signed_off.pk} == needs_insulin(round_)


def test_a_small_hours_visit_goes_to_the_night_before(round_: Round) -> None:
    nights = worker("Noor", organisation=round_.provider, starts=time(22), ends=time(7))
    turn = make.slot("turn", starts="02:00", ends="03:00", preferred="02:15")
    other = make.person("Mo Lee", commissioner=round_.cast.council)
    make.package(person=other, contract=round_.contract, pattern=(turn,), reference="P-2")
    laid_out(round_, starts_on=MONDAY - timedelta(days=1))
    published(round_)
    entries = RotaEntry.objects.filter(visit__person=other).order_by("starts_at")
    assert ([nights.pk] * 7, utc(13, 1, 15)) == ([entry.worker_id for entry in entries], entries[0].starts_at)
    assert date(2026, 4, 12) == entries[0].shift.on


def test_workers_see_the_people_they_go_to_until_a_week_after(round_: Round) -> None:
    publication = published(round_, by=round_.cast.olu)
    grace = RotaEntry.objects.filter(worker=round_.grace)
    assert 7 == grace.count()
    relationship = Relationship.objects.get(kind="rota")
    assert (round_.cast.grace, MONDAY, date(2026, 4, 27)) == (
        relationship.user,
        relationship.starts_on,
        relationship.until,
    )
    visit_id = grace[0].visit_id
    assert visit_id == access_visit(by=round_.cast.grace, visit_id=visit_id, at=utc(13, 7)).pk
    with pytest.raises(NotFound):
        access_visit(by=round_.cast.grace, visit_id=visit_id, at=utc(12, 7))
    assert str(publication.pk) == Outbox.objects.get(kind=Announced.ROTA_PUBLISHED).subject_id
    assert round_.cast.olu.pk == AuditRow.objects.get(action="publish.rota").user_id


def test_a_rota_that_moved_is_not_published(round_: Round) -> None:
    first, second, third = (proposed(round_) for _ in range(3))
    publish_rota(by=None, at=NOW, proposal=first)
    with pytest.raises(RotaMoved, match="changed 7 of these visits"):
        publish_rota(by=None, at=NOW, proposal=second)
    assert 7 == RotaEntry.objects.count()
    cancel_visit(by=None, at=NOW, visit_id=Visit.objects.get(on=MONDAY).pk, reason="away")
    with pytest.raises(RotaMoved):
        publish_rota(by=None, at=NOW, proposal=third)


def test_a_shift_withdrawn_meanwhile_is_not_published(round_: Round) -> None:
    proposal = proposed(round_)
    withdraw_shifts(by=None, at=NOW, shift_ids=[proposal.entries[0].shift_id])
    with pytest.raises(RotaMoved, match="changed 1 of these visits"):
        publish_rota(by=None, at=NOW, proposal=proposal)


def test_another_provider_proposes_and_publishes_nothing_here(round_: Round) -> None:
    proposal = proposed(round_)
    for who, refusal in ((round_.cast.sam, NotFound), (round_.cast.bea, NotPermitted)):
        with pytest.raises(refusal):
            proposed(round_, by=who)
        with pytest.raises(refusal):
            publish_rota(by=who, at=NOW, proposal=proposal)


def test_entries_can_be_read_as_they_were_known(round_: Round) -> None:
    published(round_)
    visits = [each.visit.pk for each in planned_visits(MONDAY, NEXT_MONDAY)]
    assert (7, {}) == (len(current_entries(visits)), current_entries(visits, NOW - timedelta(hours=1)))


def needs_insulin(round_: Round) -> set[object]:
    """Who goes to somebody whose visits take insulin."""
    other = takes_insulin(round_)
    laid_out(round_)
    return {entry.worker_id for entry in proposed(round_).entries if entry.person_id == other.pk}
