"""Processor time and memory of building a demonstration.

    python -m benchmarks.demo --people 3000 --weeks 1

The demonstration is built in a process of its own and in a folder that is thrown away. What it came to and
what it took is printed as a row, and added to the table in ``results/builds.md``.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.machine import machine

TABLE = Path(__file__).with_name("results") / "builds.md"
KITH = "from kith.config.main import main; main()"


def main() -> int:
    """Build, print and add the row."""
    given = _arguments()
    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, "-c", KITH, "demo", "--no-serve", "--home", home]
        command += ["--people", str(given.people), "--weeks", str(given.weeks), "--planner", given.planner]
        began = time.monotonic()
        subprocess.run(command, check=True, env={**os.environ, "KITH_DEMO": "1"})
        seconds = time.monotonic() - began
        summary = json.loads((Path(home) / "summary.json").read_text(encoding="utf-8"))
    row = _row(given, summary, resource.getrusage(resource.RUSAGE_CHILDREN), seconds)
    with TABLE.open("a", encoding="utf-8") as table:
        table.write(row + "\n")
    print(row)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--people", type=int, default=3000)
    parser.add_argument("--weeks", type=int, default=1)
    parser.add_argument("--planner", choices=("engine", "insertion"), default="engine")
    return parser.parse_args()


def _row(
    given: argparse.Namespace, summary: dict[str, Any], used: resource.struct_rusage, seconds: float
) -> str:
    """A row of the table: what was asked for, what came of it and what it took."""
    lived = summary["lived"]
    cells = (
        f"{given.people:,}",
        given.weeks,
        given.planner,
        f"{lived['visits']:,}",
        f"{lived['events']:,}",
        f"{lived['places_unfilled']:,} of {lived['places_rostered'] + lived['places_unfilled']:,}",
        lived["faces"],
        f"{(used.ru_utime + used.ru_stime) / 60:.1f}",
        f"{seconds / 60:.1f}",
        f"{used.ru_maxrss / 1024:,.0f}",
        machine("django"),
    )
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


if __name__ == "__main__":
    sys.exit(main())
