import csv
import io
from pathlib import Path

import pytest

from kith.core.postcodes import (
    NotAPostcode,
    PostcodeFile,
    PostcodePoint,
    in_britain,
    normalise,
    read_postcodes,
    to_degrees,
    to_grid,
    valid,
)

GEOGRAPHY = Path(__file__).resolve().parents[3] / "shared" / "data" / "geography"
ARMLEY = PostcodePoint(
    postcode="LS12 1AU",
    lat=53.795598,
    lon=-1.590624,
    easting=427064,
    northing=433332,
    ward_code="E05011385",
    lsoa_code="E01011292",
    quality=10,
)


def codes(read: PostcodeFile) -> list[tuple[int, str]]:
    return [(finding.row_number, finding.code) for finding in read.table.findings]


@pytest.mark.parametrize("written", ["LS12 1AU", "ls121au", " LS12  1AU ", "LS1 21AU"])
def test_it_writes_a_postcode_as_on_an_envelope(written: str) -> None:
    assert "LS12 1AU" == normalise(written)
    assert valid(written)


@pytest.mark.parametrize("written", ["", "LS12", "LS12 1CU", "L12S 1AU", "LS12 1AUX", "12 1AU"])
def test_it_refuses_what_is_no_postcode(written: str) -> None:
    assert not valid(written)
    with pytest.raises(NotAPostcode, match="Write it like LS12 1AU"):
        normalise(written)


def test_it_reads_the_ons_directory() -> None:
    read = read_postcodes(
        b"postcode,positional_quality,easting,northing,lat,lon,ward_code,oa11_code,lsoa11_code\n"
        b"LS12 1AU,10,427064,433332,53.795598,-1.590624,E05011385,E00056903,E01011292\n"
    )

    assert [ARMLEY] == list(read)


def test_it_knows_the_publishers_other_headings() -> None:
    read = read_postcodes(
        b'"pcds","doterm","oseast1m","osnrth1m","osgrdind","osward","lsoa21","lat","long"\n'
        b'"LS12 1AU","","427064","433332","1","E05011385","E01011292",53.795598,-1.590624\n'
        b'"LS12 1ZZ","201506","427064","433332","1","E05011385","E01011292",53.795598,-1.590624\n'
    )

    assert ["LS12 1AU"] == [point.postcode for point in read]
    assert [(3, "ended")] == codes(read)


def test_it_reads_code_point_open_and_works_the_degrees_out() -> None:
    (point,) = read_postcodes(
        b'"LS12 1AU",10,427064,433332,"E92000001","E19000001","E18000002","","E08000035","E05011385"\n'
    )

    assert ("LS12 1AU", 427064, 433332, "E05011385") == (
        point.postcode,
        point.easting,
        point.northing,
        point.ward_code,
    )
    assert ARMLEY.lat == pytest.approx(point.lat, abs=0.00005)
    assert ARMLEY.lon == pytest.approx(point.lon, abs=0.00005)


def test_each_row_it_cannot_place_says_why_and_the_rest_are_used() -> None:
    read = read_postcodes(
        b"postcode,easting,northing,lat,lon\n"
        b"LS12 1AU,427064,433332,,\n"
        b"nowhere,427064,433332,,\n"
        b"LS12 1AX,0,0,,\n"
        b"LS12 1AY,,433332,,\n"
        b"LS12 1AZ,900000,433332,,\n"
        b"LS12 1BA,427064,-5,,\n"
        b"LS12 1BB,427064,433332,99.999999,0\n"
        b"LS12 1BD,427064,433332,48.85,2.35\n"
        b"BT1 1AA,427064,433332,54.6,-5.9\n"
        b"LS12 1AU,427064,433332,,\n"
        b"LS12 1BE,many,433332,,\n"
        b"LS12 1BF,1,1,,\n"
        b"LS12 1BG,427064,433333,,\n"
    )

    assert ["LS12 1AU", "LS12 1BG"] == [point.postcode for point in read]
    assert [
        (3, "not_a_postcode"),
        (4, "no_place"),
        (5, "no_place"),
        (6, "outside_britain"),
        (7, "outside_britain"),
        (8, "outside_britain"),
        (9, "outside_britain"),
        (10, "outside_britain"),
        (11, "repeated"),
        (12, "not_a_whole_number"),
        (14 - 1, "outside_britain"),
    ] == codes(read)
    assert (13, 2) == (read.table.read, read.table.used)


def test_a_file_that_is_no_postcode_file_has_no_points_and_says_so() -> None:
    read = read_postcodes(b"ward,name\nE05011385,Armley\n")

    assert [] == list(read)
    assert [(1, "missing_column")] == codes(read)


def test_the_national_grid_starts_where_ordnance_survey_says() -> None:
    # The false origin lies west of the Scillies: 49.7668 N, 7.5571 W (OS, "A guide to coordinate systems").
    lat, lon = to_degrees(0, 0)

    assert 49.7668 == pytest.approx(lat, abs=0.001)
    assert -7.5571 == pytest.approx(lon, abs=0.001)
    assert not in_britain(lat, lon)


@pytest.mark.skipif(not GEOGRAPHY.is_dir(), reason="the public postcode files are not here")
@pytest.mark.parametrize(
    ("name", "expected"), [("chws_pilot_wards_postcodes.csv", 1_931), ("leeds_postcodes_2025.csv", 20_743)]
)
def test_every_real_postcode_is_read_and_the_grid_agrees_with_its_degrees(name: str, expected: int) -> None:
    with (GEOGRAPHY / name).open("rb") as stream:
        points = list(read_postcodes(stream))

    assert expected == len(points)
    for point in points[::97]:
        assert point.easting is not None
        assert point.northing is not None
        assert (point.lat, point.lon) == pytest.approx(to_degrees(point.easting, point.northing), abs=0.0001)


@pytest.mark.skipif(not GEOGRAPHY.is_dir(), reason="the public postcode files are not here")
def test_the_same_places_come_from_code_point_open_as_from_the_ons_directory() -> None:
    with (GEOGRAPHY / "chws_pilot_wards_postcodes.csv").open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    as_code_point = io.StringIO()
    writer = csv.writer(as_code_point, quoting=csv.QUOTE_NONNUMERIC)
    for row in rows:
        grid = [int(row["positional_quality"]), int(row["easting"]), int(row["northing"])]
        writer.writerow([row["postcode"], *grid, "E92000001", "", "", "", "E08000035", row["ward_code"]])

    read = list(read_postcodes(as_code_point.getvalue().encode()))

    assert [(row["postcode"], row["ward_code"]) for row in rows] == [(p.postcode, p.ward_code) for p in read]
    assert [float(row["lat"]) for row in rows] == pytest.approx([point.lat for point in read], abs=0.0001)


def test_degrees_and_the_grid_lead_to_each_other() -> None:
    assert (427_064, 433_332) == to_grid(*to_degrees(427_064, 433_332))
