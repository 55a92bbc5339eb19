"""`kith import`: every row of a file is used or reported with its number, and again changes nothing."""

import json
from pathlib import Path
from typing import Any

import pytest

from kith.orgs.models import Area, PostcodePoint
from tests import factories
from tests.cli.conftest import Kith

pytestmark = pytest.mark.django_db

GEOGRAPHY = Path(__file__).resolve().parents[3] / "shared" / "data" / "geography"
HEADER = "pcds,oseast1m,osnrth1m,lat,long,osward,lsoa21\n"
ARMLEY = "LS12 1AU,427064,433332,53.795598,-1.590624,E05011385,E01011292\n"
needs_real_files = pytest.mark.skipif(not GEOGRAPHY.is_dir(), reason="the real postcode files are not here")


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def stored() -> list[dict[str, Any]]:
    return list(PostcodePoint.objects.order_by("postcode").values())


def test_it_puts_postcodes_in_place(kith: Kith, tmp_path: Path) -> None:
    result = kith("import", "postcodes", written(tmp_path / "codes.csv", HEADER + ARMLEY))
    assert (0, "1 of 1 postcodes are in place.\n") == (result.exit_code, result.stdout)
    assert [
        {
            "postcode": "LS12 1AU",
            "lat": 53.795598,
            "lon": -1.590624,
            "easting": 427064,
            "northing": 433332,
            "ward_code": "E05011385",
            "lsoa_code": "E01011292",
        }
    ] == stored()


def test_bad_rows_are_named_by_number_and_reason_and_the_rest_is_used(kith: Kith, tmp_path: Path) -> None:
    bad = "LEEDS,1,1,,,,\nLS12 1AZ,428311,433368,91.0,-1.57,E05011385,\nLS12 1AU,1,1,53,-1,,\n"
    result = kith("import", "postcodes", written(tmp_path / "codes.csv", HEADER + ARMLEY + bad))
    assert 0 == result.exit_code
    assert "row 3, pcds: “LEEDS” is not a postcode. Write it like LS12 1AU." in result.stderr
    assert "row 4: 91.0, -1.57 is outside Great Britain." in result.stderr
    assert "row 5: LS12 1AU stands twice. The first was used." in result.stderr
    assert "1 of 4 postcodes are in place.\n" == result.stdout


def test_importing_again_changes_nothing(kith: Kith, tmp_path: Path) -> None:
    file = written(tmp_path / "codes.csv", HEADER + ARMLEY)
    kith("import", "postcodes", file)
    before = stored()
    assert 0 == kith("import", "postcodes", file).exit_code
    assert before == stored()


def test_a_file_without_the_grid_is_placed_on_it(kith: Kith, tmp_path: Path) -> None:
    kith(
        "import",
        "postcodes",
        written(tmp_path / "codes.csv", "postcode,lat,lon\nLS12 1AU,53.795598,-1.590624\n"),
    )
    assert [(427064, 433332)] == [(row["easting"], row["northing"]) for row in stored()]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name,street\nAda,Hollin Lane\n", "row 1"),
        ("", "holds no postcode that can be used"),
        ("postcode,lat,lon\nLEEDS,1,2\n", "row 2, postcode:"),
    ],
)
def test_a_file_of_something_else_is_refused_in_one_sentence(
    kith: Kith, tmp_path: Path, text: str, says: str
) -> None:
    result = kith("import", "postcodes", written(tmp_path / "codes.csv", text))
    assert 2 == result.exit_code
    assert says in result.stderr
    assert result.stderr.splitlines()[-1].startswith("kith: ")
    assert [] == stored()


@needs_real_files
def test_the_pilot_wards_are_in_place(kith: Kith) -> None:
    result = kith("import", "postcodes", GEOGRAPHY / "chws_pilot_wards_postcodes.csv")
    assert "1,931 of 1,931 postcodes are in place.\n" == result.stdout
    assert 1931 == PostcodePoint.objects.count()


@needs_real_files
def test_all_of_leeds_is_in_place(kith: Kith) -> None:
    result = kith("import", "postcodes", GEOGRAPHY / "leeds_postcodes_2025.csv")
    assert "20,743 of 20,743 postcodes are in place.\n" == result.stdout


def geojson(*names: str, **changes: object) -> str:
    features = [
        {"type": "Feature", "properties": {"code": name, "name": name}, "geometry": factories.MILLGATE}
        | changes
        for name in names
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


def test_it_draws_patches_and_leaves_known_ones_as_they_are(kith: Kith, tmp_path: Path) -> None:
    factories.council()
    file = written(tmp_path / "areas.geojson", geojson("Hollin", "Quarry"))
    result = kith("import", "areas", file, "--starts-on", "2026-01-05")
    assert "2 drawn; 0 known already and left as they are.\n" == result.stdout
    file.write_text(geojson("Hollin", "Moor"))
    result = kith("import", "areas", file, "--starts-on", "2026-02-02")
    assert "1 drawn; 1 known already and left as they are.\n" == result.stdout
    assert ["Hollin", "Moor", "Quarry"] == sorted(Area.objects.values_list("name", flat=True))


def test_it_asks_whose_areas_they_are_where_two_councils_could_be_meant(kith: Kith, tmp_path: Path) -> None:
    factories.council()
    factories.council("Moorshire County Council")
    file = written(tmp_path / "areas.geojson", geojson("Hollin"))
    refused = kith("import", "areas", file)
    assert 2 == refused.exit_code
    assert (
        "Say whose areas these are. Councils here: Aireford City Council, Moorshire County Council."
        in refused.stderr
    )
    assert 0 == kith("import", "areas", file, "--council", "moorshire county council").exit_code


def test_a_shape_that_is_no_area_is_refused_and_nothing_is_drawn(kith: Kith, tmp_path: Path) -> None:
    factories.council()
    point = {"type": "Point", "coordinates": [-1.6, 53.8]}
    result = kith("import", "areas", written(tmp_path / "areas.geojson", geojson("Hollin", geometry=point)))
    assert 2 == result.exit_code
    assert "Area 1 (Hollin) is not a polygon. Draw its edge and close it." in result.stderr
    assert not Area.objects.exists()


@needs_real_files
def test_all_wards_of_leeds_are_drawn(kith: Kith) -> None:
    factories.council()
    result = kith("import", "areas", GEOGRAPHY / "leeds_wards22_boundaries.geojson")
    assert "33 drawn; 0 known already and left as they are.\n" == result.stdout
