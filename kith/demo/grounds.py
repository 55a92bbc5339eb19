"""The ground the demonstration stands on: its areas and teams, and its contracts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from kith.brokerage import actions as contracts
from kith.brokerage.models import Contract
from kith.core.payment_models import payment_model
from kith.demo import names
from kith.demo.cast import Cast
from kith.demo.options import Options
from kith.demo.places import PatchPlan
from kith.orgs import actions as orgs
from kith.orgs.models import Area, Team

PAID_BY = "final"
PATCHES_IN_A_PARTNERSHIP = 4


def draw_areas(plans: Sequence[PatchPlan], cast: Cast, options: Options) -> tuple[list[Area], list[Team]]:
    """The city, its Local Care Partnerships and patches, and a team in each that spans the organisations."""
    at, starts_on = options.settled_at, options.first_week - timedelta(days=700)
    draw: dict[str, Any] = {"by": None, "at": at, "commissioner": cast.council, "starts_on": starts_on}
    city = orgs.create_area(kind=Area.Kind.CITY, name="Airebrough", **draw)
    partnerships: list[Area] = []
    patches, teams = [], []
    for number, plan in enumerate(plans):
        if number % PATCHES_IN_A_PARTNERSHIP == 0:
            place = names.PARTNERSHIPS[len(partnerships) % len(names.PARTNERSHIPS)]
            name = f"{place} Local Care Partnership"
            partnerships.append(orgs.create_area(kind=Area.Kind.PARTNERSHIP, name=name, parent=city, **draw))
        area = orgs.create_area(
            kind=Area.Kind.PATCH,
            name=plan.name,
            parent=partnerships[-1],
            boundary=dict(plan.boundary),
            ward_codes=plan.ward_codes,
            **draw,
        )
        patches.append(area)
        teams.append(
            orgs.create_team(
                by=None,
                at=at,
                name=f"{plan.name} neighbourhood team",
                area=area,
                starts_on=starts_on,
                organisations=[cast.council],
            )
        )
    return patches, teams


def open_contracts(cast: Cast, options: Options) -> list[Contract]:
    """A contract for each provider, paid by what was rostered plus the shift allowance."""
    made = []
    for number, provider in enumerate(cast.providers):
        common: dict[str, Any] = {"by": None, "at": options.settled_at}
        contract = contracts.open_contract(
            reference=f"CHWS-{number + 1:03d}",
            provider=provider,
            commissioner=cast.council,
            tier=Contract.Tier.PRIMARY,
            starts_on=options.first_week - timedelta(days=200),
            **common,
        )
        contracts.set_terms(contract=contract, payment_model=PAID_BY, starts_on=contract.starts_on, **common)
        contracts.set_rates(
            contract=contract,
            rates=payment_model(PAID_BY).rates,
            starts_on=contract.starts_on,
            **common,
        )
        made.append(contract)
    return made
