"""Everybody in the demonstration asked and was assessed before care began, in that order."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from kith.core.returns.specification import shipped_specification
from kith.demo.asked import ACHIEVED, achieved, before

OPTIONS: Any = SimpleNamespace(seed=1)
BEGAN_ON = date(2026, 3, 2)


@pytest.mark.parametrize("number", range(50))
def test_each_step_follows_the_one_before(number: int) -> None:
    request, assessment = before(UUID(int=number), BEGAN_ON, number % 2 == 0, OPTIONS)
    assert request.closed_on is not None
    assert request.on <= request.closed_on == assessment.starts_on < assessment.completed_on < BEGAN_ON
    assert BEGAN_ON - request.on <= timedelta(days=32)
    assert (assessment.eligible_needs is None) == (assessment.kind == "Short term assessment")


def test_reviews_find_what_the_national_list_knows() -> None:
    rng = Random(1)
    found = {achieved(rng) for _ in range(200)}
    assert set(ACHIEVED.values()) == found
    assert found == set(shipped_specification().lists["Review outcomes achieved"].values)
