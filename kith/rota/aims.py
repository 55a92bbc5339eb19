"""What covering for somebody may put first, and which of the ways that were found are offered for what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from kith.rota.costs import Figures
from kith.rota.insertion import Weights
from kith.rota.models import RotaProposal

Aim = RotaProposal.Aim

AIMS: Mapping[Aim, Weights] = MappingProxyType(
    {
        Aim.LEAST_CHANGE: Weights(changed_minute=10.0),
        Aim.KNOWN_FACES: Weights(new_face=300.0),
        Aim.SHORT_WAYS: Weights(travel_minute=10.0),
    }
)
"""A search for each aim: one thing weighs ten times as much as usual."""

TERMS: Mapping[Aim, tuple[str, ...]] = MappingProxyType(
    {
        Aim.LEAST_CHANGE: ("changed_worker", "changed_time"),
        Aim.KNOWN_FACES: ("continuity",),
        Aim.SHORT_WAYS: ("travel",),
    }
)
"""The cost terms that an aim is judged by."""


def offered(found: Sequence[Figures]) -> list[tuple[Aim, int]]:
    """Which of these ways is offered for which aim, by number: the best in it, each way once.

    It goes by what came out and not by what was searched for. One that leaves more people without anybody
    than another is never offered.
    """
    best = {aim: min(range(len(found)), key=lambda number: _key(found[number], aim)) for aim in AIMS}
    return [(aim, number) for aim, number in best.items() if aim == _first(best, number)]


def _key(figures: Figures, aim: Aim) -> tuple[int, float, float]:
    return figures.unplaced, round(sum(figures.terms[name] for name in TERMS[aim]), 1), figures.cost


def _first(best: Mapping[Aim, int], number: int) -> Aim:
    return next(aim for aim, chosen in best.items() if chosen == number)
