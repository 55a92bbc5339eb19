"""What every test may ask for.

Database tests run on SQLite. A test that asks for ``postgres`` (or is marked so) gets a fresh, migrated
PostgreSQL database of its own in which everything commits, and is the application's own role there: neither
owner nor superuser. One that asks for ``database`` runs on both. ``pytest --postgres`` runs all database
tests on PostgreSQL.

What is missing on this machine (PostgreSQL, Chromium) skips with a reason; with ``KITH_REQUIRE_ALL=1`` it
fails.
"""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any, NoReturn

import hypothesis
import pytest
from django.core.management import call_command
from django.db.backends.base.operations import BaseDatabaseOperations
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django import DjangoDbBlocker

from tests.databases import default_database
from tests.postgres import Cluster, find_programs

REQUIRE_ALL = os.environ.get("KITH_REQUIRE_ALL") == "1"
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ASKS_FOR_POSTGRES = {"postgres", "cluster"}
ASKS_FOR_CHROMIUM = {"browser", "page"}
_numbers = count(1)

# The same examples every time, so that a failure is the change's own; `just test-all` looks for new ones.
hypothesis.settings.register_profile("kith", deadline=None, print_blob=True, derandomize=True, database=None)
hypothesis.settings.register_profile("search", deadline=None, print_blob=True)
hypothesis.settings.load_profile(os.environ.get("KITH_HYPOTHESIS", "kith"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--postgres", action="store_true", help="run every database test on PostgreSQL")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by what they ask for, so that `-m browser` and `-m postgres` find them all."""
    for item in items:
        asked = set(getattr(item, "fixturenames", ()))
        if asked & ASKS_FOR_POSTGRES:
            item.add_marker(pytest.mark.postgres)
        if asked & ASKS_FOR_CHROMIUM:
            item.add_marker(pytest.mark.browser)


def is_missing(what: str) -> NoReturn:
    """Skip, or fail where everything is required."""
    if REQUIRE_ALL:
        pytest.fail(what, pytrace=False)
    pytest.skip(what)


@pytest.fixture(autouse=True, scope="session")
def _no_sockets_but_loopback() -> Iterator[None]:
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in {
            "127.0.0.1",
            "::1",
            "localhost",
        }:
            raise AssertionError(f"A test tried to reach {address[0]}: tests stay on this machine.")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


@pytest.fixture(autouse=True, scope="session")
def _emptying_lifts_the_guards() -> Iterator[None]:
    """Facts cannot be deleted, so emptying tables after a test that commits lifts the triggers meanwhile."""
    plainly = BaseDatabaseOperations.execute_sql_flush

    def lifting(self: BaseDatabaseOperations, sql_list: list[str]) -> None:
        if self.connection.vendor == "postgresql":
            plainly(self, ["SET LOCAL session_replication_role = replica", *sql_list])
            return
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
        drop = [f'DROP TRIGGER "{name}"' for name, _ in triggers]
        plainly(self, [*drop, *sql_list, *(sql for _, sql in triggers)])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", lifting)
        yield


@pytest.fixture(scope="session")
def programs() -> Path:
    """Where PostgreSQL's programs are."""
    return find_programs() or is_missing(
        "PostgreSQL is not installed (Debian, Ubuntu: apt install postgresql)"
    )


@pytest.fixture(scope="session")
def cluster(programs: Path) -> Iterator[Cluster]:
    """A running PostgreSQL server with the roles kith_owner and kith_app."""
    server = Cluster.create(programs)
    try:
        server.start()
        server.create_roles()
        yield server
    finally:
        server.remove()


@pytest.fixture(scope="session")
def postgres_template(cluster: Cluster, django_db_blocker: DjangoDbBlocker) -> str:
    """The name of a migrated database to copy from."""
    cluster.create_database("kith_template")
    with django_db_blocker.unblock(), default_database(cluster.url("kith_template", "kith_owner")):
        call_command("migrate", verbosity=0)
    return "kith_template"


@pytest.fixture
def postgres(cluster: Cluster, postgres_template: str, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The address of a fresh PostgreSQL database, which is the default one during the test."""
    name = f"kith_{next(_numbers)}"
    cluster.copy_database(name, postgres_template)
    with django_db_blocker.unblock(), default_database(cluster.url(name)):
        yield cluster.url(name)
    cluster.drop_database(name)


@pytest.fixture(scope="session")
def sqlite_template(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_blocker: DjangoDbBlocker,
) -> Path:
    """A migrated SQLite file to copy from."""
    if request.config.getoption("--postgres"):
        pytest.skip("this run is on PostgreSQL")
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite3"
    with django_db_blocker.unblock(), default_database(f"sqlite:///{path}"):
        call_command("migrate", verbosity=0)
    return path


@pytest.fixture
def sqlite(sqlite_template: Path, tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The address of a fresh SQLite file, which is the default database during the test."""
    shutil.copy(sqlite_template, tmp_path / "kith.sqlite3")
    url = f"sqlite:///{tmp_path / 'kith.sqlite3'}"
    with django_db_blocker.unblock(), default_database(url):
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> str:
    """The address of a fresh database on which everything commits: the test runs on SQLite and on
    PostgreSQL.
    """
    url: str = request.getfixturevalue(request.param)
    return url


@pytest.fixture(autouse=True)
def _postgres_where_marked(request: pytest.FixtureRequest) -> None:
    marked = request.node.get_closest_marker("postgres")
    if (
        marked
        and not ASKS_FOR_POSTGRES & set(request.fixturenames)
        and "database" not in request.fixturenames
    ):
        request.getfixturevalue("postgres")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request: pytest.FixtureRequest) -> None:
    """With ``--postgres``, the run's own database is on the cluster, as its superuser."""
    if request.config.getoption("--postgres"):
        server: Cluster = request.getfixturevalue("cluster")
        swap = default_database(server.url("postgres", "postgres"))
        swap.__enter__()
        request.addfinalizer(lambda: swap.__exit__(None, None, None))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once."""
    found = os.environ.get("KITH_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        is_missing("Chromium is not installed (Debian, Ubuntu: apt install chromium)")
    # Playwright keeps an event loop in this thread, in which Django would refuse to use its database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page; the test fails if a script failed or the content security policy was violated on it."""
    context = browser.new_context(locale="en-GB", timezone_id="Europe/London")
    opened = context.new_page()
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.on(
        "console",
        lambda message: problems.append(message.text) if "Content Security Policy" in message.text else None,
    )
    yield opened
    context.close()
    assert [] == problems
