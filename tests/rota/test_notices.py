"""A published rota waits for the workers it is for; and their day on paper."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kith.orgs.models import WorkItem
from kith.rota.actions_notices import tell_workers
from kith.rota.actions_off_sick import report_off_sick
from kith.rota.actions_proposals import accept_proposal
from kith.rota.queries_sheets import day_sheets
from tests.factories import NOW
from tests.rota.factories import MONDAY, Round, a_round, laid_out, published, utc

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_() -> Round:
    made = a_round()
    laid_out(made)
    return made


def test_it_waits_once_for_each_worker_who_signs_in(round_: Round) -> None:
    publication = published(round_)
    assert 1 == tell_workers(at=NOW, publication_ids=[publication.pk])
    tell_workers(at=NOW, publication_ids=[publication.pk])
    item = WorkItem.objects.get()
    assert (round_.cast.grace, utc(13, 7, 30), {"visits": 7, "taken": 0, "starts_on": "2026-04-13"}) == (
        item.owner,
        item.due_at,
        item.detail,
    )


def test_who_loses_a_visit_is_told_too(round_: Round) -> None:
    published(round_)
    row = report_off_sick(by=round_.cast.olu, at=NOW, worker_id=round_.grace.pk, on=MONDAY)
    row = accept_proposal(by=round_.cast.olu, at=NOW, proposal_id=row.pk)
    assert row.publication is not None
    tell_workers(at=NOW, publication_ids=[row.publication.pk])
    assert {"visits": 0, "taken": 1, "starts_on": "2026-04-13"} == WorkItem.objects.get().detail


def test_what_is_past_waits_for_nobody(round_: Round) -> None:
    publication = published(round_)
    assert 0 == tell_workers(at=NOW + timedelta(days=30), publication_ids=[publication.pk])


def test_the_day_on_paper_is_in_order_and_each_sees_their_own(round_: Round) -> None:
    published(round_)
    sheets = day_sheets(round_.provider, MONDAY, NOW)
    assert [("Grace", 1), ("Nia", 0)] == [
        (sheet.standing.shift.worker.first_name, len(sheet.visits)) for sheet in sheets
    ]
    assert "Ada" == sheets[0].visits[0].visit.name.known_as
    own = day_sheets(round_.provider, MONDAY, NOW, only_user=round_.cast.grace.pk)
    assert ["Grace"] == [sheet.standing.shift.worker.first_name for sheet in own]
