"""Rounds planned again in the background: worked out, compared, accepted or discarded."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kith.core.errors import Invalid, NotFound, NotPermitted
from kith.people.models import Relationship
from kith.rota.actions import extend_visits
from kith.rota.actions_pins import pin_visit
from kith.rota.actions_proposals import (
    ProposalOver,
    accept_proposal,
    ask_for_proposal,
    discard_proposal,
    stop_proposal,
)
from kith.rota.actions_publish import RotaMoved
from kith.rota.actions_swap import swap_worker
from kith.rota.actions_work_out import work_out_proposal
from kith.rota.models import RotaEntry, RotaProposal, Shift
from kith.rota.queries import current_entries
from kith.rota.queries_proposals import changes_of, proposals_of
from kith.workforce.actions import NewAbsence, record_unavailability
from tests.brokerage import factories as make
from tests.factories import NOW
from tests.rota.factories import MONDAY, NEXT_MONDAY, Round, a_round, laid_out, published, utc

pytestmark = pytest.mark.django_db
State = RotaProposal.State


@pytest.fixture
def round_() -> Round:
    made = a_round()
    laid_out(made)
    return made


def asked(round_: Round, **changes: object) -> RotaProposal:
    values = {
        "by": round_.cast.olu,
        "at": NOW,
        "organisation": round_.provider,
        "starts_on": MONDAY,
        "until": NEXT_MONDAY,
    }
    return ask_for_proposal(**(values | changes))  # type: ignore[arg-type]


def ready(round_: Round, **changes: object) -> RotaProposal:
    return work_out_proposal(at=NOW, proposal_id=asked(round_, **changes).pk)


def test_a_proposal_is_worked_out_and_compared(round_: Round) -> None:
    row = ready(round_)
    assert (State.READY, 100, 0) == (row.state, row.percent, row.unplaced_so_far)
    before, after = row.figures["before"], row.figures["after"]
    assert (7, 7, 0) == (before["places"], before["unplaced"], after["unplaced"])
    assert (0.0, 1.0) == (row.figures["workers_before"], row.figures["workers_after"])
    assert 7 == len(changes_of(row))
    assert {True} == {change.new_face for change in changes_of(row)}


def test_shifts_are_made_from_usual_patterns_first() -> None:
    made = a_round()
    extend_visits(by=None, at=NOW, starts_on=MONDAY, until=NEXT_MONDAY)
    assert 0 == Shift.objects.count()
    assert 0 == ready(made).unplaced_so_far
    assert 14 == Shift.objects.count()


def test_accepting_publishes_it_as_it_was_compared(round_: Round) -> None:
    row = accept_proposal(by=round_.cast.olu, at=NOW, proposal_id=ready(round_).pk)
    assert row.publication is not None
    assert (State.ACCEPTED, 7) == (row.state, row.publication.entries.count())
    assert [row] == list(proposals_of(round_.provider))
    with pytest.raises(ProposalOver):
        accept_proposal(by=round_.cast.olu, at=NOW, proposal_id=row.pk)


def test_what_stands_stays_where_nothing_is_better(round_: Round) -> None:
    published(round_)
    row = ready(round_)
    assert [] == row.plan["entries"]
    assert row.figures["before"] == row.figures["after"]


def test_a_better_worker_is_proposed_and_the_other_no_longer_sees(round_: Round) -> None:
    published(round_)
    for entry in list(RotaEntry.objects.all())[:3]:
        swap_worker(
            by=round_.cast.olu, at=NOW, visit_id=entry.visit_id, place=1, worker_id=round_.nia.pk,
            seen_entry_id=entry.pk,
        )  # fmt: skip
    row = ready(round_)
    assert 1 == row.figures["changed_people"]
    assert row.figures["after"]["terms"]["continuity"] < row.figures["before"]["terms"]["continuity"]
    accept_proposal(by=round_.cast.olu, at=NOW, proposal_id=row.pk)
    newest = current_entries(RotaEntry.objects.values_list("visit_id", flat=True))
    assert {round_.nia.pk} == {entries[0].worker_id for entries in newest.values()}
    assert Relationship.objects.get(kind="rota", user=round_.cast.grace).ended_at is not None


def test_pinned_visits_stay_and_a_pin_since_is_respected(round_: Round) -> None:
    published(round_)
    entries = list(RotaEntry.objects.all())[:3]
    for entry in entries:
        swap_worker(
            by=None, at=NOW, visit_id=entry.visit_id, place=1, worker_id=round_.nia.pk,
            seen_entry_id=entry.pk,
        )  # fmt: skip
    pin = {"by": round_.cast.olu, "at": NOW, "place": 1, "worker": True, "time": False}
    pin_visit(**pin, visit_id=entries[0].visit_id)
    row = ready(round_)
    assert str(entries[0].visit_id) not in {each["visit"] for each in row.plan["entries"]}
    assert row.plan["entries"] != []
    pin_visit(**pin, visit_id=changes_of(row)[0].visit_id)
    with pytest.raises(RotaMoved, match="pinned 1 of these"):
        accept_proposal(by=round_.cast.olu, at=NOW, proposal_id=row.pk)


def test_what_was_published_since_is_respected(round_: Round) -> None:
    row = ready(round_)
    published(round_)
    with pytest.raises(RotaMoved):
        accept_proposal(by=round_.cast.olu, at=NOW, proposal_id=row.pk)
    assert State.READY == RotaProposal.objects.get(pk=row.pk).state


def test_it_is_stopped_or_discarded(round_: Round) -> None:
    row = asked(round_)
    stop_proposal(by=round_.cast.olu, at=NOW, proposal_id=row.pk)
    assert State.READY == work_out_proposal(at=NOW, proposal_id=row.pk).state
    assert State.DISCARDED == discard_proposal(by=round_.cast.olu, at=NOW, proposal_id=row.pk).state
    with pytest.raises(ProposalOver):
        stop_proposal(by=round_.cast.olu, at=NOW, proposal_id=row.pk)
    waiting = asked(round_)
    assert State.STOPPED == discard_proposal(by=round_.cast.olu, at=NOW, proposal_id=waiting.pk).state
    assert State.STOPPED == work_out_proposal(at=NOW, proposal_id=waiting.pk).state


def test_the_one_of_two_workers_who_stands_is_never_sent_away(round_: Round) -> None:
    lift = make.slot("lift", starts="10:00", ends="12:00", preferred="10:30", workers=2)
    mo = make.person("Mo Lee", commissioner=round_.cast.council)
    make.package(person=mo, contract=round_.contract, pattern=(lift,), reference="P-2")
    laid_out(round_)
    published(round_)
    away = NewAbsence(worker_id=round_.nia.pk, starts_at=utc(13, 0), ends_at=utc(14, 0), reason="leave")
    record_unavailability(by=None, at=NOW, absences=[away])
    changes = [change for change in changes_of(ready(round_)) if change.person_id == mo.pk]
    assert ["Nia"] == [change.before.worker.first_name for change in changes if change.before.worker]
    assert ["only one of the two workers is free"] == [change.reason for change in changes]


def test_past_days_and_others_rotas_are_refused(round_: Round) -> None:
    with pytest.raises(Invalid):
        asked(round_, starts_on=MONDAY - timedelta(days=14), until=MONDAY - timedelta(days=7))
    with pytest.raises(Invalid):
        asked(round_, until=NEXT_MONDAY + timedelta(days=1))
    with pytest.raises(NotFound):
        asked(round_, by=round_.cast.sam)
    with pytest.raises(NotPermitted):
        asked(round_, by=round_.cast.grace)
    with pytest.raises(NotFound):
        accept_proposal(by=round_.cast.sam, at=NOW, proposal_id=ready(round_).pk)
