"""The contract pack: both sides see the same quarter; targets, payments, outcomes, and small numbers."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from kith.core.errors import NotFound, NotPermitted
from kith.insight.actions_meetings import NotATarget, set_target
from kith.insight.models import Snapshot
from kith.insight.packs.document import Pack
from kith.insight.packs.make import Asked, NotAPack, make_pack
from kith.insight.packs.reader import Reader
from kith.orgs.models import User
from kith.payments.models import PaymentTotal, PayRun, PayRunStep
from tests import factories
from tests.brokerage.factories import contract
from tests.factories import NOW, TODAY, Cast
from tests.insight.packs.shown import grid, pictures
from tests.insight.packs.weeks import LAST, WEEK, snapshot

pytestmark = pytest.mark.django_db
PUNCTUAL = "Visits that began within 15 minutes of their time"


@pytest.fixture
def cast() -> Cast:
    """The cast, Kindly Care under contract and with its figures."""
    everybody = factories.cast()
    contract(commissioner=everybody.council, provider=everybody.kindly_care, reference="KC-1")
    snapshot(everybody)
    return everybody


def pack_for(by: User | None, cast: Cast, **asked: object) -> Pack:
    about = {"provider_id": cast.kindly_care.pk, **asked}
    return make_pack(Asked(kind="contract", **about), Reader(by=by, at=NOW))  # type: ignore[arg-type]


def test_it_is_between_two_about_a_quarter(cast: Cast) -> None:
    pack = pack_for(cast.cass, cast)
    assert "Kindly Care · Aireford City Council" == pack.whose
    assert "Quarter up to the week from 30 March 2026" == pack.period
    assert (("KC-1", "Primary", "5 January 2026", "no end agreed", "Final decision"),) == grid(
        pack, "Contracts"
    ).rows


def test_measures_stand_against_their_targets(cast: Cast) -> None:
    set_target(by=cast.cass, at=NOW - 2 * WEEK, measure="punctuality", value=0.85, starts_on=LAST)
    set_target(by=cast.cass, at=NOW, measure="missed_visits", value=0.05, starts_on=TODAY)
    pack = pack_for(cast.cass, cast)
    rows = {row[0]: row[1:5] for row in grid(pack, "Measures against").rows}
    # Of 100 each week: ten between 90 and 91, one 90 and one 40, which is 1,035 of 1,200.
    assert ("86.2 %", "40.0 %", "85.0 %", "some times, by chance") == rows[PUNCTUAL]
    assert ("1.5 %", "1.0 %", "none set", "") == rows["Visits that were missed"], "set after that week"
    assert "Target 85.0 %" in pictures(pack)[PUNCTUAL].drawing


@pytest.mark.parametrize("value", [-0.1, 1.01, float("nan"), float("inf")])
def test_a_target_that_no_share_can_reach_is_refused(cast: Cast, value: float) -> None:
    with pytest.raises(NotATarget, match="Give a number, and a share between 0 and 100"):
        set_target(by=cast.cass, at=NOW, measure="punctuality", value=value, starts_on=TODAY)


def test_only_a_commissioner_sets_a_target(cast: Cast) -> None:
    for who in (cast.olu, cast.maya, cast.fay, cast.bea):
        with pytest.raises(NotPermitted, match="set a target for a measure"):
            set_target(by=who, at=NOW, measure="punctuality", value=0.9, starts_on=TODAY)


def test_both_sides_see_the_same(cast: Cast) -> None:
    council, provider = pack_for(cast.cass, cast), pack_for(cast.maya, cast)
    assert council.whose == provider.whose
    for title in ("Contracts", "Measures against", "Weeks unlikely"):
        assert grid(council, title).rows == grid(provider, title).rows


def test_payments_are_of_approved_runs_and_few_people_are_withheld(cast: Cast) -> None:
    for step in ("approved", "draft"):
        run = PayRun.objects.create(
            commissioner=cast.council, starts_on=LAST, until=LAST + WEEK, opened_at=NOW
        )
        PayRunStep.objects.create(run=run, step=step, by=cast.fay, recorded_at=NOW, previous_hash="", hash="")
        for pence, corrects in ((12_345, False), (-45, True)):
            PaymentTotal.objects.create(
                run=run, provider=cast.kindly_care, contract=cast.kindly_care.contracts.get(),
                week_starts_on=LAST, pence=pence, is_adjustment=corrects, recorded_at=NOW,
            )  # fmt: skip
    # A periodic part is about nobody in particular, so it is shown.
    assert (("30 March 2026", "approved", "£123.00", "−£0.45", "0", "0"),) == grid(
        pack_for(cast.cass, cast), "Pay runs"
    ).rows


def test_what_verification_found_is_counted_and_few_people_are_withheld(cast: Cast, tmp_path: Path) -> None:
    _visits(tmp_path, cast)
    Snapshot.objects.create(recorded_at=NOW + timedelta(hours=1), facts_at=NOW, folder=str(tmp_path), rows={})
    guarded = grid(pack_for(cast.cass, cast), "What verification found").rows
    assert (("Delivered", "12", "12", "360", "240"), ("Missed", None, "under 10", None, None)) == guarded
    known = grid(pack_for(cast.maya, cast), "What verification found").rows
    assert ("Missed", "2", "2", "60", "0") == known[1]
    assert () == grid(pack_for(cast.cass, cast), "Complaints").rows


def _visits(folder: Path, cast: Cast) -> None:
    """Twelve delivered and two missed of Kindly Care, and one of another provider."""
    with duckdb.connect(":memory:") as facts:
        facts.execute(
            """
            CREATE TABLE visits AS
            SELECT 'P' || n AS person_key, CASE WHEN n = 14 THEN $others ELSE $own END AS provider_key,
                   $patch AS patch_key, $day AS on_day, 30 AS commissioned_minutes,
                   CASE WHEN n < 12 THEN 'delivered' ELSE 'missed' END AS verdict,
                   CASE WHEN n < 12 THEN 20 ELSE 0 END AS actual_minutes
            FROM range(15) AS numbers(n)
            """,
            {
                "own": str(cast.kindly_care.pk), "others": str(cast.other_hands.pk),
                "patch": str(cast.patch.pk), "day": LAST,
            },
        )  # fmt: skip
        facts.execute(f"COPY visits TO '{folder / 'visits.parquet'}'")


def test_who_it_is_with_has_to_be_clear(cast: Cast) -> None:
    with pytest.raises(NotAPack, match="with one provider"):
        pack_for(cast.cass, cast, provider_id=None)
    elsewhere = factories.council("Weirborough Council")
    contract(commissioner=elsewhere, provider=cast.kindly_care, reference="WB-1")
    with pytest.raises(NotAPack, match="with one council"):
        pack_for(cast.maya, cast)
    assert "Aireford City Council" in pack_for(cast.maya, cast, patch_id=cast.patch.pk).whose


def test_who_reads_no_payments_is_offered_none(cast: Cast) -> None:
    for refused in (cast.helen, cast.sam):
        with pytest.raises(NotFound):
            pack_for(refused, cast)
