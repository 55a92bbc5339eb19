"""XmR charts: each rule on a series typed by hand, and the arithmetic worked out on paper."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.core.spc import Chart, NotAChart, Point, spc_json, xmr
from kith.core.spc_rules import (
    AssuranceType,
    Improvement,
    assurance_type,
    limits_of,
    run_ends,
    runs_behind,
    two_in_three,
)

FIRST_DAY = date(2026, 3, 2)
QUIET = [10.0, 12.0] * 7  # mean 11, every moving range 2, limits 5.68 and 16.32

WIDE = [1.0, 13.0] * 6  # mean 7, limits so wide that only runs can be special


def weekly(ys: Sequence[float]) -> list[Point]:
    return [(FIRST_DAY + timedelta(weeks=n), y) for n, y in enumerate(ys)]


def day(n: int) -> date:
    return FIRST_DAY + timedelta(weeks=n)


def causes(chart: Chart) -> list[str]:
    return [point.special_cause_type for point in chart.points]


def special(chart: Chart) -> dict[int, str]:
    return {n: cause for n, cause in enumerate(causes(chart)) if cause != "Common Cause"}


def test_limits_are_the_mean_and_2_66_average_moving_ranges() -> None:
    chart = xmr(weekly(QUIET))

    assert 11.0 == chart.last.mean
    assert 5.68 == pytest.approx(chart.last.lpl)
    assert 16.32 == pytest.approx(chart.last.upl)
    assert {} == special(chart)


def test_a_freak_moving_range_is_left_out_once_and_kept_when_asked() -> None:
    # Eighteen ranges of 1, one rise of 8 and one fall of 8 that is part of the same freak.
    ys = [1, 2, 1, 2, 1, 2, 1, 2, 1, 9, 1, 2, 1, 2, 1, 2, 1, 2]

    screened = xmr(weekly(ys)).last
    unscreened = xmr(weekly(ys), screen=False).last

    # Sum 34 over 18 points; fifteen ranges of 1 and two of 8: 31 / 17, of which the two of 8 are dropped.
    assert 34 / 18 == pytest.approx(screened.mean)
    assert 34 / 18 - 2.66 == pytest.approx(screened.lpl)
    assert 34 / 18 + 2.66 * 31 / 17 == pytest.approx(unscreened.upl)


@pytest.mark.parametrize(
    ("name", "ys", "expected"),
    [
        ("six above are chance", [12, 8, 12, 8, 12, 8, 12, 8, 11, 12, 11, 12, 11, 12, 8], {}),
        (
            "seven above are a shift, all seven marked",
            [10, 8, 10, 8, 10, 8, 10, 8, 12, 13, 12, 13, 12, 13, 12],
            {n: "7 Points Above CL" for n in range(8, 15)} | {n: "7 Points Below CL" for n in range(8)},
        ),
        ("six rising are chance", [5, 9, 5, 9, 5, 9, 4, 5, 6, 7, 8, 9, 5, 9, 5, 9], {}),
        (
            "seven rising are a trend, all seven marked",
            [5, 9, 5, 9, 5, 9, 4, 5, 6, 7, 8, 9, 10, 5, 9, 5],
            {n: "7 Point Trend (Increasing)" for n in range(6, 13)},
        ),
        (
            "seven falling are a trend",
            [9, 5, 9, 5, 9, 5, 10, 9, 8, 7, 6, 5, 4, 9, 5, 9],
            {n: "7 Point Trend (Decreasing)" for n in range(6, 13)},
        ),
        ("a tie breaks a trend", [5, 9, 5, 9, 5, 9, 4, 5, 6, 7, 7, 8, 9, 5, 9, 5], {}),
    ],
)
def test_it_marks(name: str, ys: list[float], expected: dict[int, str]) -> None:
    assert expected == special(xmr(weekly(ys)))


@pytest.mark.parametrize(("y", "expected"), [(16.4, "Above UCL"), (5.6, "Below LCL"), (16.3, "Common Cause")])
def test_a_point_outside_the_limits_is_special(y: float, expected: str) -> None:
    assert expected == causes(xmr(weekly([*QUIET, y]), fix_after=12))[-1]


def test_two_of_three_marks_only_those_near_the_limit() -> None:
    # Mean 11, average range 2 by the first twelve points: near limits 7.45 and 14.55, limits 5.68 and 16.32.
    ys = [*QUIET[:12], 15.0, 12.0, 15.5, 10.0, 12.0]

    assert {12: "2 in 3 Above CL", 14: "2 in 3 Above CL"} == special(xmr(weekly(ys), fix_after=12))


def test_two_near_opposite_limits_are_chance() -> None:
    assert {} == special(xmr(weekly([*QUIET[:12], 15.0, 7.0, 15.5, 10.0]), fix_after=12))


def test_outside_the_limits_comes_before_a_trend_and_a_trend_before_a_shift() -> None:
    ys = [*QUIET[:12], 10.0, 11.5, 12.0, 12.5, 13.0, 13.5, 14.0, 30.0]  # the last seven are a shift as well

    expected = {n: "7 Point Trend (Increasing)" for n in range(12, 19)} | {19: "Above UCL"}
    assert expected == special(xmr(weekly(ys), fix_after=12))


def test_a_turning_point_of_two_trends_takes_the_direction_on_its_right() -> None:
    chart = xmr(weekly([*WIDE, 1, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1]), fix_after=12)

    assert "7 Point Trend (Increasing)" == chart.points[17].special_cause_type
    assert "7 Point Trend (Decreasing)" == chart.points[18].special_cause_type


def test_a_rise_that_a_level_step_joins_to_another_ends_as_the_reference_says() -> None:
    chart = xmr(weekly([*WIDE, 1, 2, 3, 4, 5, 6, 7, 7, 8, 9, 10, 11, 12, 13]), fix_after=12)

    assert "7 Point Trend (Decreasing)" == chart.points[18].special_cause_type
    assert "7 Point Trend (Increasing)" == chart.points[19].special_cause_type


def test_a_series_that_never_moves_has_a_mean_and_no_limits() -> None:
    chart = xmr(weekly([0.1] * 20), target=0.3)

    assert (0.1, None, None) == (chart.last.mean, chart.last.lpl, chart.last.upl)
    assert {} == special(chart)
    assert "inconsistent" == chart.assurance_type


def test_without_screening_a_series_that_never_moves_is_its_own_limits() -> None:
    chart = xmr(weekly([0.1] * 20), screen=False, target=0.3)

    assert (0.1, 0.1, 0.1) == (chart.last.mean, chart.last.lpl, chart.last.upl)
    assert {} == special(chart)
    assert "consistent_fail" == chart.assurance_type


def test_a_shift_shows_even_where_there_are_no_limits() -> None:
    chart = xmr(weekly([5.0] * 12 + [6.0] * 7), fix_after=12)

    assert {n: "7 Points Above CL" for n in range(12, 19)} == special(chart)


def test_one_point_is_a_chart() -> None:
    point = xmr([(None, 3.0)]).last

    assert (3.0, None, None, "common_cause") == (point.mean, point.lpl, point.upl, point.point_type)


def test_a_rebase_works_everything_out_afresh_from_its_date() -> None:
    chart = xmr(weekly([*QUIET, *(y + 20 for y in QUIET)]), rebase=[day(14)])

    assert [0] * 14 + [1] * 14 == [point.group for point in chart.points]
    assert (11.0, 31.0) == (chart.points[13].mean, chart.points[14].mean)
    assert {} == special(chart)


def test_a_rebase_on_the_first_date_changes_nothing() -> None:
    assert xmr(weekly(QUIET)) == xmr(weekly(QUIET), rebase=[day(0)])


def test_limits_can_be_fixed_on_the_first_points_of_each_group() -> None:
    chart = xmr(weekly([*QUIET[:12], 16.0, 5.9, 16.0]), fix_after=12)

    assert 11.0 == chart.last.mean
    assert 16.32 == pytest.approx(chart.last.upl)


def test_points_are_put_in_date_order() -> None:
    chart = xmr(reversed(weekly(QUIET)))

    assert [day(n) for n in range(14)] == [point.date for point in chart.points]


def test_points_without_dates_keep_the_order_given() -> None:
    given_points: list[Point] = [(None, 3.0), (day(1), 1.0), (day(0), 2.0)]

    assert [3.0, 1.0, 2.0] == [point.y for point in xmr(given_points).points]


def test_run_lengths_can_be_set_and_name_their_rule() -> None:
    assert {} == special(xmr(weekly([5, 9, 5, 9, 5, 9, 4, 5, 6, 7, 8, 9, 10, 5, 9, 5]), trend=8))
    chart = xmr(weekly([5, 9, 5, 9, 5, 9, 4, 5, 6, 7, 8, 9, 5, 9, 5, 9]), trend=6)
    assert {n: "6 Point Trend (Increasing)" for n in range(6, 12)} == special(chart)
    shifted = xmr(weekly([10, 8, 10, 8, 10, 8, 10, 8, 12, 13, 12, 13, 12, 13, 12]), shift=8)
    assert {n: "8 Points Below CL" for n in range(8)} == special(shifted)


@pytest.mark.parametrize(
    ("improvement", "last", "point_type", "variation"),
    [
        ("increase", 40.0, "special_cause_improvement", "improvement_high"),
        ("increase", -20.0, "special_cause_concern", "concern_low"),
        ("decrease", 40.0, "special_cause_concern", "concern_high"),
        ("decrease", -20.0, "special_cause_improvement", "improvement_low"),
        ("neutral", 40.0, "special_cause_neutral_high", "neutral_high"),
        ("neutral", -20.0, "special_cause_neutral_low", "neutral_low"),
        ("increase", 11.0, "common_cause", "common_cause"),
    ],
)
def test_what_a_point_means_depends_on_which_way_is_better(
    improvement: Improvement, last: float, point_type: str, variation: str
) -> None:
    chart = xmr(weekly([*QUIET, last]), improvement=improvement)

    assert (point_type, variation) == (chart.last.point_type, chart.variation)


@pytest.mark.parametrize(
    ("improvement", "target", "expected"),
    [
        ("increase", 5.0, "consistent_pass"),
        ("increase", 11.0, "inconsistent"),
        ("increase", 17.0, "consistent_fail"),
        ("decrease", 5.0, "consistent_fail"),
        ("decrease", 11.0, "inconsistent"),
        ("decrease", 17.0, "consistent_pass"),
        ("neutral", 17.0, None),
        ("increase", None, None),
    ],
)
def test_assurance_compares_the_target_with_the_last_limits(
    improvement: Improvement, target: float | None, expected: AssuranceType | None
) -> None:
    assert expected == xmr(weekly(QUIET), improvement=improvement, target=target).assurance_type


def test_a_target_on_a_limit_is_still_hit_or_miss() -> None:
    assert "inconsistent" == assurance_type(5.0, 7.0, 7.0, "increase")
    assert "inconsistent" == assurance_type(5.0, 7.0, 5.0, "decrease")


def test_limits_on_fewer_than_13_points_are_a_trial() -> None:
    assert (1,) == xmr(weekly([*QUIET, *QUIET[:12]]), rebase=[day(14)]).trial_groups


@pytest.mark.parametrize(
    ("problem", "points", "settings", "says"),
    [
        ("none", [], {}, "There are no points to draw. Give at least one value."),
        ("text", [(None, "many")], {}, "“many” is not a number. Give a number."),
        ("no value", [(None, None)], {}, "“None” is not a number. Give a number."),
        ("not finite", [(None, float("nan"))], {}, "Point 1 is nan, which cannot be drawn. Give a number."),
        ("huge", [(None, 1e200)], {}, "Point 1 is 1e+200, which cannot be drawn. Give a number."),
        ("twice", weekly([1]) * 2, {}, "02/03/2026 stands twice. Give one value for each date."),
        ("fixed", weekly(QUIET), {"fix_after": 11}, "11 points are too few to fix limits on. "
            "Fix them after 12 points or more."),
        ("direction", weekly(QUIET), {"improvement": "up"},
            "“up” is not a direction. Say increase, decrease or neutral."),
        ("target", weekly(QUIET), {"target": float("inf")},
            "The target is not a number. Give a number, or no target."),
        ("runs", weekly(QUIET), {"shift": 1}, "A run needs at least 2 points. The NHS uses 7."),
        ("rebase", weekly(QUIET), {"rebase": [date(2026, 3, 3)]},
            "No point is dated 03/03/2026. Start the new limits at the date of a point."),
    ],
)  # fmt: skip
def test_it_refuses_and_says_what_to_do(
    problem: str, points: list[Point], settings: dict[str, object], says: str
) -> None:
    with pytest.raises(NotAChart) as refused:
        xmr(points, **settings)  # type: ignore[arg-type]

    assert says == refused.value.message


def test_the_json_has_exactly_the_words_of_the_reference() -> None:
    assert {
        "points": [
            {
                "date": None,
                "y": 3.0,
                "mean": 3.0,
                "lpl": None,
                "upl": None,
                "point_type": "common_cause",
                "special_cause_type": "Common Cause",
            }
        ],
        "assurance_type": None,
    } == spc_json(xmr([(None, 3.0)]))


def test_the_json_writes_dates_as_the_reference_does() -> None:
    (point,) = cast(list[dict[str, object]], spc_json(xmr(weekly([1])))["points"])

    assert "2026-03-02" == point["date"]


def test_the_pieces_agree_with_the_reference_on_its_own_examples() -> None:
    assert [0, 0, 0, 0, 0, 0, 1, 1, 0] == run_ends([1, 1, 1, 1, 1, 1, 1, 1, -1], 7)
    assert [False, *[True] * 7, False] == runs_behind([0, 0, 0, 0, 0, 0, 0, -1, 0], 7)
    assert [False, False, True, False, True] == two_in_three([False, False, True, False, True], [1] * 5)
    assert [False, False, False] == two_in_three([True, False, True], [1, -1, 1])


SERIES = st.lists(st.integers(-1000, 1000), min_size=1, max_size=40)


@given(SERIES, st.integers(-500, 500))
def test_adding_a_constant_moves_every_line_by_it_and_no_verdict(ys: list[int], added: int) -> None:
    before, after = xmr(weekly(ys)), xmr(weekly([y + added for y in ys]))

    assert before.last.mean + added == pytest.approx(after.last.mean)
    if before.last.upl is not None:
        assert before.last.upl + added == pytest.approx(after.last.upl)
    # A verdict exactly on a line may turn on the last bit of a float; those that compare values may not.
    assert [c for c in causes(before) if "Trend" in c] == [c for c in causes(after) if "Trend" in c]


@given(SERIES)
def test_turning_the_series_over_turns_the_verdicts_over(ys: list[int]) -> None:
    up = xmr(weekly(ys), improvement="increase")
    down = xmr(weekly([-y for y in ys]), improvement="decrease")

    shifted = [p.point_type for p in up.points if "Trend" not in p.special_cause_type]
    assert shifted == [p.point_type for p in down.points if "Trend" not in p.special_cause_type]
    assert -up.last.mean == down.last.mean


@given(SERIES)
def test_screening_never_widens_the_limits(ys: list[int]) -> None:
    screened, all_kept = limits_of(ys, screen=True), limits_of(ys, screen=False)

    assert screened.mean == all_kept.mean
    if screened.amr is not None:
        assert all_kept.amr is not None
        assert screened.amr <= all_kept.amr
