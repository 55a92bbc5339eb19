"""Time and memory of `kith diagnose` over a file of monitored visits that nobody has read.

python -m benchmarks.insight.extracts [--write]                     # a city year, 3.3 million visits
python -m benchmarks.insight.extracts --visits 10000000 [--write]   # in steps of ten million rows

Four rows of every thousand are bad, each in a way of its own; the run fails unless every one is told.
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

from benchmarks.machine import machine

A_CITY_YEAR = 3_300_000
RESULTS = Path(__file__).with_name("results")
BAD = {"no_such_day": 7, "not_a_duration": 11, "out_of_range": 13, "blank": 17}  # of each thousand

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
        SELECT n AS "Call ID", CASE WHEN n % 1000 <> {blank} THEN 'P' || a % 2863 END AS "Client Ref",
            'W' || b % 1100 AS "Care Worker",
            ['Aire Care Ltd', 'AIRE CARE', 'Brook Homecare', 'Spen Support'][1 + c % 4] AS "Supplier",
            'Patch ' || a % 21 AS "Area",
            CASE WHEN n % 1000 = {no_such_day} THEN '31/02/2025' ELSE strftime(day, '%d/%m/%Y') END AS "Date",
            strftime(day + due, '%H:%M') AS "Scheduled Start",
            strftime(day + due + INTERVAL (long) MINUTE, '%H:%M') AS "Scheduled End",
            strftime(came, '%H:%M:%S') AS "Login",
            strftime(came + INTERVAL (seconds) SECOND, '%H:%M:%S') AS "Logout",
            CASE n % 1000 WHEN {not_a_duration} THEN -30 WHEN {out_of_range} THEN 10000 ELSE long END
                AS "Commissioned Mins", long AS "Invoiced Mins", 'Completed' AS "Call Status"
        FROM made
    ) TO '{path}' (HEADER)
"""


def main() -> None:
    """Make the file, diagnose it, and print or keep what it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--visits", type=int, default=A_CITY_YEAR)
    parser.add_argument("--write", action="store_true", help=f"keep the result in {RESULTS.name}/")
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
        RESULTS.mkdir(exist_ok=True)
        kept = RESULTS / f"extracts-{given.visits // 100_000 / 10:g}.json"
        kept.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


def _measured(folder: Path, visits: int) -> dict[str, object]:
    from kith.insight.diagnosis.terms import LEEDS
    from kith.insight.extracts.mapping import guessed
    from kith.insight.report.make import diagnose_extracts

    given = folder / "extracts"
    given.mkdir()
    file = given / "visits.csv"
    duckdb.execute(VISITS.format(visits=visits, path=file, **BAD))
    steps: list[tuple[str, float]] = []
    began, processor = time.perf_counter(), time.process_time()
    report = diagnose_extracts(
        given, folder / "report", guessed(), made_on=datetime.now(UTC).date(), terms=LEEDS,
        say=lambda words, share: steps.append((words, time.perf_counter() - began)),
    )  # fmt: skip
    whole = time.perf_counter() - began
    ends = [at for _, at in steps[1:]] + [whole]
    assert report.extracts is not None
    told = {found.code: found.rows for found in report.extracts.findings}
    assert told | {code: visits // 1000 for code in BAD} == told, told
    return {
        "machine": machine(),
        "visits": visits,
        "used": report.extracts.files[0].used,
        "megabytes": file.stat().st_size // 1_000_000,
        "seconds": round(whole, 1),
        "processor_seconds": round(time.process_time() - processor, 1),
        "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "findings": told,
        "steps": {words: round(end - at, 1) for (words, at), end in zip(steps, ends, strict=True)},
    }


if __name__ == "__main__":
    main()
