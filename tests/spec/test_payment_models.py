"""The worked examples of payment: each is a test, and together they are the reference page."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from kith.core.money import pounds
from kith.core.payment_models import PAYMENT_MODELS, RoundingGroup, VisitMinutes, price_visit, total
from kith.core.verification import Outcome

HERE = Path(__file__).resolve().parent
CASES: list[dict[str, Any]] = tomllib.loads((HERE / "payment_models.toml").read_text(encoding="utf-8"))[
    "case"
]
ONE_WEEK = RoundingGroup(person_id=UUID(int=1), week_starts_on=date(2026, 11, 23), contract_id=UUID(int=2))


def visits_of(case: dict[str, Any]) -> list[VisitMinutes]:
    return [
        VisitMinutes(
            commissioned_minutes=row["commissioned"],
            invoiced_minutes=row["invoiced"],
            rostered_minutes=row["rostered"],
            actual_minutes=row["actual"],
            outcome=Outcome(row["outcome"]),
        )
        for row in case["visits"]
        for _ in range(row["times"])
    ]


@pytest.mark.parametrize("key", PAYMENT_MODELS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_it_pays_the_worked_example(case: dict[str, Any], key: str) -> None:
    model = PAYMENT_MODELS[key]
    lines = [line for visit in visits_of(case) for line in price_visit(model, model.rates, visit)]

    assert case["pays"][key] == pounds(total(lines, ONE_WEEK).pence)


def test_every_model_has_three_worked_rows_or_more() -> None:
    assert 3 <= len(CASES)
    assert all(PAYMENT_MODELS.keys() == case["pays"].keys() for case in CASES)
