"""Two coordinators at once, on PostgreSQL: exactly one wins, the other is told why (F23)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from kith.core.dates import ONE_DAY
from kith.core.errors import Refused
from kith.orgs.context import acting_as, as_house
from kith.rota.actions_freeze import freeze_shifts
from kith.rota.actions_publish import publish_rota
from kith.rota.actions_swap import swap_worker
from kith.rota.models import RotaEntry, RotaPublication
from kith.rota.queries import current_entries
from kith.rota.queries_freeze import verify_freezes
from tests.brokerage import factories as make
from tests.factories import NOW, TODAY
from tests.rota.factories import MONDAY, Round, a_round, laid_out, proposed, published, utc

RACES = 7


def together(*things: Callable[[], object]) -> list[str]:
    """What became of each thing when all began at the same moment: "done", or the code of the refusal."""
    start = Barrier(len(things))

    def run(thing: Callable[[], object]) -> str:
        try:
            start.wait()
            thing()
        except Refused as refused:
            assert refused.message
            return refused.code
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(things)) as pool:
        return sorted(pool.map(run, things))


@pytest.fixture
def round_(postgres: str) -> Round:
    with as_house():
        made = a_round()
        laid_out(made)
    return made


def test_of_two_who_give_away_the_same_visit_one_wins(round_: Round) -> None:
    with as_house():
        published(round_)
        first = RotaEntry.objects.get(visit__on=MONDAY)
    outcomes: Counter[tuple[str, ...]] = Counter()
    seen = first.pk
    for _ in range(RACES):

        def give(worker_id: object, entry: int = seen) -> None:
            with acting_as(round_.cast.olu, on=TODAY):
                swap_worker(
                    by=round_.cast.olu,
                    at=NOW,
                    visit_id=first.visit_id,
                    place=1,
                    worker_id=worker_id,  # type: ignore[arg-type]
                    seen_entry_id=entry,
                )

        outcomes[tuple(together(lambda: give(round_.grace.pk), lambda: give(round_.nia.pk)))] += 1
        with as_house():
            seen = current_entries([first.visit_id])[first.visit_id][0].pk
    assert {("done", "rota_moved"): RACES} == outcomes
    with as_house():
        assert 1 + RACES == RotaEntry.objects.filter(visit=first.visit_id).count()


def test_of_two_who_publish_the_same_rota_one_wins(round_: Round) -> None:
    with as_house():
        proposal = proposed(round_)

    def publish() -> None:
        with acting_as(round_.cast.olu, on=TODAY):
            publish_rota(by=round_.cast.olu, at=NOW, proposal=proposal)

    assert ["done", "rota_moved"] == together(publish, publish)
    with as_house():
        assert (1, 7) == (RotaPublication.objects.count(), RotaEntry.objects.count())


def test_one_worker_is_not_given_two_visits_at_once(round_: Round) -> None:
    with as_house():
        both = [round_.ada, make.person("Mo Lee", commissioner=round_.cast.council)]
        make.package(person=both[1], contract=round_.contract, reference="P-2")
        laid_out(round_)
        published(round_)
        entries = [RotaEntry.objects.get(visit__person=person, visit__on=MONDAY) for person in both]

    def give(entry: RotaEntry) -> None:
        with acting_as(round_.cast.olu, on=TODAY):
            swap_worker(
                by=round_.cast.olu,
                at=NOW,
                visit_id=entry.visit_id,
                place=1,
                worker_id=round_.nia.pk,
                seen_entry_id=entry.pk,
                starts_at=utc(13, 7, 30),
            )

    assert ["cannot_swap", "done"] == together(*(lambda entry=entry: give(entry) for entry in entries))


def test_two_processes_that_freeze_make_one_chain(round_: Round) -> None:
    with as_house():
        published(round_)

    def freeze() -> None:
        with as_house():
            freeze_shifts(by=None, at=utc(15, 9), before=utc(15, 9))

    assert ["done", "done"] == together(freeze, freeze)
    with as_house():
        assert verify_freezes(round_.provider) is None
        assert MONDAY + ONE_DAY in {entry.visit.on for entry in RotaEntry.objects.select_related("visit")}
