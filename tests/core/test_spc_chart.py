import re
from datetime import date, timedelta
from itertools import product
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.core.spc import Chart, Point, xmr
from kith.core.spc_chart import draw, table_rows
from kith.core.spc_rules import Improvement
from kith.core.spc_series import read_series
from kith.core.spc_words import assurance_icon, plain_number, reads_as, sentence, variation_icon

SVG = "{http://www.w3.org/2000/svg}"
MONDAY = date(2026, 4, 27)
BEFORE = [71.8, 73.1, 70.2, 72.6, 74.0, 71.1, 69.9, 72.2, 73.4, 70.8, 72.9, 71.5, 70.4, 72.7]
AFTER = [80.1, 82.6, 81.2, 79.8, 83.0, 81.6, 80.4, 82.2, 80.9, 83.4, 84.1, 83.2, 84.6, 83.5, 84.9, 84.3]
REBASED_ON = date(2026, 8, 3)


def weekly(ys: list[float]) -> list[Point]:
    return [(MONDAY + timedelta(weeks=n), y) for n, y in enumerate(ys)]


def familiar_faces() -> Chart:
    return xmr(weekly(BEFORE + AFTER), target=85, rebase=[REBASED_ON])


def percent(value: float) -> str:
    return f"{value:.1f} %"


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))  # noqa: S314


def words(svg: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in svg.iter(f"{SVG}text")]


def test_a_grey_disc_is_as_expected_and_a_blue_diamond_an_improvement() -> None:
    svg = parsed(draw(familiar_faces(), title="Familiar faces", identity="faces"))

    assert 23 == len(list(svg.iter(f"{SVG}circle")))
    diamonds = [shape for shape in svg.iter(f"{SVG}rect") if shape.get("transform")]
    assert ["var(--spc-good)"] * 7 == [shape.get("fill") for shape in diamonds]


def test_each_group_has_its_average_its_limits_and_its_expected_range() -> None:
    svg = parsed(draw(familiar_faces(), title="Familiar faces", identity="faces"))

    ranges = [shape for shape in svg.iter(f"{SVG}rect") if shape.get("fill") == "var(--sunk)"]
    dashed = [path for path in svg.iter(f"{SVG}path") if path.get("stroke-dasharray") == "5 5"]
    solid = [path for path in svg.iter(f"{SVG}path") if path.get("stroke") == "var(--ink)"]
    assert (2, 2, 2) == (len(ranges), len(dashed), len(solid))


def test_the_target_the_rebase_with_its_cause_and_the_last_value_are_written_out() -> None:
    svg = draw(
        familiar_faces(),
        title="Familiar faces",
        identity="faces",
        write=percent,
        causes={REBASED_ON: "walking <rounds>"},
    )

    written = words(parsed(svg))
    assert "Target 85.0 %" in written
    assert "3 Aug: walking <rounds>" in written
    assert "limits worked out afresh" in written
    assert "84.3 %" == written[-1]


def test_it_is_read_out_with_what_it_shows() -> None:
    svg = parsed(draw(familiar_faces(), title="Familiar faces", identity="faces", write=percent))

    title = svg.find(f"{SVG}title")
    assert title is not None
    assert "faces" == title.get("id") == svg.get("aria-labelledby")
    assert "img" == svg.get("role")
    assert (
        "Familiar faces. The last value, 84.3 % on 16 November 2026, is one of at least 7 in a row above the "
        "average: an improvement that is unlikely to be chance. The target of 85.0 % will be met some times "
        "and missed others." == title.text
    )


def test_it_keeps_to_the_content_security_policy() -> None:
    chart = familiar_faces()
    for svg in (draw(chart, title="x", identity="x"), variation_icon(chart), assurance_icon(chart)):
        assert "style=" not in svg
        assert "<script" not in svg
        assert not re.search(r"#[0-9a-f]{3,6}\b", svg), "colours come from the design language"


def test_points_without_dates_are_numbered() -> None:
    svg = parsed(draw(xmr([(None, y) for y in BEFORE]), title="x", identity="x"))

    assert "1" in words(svg)


def test_a_series_over_two_years_says_which() -> None:
    assert "27 Apr 26" in words(parsed(draw(xmr(weekly(BEFORE * 4)), title="x", identity="x")))


def test_the_table_says_what_the_picture_shows() -> None:
    rows = table_rows(familiar_faces(), write=percent)

    assert (30, date(2026, 11, 16)) == (len(rows), rows[-1].date)
    assert ("84.3 %", "82.5 %", "78.4 % to 86.5 %") == (rows[-1].value, rows[-1].average, rows[-1].expected)
    assert "improvement: one of at least 7 in a row above the average" == rows[-1].reads_as
    assert ("as expected", False) == (rows[0].reads_as, rows[0].is_special)
    assert "" == table_rows(xmr([(None, 5.0)]))[0].expected


QUIET = [10.0, 12.0] * 6


@pytest.mark.parametrize(
    ("ys", "expected"),
    [
        ([16.4], "above the upper limit"),
        ([5.6], "below the lower limit"),
        ([15.0, 12.0, 15.5], "one of two points out of three close to the upper limit"),
        ([7.0, 10.0, 6.5], "one of two points out of three close to the lower limit"),
        ([10.0, 10.2, 10.4, 10.6, 11.2, 11.4, 11.6], "one of at least 7 in a row rising"),
        ([12.0, 11.6, 11.4, 11.2, 10.8, 10.6, 10.4], "one of at least 7 in a row falling"),
        ([10.0, 10.5] * 4, "one of at least 7 in a row below the average"),
    ],
)
def test_the_sentence_names_the_rule_that_fired(ys: list[float], expected: str) -> None:
    chart = xmr(weekly(QUIET + ys), improvement="neutral", fix_after=12)

    assert f"is {expected}: a change that is unlikely to be chance." in sentence(chart)
    assert reads_as(chart.last).endswith(f"than chance explains: {expected}")


def test_the_sentence_says_when_there_is_nothing_to_see_and_when_limits_are_a_guess() -> None:
    assert (
        "The last value, 12 on 13 July 2026, is no more than chance explains. "
        "There are fewer than 13 points, so the limits are a first guess." == sentence(xmr(weekly(QUIET)))
    )
    assert "a cause for concern" in sentence(xmr(weekly([*QUIET, 99.0]), improvement="decrease"))


def test_every_verdict_has_an_icon_with_its_words() -> None:
    improvements: list[Improvement] = ["increase", "decrease", "neutral"]
    labels = set()
    for improvement, target, last in product(improvements, (5.0, 11.0, 17.0, None), (40.0, -20.0, 11.0)):
        chart = xmr(weekly([*QUIET, last]), improvement=improvement, target=target, fix_after=12)
        for icon in filter(None, (variation_icon(chart), assurance_icon(chart))):
            labels.add(parsed(icon).get("aria-label"))

    assert 7 + 3 == len(labels)
    assert all(label and label.startswith(("Variation: ", "Assurance: ")) for label in labels)
    assert "" == assurance_icon(xmr(weekly(QUIET)))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (12.0, "12"),
        (-3.5, "−3.5"),
        (0.125, "0.125"),
        (1234.5, "1,234"),
        (84.26, "84.3"),
        (0.0, "0"),
        (100.0, "100"),
    ],
)
def test_a_plain_number_has_the_decimals_its_size_deserves(value: float, expected: str) -> None:
    assert expected == plain_number(value)


@given(st.lists(st.floats(-1e100, 1e100), min_size=1, max_size=30))
def test_any_series_can_be_drawn(ys: list[float]) -> None:
    svg = draw(xmr([(None, y) for y in ys]), title="Any", identity="any")

    assert "nan" not in svg
    assert len(ys) == len(list(parsed(svg).iter(f"{SVG}circle"))) + svg.count("rotate(45")


def test_a_series_is_read_from_a_file_with_or_without_dates() -> None:
    assert ((date(2026, 3, 2), 1.5), (None, 2.0)) == read_series(b"date,y\n02/03/2026,1.5\n,2\n").points
    assert ((None, 1.5), (None, 2.0)) == read_series(b"value\n1.5\n2\n").points


def test_a_row_of_a_series_without_a_number_is_reported_and_the_rest_used() -> None:
    series = read_series(b"date,y\n2026-03-02,many\n2026-03-09,2\n")

    assert ((date(2026, 3, 9), 2.0),) == series.points
    assert [(2, "y", "not_a_number")] == [(f.row_number, f.column, f.code) for f in series.table.findings]
