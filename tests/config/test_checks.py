from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from pytest_django import DjangoDbBlocker, Settings

from kith.config import checks
from kith.config.findings import Level
from kith.config.timetable import CHECK_ALERTS
from kith.orgs import clock
from kith.orgs.models import Schedule
from tests.databases import default_database
from tests.postgres import Cluster


def found(what: str, level: Level = Level.BAD) -> list[str]:
    return [finding.words for finding in checks.report() if (finding.what, finding.level) == (what, level)]


def looked(ago: timedelta) -> None:
    at = clock.now() - ago
    Schedule.objects.update_or_create(name=CHECK_ALERTS, defaults={"next_at": at, "last_ok_at": at})


@pytest.mark.django_db
class TestReport:
    def test_it_says_plainly_what_sqlite_is_for(self) -> None:
        if connection.vendor == "sqlite":
            assert ["SQLite: for demonstrations and trying out."] == [
                words[:42] for words in found("database", Level.NOTE)
            ]

    def test_it_finds_that_nothing_looks_for_alerts(self) -> None:
        assert ["Nothing looks for alerts yet. Start: kith work"] == found("alerts")

    def test_it_finds_that_alerts_are_no_longer_looked_for(self) -> None:
        looked(timedelta(minutes=3))
        assert ["Alerts were last looked for 3 minutes ago. Is kith work running?"] == found("alerts")

    def test_it_is_content_when_alerts_are_looked_for(self) -> None:
        looked(timedelta(seconds=90))
        assert [] == found("alerts")
        assert checks.is_good([finding for finding in checks.report() if finding.what == "alerts"])

    def test_it_finds_a_secret_that_is_too_short(self, settings: Settings) -> None:
        settings.SECRET_KEY = "c2hvcnQ="
        assert ["KITH_SECRET_KEY is not 32 bytes in base64. Make one with: kith secret"] == found("secrets")

    def test_it_finds_a_key_before_that_is_none(self, settings: Settings) -> None:
        settings.CONTENT_KEYS_BEFORE = ("no key",)
        assert ["KITH_CONTENT_KEY_BEFORE is not 32 bytes in base64. Make one with: kith secret"] == found(
            "secrets"
        )

    def test_it_finds_one_secret_used_twice(self, settings: Settings) -> None:
        settings.SECRET_KEY = settings.CONTENT_KEY
        assert ["KITH_SECRET_KEY and KITH_CONTENT_KEY are the same. Make two with: kith secret"] == found(
            "secrets"
        )

    def test_it_says_that_this_is_a_demonstration(self, settings: Settings) -> None:
        settings.DEMO = True
        assert found("mode", Level.NOTE)


def test_it_says_that_the_database_does_not_answer(django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock(), default_database("postgres://nobody@127.0.0.1:1/nothing"):
        assert ["The database does not answer (OperationalError). Check DATABASE_URL."] == found("database")


class TestOnPostgres:
    def test_it_is_content_with_a_role_that_owns_nothing(self, postgres: str) -> None:
        assert [] == [finding for finding in checks.report() if finding.what in {"database", "role", "clock"}
                      and finding.level is not Level.GOOD]  # fmt: skip

    def test_it_notes_a_role_that_owns_the_tables(self, postgres: str) -> None:
        with default_database(postgres.replace("kith_app:", "kith_owner:")):
            assert 1 == len(found("role", Level.NOTE))

    def test_it_finds_a_role_that_sees_everything(self, postgres: str) -> None:
        with default_database(postgres.replace("kith_app:", "postgres:")):
            assert 1 == len(found("role"))

    def test_it_refuses_a_database_that_could_lose_what_it_saved(self, postgres: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit = off")
        with pytest.raises(ImproperlyConfigured, match="PostgreSQL has synchronous_commit off"):
            checks.refuse_unsafe_database()

    def test_it_finds_migrations_that_are_missing(
        self, cluster: Cluster, django_db_blocker: DjangoDbBlocker
    ) -> None:
        cluster.create_database("kith_empty")
        with django_db_blocker.unblock(), default_database(cluster.url("kith_empty")):
            (words,) = found("migrations")
        assert words.endswith("migrations are missing. Run: kith manage migrate")


@pytest.mark.parametrize("name", ["fsync", "full_page_writes"])
def test_it_refuses_a_server_that_could_lose_what_it_saved(
    name: str, cluster: Cluster, postgres: str
) -> None:
    with cluster.connect() as administrator:
        administrator.execute(f"ALTER SYSTEM SET {name} = off")
        administrator.execute("SELECT pg_reload_conf()")
    try:
        wait_until_shown(cluster, name, "off")
        with pytest.raises(ImproperlyConfigured, match=f"PostgreSQL has {name} off"):
            checks.refuse_unsafe_database()
    finally:
        with cluster.connect() as administrator:
            administrator.execute(f"ALTER SYSTEM RESET {name}")
            administrator.execute("SELECT pg_reload_conf()")
        wait_until_shown(cluster, name, "on")


def wait_until_shown(cluster: Cluster, name: str, value: str) -> None:
    """New connections show a reloaded setting as soon as the server has read it."""
    for _ in range(500):
        with cluster.connect() as administrator:
            if administrator.execute(f"SHOW {name}").fetchone() == (value,):
                connection.close()
                return
    raise AssertionError(f"{name} did not become {value}")


def test_a_demonstration_is_not_refused(settings: Settings) -> None:
    settings.DEMO = True
    settings.SECRET_KEY = ""
    checks.refuse_unsafe_database()
