"""How long meeting packs take at a city's size: as page, as file and as PDF, and the diagnosis as PDF.

    python -m benchmarks.insight.pages --home /tmp/kith-3000
    python -m benchmarks.insight.packs --home /tmp/kith-3000

The home has its year from `benchmarks.insight.pages`. Each pack is made a few times in this process, as the
commissioner. Exit code 1 where one takes three seconds or more of processor time.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.insight.pages import asked, choice, signed_in
from benchmarks.machine import machine

if TYPE_CHECKING:
    from django.test import Client

RESULT = Path(__file__).with_name("results") / "packs.md"
MOST_MS = 3_000
FORMS = {"page": "/", "file": ".html", "PDF": ".pdf"}


def main() -> int:
    """Ask, print and keep."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--home", type=Path, required=True, help="a demonstration with its year of figures")
    parser.add_argument("--times", type=int, default=5, help="how often to make each")
    given = parser.parse_args()
    client = signed_in(given.home)
    from kith.insight.queries import latest_snapshot

    took = {name: asked(client, path, given.times) for name, path in _paths(client).items()}
    newest = latest_snapshot()
    return _told(took, newest.rows["visits"] if newest else 0)


def _paths(client: Client) -> Mapping[str, str]:
    """Each pack in each form, by what it is called."""
    page = client.get("/measures/punctuality/").content.decode()
    packs = {"weekly": "", "contract": choice(page, "provider")}
    paths = {
        f"{kind} pack, {form}": f"/packs/{kind}{ending}{asks}"
        for kind, asks in packs.items()
        for form, ending in FORMS.items()
    }
    return paths | {"diagnosis, PDF": "/diagnosis.pdf"}


def _told(took: Mapping[str, Sequence[float]], visits: int) -> int:
    slowest = max(max(times) for times in took.values())
    lines = [
        f"# Meeting packs at a city's size: the slowest {slowest / 1_000:.2f} s",
        "",
        f"Figures of a year with {visits:,} visits, in milliseconds of processor time; SQLite.",
        machine(),
        "",
        "| what | first | median |",
        "| --- | ---: | ---: |",
        *(f"| {name} | {times[0]:,.0f} | {median(times):,.0f} |" for name, times in took.items()),
        "",
    ]
    RESULT.write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(lines))
    return int(slowest >= MOST_MS)


if __name__ == "__main__":
    sys.exit(main())
