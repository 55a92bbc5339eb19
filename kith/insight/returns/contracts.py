"""Who holds each contract, and what it pays for an hour, for the rows of a return."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from uuid import UUID

from kith.brokerage.models import Contract
from kith.brokerage.queries import rates_on, terms_on
from kith.core.money import half_up, to_pence
from kith.core.payment_models import MissingRate, VisitMinutes, payment_model, price_visit
from kith.core.verification import Outcome
from kith.orgs.models import Organisation

MINUTES_IN_AN_HOUR = 60


class Contracts:
    """Who holds each contract, and what it pays for one hour asked for, rostered and delivered."""

    def __init__(self) -> None:
        self._contracts = Contract.objects.select_related("provider").in_bulk()
        self._hourly: dict[tuple[UUID, date], str] = {}

    def provider(self, contract_id: UUID) -> Organisation:
        """The provider who holds it."""
        return self._contracts[contract_id].provider

    def hourly(self, contract_id: UUID, on: date) -> str:
        """Pounds an hour, or nothing where the contract has no terms or rates on that day."""
        key = contract_id, on
        if key not in self._hourly:
            self._hourly[key] = self._work_out(self._contracts[contract_id], on)
        return self._hourly[key]

    def _work_out(self, contract: Contract, on: date) -> str:
        terms = terms_on(contract, on)
        if terms is None:
            return ""
        hour = VisitMinutes(
            commissioned_minutes=MINUTES_IN_AN_HOUR,
            invoiced_minutes=MINUTES_IN_AN_HOUR,
            rostered_minutes=MINUTES_IN_AN_HOUR,
            actual_minutes=MINUTES_IN_AN_HOUR,
            outcome=Outcome.DELIVERED,
        )
        try:
            parts = price_visit(payment_model(terms.payment_model), rates_on(contract, on), hour)
        except MissingRate:
            return ""
        return two_places(Fraction(to_pence(sum(part.pence_minutes for part in parts))))


def two_places(hundredths: Fraction) -> str:
    """So many hundredths as a number with two places, such as 24.03."""
    whole = half_up(hundredths.numerator, hundredths.denominator)
    return f"{whole // 100}.{whole % 100:02d}"
