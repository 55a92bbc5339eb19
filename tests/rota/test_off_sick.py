"""Off sick in one tap: the absence, who comes instead, and everybody affected told by name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from kith.core.dates import day_bounds
from kith.core.errors import NotFound, NotPermitted
from kith.rota.actions_off_sick import (
    NotAffected,
    NotWorking,
    report_off_sick,
    take_back_off_sick,
    tell_person,
)
from kith.rota.actions_proposals import ProposalOver, accept_proposal
from kith.rota.models import RotaEntry, RotaProposal, RotaPublication
from kith.rota.queries_proposals import Change, changes_of
from kith.rota.queries_publications import affected_by
from kith.workforce.models import Unavailability
from kith.workforce.queries import unavailable
from tests.brokerage import factories as make
from tests.factories import NOW
from tests.rota.factories import MONDAY, Round, a_round, laid_out, published, two_ways_to_cover, utc, worker

pytestmark = pytest.mark.django_db
AT = utc(13, 6, 5)  # 07:05 by London's clocks


@pytest.fixture
def round_() -> Round:
    made = a_round()
    laid_out(made)
    published(made)
    return made


def sick(round_: Round, **changes: object) -> RotaProposal:
    values = {"by": round_.cast.olu, "at": AT, "worker_id": round_.grace.pk, "on": MONDAY}
    return report_off_sick(**(values | changes))  # type: ignore[arg-type]


def test_who_comes_instead_is_there_at_once(round_: Round) -> None:
    row = sick(round_)
    assert ("ready", round_.grace) == (row.state, row.away)
    (change,) = changes_of(row)
    assert ("Nia", "Grace", True) == (
        change.worker.first_name if change.worker else "",
        change.before.worker.first_name if change.before and change.before.worker else "",
        change.new_face,
    )
    absence = Unavailability.objects.get()
    assert ("sick", AT, utc(13, 13, 30)) == (absence.reason, absence.starts_at, absence.ends_at)


def test_a_visit_that_should_have_begun_is_still_covered_in_its_window(round_: Round) -> None:
    (change,) = changes_of(sick(round_, at=utc(13, 8, 10)))
    assert ("Nia", utc(13, 8, 10)) == (
        change.worker.first_name if change.worker else "",
        change.starts_at,
    )


def test_what_cannot_be_covered_says_why(round_: Round) -> None:
    (change,) = changes_of(sick(round_, at=utc(13, 8, 45)))
    assert (None, "the window has passed") == (change.worker, change.reason)


def test_nobody_else_s_worker_changes_and_some_may_wait(round_: Round) -> None:
    wash = make.slot("wash", starts="08:00", ends="10:30", preferred="08:40")
    mo = make.person("Mo Lee", commissioner=round_.cast.council)
    make.package(person=mo, contract=round_.contract, pattern=(wash,), reference="P-2")
    laid_out(round_)
    published(round_)
    entry = RotaEntry.objects.get(visit__person=mo, visit__on=MONDAY)
    away, other = (
        (round_.grace, round_.nia) if entry.worker_id == round_.grace.pk else (round_.nia, round_.grace)
    )
    row = sick(round_, worker_id=away.pk, at=utc(13, 7, 20))
    assert {other.pk} == {change.worker.pk for change in changes_of(row) if change.worker}
    assert row.figures["after"]["unplaced"] == 0


def test_everybody_affected_is_in_one_list_with_ticks(round_: Round) -> None:
    row = accept_proposal(by=round_.cast.olu, at=AT, proposal_id=sick(round_).pk)
    assert row.publication is not None
    (affected,) = affected_by(row.publication)
    assert (round_.ada.pk, None, 1) == (affected.person_id, affected.told, len(affected.changes))
    assert "Grace" == (affected.changes[0].before.worker or round_.nia).first_name
    tick = {
        "by": round_.cast.olu,
        "at": AT + timedelta(minutes=3),
        "publication_id": row.publication.pk,
        "person_id": round_.ada.pk,
    }
    tell_person(**tick)
    (affected,) = affected_by(row.publication)
    assert affected.told is not None
    assert "Olu" == str(affected.told.by.display_name)
    tell_person(**tick, told=False)
    assert None is affected_by(row.publication)[0].told


def test_a_first_rota_has_nobody_to_tell(round_: Round) -> None:
    publication = RotaPublication.objects.get()
    assert [] == affected_by(publication)
    with pytest.raises(NotAffected):
        tell_person(by=None, at=AT, publication_id=publication.pk, person_id=round_.ada.pk)


def test_who_has_no_shift_left_needs_no_cover(round_: Round) -> None:
    with pytest.raises(NotWorking):
        sick(round_, at=utc(13, 20))
    for who, refusal in ((round_.cast.sam, NotFound), (round_.cast.grace, NotPermitted)):
        with pytest.raises(refusal):
            sick(round_, by=who, at=NOW)


def test_the_second_of_two_workers_stays_and_gets_another_beside_them(round_: Round) -> None:
    lift = make.slot("lift", starts="10:00", ends="12:00", preferred="10:30", workers=2)
    mo = make.person("Mo Lee", commissioner=round_.cast.council)
    make.package(person=mo, contract=round_.contract, pattern=(lift,), reference="P-2")
    mia = worker("Mia", organisation=round_.provider)
    laid_out(round_)
    published(round_)
    pair = list(RotaEntry.objects.filter(visit__person=mo, visit__on=MONDAY))
    away, stays = pair
    spare = ({mia.pk, round_.grace.pk, round_.nia.pk} - {each.worker_id for each in pair}).pop()
    lifts = [
        change for change in changes_of(sick(round_, worker_id=away.worker_id)) if change.person_id == mo.pk
    ]
    assert [(away.place, spare)] == [(change.place, change.worker.pk) for change in lifts if change.worker]
    assert stays.starts_at == lifts[0].starts_at


def test_where_only_one_of_two_is_left_that_one_stays(round_: Round) -> None:
    lift = make.slot("lift", starts="10:00", ends="12:00", preferred="10:30", workers=2)
    mo = make.person("Mo Lee", commissioner=round_.cast.council)
    make.package(person=mo, contract=round_.contract, pattern=(lift,), reference="P-2")
    laid_out(round_)
    published(round_)
    changes = [change for change in changes_of(sick(round_)) if change.person_id == mo.pk]
    assert ["only one of the two workers is free"] == [change.reason for change in changes]


def test_taken_back_the_worker_comes_after_all(round_: Round) -> None:
    row = take_back_off_sick(by=round_.cast.olu, at=AT, proposal_id=sick(round_).pk)
    assert "discarded" == row.state
    assert {} == unavailable([round_.grace.pk], *day_bounds(MONDAY))
    again = accept_proposal(by=round_.cast.olu, at=AT, proposal_id=sick(round_).pk)
    with pytest.raises(ProposalOver):
        take_back_off_sick(by=round_.cast.olu, at=AT, proposal_id=again.pk)


@pytest.fixture
def two_ways(round_: Round) -> RotaProposal:
    """Grace is off sick on Monday. Mia would come from next door; Nia, far away, is known to Ada."""
    two_ways_to_cover(round_)
    return sick(round_)


def comes(changes: Sequence[Change]) -> list[str]:
    return [change.worker.first_name for change in changes if change.worker]


def test_ways_that_differ_are_offered_for_what_they_are_best_in(two_ways: RotaProposal) -> None:
    assert ["least_change", "known_faces"] == [each["aim"] for each in two_ways.alternatives]
    assert "least_change" == two_ways.aim
    assert ["Mia"] == comes(changes_of(two_ways))
    assert ["Nia"] == comes(changes_of(two_ways, "known_faces"))
    least, known = (each["figures"]["after"]["terms"] for each in two_ways.alternatives)
    assert known["continuity"] < least["continuity"]
    assert least["travel"] < known["travel"]


def test_the_way_that_was_chosen_is_published(round_: Round, two_ways: RotaProposal) -> None:
    chosen = {"by": round_.cast.olu, "at": AT, "proposal_id": two_ways.pk}
    with pytest.raises(NotFound):
        accept_proposal(**chosen, aim="short_ways")
    row = accept_proposal(**chosen, aim="known_faces")
    assert row.publication is not None
    assert [round_.nia] == [entry.worker for entry in row.publication.entries.all()]
    assert ["Nia"] == comes(changes_of(row))


def test_one_way_alone_has_no_alternatives(round_: Round) -> None:
    row = sick(round_)
    assert ("least_change", []) == (row.aim, row.alternatives)
