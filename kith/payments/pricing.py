"""From what is known of each place of a visit to priced lines and group totals: rules only, no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kith.core.money import to_pence
from kith.core.payment_definitions import Basis, PaymentModel
from kith.core.payment_models import (
    MissingRate,
    PricedPart,
    RoundingGroup,
    VisitMinutes,
    price_visit,
)
from kith.core.phrases import phrase, say
from kith.core.verification import Outcome

NOT_VERIFIED, NOT_FROZEN, NOT_CLAIMED, NO_RATE = "not_verified", "not_frozen", "not_claimed", "no_rate"
_HELD_IN_WORDS: Mapping[str, str] = {
    NOT_VERIFIED: phrase("waits until it is known what happened"),
    NOT_FROZEN: phrase("waits until the rota of that shift is frozen"),
    NOT_CLAIMED: phrase("waits for the provider's claim"),
    NO_RATE: phrase("waits for a rate the contract does not have yet"),
}


def held_in_words(held: str) -> str:
    """Why a place pays nothing yet; empty where it pays."""
    return say(_HELD_IN_WORDS[held]) if held in _HELD_IN_WORDS else held


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFacts:
    """What pricing needs to know of one place of a visit. None means not known yet."""

    visit_id: UUID
    place: int
    person_id: UUID
    provider_id: UUID
    contract_id: UUID
    on: date
    week_starts_on: date
    commissioned_minutes: int
    rostered_minutes: int | None
    actual_minutes: int
    invoiced_minutes: int | None
    verdict: str
    verification_id: int | None
    freeze_id: int | None

    @property
    def group(self) -> RoundingGroup:
        """Within which it is added up and rounded."""
        return RoundingGroup(
            person_id=self.person_id, week_starts_on=self.week_starts_on, contract_id=self.contract_id
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedPlace:
    """One place of a visit, priced; ``held`` says why it pays nothing yet."""

    facts: PlaceFacts
    model: PaymentModel
    parts: tuple[PricedPart, ...]
    held: str = ""

    @property
    def pence_minutes(self) -> int:
        """Exact: sixtieths of a penny. Nothing while held."""
        return 0 if self.held else sum(part.pence_minutes for part in self.parts)

    @property
    def parts_as_data(self) -> list[list[object]]:
        """The parts for keeping: name, basis, minutes, pence an hour."""
        return [[p.part.name, str(p.part.basis), p.minutes, p.pence_per_hour] for p in self.parts]


def price_place(facts: PlaceFacts, model: PaymentModel, rates: Mapping[str, int]) -> PricedPlace:
    """The place priced under its contract's model and rates, or held with the reason."""
    held = _held(facts, model)
    try:
        parts = price_visit(model, rates, _minutes(facts))
    except MissingRate:
        return PricedPlace(facts=facts, model=model, parts=(), held=NO_RATE)
    return PricedPlace(facts=facts, model=model, parts=parts, held=held)


def pence_by_group(lines: Iterable[PricedPlace]) -> dict[RoundingGroup, tuple[int, int]]:
    """For each person, week and contract: exact pence-minutes, and pence rounded half up once."""
    exact: dict[RoundingGroup, int] = {}
    for line in lines:
        exact[line.facts.group] = exact.get(line.facts.group, 0) + line.pence_minutes
    return {group: (amount, to_pence(amount)) for group, amount in exact.items()}


def _held(facts: PlaceFacts, model: PaymentModel) -> str:
    bases = {part.basis for part in model.parts}
    if facts.verdict in ("", Outcome.NOT_KNOWN):
        return NOT_VERIFIED
    if Basis.ROSTERED in bases and facts.rostered_minutes is None:
        return NOT_FROZEN
    if Basis.INVOICED in bases and facts.invoiced_minutes is None:
        return NOT_CLAIMED
    return ""


def _minutes(facts: PlaceFacts) -> VisitMinutes:
    return VisitMinutes(
        commissioned_minutes=facts.commissioned_minutes,
        invoiced_minutes=facts.invoiced_minutes or 0,
        rostered_minutes=facts.rostered_minutes or 0,
        actual_minutes=facts.actual_minutes,
        outcome=Outcome(facts.verdict or Outcome.NOT_KNOWN),
    )
