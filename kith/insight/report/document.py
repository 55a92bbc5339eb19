"""What a report holds, whatever it is written as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kith.insight.diagnosis.opportunities.opportunity import Opportunity, Prices
from kith.insight.diagnosis.result import Result
from kith.insight.diagnosis.terms import Terms
from kith.insight.extracts.read import Extracts


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A diagnosis: what it rests on, the opportunities by money, and each analysis.

    ``whose`` names the council whose own records it is of; it is empty for everybody's, and for extracts.
    ``extracts`` is None where it was worked out from Kith's own records; ``confirmed`` says whether somebody
    has looked through what the columns were taken for. ``not_known`` names, by table, the columns in which no
    row says anything.
    """

    whose: str
    made_on: date
    since: date
    until: date
    rows: Mapping[str, int]
    terms: Terms
    prices: Prices
    opportunities: tuple[Opportunity, ...]
    results: tuple[Result, ...]
    extracts: Extracts | None
    confirmed: bool
    not_known: Mapping[str, tuple[str, ...]]

    @property
    def pence(self) -> float:
        """What the opportunities that could be priced come to in a year; they overlap."""
        return sum(each.pence for each in self.opportunities if each.pence and each.pence > 0)
