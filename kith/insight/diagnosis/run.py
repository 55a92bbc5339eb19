"""The whole diagnosis over one set of fact tables, in the order of a report."""

from __future__ import annotations

from collections.abc import Callable

import duckdb
from django.utils.translation import gettext as _

from kith.insight.diagnosis.asked_to_paid import asked_to_paid
from kith.insight.diagnosis.case_files import case_files
from kith.insight.diagnosis.case_mix import case_mix
from kith.insight.diagnosis.escalation import escalation
from kith.insight.diagnosis.independence import care_home, two_workers
from kith.insight.diagnosis.intervals import TooFew
from kith.insight.diagnosis.journeys import lay_out
from kith.insight.diagnosis.reablement import reablement
from kith.insight.diagnosis.result import Result
from kith.insight.diagnosis.reviews import reviews
from kith.insight.diagnosis.terms import LEEDS, Terms
from kith.insight.diagnosis.throughput import reablement_throughput
from kith.insight.diagnosis.utilisation import utilisation
from kith.insight.forecasts.demand import demand
from kith.insight.forecasts.scenarios import scenarios

Analysis = Callable[[duckdb.DuckDBPyConnection, Terms], Result]
ANALYSES: tuple[Analysis, ...] = (
    utilisation,
    asked_to_paid,
    escalation,
    case_mix,
    care_home,
    two_workers,
    reviews,
    case_files,
    reablement,
    reablement_throughput,
    demand,
    scenarios,
)


def diagnose(facts: duckdb.DuckDBPyConnection, terms: Terms = LEEDS) -> tuple[Result, ...]:
    """Every analysis, answered as far as the fact tables go; what they cannot answer says so."""
    lay_out(facts, terms)
    return tuple(_answered(analysis, facts, terms) for analysis in ANALYSES)


def _answered(analysis: Analysis, facts: duckdb.DuckDBPyConnection, terms: Terms) -> Result:
    try:
        return analysis(facts, terms)
    except TooFew as refused:
        return Result(
            key=analysis.__name__,
            title=_(analysis.__name__.replace("_", " ").capitalize()),
            question="",
            answer=str(refused),
            definition="",
            n=0,
            n_of="",
            owner="",
            next_test="",
        )
