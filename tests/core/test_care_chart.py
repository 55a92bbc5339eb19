"""Care over time in stretches, and reasons by how often they were given."""

from __future__ import annotations

import re

from kith.core.care_chart import CareOverTime, Happened, Line, Stretch, stretches
from kith.core.ranked_chart import Ranked

LINES = (
    Line(week=1, until=9, minutes=210, workers=1),
    Line(week=9, until=None, minutes=420, workers=2),
    Line(week=5, until=9, minutes=70, workers=1),
)


def test_lines_together_are_stretches_of_worker_minutes() -> None:
    assert (
        Stretch(week=1, until=5, minutes=210, workers=1),
        Stretch(week=5, until=9, minutes=280, workers=1),
        Stretch(week=9, until=13, minutes=420, workers=2),
    ) == stretches(LINES, 12)


def test_a_change_that_changes_nothing_is_one_stretch_and_a_gap_is_no_care() -> None:
    lines = (
        Line(week=1, until=3, minutes=70, workers=1),
        Line(week=3, until=5, minutes=70, workers=1),
        Line(week=8, until=None, minutes=70, workers=1),
    )
    assert [(1, 5, 70), (5, 8, 0), (8, 11, 70)] == [
        (each.week, each.until, each.minutes) for each in stretches(lines, 10)
    ]
    assert () == stretches((), 10)


def test_the_chart_says_every_stretch_and_what_happened() -> None:
    chart = CareOverTime(
        title="Care", stretches=stretches(LINES, 12), happened=(Happened(week=9, words="Review"),)
    )
    assert (
        "Care: from week 1 210 minutes a week, 1 at a time; from week 5 280 minutes a week, 1 at a time; "
        "from week 9 420 minutes a week, 2 at a time; Review, week 9."
    ) == chart.sentence()
    drawn = chart.svg("care")
    assert ["3", "3", "6"] == re.findall(r'stroke="var\(--r1\)" stroke-width="(3|6)"', drawn)
    assert "<svg" in CareOverTime(title="None", stretches=()).svg("none")


def test_reasons_are_drawn_by_length_with_the_share_so_far() -> None:
    chart = Ranked(title="Causes", of=31, counts=(("Risk <averse>", 12), ("Equipment", 6), ("Other", 2)))
    assert "Causes, of 31. Risk <averse>: 12; Equipment: 6; Other: 2." == chart.sentence()
    drawn = chart.svg("causes")
    assert ["632.0", "316.0", "105.3"] == re.findall(r'width="([0-9.]+)" height="22"', drawn)
    assert ["60 %", "90 %", "100 %"] == re.findall(r"\d+ %", drawn)
    assert "Risk &lt;averse&gt;" in drawn
