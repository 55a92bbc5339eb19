"""Deciles of small areas, from the files as they are published."""

from __future__ import annotations

from pathlib import Path

import pytest

from kith.core.deprivation import fifth, read_deprivation

OFFICIAL = (
    "LSOA code (2021),LSOA name (2021),Index of Multiple Deprivation (IMD) Decile "
    "(where 1 is most deprived 10% of LSOAs)\n"
)
LEEDS = Path(__file__).resolve().parents[3] / "shared/data/geography/leeds_lsoa21_imd2025_disability2021.csv"


def test_the_published_header_is_understood() -> None:
    assert [("E01011264", 6)] == list(read_deprivation((OFFICIAL + "E01011264,Leeds 011A,6\n").encode()))


def test_each_row_that_is_no_small_area_says_why() -> None:
    published = read_deprivation(b"lsoa21_code,IMD_decile\nE01011264,11\nLeeds,3\nE01011265,10.0\n")
    assert [("E01011265", 10)] == list(published)
    assert [2, 3] == [found.row_number for found in published.table.findings]


@pytest.mark.parametrize(
    ("decile", "of_five"), [(1, 1), (2, 1), (3, 2), (5, 3), (6, 3), (8, 4), (9, 5), (10, 5)]
)
def test_two_deciles_are_a_fifth(decile: int, of_five: int) -> None:
    assert of_five == fifth(decile)


@pytest.mark.skipif(not LEEDS.exists(), reason="the published file is not beside the checkout")
def test_a_citys_file_is_read_whole() -> None:
    published = read_deprivation(LEEDS.read_bytes())
    areas = list(published)
    assert (488, []) == (len(areas), published.table.findings)
    assert set(range(1, 11)) == {decile for _, decile in areas}
