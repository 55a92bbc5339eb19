"""A tiny week of a provider's own: three people, two workers who drive, Monday and Tuesday."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from kith.core.dates import LONDON
from kith.core.postcodes import to_grid
from kith.orgs.actions import NewPostcode, add_postcodes
from kith.orgs.models import Organisation, User
from kith.rota.actions_shadow import kept
from kith.rota.insertion import InsertionHeuristic
from kith.rota.models import ShadowRun
from kith.rota.planner import Place
from kith.rota.shadow import Choices, Week
from kith.rota.shadow_comparison import compare
from kith.rota.shadow_reading import Reading, week_of
from kith.rota.shadow_table import read_rota_table
from tests.factories import NOW

MONDAY, TUESDAY = date(2026, 4, 13), date(2026, 4, 14)
# On one line north: by our detour 144 m from Ada to Bert, and 1,446 m from Ada to Cora.
PLACES = {
    "LS12 1AA": Place(lat=53.800, lon=-1.6),
    "LS12 1AB": Place(lat=53.801, lon=-1.6),
    "LS12 1AD": Place(lat=53.810, lon=-1.6),
}
HEADER = "Visit ref,Client,Postcode,Date,Start,End,Carer,Mode"
ROWS = (
    "1,P-Ada,LS12 1AA,13/04/2026,08:00,08:30,W-Grace,drive",
    "2,P-Cora,LS12 1AD,13/04/2026,08:35,09:05,W-Grace,drive",
    "3,P-Bert,LS12 1AB,13/04/2026,08:00,08:45,W-Nia,drive",
    "4,P-Ada,LS12 1AA,13/04/2026,12:00,12:30,W-Grace,drive",
    "4,P-Ada,LS12 1AA,13/04/2026,12:00,12:30,W-Nia,drive",
    "5,P-Ada,LS12 1AA,14/04/2026,08:00,08:30,W-Nia,drive",
    "6,P-Bert,LS12 1AB,14/04/2026,09:00,09:30,W-Grace,drive",
)


def table(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join((header, *(rows or ROWS))).encode()


def read(*rows: str, header: str = HEADER) -> tuple[Reading, Week | None]:
    reading = read_rota_table(table(*rows, header=header))
    return reading, week_of(reading, PLACES, Choices())


def tiny_week() -> Week:
    _, week = read()
    assert week is not None
    return week


def london(on: date, clock: str) -> datetime:
    return datetime.combine(on, time.fromisoformat(clock), tzinfo=LONDON).astimezone(UTC)


def known_postcodes() -> None:
    """Put the postcodes of the tiny week into the directory."""
    points = []
    for postcode, place in PLACES.items():
        easting, northing = to_grid(place.lat, place.lon)
        points.append(
            NewPostcode(postcode=postcode, lat=place.lat, lon=place.lon, easting=easting, northing=northing)
        )
    add_postcodes(by=None, at=NOW, points=points)


def tried(organisation: Organisation, by: User | None = None) -> ShadowRun:
    """The tiny week as a provider has tried it, worked out."""
    reading, week = read()
    assert week is not None
    return ShadowRun.objects.create(
        organisation=organisation,
        asked_by=by,
        asked_at=NOW,
        state=ShadowRun.State.READY,
        starts_on=week.starts_on,
        visits=len(week.visits),
        tolerance_minutes=30,
        percent=100,
        reading=kept(reading),
        result=compare(week, Choices(), planner=InsertionHeuristic()),
    )
