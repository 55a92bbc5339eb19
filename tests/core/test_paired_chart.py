"""Pairs of columns, before and after."""

from __future__ import annotations

import re

from kith.core.paired_chart import FOOT, TOP, Pair, Paired

CHART = Paired(
    title="People by workers",
    before="Now",
    after="Then",
    foot_words="Workers <in the week>",
    pairs=(Pair(name="1", before=0, after=5), Pair(name="2", before=10, after=2)),
)


def test_it_says_each_pair() -> None:
    assert "People by workers (Now, Then). 1: 0, 5; 2: 10, 2." == CHART.sentence()


def test_columns_stand_on_the_foot_and_the_tallest_reaches_the_top() -> None:
    drawn = CHART.svg("pairs")
    tall = [float(each) for each in re.findall(r'height="([0-9.]+)" fill="var', drawn)]
    assert [14.0, 14.0, 0.0, (FOOT - TOP) / 2, FOOT - TOP, (FOOT - TOP) / 5] == tall


def test_before_and_after_differ_by_more_than_colour_and_words_are_escaped() -> None:
    drawn = CHART.svg("pairs")
    assert 3 == drawn.count('fill="var(--card)"') == drawn.count('fill="var(--r1)"')
    assert "Workers &lt;in the week&gt;" in drawn
    assert '<title id="pairs">' in drawn


def test_without_a_pair_it_is_an_empty_frame() -> None:
    assert "<svg" in Paired(title="None", before="a", after="b", foot_words="", pairs=()).svg("none")
