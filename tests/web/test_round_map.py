"""The map is drawn from doors and the edge alone, north up, and stays inside its frame."""

from __future__ import annotations

from kith.core.dates import ONE_DAY
from kith.rota.planner import Place
from kith.rota.queries import planned_visits
from kith.rota.queries_doors import Door, doors_of
from kith.web.round_map import Frame, round_map
from kith.web.today_page import TodayPage, rounds_of
from kith.web.visit_rows import tally, visit_rows
from tests.factories import NOW, TODAY
from tests.web.street import Street


def page_of(here: Street) -> TodayPage:
    rows = visit_rows(planned_visits(TODAY, TODAY + ONE_DAY), NOW)
    rounds = rounds_of(rows, NOW)
    return TodayPage(rows=tuple(rows), names={}, tally=tally(rows), needs=(), rounds=rounds, unassigned=())


def test_north_is_up_and_east_is_right() -> None:
    frame = Frame([(53.79, -1.61), (53.81, -1.59)])
    (south_west_x, south_west_y), (north_east_x, north_east_y) = (
        frame.at(53.79, -1.61),
        frame.at(53.81, -1.59),
    )
    assert south_west_x < north_east_x
    assert north_east_y < south_west_y


def test_doors_fill_once_somebody_has_been_there(here: Street) -> None:
    shown = page_of(here)
    drawing = round_map(here.cast.patch, shown, shown.rounds, doors_of([here.ada.pk, here.bert.pk], TODAY))
    assert drawing is not None
    assert ["dn", "dr"] == sorted(spot.css.split()[0] for spot in drawing.doors)
    assert ["GO"] == [spot.text for spot in drawing.workers]


def test_everything_stands_inside_the_frame(here: Street) -> None:
    shown = page_of(here)
    drawing = round_map(here.cast.patch, shown, shown.rounds, doors_of([here.ada.pk, here.bert.pk], TODAY))
    assert drawing is not None
    for spot in drawing.doors:
        assert 0 < spot.x < drawing.width
        assert 0 < spot.y < drawing.height


def test_a_street_is_a_line_along_its_doors(here: Street) -> None:
    doors = {
        here.ada.pk: Door(place=Place(lat=53.80, lon=-1.60), postcode="ZZ1 1AA", street="Mill Road"),
        here.bert.pk: Door(place=Place(lat=53.80, lon=-1.605), postcode="ZZ1 1AA", street="Mill Road"),
    }
    drawing = round_map(here.cast.patch, page_of(here), (), doors)
    assert drawing is not None
    assert ["Mill Road"] == [label.text for label in drawing.labels]
    assert 1 == len(drawing.streets)


def test_nothing_is_drawn_where_nothing_has_a_place(here: Street) -> None:
    assert round_map(here.cast.patch, page_of(here), (), {}) is None
