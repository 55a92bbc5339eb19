"""How long the pages of figures take at a city's size: every measure and analysis, from a snapshot of a year.

    kith demo --people 3000 --weeks 1 --no-serve --home /tmp/kith-3000
    python -m benchmarks.insight.pages --home /tmp/kith-3000

A year of 3.3 million made-up visits, of as many providers as a city has, is kept as the home's newest
snapshot; so give a home that may be thrown away. Each page is then asked for many times in this process, as
the commissioner. Exit code 1 where 5 % of all answers take 200 ms or more.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING

import duckdb

from benchmarks.insight.years import Year, write_year
from benchmarks.machine import machine

if TYPE_CHECKING:
    from django.test import Client

RESULT = Path(__file__).with_name("results") / "pages.md"
A_CITY_YEAR = 3_300_000
MOST_MS = 200
WHO = "cass"


def main() -> int:
    """Make, ask, print and keep."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--home", type=Path, required=True, help="a demonstration that may be thrown away")
    parser.add_argument("--visits", type=int, default=A_CITY_YEAR)
    parser.add_argument("--times", type=int, default=20, help="how often to ask for each page")
    parser.add_argument("--as-it-is", action="store_true", help="the home has its year already")
    given = parser.parse_args()
    client = signed_in(given.home)
    if not given.as_it_is:
        _make_snapshot(given.home, given.visits)
    took = {path: asked(client, path, given.times) for path in _paths(client)}
    return _told(took)


def signed_in(home: Path) -> Client:
    """The commissioner, in the home that is this process's from now on."""
    os.environ |= {
        "KITH_DEMO": "1",
        "KITH_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "kith.config.settings",
    }
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client

    from kith.orgs.models import User

    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username=WHO), settings.AUTHENTICATION_BACKENDS[-1])
    return client


def _make_snapshot(home: Path, visits: int) -> None:
    """A year in the shape of the facts, in this home's patches, of providers made for it, as a snapshot."""
    from kith.insight.actions import keep_snapshot
    from kith.insight.queries import latest_snapshot
    from kith.orgs.models import Area

    newest = latest_snapshot()
    assert newest is not None
    at = newest.recorded_at + timedelta(seconds=1)
    into = home / "facts" / f"a-year-{at:%H%M%S}"
    made_up = shutil.ignore_patterns("visits.parquet", "payments.parquet")
    shutil.copytree(newest.folder, into, ignore=made_up)  # people, packages and what else analyses read
    patches = [str(pk) for pk in Area.objects.filter(kind="patch").values_list("pk", flat=True)]
    with duckdb.connect(":memory:") as connection, tempfile.TemporaryDirectory() as scratch:
        made = write_year(connection, Year(number=1, visits=visits), Path(scratch))
        providers, places = (_keys(connection, made, column) for column in ("provider_key", "patch_key"))
        renamed = {
            "provider_key": dict(zip(providers, _providers(len(providers), at), strict=True)),
            "patch_key": {key: patches[place % len(patches)] for place, key in enumerate(places)},
        }
        rows = {name: _renamed(connection, made, into, name, renamed) for name in ("visits", "payments")}
    keep_snapshot(by=None, at=at, folder=into, rows=rows)


def _keys(connection: duckdb.DuckDBPyConnection, made: Path, column: str) -> list[str]:
    found = connection.execute(f"SELECT DISTINCT {column} FROM '{made}/visits.parquet' ORDER BY 1")  # noqa: S608
    return [key for (key,) in found.fetchall()]


def _providers(count: int, at: datetime) -> list[str]:
    """So many new providers' ids, each with a contract."""
    from kith.brokerage.actions import open_contract
    from kith.brokerage.models import Contract
    from kith.orgs.models import Organisation

    council = Organisation.objects.get(kind="council")
    before = Organisation.objects.count()
    made = []
    for number in range(before, before + count):
        name = f"Provider {number}"
        provider = Organisation.objects.create(name=name, short_name=name, kind="provider")
        open_contract(by=None, at=at, reference=f"MADE-{number}", provider=provider, commissioner=council,
                      tier=Contract.Tier.PRIMARY, starts_on=at.date())  # fmt: skip
        made.append(str(provider.pk))
    return made


def _renamed(
    connection: duckdb.DuckDBPyConnection, made: Path, into: Path, name: str, keys: dict[str, dict[str, str]]
) -> int:
    """Write a table again with other keys; its rows."""
    parts = [
        f"MAP {{{', '.join(f'{old!r}: {new!r}' for old, new in pairs.items())}}}[{column}] AS {column}"
        for column, pairs in keys.items()
    ]
    query = f"SELECT * REPLACE ({', '.join(parts)}) FROM '{made / name}.parquet'"  # noqa: S608
    done = connection.execute(f"COPY ({query}) TO '{into / name}.parquet' (COMPRESSION zstd)").fetchone()
    return int(done[0]) if done else 0


def _paths(client: Client) -> list[str]:
    """Every page of figures: each measure for all, for one provider and for one patch; each analysis."""
    from kith.insight.measures import MEASURES

    first = client.get(f"/measures/{next(iter(MEASURES))}/").content.decode()
    scopes = ["", *(choice(first, what) for what in ("provider", "patch"))]
    paths = ["/measures/", "/compare/", "/diagnosis/"]
    paths += [f"/measures/{key}/{scope}" for key in MEASURES for scope in scopes]
    found = re.findall(r'href="(/diagnosis/[a-z_]+/)"', client.get("/diagnosis/").content.decode())
    return [*paths, *dict.fromkeys(found)]


def choice(page: str, what: str) -> str:
    """The last provider or patch that the page lets somebody choose."""
    return re.findall(rf'href="(\?{what}=[0-9a-f-]{{36}})"', page)[-1]


def asked(client: Client, path: str, times: int) -> list[float]:
    """Milliseconds of processor time for each answer, the first one too."""
    took = []
    for _ in range(times):
        began = time.process_time()
        answer = client.get(path)
        took.append(1000 * (time.process_time() - began))
        assert answer.status_code == 200, (path, answer.status_code)
    return took


def _told(took: dict[str, list[float]]) -> int:
    """Print and keep the table; 1 where too much was too slow."""
    everything = [each for times in took.values() for each in times]
    p50, p95 = _percentiles(everything)
    lines = [
        f"# Pages of figures at a city's size: p95 {p95:.0f} ms, p50 {p50:.0f} ms",
        "",
        f"{len(everything):,} answers for {len(took)} pages, in milliseconds of processor time; SQLite.",
        machine(),
        "",
        "| page | p50 | p95 | slowest |",
        "| --- | ---: | ---: | ---: |",
        *(_line(path, times) for path, times in sorted(took.items(), key=lambda item: -max(item[1]))),
        "",
    ]
    RESULT.write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(lines))
    return int(p95 >= MOST_MS)


def _line(path: str, times: Sequence[float]) -> str:
    p50, p95 = _percentiles(times)
    what = re.sub(r"=[0-9a-f-]{36}", "", path)
    return f"| {what} | {p50:.0f} | {p95:.0f} | {max(times):.0f} |"


def _percentiles(times: Sequence[float]) -> tuple[float, float]:
    cuts = quantiles(times, n=20, method="inclusive")
    return cuts[9], cuts[18]


if __name__ == "__main__":
    sys.exit(main())
