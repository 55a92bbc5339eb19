from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import Settings

from kith.core.errors import Invalid
from kith.orgs import clock
from tests.factories import NOW

pytestmark = pytest.mark.django_db
A_MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _forget_the_moment() -> Iterator[None]:
    yield
    clock._moments.clear()


def test_it_is_the_real_time() -> None:
    clock.set_demonstration_moment(NOW)
    assert abs(datetime.now(UTC) - clock.now()) < A_MINUTE


def test_a_demonstration_without_a_moment_has_the_real_time(settings: Settings) -> None:
    settings.DEMO = True
    assert abs(datetime.now(UTC) - clock.now()) < A_MINUTE


def test_a_demonstration_runs_on_from_its_moment(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEMO = True
    clock.set_demonstration_moment(NOW)
    monkeypatch.setattr(clock.time, "monotonic", lambda: 10.0)
    assert NOW == clock.now()
    monkeypatch.setattr(clock.time, "monotonic", lambda: 100.0)
    assert NOW + timedelta(seconds=90) == clock.now()


def test_a_new_moment_counts_at_once(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEMO = True
    monkeypatch.setattr(clock.time, "monotonic", lambda: 10.0)
    for moment in (NOW, NOW + timedelta(days=1)):
        clock.set_demonstration_moment(moment)
        assert moment == clock.now()


def test_it_refuses_a_moment_without_a_zone() -> None:
    with pytest.raises(Invalid):
        clock.set_demonstration_moment(NOW.replace(tzinfo=None))
