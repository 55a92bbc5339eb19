"""One command for all the rota engine's figures: `python benchmarks/rota/run.py --data DIRECTORY`.

Solves the public instances, the synthetic day with and without breaks, an urgent visit, workers off sick, a
city, and other solvers beside the engine; writes `results/figures.json`, tables and plots. Every plan passes
the independent checker first.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
from pathlib import Path
from typing import Any

from city import city_figures
from growth import growth_figures
from kith_optimiser import Settings
from peers import peer_figures
from public import instance_rows
from realistic import day_figures
from report import write_report

RESULTS = Path(__file__).resolve().parent / "results"
SETS = {"mankowska": "mankowska", "kummer": "kummer", "long": "mankowska"}
PARTS = [*SETS, "day", "city", "peers", "growth"]
LONG = {"seconds": 300.0, "starts": 2, "threads": 2}


def main() -> None:
    """Runs the parts asked for, keeping earlier figures of the others."""
    options = _options()
    RESULTS.mkdir(exist_ok=True)
    for part in options.only or PARTS:
        if part in SETS:
            settings = settings_for(part, options.seconds, options.processor_time)
            for row in instance_rows(options.data, SETS[part], settings, options.names):
                _keep_row(part, row)
        elif part == "day":
            _keep(part, day_figures(options.data, options.processor_time))
        elif part == "city":
            _keep(part, city_figures(options.data, options.processor_time))
        elif part == "peers":
            _keep(part, peer_figures(options.data))
        else:
            _keep(part, growth_figures(options.data, options.processor_time))


def settings_for(part: str, seconds: float, processor_time: bool) -> Settings:
    """One start at the seconds given; for the long run two at once at five minutes each."""
    facts = LONG if part == "long" else {"seconds": seconds}
    return Settings(seed=1, processor_time=processor_time, **facts)  # type: ignore[arg-type]


def machine() -> str:
    """What the figures were measured on."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line for line in info.read_text(encoding="utf-8").splitlines() if "model name" in line]
        model = names[0].split(":")[1].strip() if names else model
    return f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=60.0, help="of each search of the public sets")
    parser.add_argument("--processor-time", action="store_true", help="not time of the clock")
    parser.add_argument("--only", choices=PARTS, nargs="*")
    parser.add_argument(
        "--names", nargs="*", default=[], help="only instances with one of these in their name"
    )
    return parser.parse_args()


def _figures() -> dict[str, Any]:
    kept = RESULTS / "figures.json"
    return dict(json.loads(kept.read_text(encoding="utf-8"))) if kept.exists() else {}


def _keep_row(part: str, row: dict[str, Any]) -> None:
    rows = [old for old in _figures().get(part, []) if old["name"] != row["name"]]
    _keep(part, sorted([*rows, row], key=lambda each: (each["patients"], each["name"])))


def _keep(part: str, found: Any) -> None:
    figures = _figures() | {part: found, "machine": machine()}
    (RESULTS / "figures.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    write_report(figures, RESULTS)


if __name__ == "__main__":
    main()
