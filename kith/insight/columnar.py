"""The columnar interpreter: every payment model over every visit at once, in one scan of the fact table.

It prices a hundred million visits as the scalar interpreter of ``core.payment_models`` prices one, to the
penny; a property test holds them equal. Sums are exact in pence-minutes and rounded half up once for each
person, week and contract.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from kith.core.payment_definitions import Basis, PaymentModel, PaymentPart
from kith.insight.engines_elsewhere import Ask

GROUP = "person_key, contract_key, week_starts_on, provider_key, patch_key"


class Cost(NamedTuple):
    """What one model pays for one group."""

    payment_model: str
    week_starts_on: date
    provider_key: str
    patch_key: str
    pence: int


def costs(models: Sequence[PaymentModel], ask: Ask) -> list[Cost]:
    """What each model, at its printed rates, would have paid in each week, provider and patch."""
    return [
        Cost(model.key, week, provider or "", patch or "", int(pence))
        for week, provider, patch, *amounts in ask(sql(models))
        for model, pence in zip(models, amounts, strict=True)
    ]


def sql(models: Sequence[PaymentModel]) -> str:
    """One query with a column for each model."""
    exact = ", ".join(f"SUM({_pence_minutes(model)}) AS m{n}" for n, model in enumerate(models))
    # Half up in whole numbers: no amount here is below nothing.
    pence = ", ".join(f"SUM((2 * m{n} + 60) // 120) AS p{n}" for n in range(len(models)))
    return f"""
        WITH groups AS (
            SELECT {GROUP}, {exact} FROM visits
            WHERE verdict NOT IN ('', 'not_known') GROUP BY {GROUP}
        )
        SELECT week_starts_on, provider_key, patch_key, {pence}
        FROM groups GROUP BY week_starts_on, provider_key, patch_key ORDER BY 1, 2, 3
    """  # noqa: S608


def _pence_minutes(model: PaymentModel) -> str:
    return " + ".join(f"({_minutes(model, part)}) * {model.rates[part.rate]}" for part in model.parts)


def _minutes(model: PaymentModel, part: PaymentPart) -> str:
    """The minutes a part pays for one place of a visit, as an expression."""
    minutes = COUNTED[part.basis]
    if part.basis is Basis.ACTUAL_AND_TOLERANCE:
        minutes = f"{minutes} + CASE WHEN verdict = 'delivered' THEN {model.tolerance_minutes} ELSE 0 END"
    if model.capped_at_commissioned and part.basis in (Basis.ACTUAL, Basis.ACTUAL_AND_TOLERANCE):
        minutes = f"LEAST({minutes}, commissioned_minutes)"
    if not part.earns_when_missed:
        minutes = f"CASE WHEN verdict = 'missed' THEN 0 ELSE {minutes} END"
    return minutes


COUNTED: Mapping[Basis, str] = {
    Basis.COMMISSIONED: "commissioned_minutes",
    Basis.INVOICED: "invoiced_minutes",
    Basis.ROSTERED: "rostered_minutes",
    Basis.ACTUAL: "actual_minutes",
    Basis.ACTUAL_AND_TOLERANCE: "actual_minutes",
}
