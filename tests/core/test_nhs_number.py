import csv
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.core import nhs_number
from kith.core.nhs_number import NotAnNhsNumber

VECTORS = Path(__file__).resolve().parents[3] / "shared" / "data" / "standards_ids" / "nhs_number_vectors.csv"


@pytest.mark.parametrize("number", ["9434765919", "943 476 5919", "943-476-5919", " 9434765919 "])
def test_it_knows_a_number_however_it_is_spaced(number: str) -> None:
    assert nhs_number.valid(number)
    assert "943 476 5919" == nhs_number.in_threes(number)


@pytest.mark.parametrize(
    "number", ["9434765918", "943476591", "94347659190", "943476591A", "", "9996825540", "943 476 591 9"]
)
def test_it_refuses_what_was_never_issued(number: str) -> None:
    assert not nhs_number.valid(number)


def test_it_says_which_of_the_two_is_wrong() -> None:
    with pytest.raises(NotAnNhsNumber, match="has ten digits"):
        nhs_number.normalise("943")
    with pytest.raises(NotAnNhsNumber, match="The last digit does not agree"):
        nhs_number.normalise("9434765918")


def test_it_refuses_digits_of_other_scripts() -> None:
    assert not nhs_number.valid("٩٤٣٤٧٦٥٩١٩")


def test_the_first_test_numbers_are_these() -> None:
    # 999 000 000: weighted sum 243, 1 modulo 11, so its check would be 10 and it is never issued.
    # 999 000 001: 245, 3 modulo 11, check 8. 999 000 002: 247, 5 modulo 11, check 6.
    assert ["9990000018", "9990000026"] == [nhs_number.test_number(n) for n in range(2)]
    assert nhs_number.is_test_number("9990000018")
    assert not nhs_number.is_test_number("9434765919")


def test_test_numbers_are_all_valid_numbers_of_the_range_in_order() -> None:
    every = (f"{n:010d}" for n in range(9_990_000_000, 10_000_000_000))

    expected = list(islice((number for number in every if nhs_number.valid(number)), 300))
    assert expected == [nhs_number.test_number(n) for n in range(300)]


def test_the_range_ends_where_it_says() -> None:
    assert nhs_number.valid(nhs_number.test_number(909_090))
    for n in (909_091, -1):
        with pytest.raises(NotAnNhsNumber, match="Use 0 to 909090"):
            nhs_number.test_number(n)


@given(st.integers(0, 909_089))
def test_each_test_number_is_valid_and_below_the_next(n: int) -> None:
    this, following = nhs_number.test_number(n), nhs_number.test_number(n + 1)

    assert nhs_number.valid(this)
    assert this < following


@pytest.mark.skipif(not VECTORS.is_file(), reason="the vectors are not here")
def test_it_agrees_with_every_published_vector() -> None:
    with VECTORS.open(newline="") as lines:
        for row in csv.DictReader(lines):
            assert (row["valid"] == "Y") == nhs_number.valid(row["value"]), row
