"""Time of `kith diagnose` over a city year of monitored visits, from a file nobody has read.

python -m benchmarks.insight.extracts [--visits 3300000] [--write]
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import duckdb

A_CITY_YEAR = 3_300_000
RESULT = Path(__file__).with_name("results") / "extracts.json"

# As a call-monitoring system writes it: days before months, times of day in cells of their own.
VISITS = """
    COPY (
        WITH drawn AS (
            SELECT range AS n, (hash(range, 1) % 1000003)::BIGINT AS a,
                (hash(range, 2) % 1000003)::BIGINT AS b, (hash(range, 3) % 1000003)::BIGINT AS c
            FROM range({visits})
        ), planned AS (
            SELECT *, DATE '2025-01-01' + (n * 365 // {visits})::INTEGER AS day,
                INTERVAL (420 + (a % 56)::INTEGER * 15) MINUTE AS due,
                [15, 30, 30, 30, 45, 60][1 + b % 6] AS long
            FROM drawn
        ), made AS (
            SELECT *, day + due + INTERVAL ((c % 2400)::INTEGER - 900) SECOND AS came,
                (long * (24 + b % 40))::INTEGER AS seconds
            FROM planned
        )
        SELECT n AS "Call ID", 'P' || a % 2863 AS "Client Ref", 'W' || b % 1100 AS "Care Worker",
            ['Aire Care Ltd', 'AIRE CARE', 'Brook Homecare', 'Spen Support'][1 + c % 4] AS "Supplier",
            'Patch ' || a % 21 AS "Area", strftime(day, '%d/%m/%Y') AS "Date",
            strftime(day + due, '%H:%M') AS "Scheduled Start",
            strftime(day + due + INTERVAL (long) MINUTE, '%H:%M') AS "Scheduled End",
            strftime(came, '%H:%M:%S') AS "Login",
            strftime(came + INTERVAL (seconds) SECOND, '%H:%M:%S') AS "Logout",
            long AS "Commissioned Mins", long AS "Invoiced Mins", 'Completed' AS "Call Status"
        FROM made
    ) TO '{path}' (HEADER)
"""


def main() -> None:
    """Make the file, diagnose it, and print or keep what it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--visits", type=int, default=A_CITY_YEAR)
    parser.add_argument("--write", action="store_true", help=f"keep the result in {RESULT.name}")
    given = parser.parse_args()
    os.environ |= {
        "KITH_DEMO": "1", "KITH_SECRET_KEY": "unused", "KITH_CONTENT_KEY": "unused",
        "DJANGO_SETTINGS_MODULE": "kith.config.settings",
    }  # fmt: skip
    import django

    django.setup()
    with tempfile.TemporaryDirectory() as folder:
        result = _measured(Path(folder), given.visits)
    print(json.dumps(result, indent=2))
    if given.write:
        RESULT.parent.mkdir(exist_ok=True)
        RESULT.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


def _measured(folder: Path, visits: int) -> dict[str, object]:
    from kith.insight.diagnosis.terms import LEEDS
    from kith.insight.extracts.mapping import guessed
    from kith.insight.report.make import diagnose_extracts

    given = folder / "extracts"
    given.mkdir()
    file = given / "visits.csv"
    duckdb.execute(VISITS.format(visits=visits, path=file))
    steps: list[tuple[str, float]] = []
    began, processor = time.perf_counter(), time.process_time()
    report = diagnose_extracts(
        given, folder / "report", guessed(), made_on=datetime.now(UTC).date(), terms=LEEDS,
        say=lambda words, share: steps.append((words, time.perf_counter() - began)),
    )  # fmt: skip
    whole = time.perf_counter() - began
    ends = [at for _, at in steps[1:]] + [whole]
    assert report.extracts is not None
    return {
        "visits": visits,
        "used": report.extracts.files[0].used,
        "megabytes": file.stat().st_size // 1_000_000,
        "seconds": round(whole, 1),
        "processor_seconds": round(time.process_time() - processor, 1),
        "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "cores": os.cpu_count(),
        "steps": {words: round(end - at, 1) for (words, at), end in zip(steps, ends, strict=True)},
    }


if __name__ == "__main__":
    main()
