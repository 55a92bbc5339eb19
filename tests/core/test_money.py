import pytest

from kith.core.money import difference, half_up, pounds, pounds_before_rounding, price, to_pence


@pytest.mark.parametrize(
    ("numerator", "denominator", "whole"),
    [
        (5, 2, 3),
        (-5, 2, -3),
        (5, -2, -3),
        (7, 3, 2),
        (8, 3, 3),
        (0, 7, 0),
        (10**30 + 1, 2, (10**30 + 2) // 2),
    ],
)
def test_it_rounds_halves_away_from_zero(numerator: int, denominator: int, whole: int) -> None:
    assert whole == half_up(numerator, denominator)


def test_it_prices_in_pence_minutes_and_rounds_once() -> None:
    assert 66_150 == price(27, 2450)
    assert 1103 == to_pence(66_150)
    # Three times £11.025 is £33.075, and not three times £11.03.
    assert 3308 == to_pence(3 * 66_150)


@pytest.mark.parametrize(
    ("pence", "words"),
    [(123_405, "£1,234.05"), (-123_405, "−£1,234.05"), (0, "£0.00"), (7, "£0.07"), (-7, "−£0.07")],
)
def test_it_writes_pounds_as_a_page_does(pence: int, words: str) -> None:
    assert words == pounds(pence)


@pytest.mark.parametrize(("pence", "words"), [(1200, "+£12.00"), (-1200, "−£12.00"), (0, "£0.00")])
def test_it_writes_a_difference_with_its_sign(pence: int, words: str) -> None:
    assert words == difference(pence)


@pytest.mark.parametrize(
    ("pence_minutes", "words"),
    [
        (66_150, "£11.025"),
        (53_900, "about £8.9833"),
        (73_500, "£12.25"),
        (-66_150, "−£11.025"),
        (-1, "about −£0.0002"),
        (6_000_000, "£1,000.00"),
        (0, "£0.00"),
    ],
)
def test_it_shows_an_amount_before_rounding(pence_minutes: int, words: str) -> None:
    assert words == pounds_before_rounding(pence_minutes)
