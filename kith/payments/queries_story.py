"""The sentence behind each penny of a payment line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kith.core.money import pounds, pounds_before_rounding
from kith.core.payment_definitions import Basis
from kith.core.phrases import phrase, say
from kith.payments.models import PaymentLine
from kith.payments.pricing import held_in_words

_COUNTED = {
    Basis.COMMISSIONED: phrase("{part}: {minutes} minutes commissioned, at {rate} an hour, is {amount}."),
    Basis.INVOICED: phrase("{part}: {minutes} minutes invoiced, at {rate} an hour, is {amount}."),
    Basis.ROSTERED: phrase("{part}: {minutes} minutes rostered and frozen, at {rate} an hour, is {amount}."),
    Basis.ACTUAL: phrase("{part}: {minutes} minutes actual, at {rate} an hour, is {amount}."),
    Basis.ACTUAL_AND_TOLERANCE: phrase(
        "{part}: {minutes} minutes actual, with the tolerance, at {rate} an hour, is {amount}."
    ),
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
            held=held_in_words(line.held),
        )
        for line in lines
    ]


def _sentence(name: str, basis: str, minutes: int, pence_per_hour: int) -> str:
    return say(
        _COUNTED[Basis(basis)],
        part=say(name),
        minutes=minutes,
        rate=pounds(pence_per_hour),
        amount=pounds_before_rounding(minutes * pence_per_hour),
    )
