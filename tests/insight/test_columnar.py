"""The columnar interpreter pays what the scalar one pays, to the penny."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from random import Random
from typing import Any

import pytest

from kith.core.money import to_pence
from kith.core.payment_models import PAYMENT_MODELS, VisitMinutes, price_visit
from kith.core.verification import Outcome
from kith.insight.columnar import Cost, costs
from kith.insight.engines import opened

from .test_measures import invented, visit, written

MODELS = list(PAYMENT_MODELS.values())


def all_at_once(folder: Path) -> list[Cost]:
    """What the columnar interpreter pays for the visits in a folder."""
    with opened("duckdb", folder) as ask:
        return costs(MODELS, ask)


def one_by_one(visits: list[dict[str, Any]]) -> dict[tuple[Any, ...], int]:
    """Each visit priced alone, added exactly within a person, week and contract, and rounded once."""
    exact: dict[tuple[Any, ...], int] = defaultdict(int)
    for row in visits:
        if row["verdict"] in ("", "not_known"):
            continue
        minutes = VisitMinutes(
            commissioned_minutes=row["commissioned_minutes"],
            invoiced_minutes=row["invoiced_minutes"],
            rostered_minutes=row["rostered_minutes"],
            actual_minutes=row["actual_minutes"],
            outcome=Outcome(row["verdict"]),
        )
        for model in MODELS:
            group = (
                model.key,
                row["week_starts_on"],
                row["provider_key"],
                row["patch_key"],
                row["person_key"],
                row["contract_key"],
            )
            exact[group] += sum(part.pence_minutes for part in price_visit(model, model.rates, minutes))
    pence: dict[tuple[Any, ...], int] = defaultdict(int)
    for group, amount in exact.items():
        pence[group[:4]] += to_pence(amount)
    return dict(pence)


@pytest.mark.parametrize("seed", range(5))
def test_both_interpreters_agree_to_the_penny(seed: int, tmp_path: Path) -> None:
    rng = Random(seed)
    visits, _ = invented(rng, 300)
    for row in visits:
        row["verdict"] = rng.choice(
            ("delivered", "delivered", "missed", "refused", "cancelled", "not_known", "")
        )
        row["rostered_minutes"] = rng.choice((0, 15, 29, 30))
        row["invoiced_minutes"] = rng.choice((0, 30, 31))
    written(tmp_path, visits, [])
    expected = one_by_one(visits)
    assert expected == {cost[:4]: cost.pence for cost in all_at_once(tmp_path)}


def test_a_thousand_half_hours_cost_what_the_worked_case_says(tmp_path: Path) -> None:
    # 1,000 visits of 30 minutes commissioned and invoiced, 29.4 rostered on average, 22 actual.
    visits = [
        visit(
            visit_key=str(n),
            person_key="ada",
            rostered_minutes=30 if n < 400 else 29,
            actual_minutes=22,
            actual_seconds=22 * 60,
        )
        for n in range(1_000)
    ]
    paid = {cost.payment_model: cost.pence for cost in all_at_once(written(tmp_path, visits, []))}
    expected = {
        "option_1": 1_117_500,
        "option_2": 1_225_000,
        "option_3": 1_130_000,
        "option_4": 1_113_250,
        "option_5": 1_102_500,
        "option_6": 1_200_500,
        "option_7": 1_225_000,
        "option_8": 898_333,
    }
    assert expected == {key: paid[key] for key in expected}
