"""What a journey puts into the air, by dated factors: data in `travel_emissions.toml`."""

import tomllib
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from kith.core.money import half_up

METRES_IN_A_KM = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """Grams of CO2e for a kilometre by one mode, from a day on until the next factor of that mode."""

    mode: str
    starts_on: date
    grams_per_km: int


def read_factors(text: str) -> tuple[Factor, ...]:
    """The factors in a file's text, oldest first."""
    rows = tomllib.loads(text)["factor"]
    factors = (
        Factor(mode=row["mode"], starts_on=row["from"], grams_per_km=row["grams_per_km"]) for row in rows
    )
    return tuple(sorted(factors, key=lambda factor: (factor.mode, factor.starts_on)))


FACTORS = read_factors(files("kith.core").joinpath("travel_emissions.toml").read_text(encoding="utf-8"))


def grams_per_km(mode: str, on: date, factors: tuple[Factor, ...] = FACTORS) -> int:
    """Grams of CO2e for a kilometre by a mode on a day; 0 for a mode or a day without a factor."""
    standing = [factor for factor in factors if factor.mode == mode and factor.starts_on <= on]
    return standing[-1].grams_per_km if standing else 0


def grams(mode: str, metres: int, on: date) -> int:
    """Grams of CO2e of one journey, to the nearest gram."""
    return half_up(metres * grams_per_km(mode, on), METRES_IN_A_KM)
