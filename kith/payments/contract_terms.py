"""Which model and which rates each contract had on a day, read once for a whole run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from uuid import UUID

from kith.brokerage.models import Contract, ContractRate, ContractTerms
from kith.core.errors import Refused


class NoTerms(Refused):
    """A contract has visits to pay and does not say how."""

    code = "no_terms"


class TermsBook:
    """The dated terms and rates of some contracts. The newest that has started holds."""

    def __init__(self, contracts: Iterable[Contract]) -> None:
        """Read them: two queries, however many contracts."""
        ids = [contract.pk for contract in contracts]
        self._terms: defaultdict[UUID, list[tuple[date, str]]] = defaultdict(list)
        self._rates: defaultdict[UUID, list[tuple[date, str, int]]] = defaultdict(list)
        for terms in ContractTerms.objects.filter(contract__in=ids).order_by("starts_on", "pk"):
            self._terms[terms.contract_id].append((terms.starts_on, terms.payment_model))
        for rate in ContractRate.objects.filter(contract__in=ids).order_by("starts_on", "pk"):
            self._rates[rate.contract_id].append((rate.starts_on, rate.name, rate.pence_per_hour))
        self.rates = lru_cache(maxsize=None)(self._rates_on)

    def model_key(self, contract_id: UUID, day: date) -> str:
        """The payment model of a contract on a day.

        Raises `NoTerms` when none has started.
        """
        key = self.model_key_or_none(contract_id, day)
        if key is None:
            raise NoTerms(
                "A contract with visits in these weeks has no payment terms. Set them, then draft again.",
                contract=contract_id,
            )
        return key

    def model_key_or_none(self, contract_id: UUID, day: date) -> str | None:
        """The payment model of a contract on a day, or None before its first terms."""
        started = [key for starts_on, key in self._terms[contract_id] if starts_on <= day]
        return started[-1] if started else None

    def _rates_on(self, contract_id: UUID, day: date) -> dict[str, int]:
        """Pence an hour by name, as they hold on a day."""
        return {name: pence for starts_on, name, pence in self._rates[contract_id] if starts_on <= day}
