"""Processor time of a snapshot's parts: filling the fact tables, each measure, and all payment models.

kith demo --people 200 --no-serve --home /tmp/kith-200
python -m benchmarks.insight --home /tmp/kith-200
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--home", type=Path, required=True, help="the folder of a demonstration")
    os.environ |= {
        "KITH_DEMO": "1",
        "KITH_HOME": str(parser.parse_args().home),
        "DJANGO_SETTINGS_MODULE": "kith.config.settings",
    }
    import django

    django.setup()
    with tempfile.TemporaryDirectory() as folder:
        _measure(Path(folder))


def _measure(folder: Path) -> None:
    from kith.core.payment_models import PAYMENT_MODELS
    from kith.insight.columnar import costs
    from kith.insight.engines import answers, opened, over_parquet
    from kith.insight.facts.fill import write_tables
    from kith.insight.measures import MEASURES

    rows = {}

    def fill() -> None:
        rows.update(write_tables(folder))

    _time("fill the fact tables", fill)
    for key, measure in MEASURES.items():
        _time(key, lambda measure=measure: over_parquet(measure, folder))  # type: ignore[misc]
    with opened("duckdb", folder) as ask:
        _time("all measures at once", lambda: answers(MEASURES.values(), ask))
        _time("all payment models", lambda: costs(list(PAYMENT_MODELS.values()), ask))
    print(f"{rows['visits']:,} visits, {rows['payments']:,} payments")


def _time(what: str, do: Callable[[], object]) -> None:
    began = time.process_time()
    do()
    print(f"{what:<24}{time.process_time() - began:8.2f} s")


if __name__ == "__main__":
    main()
