"""The documents' own figures, worked out again."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from kith.insight.report.printed import Check, checks, figures

SEEDS = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "seed_numbers" / "seed_numbers.csv"


def check(start: str) -> Check:
    return next(each for each in checks() if each.title.startswith(start))


def test_the_savings_rows_do_not_come_to_the_total() -> None:
    early, late = check("Savings at the 2022"), check("Savings at the 2023")
    assert ("£2.93m", "£3.85m", "disagrees") == (early.printed, early.worked_out, early.verdict)
    assert ("£3.42m", "£4.34m", "disagrees") == (late.printed, late.worked_out, late.verdict)
    assert "intermediate care, brokerage, delegation" in early.words
    assert "brokerage, delegation, escalation" in early.words


def test_what_the_average_review_did() -> None:
    found = check("What did the average review do")
    assert ("+£489,382 a year", "agrees") == (found.worked_out, found.verdict)
    assert "£425.74" in found.words


def test_the_two_split_fees() -> None:
    third, fourth = check("Payment option 3"), check("Payment option 4")
    assert ("£24.55", "disagrees") == (third.worked_out, third.verdict)
    assert ("£24.50", "agrees") == (fourth.worked_out, fourth.verdict)


def test_the_shift_allowance_is_not_the_price_of_the_down_time() -> None:
    assert "£2.24 to £2.48" == check("Is the shift allowance").worked_out


def test_the_pilots_base() -> None:
    found = check("Which cost is the pressure")
    assert ("£3.76m", "£3.05m") == (found.printed, found.worked_out)
    assert "4.4 %" in found.words
    assert "13.1" == check("How many hours a week").worked_out


def test_homefirst_adds_up() -> None:
    assert {("£17.30m", "agrees"), ("£23.10m", "agrees")} == {
        (each.worked_out, each.verdict) for each in checks() if each.title.startswith("HomeFirst")
    }


def test_those_that_do_not_agree_come_first() -> None:
    verdicts = [each.verdict for each in checks()]
    assert sorted(verdicts, key=["disagrees", "cannot be told", "agrees"].index) == verdicts
    assert 15 <= len(verdicts)


@pytest.mark.skipif(not SEEDS.exists(), reason="the numbers of the documents are not here")
def test_the_kept_figures_are_the_documents() -> None:
    with SEEDS.open(encoding="utf-8") as file:
        printed = {row["id"]: row["number"] for row in csv.DictReader(file)}
    kept = figures()
    assert [float(printed[f"S0{n}"]) for n in range(46, 62, 2)] == [
        kept["savings"]["rate_2022"][key] for key in kept["savings"]["rate_2022"] if key != "total"
    ]
    assert [float(printed[f"S0{n}"]) for n in range(47, 62, 2)] == [
        kept["savings"]["rate_2023"][key] for key in kept["savings"]["rate_2023"] if key != "total"
    ]
    assert int(printed["S045"]) == kept["reviews"]["opportunity_pounds"]
    assert int(printed["S073"]) == kept["pilot"]["pressure_pounds"]
    assert round(float(printed["S065"]) * 100) == kept["rates"]["invoiced"]


def test_a_rise_of_which_the_years_are_not_said_cannot_be_told() -> None:
    workers = check("Framework’s workers")
    # 1.0392 twice is 1.08.
    assert ("8.0 % or 3.9 % a year", "cannot be told") == (workers.worked_out, workers.verdict)
