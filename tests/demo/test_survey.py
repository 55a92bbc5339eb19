"""The ground of the demonstration: what a postcode file gives, and what it is refused for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest

from kith.core.areas import holds, read_boundary
from kith.core.postcodes import PostcodePoint
from kith.demo.options import CannotDemonstrate, Options
from kith.demo.places import PatchPlan, real_patches
from kith.demo.survey import survey

HEADER = "postcode,easting,northing,lat,lon,ward_code\n"
GEOGRAPHY = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "geography"
PILOT_WARDS = {"E05011385", "E05011387", "E05012648"}


def street(ward: str, lat: float, count: int = 6) -> str:
    """Rows of one ward's postcodes, 200 metres apart along a street."""
    return "".join(
        f"LS{ord(ward) - 64} {place}AA,428000,433000,{lat},{-1.60 + place * 0.003:.3f},{ward}\n"
        for place in range(count)
    )


def ground(tmp_path: Path, rows: str) -> Options:
    file = tmp_path / "postcodes.csv"
    file.write_text(rows, encoding="utf-8")
    return Options(people=12, weeks=2, postcodes=file)


def first_to_hold(patches: Sequence[PatchPlan], lat: float, lon: float) -> PatchPlan:
    """The first patch by name whose edge holds a place: how people are placed."""
    ordered = sorted(patches, key=lambda patch: patch.name)
    return next(patch for patch in ordered if holds(read_boundary(patch.boundary), lat, lon))


def test_each_ward_is_a_patch_named_after_its_district(tmp_path: Path) -> None:
    found = survey(ground(tmp_path, HEADER + street("A", 53.80) + street("B", 53.82)))
    assert ["Ward A (LS1)", "Ward B (LS2)"] == [patch.name for patch in found.patches]
    assert 12 == len(found.postcodes)
    assert ["12 of 12 postcodes of the file were used."] == list(found.findings.in_words())


def test_the_largest_wards_are_taken() -> None:
    points = [
        PostcodePoint(
            postcode=f"LS{ward} {place}AA", lat=53.70 + ward / 50, lon=-1.6 + place / 500,
            easting=None, northing=None, ward_code=f"W{ward}", lsoa_code=None, quality=None,
        )
        for ward in range(1, 6)
        for place in range(ward)
    ]  # fmt: skip
    patches = real_patches(points, most=2, rng=Random(1))
    assert [("W4",), ("W5",)] == [patch.ward_codes for patch in patches]


def test_no_door_stands_where_an_edge_drawn_earlier_reaches(tmp_path: Path) -> None:
    overlapping = HEADER + street("A", 53.8000) + street("B", 53.8004)
    patches = survey(ground(tmp_path, overlapping)).patches
    for patch in patches:
        assert {patch.name} == {first_to_hold(patches, door.lat, door.lon).name for door in patch.doors}


def test_bad_rows_are_told_with_their_numbers_and_the_rest_is_used(tmp_path: Path) -> None:
    bad = "NONSENSE,1,1,53.8,-1.6,A\nLS12 9ZZ,1,1,10.0,-1.6,A\n"
    assert [
        "6 of 8 postcodes of the file were used.",
        "row 2, postcode: “NONSENSE” is not a postcode. Write it like LS12 1AU.",
        "row 3: 10.0, -1.6 is outside Great Britain.",
    ] == list(survey(ground(tmp_path, HEADER + bad + street("A", 53.80))).findings.in_words())


def test_many_bad_rows_are_counted(tmp_path: Path) -> None:
    bad = "".join(f"NONSENSE{number},1,1,53.8,-1.6,A\n" for number in range(30))
    told = list(survey(ground(tmp_path, HEADER + bad + street("A", 53.80))).findings.in_words())
    assert 12 == len(told)
    assert "and 20 more. See them all: kith import postcodes FILE" == told[-1]


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ("", "No row names the columns"),
        ("a,b,c\n1,2,3\n", "No row names the columns"),
        (HEADER + "LS12 1AU,1,1,10.0,10.0,A\n", "row 2: 10.0, 10.0 is outside Great Britain"),
        ("\x00\x01\x02" * 500, "No row names the columns"),
    ],
    ids=["empty", "another header", "outside Britain", "no table"],
)
def test_it_refuses_a_file_without_a_usable_postcode(tmp_path: Path, rows: str, reason: str) -> None:
    with pytest.raises(CannotDemonstrate, match="holds no postcode that can be used") as refused:
        survey(ground(tmp_path, rows))
    assert reason in refused.value.message


@pytest.mark.parametrize(
    ("file", "postcodes", "wards"),
    [
        ("chws_pilot_wards_postcodes.csv", 1_931, PILOT_WARDS),
        ("leeds_postcodes_2025.csv", 20_743, None),
    ],
)
def test_it_reads_the_postcodes_of_leeds(file: str, postcodes: int, wards: set[str] | None) -> None:
    path = GEOGRAPHY / file
    if not path.exists():
        pytest.skip("the shared data is not beside this checkout")
    found = survey(Options(people=12, weeks=2, postcodes=path))
    assert postcodes == len(found.postcodes)
    assert 3 == len(found.patches)
    assert wards in (None, {code for patch in found.patches for code in patch.ward_codes})
    assert {"Polygon"} == {patch.boundary["type"] for patch in found.patches}
