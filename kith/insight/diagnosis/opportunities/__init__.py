"""The nine opportunities: one file each. A file here is an opportunity in every report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from importlib import import_module
from pkgutil import iter_modules

import duckdb

from kith.insight.diagnosis.opportunities.opportunity import Asked, Opportunity, Prices, Question
from kith.insight.diagnosis.terms import Terms

ORDER = (
    "intermediate_care", "front_door", "assessment", "brokerage", "contracting", "delegation", "complaints",
    "escalation", "reviews",
)  # fmt: skip


def _found() -> Sequence[Question]:
    files = {module.name for module in iter_modules(__path__)} & set(ORDER)
    ordered = sorted(files, key=ORDER.index)
    return tuple(question for name in ordered for question in import_module(f"{__name__}.{name}").QUESTIONS)


QUESTIONS = _found()


def opportunities(
    facts: duckdb.DuckDBPyConnection, terms: Terms, prices: Prices, until: date
) -> tuple[Opportunity, ...]:
    """Every opportunity in the year before a day: those worth most first, then those not priced."""
    asked = Asked(facts=facts, terms=terms, prices=prices, until=until)
    found = [question.of(asked) for question in QUESTIONS]
    return tuple(sorted(found, key=lambda each: (each.pence is None, -(each.pence or 0))))
