"""Grams of CO2e by dated factors."""

from datetime import date

from kith.core.travel_emissions import grams, grams_per_km, read_factors

FACTORS = read_factors(
    """
    [[factor]]
    mode = "drive"
    from = 2025-06-01
    grams_per_km = 160

    [[factor]]
    mode = "drive"
    from = 2024-06-01
    grams_per_km = 170
    """
)


def test_the_factor_is_that_of_the_day() -> None:
    days = (date(2024, 5, 31), date(2024, 6, 1), date(2025, 5, 31), date(2025, 6, 1))
    assert [0, 170, 170, 160] == [grams_per_km("drive", day, FACTORS) for day in days]


def test_walking_puts_nothing_into_the_air() -> None:
    assert 0 == grams("walk", 5_000, date(2026, 4, 7))


def test_a_journey_is_rounded_to_the_gram() -> None:
    # 1.503 km at 167 grams are 251.001 grams.
    assert 251 == grams("drive", 1_503, date(2026, 4, 7))
