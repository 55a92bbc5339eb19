"""Under what an import may make packages: whose care it is, and the contract with each provider."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from kith.brokerage.actions import open_contract
from kith.brokerage.models import Contract
from kith.core.errors import Invalid
from kith.orgs.actions import create_organisation
from kith.orgs.models import Organisation

LONGEST_REFERENCE = 40


class WhoseCare(Invalid):
    """It cannot be told which council's care a file is about."""

    code = "whose_care"


class WhichContract(Invalid):
    """It cannot be told under which contract a package would stand."""

    code = "which_contract"


@dataclass(frozen=True, slots=True, kw_only=True)
class Creating:
    """Leave to make what is missing: for which council, the only one if not named, and under which contract.

    Without a contract's name, each provider's packages stand under the one contract that it has.
    """

    council: str = ""
    contract: str = ""


def council_for(creating: Creating, at: datetime) -> Organisation:
    """The council whose care it is; one that is named is made where there is none at all.

    Raises `WhoseCare` when it is not known, or not clear.
    """
    councils = list(Organisation.objects.filter(kind=Organisation.Kind.COUNCIL).order_by("name"))
    named = [each for each in councils if creating.council in ("", each.name, each.short_name, each.code)]
    if len(named) == 1:
        return named[0]
    if not councils and creating.council:
        kind = Organisation.Kind.COUNCIL
        return create_organisation(by=None, at=at, kind=kind, name=creating.council)
    known = f" Known here: {', '.join(each.name for each in councils)}." if councils else ""
    raise WhoseCare(
        "Say which council's care this is, with --council NAME.{known}", council=creating.council, known=known
    )


def contract_for(provider: Organisation, on: date, creating: Creating, at: datetime) -> Contract:
    """The provider's contract of that name, opened from this day on where there is none.

    Without a name, the only one that holds on the day. Raises `WhichContract` when there is none, or several.
    """
    if creating.contract:
        return _named(provider, creating.contract, on, creating, at)
    holds = Q(starts_on__lte=on) & (Q(until__isnull=True) | Q(until__gt=on))
    held = list(Contract.objects.filter(holds, provider=provider).order_by("reference"))
    if len(held) != 1:
        how_many = ", ".join(map(str, held)) if held else "none"
        raise WhichContract(
            "Say under which contract of {provider_name} these packages stand, with --contract NAME. "
            "On {on:%d/%m/%Y} it has {how_many}.",
            provider=str(provider.pk),
            provider_name=provider.name,
            on=on,
            how_many=how_many,
        )
    return held[0]


def _named(provider: Organisation, name: str, on: date, creating: Creating, at: datetime) -> Contract:
    """The contract of this name. Where another provider has one of that name, this one's follows."""
    for reference in (name, f"{name} {provider.short_name}"[:LONGEST_REFERENCE]):
        found = Contract.objects.filter(reference=reference).first()
        if found is None:
            return open_contract(
                by=None,
                at=at,
                reference=reference,
                provider=provider,
                commissioner=council_for(creating, at),
                tier=Contract.Tier.SPOT,
                starts_on=on,
            )
        if found.provider_id == provider.pk:
            return found
    raise WhichContract("Contract {contract} is another provider's. Give another name.", contract=name)
