"""Team members exchange visits themselves, every hard rule kept."""

from __future__ import annotations

import pytest

from kith.core.errors import NotFound, NotPermitted
from kith.orgs.context import acting_as, as_house
from kith.rota.actions_offers import CannotOffer, OfferOver, offer_visit, take_visit, withdraw_offer
from kith.rota.actions_pins import pin_visit
from kith.rota.actions_swap import CannotSwap
from kith.rota.models import RotaEntry
from kith.rota.queries import current_entries
from kith.rota.queries_offers import offers_to, own_visits
from kith.workforce.actions import NewAbsence, record_unavailability
from kith.workforce.models import Worker
from tests.factories import NOW, user
from tests.rota.factories import MONDAY, Round, a_round, laid_out, published, utc

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_() -> Round:
    return a_team()


def a_team() -> Round:
    """Grace has the week; Nia of the same team signs in as well."""
    made = a_round()
    nia = user("Nia", role="worker", organisation=made.provider)
    Worker.objects.filter(pk=made.nia.pk).update(user=nia)
    made.nia.refresh_from_db()
    laid_out(made)
    published(made)
    return made


@pytest.fixture
def monday(round_: Round) -> RotaEntry:
    return RotaEntry.objects.get(visit__on=MONDAY)


def test_one_offers_and_another_takes(round_: Round, monday: RotaEntry) -> None:
    grace, nia = round_.cast.grace, round_.nia.user
    assert 7 == len(own_visits(round_.grace, NOW))
    offer = offer_visit(by=grace, at=NOW, entry_id=monday.pk)
    assert offer == offer_visit(by=grace, at=NOW, entry_id=monday.pk)
    assert offer == own_visits(round_.grace, NOW)[0].offer
    (found,) = offers_to(round_.nia, NOW)
    assert ("", 0, 30, "LS12") == (found.refused, found.times_seen, found.minutes, found.outward)
    assert [] == offers_to(round_.grace, NOW)
    entry = take_visit(by=nia, at=NOW, offer_id=offer.pk)
    assert ("Nia", utc(13, 7, 30), "swapped in the team") == (
        entry.worker.first_name if entry.worker else "",
        entry.starts_at,
        entry.reason,
    )
    assert [] == offers_to(round_.nia, NOW)
    with pytest.raises(OfferOver):
        take_visit(by=nia, at=NOW, offer_id=offer.pk)


def test_a_pin_put_in_since_keeps_it(round_: Round, monday: RotaEntry) -> None:
    offer = offer_visit(by=round_.cast.grace, at=NOW, entry_id=monday.pk)
    pin_visit(by=round_.cast.olu, at=NOW, visit_id=monday.visit_id, place=1, worker=True, time=False)
    with pytest.raises(CannotOffer, match="pinned"):
        take_visit(by=round_.nia.user, at=NOW, offer_id=offer.pk)


def test_the_database_lets_a_team_exchange_visits(postgres: str) -> None:
    with as_house():
        round_ = a_team()
        entry = RotaEntry.objects.get(visit__on=MONDAY)
    nia = round_.nia.user
    assert nia is not None
    with acting_as(round_.cast.grace, on=MONDAY):
        offer = offer_visit(by=round_.cast.grace, at=NOW, entry_id=entry.pk)
    with acting_as(nia, on=MONDAY):
        assert ["LS12"] == [found.outward for found in offers_to(round_.nia, NOW)]
        take_visit(by=nia, at=NOW, offer_id=offer.pk)
    with acting_as(nia, on=MONDAY):
        assert [MONDAY] == [each.planned.visit.on for each in own_visits(round_.nia, NOW)]


def test_a_rule_in_the_way_is_said_and_kept(round_: Round, monday: RotaEntry) -> None:
    sick = NewAbsence(worker_id=round_.nia.pk, starts_at=utc(13, 0), ends_at=utc(14, 0), reason="leave")
    record_unavailability(by=None, at=NOW, absences=[sick])
    offer = offer_visit(by=round_.cast.grace, at=NOW, entry_id=monday.pk)
    assert ["is away"] == [found.refused for found in offers_to(round_.nia, NOW)]
    with pytest.raises(CannotSwap, match="is away"):
        take_visit(by=round_.nia.user, at=NOW, offer_id=offer.pk)
    assert round_.grace.pk == current_entries([monday.visit_id])[monday.visit_id][0].worker_id


def test_an_offer_is_taken_back(round_: Round, monday: RotaEntry) -> None:
    offer = offer_visit(by=round_.cast.grace, at=NOW, entry_id=monday.pk)
    with pytest.raises(NotFound):
        withdraw_offer(by=round_.nia.user, at=NOW, offer_id=offer.pk)
    withdraw_offer(by=round_.cast.grace, at=NOW, offer_id=offer.pk)
    assert [] == offers_to(round_.nia, NOW)


def test_what_is_not_one_s_own_pinned_or_begun_is_not_offered(round_: Round, monday: RotaEntry) -> None:
    with pytest.raises(NotFound):
        offer_visit(by=round_.nia.user, at=NOW, entry_id=monday.pk)
    with pytest.raises(NotPermitted):
        offer_visit(by=round_.cast.olu, at=NOW, entry_id=monday.pk)
    with pytest.raises(CannotOffer, match="has begun"):
        offer_visit(by=round_.cast.grace, at=utc(13, 8), entry_id=monday.pk)
    pin_visit(by=round_.cast.olu, at=NOW, visit_id=monday.visit_id, place=1, worker=True, time=False)
    with pytest.raises(CannotOffer, match="pinned"):
        offer_visit(by=round_.cast.grace, at=NOW, entry_id=monday.pk)
