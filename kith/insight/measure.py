"""What a measure is: the question it answers, how it is worked out, and what it may be taken for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from kith.core.errors import Invalid
from kith.core.small_numbers import FEWEST_SHOWN

Improvement = Literal["increase", "decrease", "neutral"]
Unit = Literal["share", "pence", "minutes", "workers", "grams"]
Grain = Literal["visit", "person", "place"]
GROUPS = ("week_starts_on", "provider_key", "patch_key")
NUMBERS = ("numerator", "denominator", "people")

PLACES = ("council_key", "provider_key", "patch_key")
FINEST = "provider_in_patch"
LEVELS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        FINEST: ("provider_key", "patch_key"),
        "patch": ("patch_key",),
        "provider_of_council": ("council_key", "provider_key"),
        "provider": ("provider_key",),
        "council": ("council_key",),
        "system": (),
    }
)
"""By the level of a figure, the keys of the place that it is of."""

Councils = tuple[tuple[str, str], ...]
"""The key of each patch, and that of the council whose it is."""


class InvalidMeasure(Invalid):
    """A measure's definition cannot be used as it stands."""

    code = "invalid_measure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One measure: numerator over denominator, by week, provider and patch.

    ``sql`` is a small aggregate in DuckDB's dialect over the fact tables. It returns the three columns of
    ``GROUPS`` and those of ``NUMBERS``: the numerator and denominator as whole numbers, so that sums of rows
    are figures too, and how many people the row is about, by which small numbers are withheld.

    ``finest`` is the smallest part whose figures still add up to the row's: each visit, each person, or only
    the provider in its patch. ``version`` counts the definitions of one made in the browser. A figure about
    fewer than ``fewest`` people is withheld.
    """

    key: str
    order: int
    title: str
    question: str
    numerator: str
    denominator: str
    unit: Unit
    improvement: Improvement
    source: str
    owner: str
    sql: str
    finest: Grain = "visit"
    version: int = 0
    fewest: int = FEWEST_SHOWN
    target: float | None = None

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9_]*", self.key):
            raise InvalidMeasure(
                "The key “{key}” must be small letters, figures and underscores.", key=self.key
            )
        missing = [name for name in (*GROUPS, *NUMBERS) if name not in self.sql]
        if missing:
            raise InvalidMeasure(
                "The measure “{key}” must return {missing}. Add it to the select list.",
                key=self.key,
                missing=", ".join(missing),
            )

    @property
    def kept_as(self) -> str:
        """The name its figures are kept under: another definition has other figures."""
        return f"{self.key}_v{self.version}" if self.version else self.key

    def value(self, numerator: int, denominator: int) -> float | None:
        """The figure in the measure's own unit, or None where there is nothing to divide by."""
        return numerator / denominator if denominator else None
