"""Every point of the NHS reference implementation's answers, where that data stands beside us."""

import csv
import json
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from kith.core.spc import xmr
from kith.core.spc_rules import assurance_type, run_ends, runs_behind, two_in_three

REFERENCE = Path(__file__).resolve().parents[3] / "shared" / "data" / "spc"

pytestmark = pytest.mark.skipif(not REFERENCE.is_dir(), reason="the NHS reference series are not here")


def read_json(name: str) -> list[dict[str, Any]]:
    answer: list[dict[str, Any]] = json.loads((REFERENCE / name).read_text()) if REFERENCE.is_dir() else []
    return answer


def reference_points() -> dict[str, list[dict[str, str]]]:
    cases: dict[str, list[dict[str, str]]] = {}
    with (REFERENCE / "spc_conformance_points.csv").open(newline="") as lines:
        for row in csv.DictReader(lines):
            cases.setdefault(row["case_id"], []).append(row)
    return cases


@pytest.mark.parametrize("case", read_json("spc_conformance_cases.json"), ids=lambda case: case["case_id"])
def test_every_point_of_the_reference_series_is_the_same(case: dict[str, Any]) -> None:
    rows = reference_points()[case["case_id"]]
    chart = xmr(
        [(date.fromisoformat(row["date"]), float(row["y"])) for row in rows],
        improvement=case["improvement_direction"],
        target=case["target"],
        rebase=[date.fromisoformat(day) for day in case["rebase"] or ()],
        fix_after=case["fix_after_n_points"],
        screen=case["screen_outliers"],
    )

    for row, point in zip(rows, chart.points, strict=True):
        assert (row["special_cause_type"], row["point_type"]) == (point.special_cause_type, point.point_type)
        assert row["rebase_group"] == str(point.group)
        for line in ("mean", "lpl", "upl"):
            assert float(row[line]) == pytest.approx(getattr(point, line), rel=1e-12, abs=1e-12)
    assert case["last_point_type"] == chart.last.point_type
    assert case["assurance_type"] == chart.assurance_type


@pytest.mark.parametrize("vector", read_json("spc_rule_vectors.json"), ids=lambda vector: vector["function"])
def test_every_rule_vector_of_the_reference_is_the_same(vector: dict[str, Any]) -> None:
    given, expected = vector["input"], vector["expected"]
    match vector["function"]:
        case "seven_points_one_side_of_mean_end_flag":
            assert expected == run_ends(given["relative_to_mean"], 7)
        case "part_of_seven_backfill":
            assert expected == runs_behind(given["end_flags"], 7)
        case "seven_point_trend_end_flag":
            steps = [0, *((after > before) - (after < before) for before, after in pairwise(given["y"]))]
            assert expected == run_ends(steps, 6)
        case "two_in_three_window_flag":
            # The reference marks the window, then keeps its near points; here that is one step.
            near = [
                window and close for window, close in zip(expected, given["close_to_limits"], strict=True)
            ]
            assert near == two_in_three(given["close_to_limits"], given["relative_to_mean"])
        case "part_of_two_in_three":
            assert expected == two_in_three(given["close_to_limits"], given["relative_to_mean"])
        case "assurance_type":
            assert expected == assurance_type(
                given["lpl"], given["upl"], given["target"], given["improvement_direction"]
            )
        case unknown:
            pytest.fail(f"a rule this test does not know: {unknown}")
