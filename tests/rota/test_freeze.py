"""The cut-off: what was rostered by then is fixed, in a chain that shows tampering."""

from datetime import UTC, datetime, timedelta

import pytest

from kith.core.errors import NotPermitted
from kith.rota.actions_freeze import freeze_shifts
from kith.rota.actions_shifts import ShiftFrozen, add_shift, withdraw_shifts
from kith.rota.actions_terms import cancel_visit
from kith.rota.models import RotaEntry, RotaFreeze, Shift, Visit
from kith.rota.queries_freeze import (
    changes_after_cut_off,
    freeze_of,
    frozen_between,
    frozen_entries,
    hash_of,
    verify_freezes,
)
from tests.factories import NOW
from tests.rota.factories import MONDAY, NEXT_MONDAY, Round, a_round, laid_out, published, utc

pytestmark = pytest.mark.django_db
CUT_OFF = utc(12, 9)  # 14 hours before Monday 13 April begins in London


@pytest.fixture
def round_() -> Round:
    made = a_round()
    laid_out(made)
    published(made)
    return made


def freeze(before: datetime) -> int:
    return freeze_shifts(by=None, at=before, before=before)


def moved(entry: RotaEntry, round_: Round, *, at: datetime) -> RotaEntry:
    """A newer entry that gives Monday's visit to Nia."""
    shift = Shift.objects.get(worker=round_.nia, on=MONDAY)
    return RotaEntry.objects.create(
        visit_id=entry.visit_id,
        worker=round_.nia,
        shift=shift,
        starts_at=entry.starts_at,
        minutes=60,
        reason="swapped",
        by=round_.cast.olu,
        recorded_at=at,
    )


def test_shifts_freeze_when_their_cut_off_comes_and_once(round_: Round) -> None:
    assert [0, 2, 0, 2] == [
        freeze(before) for before in (CUT_OFF - timedelta(seconds=1), CUT_OFF, CUT_OFF, utc(13, 9))
    ]
    assert [CUT_OFF] * 2 == list(RotaFreeze.objects.order_by("seq").values_list("cut_off_at", flat=True))[:2]


def test_what_was_rostered_by_then_is_fixed(round_: Round) -> None:
    freeze(CUT_OFF)
    visit = Visit.objects.get(on=MONDAY)
    frozen = frozen_entries([visit.pk])[visit.pk, 1]
    assert (round_.grace.pk, utc(13, 7, 30), 30) == (frozen.worker_id, frozen.starts_at, frozen.minutes)
    assert [frozen] == frozen_between(round_.provider, MONDAY, NEXT_MONDAY)


def test_a_later_entry_is_recorded_and_changes_no_frozen_minute(round_: Round) -> None:
    freeze(CUT_OFF)
    late = moved(RotaEntry.objects.get(visit__on=MONDAY), round_, at=CUT_OFF + timedelta(hours=1))
    assert 0 == freeze(CUT_OFF + timedelta(hours=2))
    assert 30 == frozen_entries([late.visit_id])[late.visit_id, 1].minutes
    change = changes_after_cut_off(frozen_between(round_.provider, MONDAY, NEXT_MONDAY))[0]
    assert (late, round_.cast.olu, 30) == (change.entry, change.entry.by, change.frozen.minutes)
    later = frozen_between(round_.provider, NEXT_MONDAY, NEXT_MONDAY + timedelta(days=7))
    assert [] == changes_after_cut_off(later)


def test_a_day_says_when_it_was_frozen_and_what_changed_later(round_: Round) -> None:
    asked = round_.provider, MONDAY, MONDAY + timedelta(days=1)
    assert (None, ()) == (freeze_of(*asked).at, freeze_of(*asked).changes)
    freeze(CUT_OFF)
    assert (CUT_OFF, ()) == (freeze_of(*asked).at, freeze_of(*asked).changes)
    entry = RotaEntry.objects.filter(visit__on=MONDAY, worker__isnull=False).earliest("pk")
    late = moved(entry, round_, at=CUT_OFF + timedelta(minutes=1))
    assert [late] == [change.entry for change in freeze_of(*asked).changes]


def test_freezing_late_fixes_what_was_known_at_the_cut_off(round_: Round) -> None:
    entry = RotaEntry.objects.get(visit__on=MONDAY)
    moved(entry, round_, at=CUT_OFF + timedelta(hours=1))
    freeze(utc(14, 0))
    assert round_.grace.pk == frozen_entries([entry.visit_id])[entry.visit_id, 1].worker_id


def test_a_visit_cancelled_before_the_cut_off_is_not_fixed(round_: Round) -> None:
    visit = Visit.objects.get(on=MONDAY)
    cancel_visit(by=None, at=NOW, visit_id=visit.pk, reason="away")
    assert 2 == freeze(CUT_OFF)
    assert {} == frozen_entries([visit.pk])


def test_a_shift_made_after_the_cut_off_freezes_when_it_starts(round_: Round) -> None:
    freeze(CUT_OFF)
    cover = add_shift(
        by=None,
        at=CUT_OFF + timedelta(hours=1),
        worker=round_.nia,
        starts_at=utc(13, 14),
        ends_at=utc(13, 18),
    )
    assert 0 == freeze(cover.starts_at - timedelta(minutes=1)) - 2  # Tuesday's two
    assert 1 == freeze(cover.starts_at)
    assert cover.starts_at == RotaFreeze.objects.get(shift=cover).cut_off_at


def test_a_frozen_shift_is_not_withdrawn(round_: Round) -> None:
    freeze(CUT_OFF)
    with pytest.raises(ShiftFrozen):
        withdraw_shifts(by=None, at=NOW, shift_ids=[Shift.objects.filter(on=MONDAY)[0].pk])


def test_the_chain_shows_what_was_tampered_with(round_: Round) -> None:
    freeze(utc(15, 9))
    assert (8, None) == (RotaFreeze.objects.count(), verify_freezes(round_.provider))
    last = RotaFreeze.objects.exclude(entries=[]).latest("seq")
    last.entries = [[*last.entries[0][:3], 90]]
    assert last.hash != hash_of(last)


@pytest.mark.parametrize(("seq", "previous"), [(9, "0" * 64), (10, None)], ids=["another chain", "a gap"])
def test_a_freeze_that_does_not_follow_is_found(round_: Round, seq: int, previous: str | None) -> None:
    freeze(utc(15, 9))
    shift = Shift.objects.filter(freeze=None)[0]
    head = RotaFreeze.objects.latest("seq")
    forged = RotaFreeze(
        shift=shift,
        organisation=round_.provider,
        seq=seq,
        cut_off_at=NOW,
        entries=[],
        terms=[],
        previous_hash=previous or head.hash,
        recorded_at=NOW,
    )
    forged.hash = hash_of(forged)
    forged.save()
    assert 9 == verify_freezes(round_.provider)
    assert verify_freezes(round_.cast.other_hands) is None


def test_freezing_is_for_the_house_and_finance(round_: Round) -> None:
    with pytest.raises(NotPermitted):
        freeze_shifts(by=round_.cast.olu, at=NOW, before=NOW)
    assert 0 == freeze_shifts(by=round_.cast.fay, at=NOW, before=datetime(2026, 4, 8, tzinfo=UTC))


def test_who_has_no_contract_has_no_cut_off(round_: Round) -> None:
    Shift.objects.bulk_create(
        [
            Shift(
                worker=round_.grace,
                organisation=round_.cast.other_hands,
                on=MONDAY,
                starts_at=utc(13, 6),
                ends_at=utc(13, 13),
                recorded_at=NOW,
            )
        ]
    )
    assert 0 == freeze_shifts(by=None, at=NOW, before=utc(20, 0), organisation=round_.cast.other_hands)
