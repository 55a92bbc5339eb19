"""Facts of what was paid agree with the pay runs to the penny after corrections.

Over a whole month: ``tests/golden``.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from django.db.models import Sum

from kith.core.verification import Outcome
from kith.delivery.actions_verify import override_verification
from kith.insight.diagnosis.gap_steps import lay_out_gap
from kith.insight.diagnosis.terms import LEEDS
from kith.insight.facts.duck import views_over
from kith.insight.facts.fill import write_tables
from kith.insight.facts.fill_paid import priced_rows
from kith.orgs.context import as_house
from kith.payments.models import PaymentTotal
from tests.delivery.factories import MINUTE
from tests.payments.test_runs import AFTER, LATER, NEXT, PAY_DAY, Week
from tests.payments.test_runs import week as week


def gap_pence(folder: Path) -> float:
    """What the whole of the table of steps comes to, in pence."""
    with duckdb.connect(":memory:") as facts:
        views_over(facts, folder)
        assert lay_out_gap(facts, LEEDS) is not None
        [pence_minutes] = facts.execute("SELECT sum(pence_minutes) FROM gap").fetchone() or (0,)
    return float(pence_minutes) / 60


def paid_pence() -> int:
    """What all approved runs pay."""
    found = PaymentTotal.objects.filter(run__steps__step="approved").aggregate(pence=Sum("pence"))
    return int(found["pence"] or 0)


@pytest.mark.django_db
def test_a_place_stands_as_the_newest_approved_run_priced_it(week: Week, tmp_path: Path) -> None:
    first = week.draft()
    with as_house():
        assert [] == [row for rows in priced_rows() for row in rows], "a draft pays nothing"
    week.pay(first)
    override_verification(
        by=week.round.cast.fay, at=PAY_DAY + MINUTE, visit_id=week.visit.pk, place=1,
        outcome=Outcome.DELIVERED, actual_minutes=30, reason="phone_failed",
    )  # fmt: skip
    week.pay(week.draft(NEXT, AFTER, at=LATER), at=LATER)
    with as_house():
        write_tables(tmp_path)
        (row,) = [row for rows in priced_rows() for row in rows]
    # Paid £8.98 for 22 minutes, then £3.27 more: 30 minutes at £24.50 are £12.25.
    assert ("actual", 2450, 30 * 2450, "") == tuple(
        row[key] for key in ("basis", "pence_per_hour", "pence_minutes", "held")
    )
    assert 1_225 == paid_pence() == gap_pence(tmp_path)
