"""`kith case-files` draws files from a council's extracts, and says how far the readers of sheets agree."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kith.cli.case_files import NotScores, agree, draw
from kith.core.case_sample import SampleTooSmall
from kith.core.case_sample import draw as drawn_again
from kith.insight.case_files.from_extracts import NobodyHasCare

PACKAGES = "Client ID,Provider Type,Start Date,End Date,Weekly Hours,Workers\n"


@pytest.fixture
def extracts(tmp_path: Path) -> Path:
    """Thirty people with 7 hours from primary providers, ten with 14 from spot, and one whose care ended."""
    folder = tmp_path / "extracts"
    folder.mkdir()
    rows = [
        f"C{n:03d},{'Primary' if n < 30 else 'Spot'},05/01/2026,,{7 if n < 30 else 14},1" for n in range(40)
    ]
    (folder / "packages.csv").write_text(PACKAGES + "\n".join([*rows, "C999,Spot,01/02/2025,01/06/2025,7,1"]))
    (folder / "discharges.csv").write_text(
        "Client ID,Ready date,Discharge date\n"
        + "\n".join(f"C{n:03d},01/01/2026,02/01/2026" for n in range(15))
    )
    return folder


def drawing(extracts: Path, out: Path, *options: str) -> Result:
    given = [str(extracts), "--out", str(out), "--seed", "2026", *options]
    return CliRunner().invoke(draw, given, catch_exceptions=False)


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def test_it_draws_in_proportion_and_keeps_who_they_are_for_the_owner_alone(
    extracts: Path, tmp_path: Path
) -> None:
    said = drawing(extracts, tmp_path / "out", "--size", "12", "--by", "tier").output
    assert "primary provider: 9 of 30 people\nspot provider: 3 of 10 people\n12 files of 40 people" in said
    owner = table(tmp_path / "out" / "owner-cases.csv")
    assert [f"{n:03d}" for n in range(1, 13)] == [row["case"] for row in owner]
    assert all(row["person"].startswith("C") and row["person"] != "C999" for row in owner)
    for path in (tmp_path / "out").glob("*.csv"):
        if path.name != "owner-cases.csv":
            assert not any(row["person"] in path.read_text() for row in owner), path.name


def test_the_frame_repeats_the_draw(extracts: Path, tmp_path: Path) -> None:
    drawing(extracts, tmp_path / "out", "--size", "12", "--by", "tier", "--by", "hospital")
    frame: dict[str, list[str]] = {}
    rows = table(tmp_path / "out" / "frame.csv")
    for row in rows:
        frame.setdefault(row["stratum"], []).append(row["key"])
    assert {
        "primary/after_hospital": 15,
        "primary/not_after_hospital": 15,
        "spot/not_after_hospital": 10,
    } == {stratum: len(keys) for stratum, keys in frame.items()}
    again = drawn_again(frame, 12, seed="2026")
    assert set(again.numbered) == {row["key"] for row in rows if row["drawn"] == "yes"}


def test_the_same_mapping_draws_the_same_files(extracts: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        options = () if name == "one" else ("--mapping", str(tmp_path / "one" / "mapping.toml"))
        drawing(extracts, tmp_path / name, "--size", "12", *options)
    one, two = (table(tmp_path / name / "owner-cases.csv") for name in ("one", "two"))
    assert one == two


def test_each_profession_has_a_sheet_with_what_is_known(extracts: Path, tmp_path: Path) -> None:
    drawing(extracts, tmp_path / "out", "--size", "12", "--by", "tier", "--profession", "nurse")
    assert ["case-scores-nurse.csv"] == [path.name for path in (tmp_path / "out").glob("case-scores-*")]
    (first, *_) = table(tmp_path / "out" / "case-scores-nurse.csv")
    known = {"primary": ("30", "420"), "spot": ("10", "840")}
    assert known[first["stratum"]] == (first["stratum_people"], first["minutes_now"])
    assert ("nurse", "") == (first["profession"], first["verdict"])


def test_somebody_whose_minutes_are_not_known_can_be_drawn_too(extracts: Path, tmp_path: Path) -> None:
    with (extracts / "packages.csv").open("a") as file:
        file.write("\nC040,Spot,05/01/2026,,,1\nC041,Primary,05/01/2026,,7,1\nC041,Spot,05/01/2026,,,1")
    drawing(extracts, tmp_path / "out", "--size", "42", "--profession", "nurse")
    sheet = table(tmp_path / "out" / "case-scores-nurse.csv")
    assert [("primary/not_known", ""), ("spot/not_known", "")] == sorted(
        (row["stratum"], row["minutes_now"]) for row in sheet if not row["minutes_now"]
    )


def test_it_refuses_too_small_a_sample_and_a_day_without_care(extracts: Path, tmp_path: Path) -> None:
    with pytest.raises(SampleTooSmall):
        drawing(extracts, tmp_path / "out", "--size", "3", "--by", "tier")
    with pytest.raises(NobodyHasCare):
        drawing(extracts, tmp_path / "out", "--on", "2020-01-01")


@pytest.fixture
def sheets(tmp_path: Path) -> list[str]:
    """Two sheets of twelve files: the first reader finds seven less than ideal, the second six of them."""
    made = []
    for profession, less in (("therapist", 7), ("worker", 6)):
        path = tmp_path / f"case-scores-{profession}.csv"
        rows = [
            f"{n:03d},all,240,{profession},{'less than ideal' if n <= less else 'ideal'}"
            for n in range(1, 13)
        ]
        path.write_text("case,stratum,stratum_people,profession,verdict\n" + "\n".join(rows))
        made.append(str(path))
    return made


def test_sheets_are_read_together_and_agreement_is_said_in_words(sheets: list[str]) -> None:
    said = CliRunner().invoke(agree, sheets, catch_exceptions=False).output
    assert "12 files, 24 readings." in said
    assert "Occupational therapist and care worker: 11 of 12 pairs of readings the same" in said
    assert "Readers agree so well that others would very likely find the same in these files." in said


def test_figures_are_printed_as_json(sheets: list[str]) -> None:
    answer = json.loads(CliRunner().invoke(agree, [*sheets, "--json"], catch_exceptions=False).stdout)
    # 1 − 23 × 2 / (24² − 13² − 11²), as in tests/insight/case_files.
    assert pytest.approx(1 - 46 / 286) == answer["alpha"]["value"]
    assert [{"one": "therapist", "other": "worker", "pairs": 12, "alike": 11}] == answer["pairs"]
    # On one file they differ, so eleven can be told: six of them are less than ideal.
    assert pytest.approx(6 / 11) == answer["less_than_ideal"]["value"]


def test_a_sheet_nobody_filled_in_has_no_figures(tmp_path: Path) -> None:
    path = tmp_path / "case-scores.csv"
    path.write_text("case,stratum,profession,verdict\n001,all,nurse,\n")
    result = CliRunner().invoke(agree, [str(path)], catch_exceptions=False)
    assert "0 files, 0 readings.\nFewer than ten files: no share is shown." in result.stdout
    assert "This cell is blank and is needed." in result.stderr


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "visits.csv"
    path.write_text("Client Ref,Date,Login,Logout\nP1,2025-03-12,08:00,08:30\n")
    with pytest.raises(NotScores, match="is no score sheet"):
        CliRunner().invoke(agree, [str(path)], catch_exceptions=False)
