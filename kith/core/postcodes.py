"""Postcodes: how they are written, and the public files that say where they are.

Two files are read as they are published: the ONS postcode directory, with a header, and Ordnance Survey's
Code-Point Open, without one. Both place a postcode on the national grid, in metres; pages and patches need
latitude and longitude, which are worked out where a file has none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import BinaryIO

from pyproj import Transformer

from kith.core.errors import Invalid
from kith.core.table_cells import BadCell, number, text, whole_number
from kith.core.tables import Column, Row, Table, read_table

_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][ABD-HJLNP-UW-Z]{2})")
_NOT_IN_BRITAIN = ("BT", "GY", "JE", "IM")
_SOUTH_WEST = (49.8, -8.7)
_NORTH_EAST = (60.9, 1.8)
_CODE_POINT_PLACES = ("postcode", "quality", "easting", "northing", "", "", "", "", "", "ward_code")


class NotAPostcode(Invalid):
    """These characters are not a postcode of the United Kingdom."""

    code = "not_a_postcode"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostcodePoint:
    """Where a postcode is: degrees (WGS 84), metres on the national grid, and the areas that hold it.

    `quality` is the publisher's own mark for how well it is placed; the lower, the better.
    """

    postcode: str
    lat: float
    lon: float
    easting: int | None
    northing: int | None
    ward_code: str | None
    lsoa_code: str | None
    quality: int | None


def normalise(postcode: str) -> str:
    """A postcode as it stands on an envelope: LS12 1AU.

    Raises `NotAPostcode`.
    """
    found = _POSTCODE.fullmatch(re.sub(r"\s", "", postcode).upper())
    if not found:
        raise NotAPostcode(
            "“{shown}” is not a postcode. Write it like LS12 1AU.", postcode=postcode, shown=postcode[:20]
        )
    return f"{found[1]} {found[2]}"


def valid(postcode: str) -> bool:
    """Whether this is written as a postcode of the United Kingdom, with or without its space."""
    return _POSTCODE.fullmatch(re.sub(r"\s", "", postcode).upper()) is not None


def _postcode_cell(cell: str) -> str:
    try:
        return normalise(cell)
    except NotAPostcode as error:
        raise BadCell("not_a_postcode", error.text, **error.fields) from error


COLUMNS = (
    Column(
        key="postcode", read=_postcode_cell, names=("pcds", "pcd8", "pcd7", "pcd", "pcd2", "pc", "post code")
    ),
    Column(
        key="quality",
        read=whole_number(1, 100),
        names=("positional_quality", "positional_quality_indicator", "pq", "osgrdind", "gridind"),
        required=False,
        may_be_bad=True,
    ),
    Column(
        key="easting",
        read=whole_number(-10_000_000, 10_000_000),
        names=("eastings", "oseast1m", "east1m", "ea"),
        required=False,
    ),
    Column(
        key="northing",
        read=whole_number(-10_000_000, 10_000_000),
        names=("northings", "osnrth1m", "north1m", "no"),
        required=False,
    ),
    Column(key="lat", read=number(-90, 100), names=("latitude",), required=False),
    Column(key="lon", read=number(-180, 180), names=("long", "longitude", "lng"), required=False),
    Column(
        key="ward_code",
        read=text,
        names=("ward", "osward", "wd25cd", "wd24cd", "wd23cd", "wd22cd", "admin_ward_code", "wc"),
        required=False,
    ),
    Column(
        key="lsoa_code",
        read=text,
        names=("lsoa21_code", "lsoa21", "lsoa21cd", "lsoa11_code", "lsoa11", "lsoa11cd", "lsoa"),
        required=False,
    ),
    Column(key="ended", read=text, names=("doterm",), required=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostcodeFile:
    """A postcode file being read. Iterate it once for its points; `table` holds findings and counts."""

    table: Table

    def __iter__(self) -> Iterator[PostcodePoint]:
        seen: set[str] = set()
        for row in self.table:
            try:
                point = _point(row)
                _check_new(point.postcode, seen)
            except BadCell as bad:
                self.table.refuse(row, None, bad.reason, bad.message)
                continue
            seen.add(point.postcode)
            yield point


def read_postcodes(source: bytes | BinaryIO) -> PostcodeFile:
    """The postcodes of an ONS or Code-Point Open file, those in Great Britain that can be placed.

    Raises nothing: rows that cannot be used are among `table.findings`, with their number and reason.
    """
    return PostcodeFile(table=read_table(source, COLUMNS, by_place=_CODE_POINT_PLACES))


def to_degrees(easting: int, northing: int) -> tuple[float, float]:
    """Latitude and longitude (WGS 84) of a point on the national grid (OSGB36), to within a few metres."""
    lon, lat = _national_grid().transform(easting, northing)
    return round(lat, 6), round(lon, 6)


def to_grid(lat: float, lon: float) -> tuple[int, int]:
    """Easting and northing on the national grid (OSGB36), in whole metres, of a place in degrees (WGS 84)."""
    easting, northing = _national_grid().transform(lon, lat, direction="INVERSE")
    return round(easting), round(northing)


def in_britain(lat: float, lon: float) -> bool:
    """Whether this is within the box around Great Britain."""
    return _SOUTH_WEST[0] <= lat <= _NORTH_EAST[0] and _SOUTH_WEST[1] <= lon <= _NORTH_EAST[1]


@lru_cache(maxsize=1)
def _national_grid() -> Transformer:
    return Transformer.from_crs("EPSG:27700", "EPSG:4326", always_xy=True)


def _point(row: Row) -> PostcodePoint:
    if row["ended"]:
        raise BadCell("ended", "{postcode} is no longer in use.", postcode=row["postcode"])
    if row["postcode"].startswith(_NOT_IN_BRITAIN):
        raise BadCell("outside_britain", "{postcode} is not in Great Britain.", postcode=row["postcode"])
    lat, lon = _place(row)
    if not in_britain(lat, lon):
        raise BadCell("outside_britain", "{lat}, {lon} is outside Great Britain.", lat=lat, lon=lon)
    return PostcodePoint(
        postcode=row["postcode"],
        lat=lat,
        lon=lon,
        easting=row["easting"],
        northing=row["northing"],
        ward_code=row["ward_code"],
        lsoa_code=row["lsoa_code"],
        quality=row["quality"],
    )


def _place(row: Row) -> tuple[float, float]:
    lat, lon, easting, northing = (row[key] for key in ("lat", "lon", "easting", "northing"))
    if lat is not None and lon is not None:
        return lat, lon
    # Publishers write nought and nought for a postcode nobody has placed.
    if easting is None or northing is None or (easting, northing) == (0, 0):
        raise BadCell(
            "no_place",
            "{postcode} has neither latitude and longitude nor a place on the grid.",
            postcode=row["postcode"],
        )
    if not (0 <= easting <= 700_000 and 0 <= northing <= 1_300_000):
        raise BadCell(
            "outside_britain",
            "{easting}, {northing} is off the national grid.",
            easting=easting,
            northing=northing,
        )
    return to_degrees(easting, northing)


def _check_new(postcode: str, seen: set[str]) -> None:
    if postcode in seen:
        raise BadCell("repeated", "{postcode} stands twice. The first was used.", postcode=postcode)
