from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from kith.config.timetable import CHECK_ALERTS
from kith.orgs import clock
from kith.orgs.models import Schedule
from tests.databases import default_database
from tests.postgres import Cluster


def looked(ago: timedelta) -> None:
    at = clock.now() - ago
    Schedule.objects.update_or_create(name=CHECK_ALERTS, defaults={"next_at": at, "last_ok_at": at})


@pytest.mark.django_db
class TestHealth:
    def test_it_is_healthy_while_alerts_are_looked_for(self, client: Client) -> None:
        looked(timedelta(seconds=110))
        response = client.get("/health")
        assert (200, {"healthy": True}) == (response.status_code, response.json())

    def test_it_is_not_when_alerts_were_last_looked_for_more_than_two_minutes_ago(
        self, client: Client
    ) -> None:
        looked(timedelta(seconds=121))
        response = client.get("/health")
        assert (503, {"healthy": False, "why": "alerts"}) == (response.status_code, response.json())

    def test_it_is_not_when_nothing_ever_looked(self, client: Client) -> None:
        assert 503 == client.get("/health").status_code

    def test_it_is_ready_however_alerts_stand(self, client: Client) -> None:
        assert (200, {"ready": True}) == (client.get("/ready").status_code, client.get("/ready").json())

    @pytest.mark.parametrize("address", ["/health", "/ready"])
    def test_it_only_answers_and_is_never_kept(self, client: Client, address: str) -> None:
        assert 405 == client.post(address).status_code
        assert "no-store" in client.get(address)["Cache-Control"]


@pytest.mark.parametrize("address", ["/health", "/ready"])
def test_without_its_database_it_says_so(
    address: str, client: Client, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock(), default_database("postgres://nobody@127.0.0.1:1/nothing"):
        response = client.get(address)
    assert (503, "database") == (response.status_code, response.json()["why"])


def test_before_it_is_migrated_it_is_not_ready(
    client: Client, cluster: Cluster, django_db_blocker: DjangoDbBlocker
) -> None:
    cluster.create_database("kith_not_migrated")
    with django_db_blocker.unblock(), default_database(cluster.url("kith_not_migrated")):
        response = client.get("/ready")
    assert (503, "migrations") == (response.status_code, response.json()["why"])
