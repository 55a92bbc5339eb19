"""The story of a visit, and the notes written at it."""

from __future__ import annotations

from uuid import uuid4

import pytest

from kith.core.errors import NotFound
from kith.core.verification import Outcome
from kith.core.visit_state import BeadState, Stage
from kith.delivery.actions_verify import verify_visits
from kith.delivery.models import Verification
from kith.delivery.queries_notes import recent_notes
from kith.delivery.queries_story import visit_story
from kith.people.models import Content, ContentKey
from kith.people.queries import access_person
from tests import factories
from tests.delivery.factories import MINUTE, NINE, Round, morning_round, roster

pytestmark = pytest.mark.django_db
LATER = NINE + 300 * MINUTE


@pytest.fixture
def world() -> Round:
    return morning_round()


def test_it_tells_each_fact_with_who_and_when(world: Round) -> None:
    world.phone.send(world.phone.stay(world.visit, minutes=22), at=LATER)
    verify_visits(by=None, at=LATER, visit_ids=[world.visit.pk])
    story = visit_story(world.visit.pk)
    assert [
        "Home care by Kindly Care under Kindly Care 2026, from 5 January 2026.",
        "30 min at 09:00, between 08:30–09:30, one worker.",
        "Grace Okafor at 09:00 for 30 min.",
        "Grace Okafor checked in at 09:00; it arrived at 14:00.",
        "Grace Okafor checked out at 09:22; it arrived at 14:00.",
        "Delivered, 22 min: 22 min 0 s by the stopwatch.",
    ] == [fact.words for fact in story.facts]
    assert {LATER} == {fact.at for fact in (*story.of(Stage.DELIVERED), *story.of(Stage.VERIFIED))}


def test_the_thread_shows_what_comes_next_and_how_often_each_was(world: Round) -> None:
    roster(visit=world.visit, worker=world.hal)
    beads = {bead.stage: (bead.state, bead.times) for bead in visit_story(world.visit.pk).beads()}
    assert (BeadState.DONE, 2) == beads[Stage.ROSTERED]
    assert (BeadState.NOW, 0) == beads[Stage.DELIVERED]


def test_a_held_event_shows_why_it_waits(world: Round) -> None:
    event = world.phone.event(visit=world.visit)
    roster(visit=world.visit, worker=world.hal)
    world.phone.send([event])
    [bead] = [bead for bead in visit_story(world.visit.pk).beads() if bead.stage is Stage.DELIVERED]
    assert (BeadState.HELD, 0) == (bead.state, bead.times)
    assert "not rostered" in bead.held_because


def test_a_missed_visit_has_nothing_more_to_come(world: Round) -> None:
    world.phone.send([], at=LATER)
    verify_visits(by=None, at=LATER, visit_ids=[world.visit.pk])
    story = visit_story(world.visit.pk)
    assert "Missed: nobody came." == story.of(Stage.VERIFIED)[0].words
    assert not [bead for bead in story.beads() if bead.state is BeadState.NOW]


def test_an_override_names_who_and_why(world: Round) -> None:
    Verification.objects.create(
        visit=world.visit,
        verdict=Outcome.DELIVERED,
        actual_minutes=28,
        policy_key="pilot",
        policy_version=1,
        inputs_hash="",
        override_by=world.cast.fay,
        reason="paper log",
        recorded_at=LATER,
    )
    assert "Delivered, 28 min, as Fay says: paper log." == visit_story(world.visit.pk).facts[-1].words


def test_there_is_no_story_of_an_unknown_visit() -> None:
    with pytest.raises(NotFound):
        visit_story(uuid4())


def test_it_reads_the_newest_notes_first(world: Round) -> None:
    for minutes, text in ((0, "First."), (5, "Second."), (9, "Third.")):
        event = world.phone.event("note", visit=world.visit, text=text, at=NINE + minutes * MINUTE)
        world.phone.send([event], at=LATER)
    access = access_person(
        by=None, person_id=world.ada.pk, data_class=5, on=factories.TODAY, at=factories.NOW
    )
    notes = recent_notes(access, limit=2)
    assert ["Third.", "Second."] == [note.text for note in notes]
    assert ("Grace Okafor", NINE + 9 * MINUTE, LATER) == (
        notes[0].worker_name,
        notes[0].written_at,
        notes[0].received_at,
    )
    ContentKey.objects.update(wrapped=None)
    assert (3, []) == (Content.objects.filter(kind="note").count(), recent_notes(access))
