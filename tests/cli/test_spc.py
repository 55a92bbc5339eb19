"""`kith spc` says what the NHS reference implementation says, and refuses in one sentence."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kith.cli.spc import spc

REFERENCE = Path(__file__).resolve().parents[3] / "shared" / "data" / "spc"


def chart(series: str, *options: str) -> Result:
    return CliRunner().invoke(spc, ["-", *options], input=series)


def points(result: Result) -> list[dict[str, Any]]:
    answer: list[dict[str, Any]] = json.loads(result.stdout)["points"]
    return answer


def weekly(count: int) -> str:
    return "date,y\n" + "".join(f"2026-01-{day:02},{10 + day % 3}\n" for day in range(1, count + 1))


def test_it_prints_every_point_with_its_lines() -> None:
    # Moving ranges 2 and 2; mean 11; limits 11 -/+ 2.66 * 2.
    result = chart("date,y\n2026-01-05,10\n2026-01-12,12\n2026-01-19,10\n", "--json")
    assert {
        "date": "2026-01-05",
        "y": 10.0,
        "mean": pytest.approx(10.6666667),
        "lpl": pytest.approx(10.6666667 - 5.32),
        "upl": pytest.approx(10.6666667 + 5.32),
        "point_type": "common_cause",
        "special_cause_type": "Common Cause",
    } == points(result)[0]
    assert json.loads(result.stdout)["assurance_type"] is None


def test_it_says_in_words_what_the_chart_shows() -> None:
    result = chart(weekly(14), "--target", "30")
    assert 0 == result.exit_code
    assert "The target of 30" in result.stdout


def test_a_row_that_cannot_be_used_is_reported_by_number_and_the_rest_is_charted() -> None:
    result = chart("date,y\n2026-01-05,10\n2026-01-12,many\n2026-01-19,12\n", "--json")
    assert 0 == result.exit_code
    assert "row 3, y:" in result.stderr
    assert ["2026-01-05", "2026-01-19"] == [point["date"] for point in points(result)]


def test_rows_without_a_date_keep_their_order() -> None:
    assert [3.0, 1.0, 2.0] == [point["y"] for point in points(chart("y\n3\n1\n2\n", "--json"))]


@pytest.mark.parametrize(
    "options",
    [
        ("--rebase", "2026-01-13", "2026-01-25"),
        ("--rebase", "2026-01-13", "--rebase", "2026-01-25"),
        ("--rebase", "13/01/2026", "25/01/2026", "--no-screen"),
    ],
)
def test_limits_start_afresh_at_each_of_several_dates(options: tuple[str, ...]) -> None:
    steps = "date,y\n" + "".join(
        f"2026-01-{day:02},{10 + 10 * (day >= 13) + 10 * (day >= 25)}\n" for day in range(1, 29)
    )
    means = [point["mean"] for point in points(chart(steps, "--json", *options))]
    assert [10.0, 20.0, 30.0] == sorted(set(means))


def test_limits_can_be_fixed_on_the_first_points() -> None:
    series = "y\n" + "1\n2\n" * 6 + "50\n"
    assert 1.5 == points(chart(series, "--json", "--fix-after", "12"))[-1]["mean"]


@pytest.mark.skipif(not REFERENCE.is_dir(), reason="the NHS reference series are not here")
def test_the_reference_series_come_out_point_for_point(tmp_path: Path) -> None:
    cases = json.loads((REFERENCE / "spc_conformance_cases.json").read_text())
    with (REFERENCE / "spc_conformance_points.csv").open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    for case in cases:
        expected = [row for row in rows if row["case_id"] == case["case_id"]]
        file = tmp_path / f"{case['case_id']}.csv"
        file.write_text("date,y\n" + "".join(f"{row['date']},{row['y']}\n" for row in expected))
        options = ["--improvement", case["improvement_direction"], "--json"]
        options += ["--target", str(case["target"])] if case["target"] is not None else []
        options += ["--rebase", *case["rebase"]] if case["rebase"] else []
        options += ["--fix-after", str(case["fix_after_n_points"])] if case["fix_after_n_points"] else []
        options += [] if case["screen_outliers"] else ["--no-screen"]
        result = CliRunner().invoke(spc, [str(file), *options])
        assert 0 == result.exit_code, result.output
        assert [(row["point_type"], row["special_cause_type"]) for row in expected] == [
            (point["point_type"], point["special_cause_type"]) for point in points(result)
        ]
        assert case["assurance_type"] == json.loads(result.stdout)["assurance_type"]
