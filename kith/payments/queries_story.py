"""The sentence behind each penny of a payment line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kith.core.money import pounds, pounds_before_rounding
from kith.core.payment_definitions import Basis
from kith.payments.models import PaymentLine
from kith.payments.pricing import HELD_IN_WORDS

COUNTED = {
    Basis.COMMISSIONED: "commissioned",
    Basis.INVOICED: "invoiced",
    Basis.ROSTERED: "rostered and frozen",
    Basis.ACTUAL: "actual",
    Basis.ACTUAL_AND_TOLERANCE: "actual, with the tolerance",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LineStory:
    """A line with its parts in words."""

    line: PaymentLine
    sentences: tuple[str, ...]
    amount: str
    held: str


def stories(lines: Sequence[PaymentLine]) -> list[LineStory]:
    """Each line told: what was counted, at which rate, and what that comes to before the week is rounded."""
    return [
        LineStory(
            line=line,
            sentences=tuple(_sentence(*part) for part in line.parts),
            amount=pounds_before_rounding(line.pence_minutes),
            held=HELD_IN_WORDS.get(line.held, line.held),
        )
        for line in lines
    ]


def _sentence(name: str, basis: str, minutes: int, pence_per_hour: int) -> str:
    amount = pounds_before_rounding(minutes * pence_per_hour)
    counted = COUNTED[Basis(basis)]
    return f"{name}: {minutes} minutes {counted}, at {pounds(pence_per_hour)} an hour, is {amount}."
