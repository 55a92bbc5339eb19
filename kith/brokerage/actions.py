"""Contracts with providers: opening them, and setting how and at what rates they are paid from a day on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kith.brokerage.models import Contract, ContractRate, ContractTerms
from kith.core.dates import Period, london_day
from kith.core.errors import Invalid, NotFound
from kith.orgs import audit
from kith.orgs.models import Organisation, User
from kith.orgs.roles import check_may


class ContractReferenceTaken(Invalid):
    """Another contract has this reference."""

    code = "contract_reference_taken"


class InvalidRate(Invalid):
    """A rate that nobody could be paid by."""

    code = "invalid_rate"


@transaction.atomic
def open_contract(
    *,
    by: User | None,
    at: datetime,
    reference: str,
    provider: Organisation,
    commissioner: Organisation,
    tier: str,
    starts_on: date,
    until: date | None = None,
    area_id: UUID | None = None,
) -> Contract:
    """The contract just opened. It pays nothing until it has terms and rates.

    Raises `NotPermitted`, `NotFound` for another council's contract, `ContractReferenceTaken`, or `Invalid`
    for dates that hold no day.
    """
    check_may(by, "open contract", None, london_day(at))
    _check_own(by, commissioner.pk)
    Period(starts_on=starts_on, until=until)
    if Contract.objects.filter(reference=reference).exists():
        raise ContractReferenceTaken(
            "There is a contract {reference} already. Give another reference.", reference=reference
        )
    contract = Contract.objects.create(
        reference=reference,
        provider=provider,
        commissioner=commissioner,
        area_id=area_id,
        tier=tier,
        starts_on=starts_on,
        until=until,
    )
    _record(by, at, "open.contract", contract)
    return contract


@transaction.atomic
def set_terms(
    *,
    by: User | None,
    at: datetime,
    contract: Contract,
    payment_model: str,
    starts_on: date,
    cut_off_hours: int = 14,
) -> ContractTerms:
    """The terms of a contract from a day on: its payment model, and how long before a day its rota is fixed.

    Raises `NotPermitted`, or `NotFound` for another council's contract.
    """
    check_may(by, "set payment model", None, london_day(at))
    _check_own(by, contract.commissioner_id)
    terms = ContractTerms.objects.create(
        contract=contract,
        payment_model=payment_model,
        cut_off_hours=cut_off_hours,
        starts_on=starts_on,
        recorded_at=at,
    )
    _record(by, at, "set.terms", contract)
    return terms


@transaction.atomic
def set_rates(
    *, by: User | None, at: datetime, contract: Contract, rates: Mapping[str, int], starts_on: date
) -> list[ContractRate]:
    """The rates of a contract from a day on, in pence per hour by name. A name left out keeps its rate.

    Raises `InvalidRate` for one below nothing, `NotPermitted`, or `NotFound` for another council's contract.
    """
    check_may(by, "set rates", None, london_day(at))
    _check_own(by, contract.commissioner_id)
    for name, pence in rates.items():
        if not name or pence < 0:
            raise InvalidRate("Give each rate a name, and pence per hour of 0 or more.", **{name: pence})
    rows = ContractRate.objects.bulk_create(
        [
            ContractRate(
                contract=contract, name=name, pence_per_hour=pence, starts_on=starts_on, recorded_at=at
            )
            for name, pence in rates.items()
        ]
    )
    _record(by, at, "set.rates", contract)
    return rows


def _check_own(by: User | None, commissioner_id: UUID) -> None:
    if by is not None and by.organisation_id != commissioner_id:
        raise NotFound


def _record(by: User | None, at: datetime, action: str, contract: Contract) -> None:
    audit.record(by=by, at=at, action=action, data_class=10, subject_kind="contract", subject_id=contract.pk)
