"""Every chart is well-formed, says what it draws, keeps to the tokens, and stays inside its frame."""

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Protocol
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.core import places_chart
from kith.core.chart_parts import WIDTH, axis, spread_apart
from kith.core.curve_chart import CurvePoint, Curves, Line
from kith.core.flow_chart import Flow, Link
from kith.core.funnel_chart import Funnel, Place, share_spread
from kith.core.places_chart import PlacesChart
from kith.core.spread_chart import Panel, Spread
from kith.core.waterfall_chart import Waterfall, WaterfallStep

SVG = "{http://www.w3.org/2000/svg}"


class Drawn(Protocol):
    def sentence(self) -> str: ...

    def svg(self, identity: str) -> str: ...


def pounds(value: float) -> str:
    return f"£{value:,.2f}".replace("£-", "−£")


def funnel() -> Funnel:
    places = [("Area 1", 80, 21.0), ("Area 2", 71, -45.7), ("Area 4", 90, 17.0)]
    return Funnel(
        title="Change at review",
        places=tuple(Place(name=name, n=n, value=value) for name, n, value in places),
        centre=17.3,
        spread=60,
        count_words="reviews",
        write=pounds,
    )


def waterfall() -> Waterfall:
    return Waterfall(
        title="Savings",
        first="",
        start=0,
        steps=(
            WaterfallStep(name="Spot share", amount=480),
            WaterfallStep(name="Invoices", amount=1_110),
            WaterfallStep(name="Counted twice", amount=-920),
        ),
        last="Together",
        write=pounds,
    )


def curves(*, stepped: bool = False) -> Curves:
    points = (CurvePoint(0, 0.0, 0.0, 0.01), CurvePoint(1, 0.02, 0.01, 0.04), CurvePoint(3, 0.05, 0.02, 0.1))
    return Curves(
        title="Moved to a care home",
        lines=(Line(name="Primary", points=points, at_risk=((0, 1_400), (3, 12))),),
        foot_words="years since care began",
        stepped=stepped,
        change_at=(2, "after year 2"),
        at_risk_words="Still followed",
    )


def spread() -> Spread:
    return Spread(
        title="How long visits took",
        panels=(Panel(name="30 minutes", note="51 % under 20", counts=(1, 0, 5, 30, 20, 4, 2), planned=30),),
        width=5,
        foot_words="minutes",
    )


def flow() -> Flow:
    return Flow(
        title="From the front door",
        stages=("Contact", "Led to", "A year on"),
        links=(
            Link(stage=0, source="Hospital", target="Package", n=30),
            Link(stage=0, source="Community", target="Package", n=10),
            Link(stage=1, source="Package", target="Home care", n=25),
            Link(stage=1, source="Package", target="Died", n=15),
        ),
    )


def square(west: float, south: float) -> tuple[tuple[float, float], ...]:
    return ((west, south), (west + 0.02, south), (west + 0.02, south + 0.01), (west, south + 0.01))


def places() -> PlacesChart:
    shapes = [("Armley", -1.60, 0.51), ("Bramley", -1.63, 0.44), ("Farnley", -1.66, None)]
    return PlacesChart(
        title="Short visits",
        shapes=tuple(
            places_chart.Shape(name=name, rings=(square(west, 53.8),), value=value)
            for name, west, value in shapes
        ),
    )


CHARTS: tuple[Callable[[], Drawn], ...] = (funnel, waterfall, curves, spread, flow, places)


def parsed(chart: Drawn) -> ElementTree.Element:
    svg = chart.svg("chart").replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return ElementTree.fromstring(svg)  # noqa: S314


def words(chart: Drawn) -> list[str]:
    return [text.text or "" for text in parsed(chart).iter(f"{SVG}text")]


@pytest.mark.parametrize("chart", CHARTS)
def test_it_says_in_its_title_what_it_shows(chart: Callable[[], Drawn]) -> None:
    svg = parsed(chart())
    title = svg.find(f"{SVG}title")

    assert title is not None
    assert chart().sentence() == title.text
    assert ("img", "chart") == (svg.get("role"), svg.get("aria-labelledby"))


@pytest.mark.parametrize("chart", CHARTS)
def test_its_colours_are_tokens_and_nothing_is_styled_in_place(chart: Callable[[], Drawn]) -> None:
    for shape in parsed(chart()).iter():
        assert shape.get("style") is None
        for paint in (shape.get("fill"), shape.get("stroke")):
            assert paint is None or re.fullmatch(r"none|var\(--[a-z0-9-]+\)|url\(#chart-withheld\)", paint)


@pytest.mark.parametrize("chart", CHARTS)
def test_nothing_is_drawn_outside_its_frame(chart: Callable[[], Drawn]) -> None:
    svg = parsed(chart())
    _, _, wide, tall = (float(size) for size in svg.get("viewBox", "").split())

    assert WIDTH == wide
    for shape in (*svg.iter(f"{SVG}text"), *svg.iter(f"{SVG}rect"), *svg.iter(f"{SVG}circle")):
        x, y = (float(shape.get(name) or shape.get(f"c{name}") or 0) for name in "xy")
        assert 0 <= x <= wide
        assert 0 <= y <= tall


def test_the_funnel_names_the_place_that_chance_does_not_explain() -> None:
    assert ["Area 2"] == [place.name for place in funnel().outside]
    assert (
        "Change at review. 1 of 3 lie outside the 99.8 % limits around £17.30: Area 2 −£45.70 of 71."
        == funnel().sentence()
    )


def test_a_small_place_is_allowed_to_stray_further() -> None:
    near, far = funnel().limits(100), funnel().limits(25)  # 3.0902 × 60 / 10 and / 5

    assert pytest.approx((17.3 - 18.5414, 17.3 + 18.5414), abs=1e-3) == near
    assert pytest.approx((17.3 - 37.0828, 17.3 + 37.0828), abs=1e-3) == far


def test_a_share_cannot_stray_below_none() -> None:
    shares = Funnel(title="", places=(), centre=0.1, spread=share_spread(0.1), count_words="", share=True)

    assert 0.0 == shares.limits(5)[0]


def test_the_last_bar_of_a_waterfall_is_worked_out() -> None:
    assert pytest.approx(670) == waterfall().end
    assert "Savings. Spot share +£480.00; Invoices +£1,110.00; Counted twice −£920.00; Together £670.00." == (
        waterfall().sentence()
    )


def test_a_stepped_curve_keeps_each_level_until_the_next() -> None:
    straight, stepped = (
        next(path.get("d", "") for path in parsed(chart).iter(f"{SVG}path") if path.get("fill") == "none")
        for chart in (curves(), curves(stepped=True))
    )

    assert 3 == straight.count(" ")
    assert 5 == stepped.count(" ")


def test_under_the_curves_stand_how_many_are_still_followed() -> None:
    assert {"Still followed", "1,400", "12"} <= set(words(curves()))


def test_bins_under_two_thirds_of_the_plan_stand_out() -> None:
    bars = [shape.get("fill") for shape in parsed(spread()).iter(f"{SVG}rect")]

    assert ["var(--spc-bad)"] * 3 + ["var(--spc-same)"] * 3 == bars  # an empty bin is not drawn


def test_the_width_of_a_place_in_a_flow_is_how_many_were_there() -> None:
    assert {(0, "Hospital"): 30, (0, "Community"): 10, (1, "Package"): 40} == {
        node: size for node, size in flow().sizes().items() if node[0] < 2
    }


def test_a_withheld_place_is_hatched_and_said_to_be() -> None:
    filled = [shape.get("fill") for shape in parsed(places()).iter(f"{SVG}path")]

    assert 1 == filled.count("url(#chart-withheld)")
    assert "Short visits. Highest: Armley 0.51; lowest: Bramley 0.44. 1 withheld." == places().sentence()


@given(st.lists(st.floats(-1e7, 1e7), min_size=1, max_size=20))
def test_an_axis_holds_every_value_between_round_ends(values: list[float]) -> None:
    along = axis(values, 0, 100)

    assert all(-0.2 <= along.at(value) <= 100.2 for value in values)
    assert 2 <= len(along.marks()) <= 12


@given(st.lists(st.floats(0, 300), min_size=1, max_size=8))
def test_labels_spread_apart_do_not_lie_on_each_other(wanted: list[float]) -> None:
    placed = sorted(spread_apart(wanted, 18))

    assert all(after - before >= 18 - 1e-6 for before, after in pairwise(placed))


def test_the_edges_of_one_polygon_and_of_several_are_read_alike() -> None:
    corners = [[-1.6, 53.8], [-1.5, 53.8], [-1.5, 53.9], [-1.6, 53.8]]
    ring = tuple((lon, lat) for lon, lat in corners)
    assert (ring,) == places_chart.rings_of({"type": "Polygon", "coordinates": [corners]})
    assert (ring, ring) == places_chart.rings_of(
        {"type": "MultiPolygon", "coordinates": [[corners], [corners]]}
    )
