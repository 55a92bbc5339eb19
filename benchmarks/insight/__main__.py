"""Processor time of a snapshot's parts: filling the fact tables, and working figures out.

    kith demo --people 3000 --weeks 1 --no-serve --home /tmp/kith-3000
    python -m benchmarks.insight --home /tmp/kith-3000

The tables are filled three times: from nothing, when nothing has changed since, and when one week has; what
changes it is taken back. Writes its table to `benchmarks/insight/results/`.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.machine import machine

RESULT = Path(__file__).with_name("results") / "snapshot.md"


def main() -> None:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--home", type=Path, required=True, help="the folder of a demonstration")
    os.environ |= {
        "KITH_DEMO": "1",
        "KITH_HOME": str(parser.parse_args().home),
        "DJANGO_SETTINGS_MODULE": "kith.config.settings",
    }
    import django

    django.setup()
    from kith.orgs.context import as_house

    with tempfile.TemporaryDirectory() as folder, as_house():
        lines = [*_filled(Path(folder)), *_worked_out(Path(folder) / "first")]
    text = "\n".join(["# The parts of a snapshot", "", machine(), "", *lines, ""])
    RESULT.write_text(text, encoding="utf-8")
    print(text)


def _filled(folder: Path) -> list[str]:
    """Filling the tables from nothing, with nothing changed, and with one week changed."""
    from kith.insight.facts.fill import write_tables

    first = folder / "first"
    rows: dict[str, int] = {}
    took = _seconds(lambda: rows.update(write_tables(first)))
    weeks = len(list((first / "visits.parquet").iterdir()))
    same = _seconds(lambda: write_tables(folder / "same", first))
    changed = _seconds(lambda: _with_one_week_changed(lambda: write_tables(folder / "changed", first)))
    return [
        f"{rows['visits']:,} places of visits in {weeks} weeks.",
        "",
        "| part | processor-s |",
        "| --- | ---: |",
        f"| fill the fact tables, every week from nothing | {took:.1f} |",
        f"| the same, nothing changed since | {same:.1f} |",
        f"| the same, one week changed since | {changed:.1f} |",
    ]


def _with_one_week_changed(work: Callable[[], object]) -> None:
    """Work while one more thing is known of the first visit there is; then it never was."""
    from django.db import transaction

    from kith.orgs import clock
    from kith.payments.models import Claim
    from kith.rota.models import Visit

    visit = Visit.objects.order_by("on").first()
    assert visit is not None
    with transaction.atomic():
        Claim.objects.create(
            visit=visit, provider=visit.provider, invoiced_minutes=30, reference="-", recorded_at=clock.now()
        )
        work()
        transaction.set_rollback(True)


def _worked_out(facts: Path) -> list[str]:
    """Working out all figures over the tables just filled, at every level, and all payment models."""
    from kith.core.payment_models import PAYMENT_MODELS
    from kith.insight.actions_figures import worked_out
    from kith.insight.columnar import costs
    from kith.insight.engines import opened
    from kith.insight.measures import MEASURES

    with opened("duckdb", facts) as ask:
        figures = _seconds(lambda: worked_out(MEASURES.values(), ask))
        models = _seconds(lambda: costs(list(PAYMENT_MODELS.values()), ask))
    return [
        f"| all {len(MEASURES)} measures at every level | {figures:.1f} |",
        f"| all payment models | {models:.1f} |",
    ]


def _seconds(work: Callable[[], object]) -> float:
    """Processor-seconds of all threads together."""
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    main()
