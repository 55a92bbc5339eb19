"""Processor time and queries of every page, on a demonstration that stands.

    kith demo --people 200 --no-serve --home /tmp/kith-200
    python -m benchmarks.pages --home /tmp/kith-200 --most-ms 60

Each page is asked for in this process, as somebody of the cast, once to warm up and then several times; the
median counts. With SQLite the database's own work is in it. Exit code 1 when a page takes longer than that.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import time as clock_time
from pathlib import Path
from statistics import median
from typing import NamedTuple

RESULTS = Path(__file__).with_name("results")
EVENING = clock_time(21, 30)


class Page(NamedTuple):
    """A page: who opens it, where they begin, the links they follow from there, and whether it is opened late
    on the evening before, when nearly every visit of the day is over.
    """

    name: str
    who: str
    begins_at: str
    links: tuple[str, ...] = ()
    in_the_evening: bool = False


class Took(NamedTuple):
    """What one page took."""

    page: Page
    cpu_ms: float
    queries: int
    kilobytes: float


PERSON = r'href="(/people/[0-9a-f-]{36}/)"'
VISIT = r'href="(/visits/[0-9a-f-]{36}/)"'
RUN = r'href="(/money/[0-9a-f-]{36}/)"'
REMITTANCE = r'href="(/money/[0-9a-f-]{36}/to/[0-9a-f-]{36}/)"'
PERSON_WEEK = r'href="(/money/[0-9a-f-]{36}/for/[^"]+)"'

PAGES = (
    Page("Today in a neighbourhood", "olu", "/today/"),
    Page("Today, late in the evening", "olu", "/today/", in_the_evening=True),
    Page("People", "olu", "/people/"),
    Page("Search for a person", "olu", "/people/?q=Ada"),
    Page("A person", "olu", "/people/?q=Ada", (PERSON,)),
    Page("The story of a visit", "olu", "/people/?q=Ada", (PERSON, VISIT)),
    Page("Rota, a day", "olu", "/rota/"),
    Page("Rota, a week", "olu", "/rota/", (r'href="(/rota/[0-9a-f-]{36}/week/[^"]+)"',)),
    Page("My work", "olu", "/my-work/"),
    Page("Providers", "bea", "/providers/"),
    Page("A provider's week", "bea", "/providers/", (r'href="(/providers/[0-9a-f-]{36}/[^"]+)"',)),
    Page("Pay runs", "fay", "/money/"),
    Page("A pay run", "fay", "/money/", (RUN,)),
    Page("A remittance", "fay", "/money/", (RUN, REMITTANCE)),
    Page("A person's week in a run", "fay", "/money/", (RUN, REMITTANCE, PERSON_WEEK)),
    Page("Nine ways to pay", "cass", "/compare/"),
    Page("Measures", "cass", "/measures/"),
    Page("A measure", "cass", "/measures/half_hours_under_20/"),
    Page("Who looked", "ada", "/", (r'href="(/people/[0-9a-f-]{36}/who-looked/)"',)),
)


def main() -> int:
    """Measure, print and keep the table."""
    given = _arguments()
    os.environ |= {
        "KITH_DEMO": "1",
        "KITH_HOME": str(given.home),
        "DJANGO_SETTINGS_MODULE": "kith.config.settings",
    }
    import django

    django.setup()
    from kith.people.models import Person

    people = Person.objects.filter(plans__isnull=False).distinct().count()
    found = []
    for page in PAGES:
        with _time_of(page):
            took = _measured(page, given.times)
        found += [took] if took else []
    table = "\n".join(_table(found, people, given.most_ms))
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{people}-people.md").write_text(table + "\n", encoding="utf-8")
    print(table)
    return int(any(took.cpu_ms > given.most_ms for took in found))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--home", type=Path, required=True, help="the folder of a demonstration")
    parser.add_argument("--times", type=int, default=15, help="how often to ask for each page")
    parser.add_argument("--most-ms", type=float, default=60, help="the most a page may take")
    return parser.parse_args()


def _measured(page: Page, times: int) -> Took | None:
    """What a page took, or None where the demonstration has no such page."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from kith.orgs.models import User

    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username=page.who), settings.AUTHENTICATION_BACKENDS[-1])
    path = _found(client, page)
    if path is None:
        return None
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
        asked = len(queries)  # the next request empties the log
    if answer.status_code != 200 or "sign-in" in path:
        raise SystemExit(f"{page.name} answered {answer.status_code} at {path} for {page.who}.")
    spent = []
    for _ in range(times):
        began = time.process_time()
        client.get(path)
        spent.append((time.process_time() - began) * 1000)
    return Took(page, median(spent), asked, len(answer.content) / 1000)


@contextmanager
def _time_of(page: Page) -> Iterator[None]:
    """The demonstration's own time, or late on the evening before it."""
    from kith.core.dates import ONE_DAY, london_day, london_time
    from kith.orgs import clock

    now = clock.now()
    if page.in_the_evening:
        evening = london_time(london_day(now) - ONE_DAY, EVENING)
        clock._moments[clock.DEMONSTRATION_MOMENT] = (evening, time.monotonic())
    try:
        yield
    finally:
        clock._moments.clear()


def _found(client: object, page: Page) -> str | None:
    """Where the page is: the links followed, and every redirect. None where there is no such link."""
    path = page.begins_at
    for link in (*page.links, ""):
        answer = client.get(path, follow=True)  # type: ignore[attr-defined]
        path = answer.redirect_chain[-1][0] if answer.redirect_chain else path
        if link:
            match = re.search(link, answer.content.decode())
            if match is None:
                print(f"{page.name}: {path} has no link like {link} for {page.who}, so it is left out.")
                return None
            path = match[1].replace("&amp;", "&")
    return path


def _table(found: Sequence[Took], people: int, most_ms: float) -> Iterator[str]:
    """The results as a Markdown table, the slowest first."""
    yield f"# Pages at {people:,} people\n"
    yield (
        f"Median processor time in this process, at most {most_ms:g} ms allowed; SQLite; one core of "
        f"{os.cpu_count()}, on which {os.getloadavg()[1]:.0f} others were at work.\n"
    )
    yield "| page | as | CPU ms | queries | kB |\n| --- | --- | ---: | ---: | ---: |"
    for took in sorted(found, key=lambda took: -took.cpu_ms):
        yield (
            f"| {took.page.name} | {took.page.who} | {took.cpu_ms:.0f} "
            f"| {took.queries} | {took.kilobytes:.0f} |"
        )


if __name__ == "__main__":
    sys.exit(main())
