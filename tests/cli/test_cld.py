"""`kith cld` checks a return, counts what is published from it, and says what it cannot read."""

import csv
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner, Result

from kith.cli.cld import cld
from kith.cli.diagnose import diagnose
from kith.core.nhs_number import test_number as nhs_number
from kith.core.returns.specification import shipped_specification
from tests.core.returns.made import GOOD_ROW
from tests.factories import council

OUTCOME = "NFA: Support ended as planned"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cld, [str(argument) for argument in arguments])


def made(path: Path, *rows: dict[str, str], labels: tuple[str, ...] | None = None) -> Path:
    names = labels or tuple(field.label for field in shipped_specification().fields)
    with path.open("w", newline="", encoding="utf-8") as to:
        writer = csv.DictWriter(to, names, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def reabled(number: int, **told: str) -> dict[str, str]:
    """Somebody's six weeks of reablement."""
    return {
        **GOOD_ROW,
        "NHS number": nhs_number(number),
        "Event start date": "2025-06-02",
        "Event end date": "2025-07-13",
        "Event outcome": OUTCOME,
        "Service type": "Short term support: ST-Max",
        "Service component": "Reablement",
    } | told


def of(result: Result, key: str) -> dict[str, Any]:
    answers: list[dict[str, Any]] = json.loads(result.stdout)["measures"]
    return next(answer for answer in answers if answer["measure"] == key)


def test_it_says_how_much_of_a_file_may_be_sent_and_leads_back_to_the_record(tmp_path: Path) -> None:
    good = {**GOOD_ROW, "NHS number": nhs_number(1)}
    file = made(
        tmp_path / "cld.csv", good, {**good, "Ethnicity": "white: irish", "Event reference": "line-2"}
    )
    result = run("check", file)
    assert "1 of 2 rows (50.0 %) may be sent as they are." in result.stdout
    assert 1 == result.exit_code
    assert "Ethnicity: 1 not in list (-2)" in result.stdout
    assert "row 3, Ethnicity: “white: irish” is not in the list." in result.stderr
    assert "[line-2]" in result.stderr


def test_counts_and_failures_can_be_had_as_json(tmp_path: Path) -> None:
    file = made(tmp_path / "cld.csv", {**GOOD_ROW, "NHS number": "1", "Event outcome": "NFA- Other"})
    answer = json.loads(run("check", file, "--json").stdout)
    assert [("NHS number", -3), ("Event outcome", -7)] == [
        (failure["field"], failure["check"]) for failure in answer["failures"]
    ]
    assert 50 == len(answer["fields"])


def test_columns_may_bear_their_names_in_sql(tmp_path: Path) -> None:
    fields = shipped_specification().fields
    cells = {field.column: GOOD_ROW.get(field.label, "") for field in fields} | {"NHS_Number": nhs_number(1)}
    file = made(tmp_path / "cld.csv", cells, labels=tuple(cells))
    result = run("check", file)
    assert "1 of 1 rows (100.0 %)" in result.stdout
    assert 0 == result.exit_code


def test_the_measures_are_those_of_the_latest_submission(tmp_path: Path) -> None:
    first = reabled(1) | {"Reporting period end date": "2025-12-31", "Event outcome": "Admitted to hospital"}
    older, newer = made(tmp_path / "q3.csv", first), made(tmp_path / "q4.csv", reabled(1), reabled(2))
    result = run("measures", older, newer, "--to", "2026-03-31", "--json")
    assert (2, 2, 100.0) == tuple(of(result, "2A")[name] for name in ("numerator", "denominator", "value"))
    assert [2, 3] == sorted(member["row"] for member in of(result, "2A")["members"])


def test_hospital_stays_add_the_twelve_week_measure(tmp_path: Path) -> None:
    stays = tmp_path / "stays.csv"
    stays.write_text(
        "NHS number,Admission date,Discharge date,Date of birth,Management type\n"
        f"{nhs_number(1)},2025-05-20,2025-06-02,1940-04-17,EM\n"
        f"{nhs_number(2)},2025-05-20,2025-05-02,1940-04-17,EM\n"
        f"12,2025-05-20,2025-06-02,1940-04-17,EM\n"
    )
    file = made(tmp_path / "cld.csv", reabled(1))
    result = run("measures", file, "--to", "2026-03-31", "--hospital", stays, "--json")
    assert (1, 1) == (of(result, "2D(1)")["numerator"], of(result, "2D(1)")["denominator"])
    assert "row 3, Discharge date: This stay ends before it begins." in result.stderr
    assert "row 4, NHS number: An NHS number has ten digits." in result.stderr


def test_rows_that_do_not_say_who_or_when_are_named_and_the_rest_is_used(tmp_path: Path) -> None:
    nobody = reabled(1) | {"NHS number": "", "LA person unique identifier": ""}
    never = reabled(1) | {"Event start date": "soon"}
    result = run("measures", made(tmp_path / "cld.csv", nobody, never, reabled(2)), "--to", "2026-03-31")
    assert "row 2: Nobody can be found for this row" in result.stderr
    assert "row 3: This row does not say when" in result.stderr
    assert "2A        100.0  1 of 1" in result.stdout


def test_a_file_of_something_else_is_refused_in_a_sentence(tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    result = run("check", other)
    assert "holds no row of Client Level Data" in str(result.exception)


def test_a_specification_of_ones_own_takes_the_place_of_ours(tmp_path: Path) -> None:
    ours = Path("kith/core/returns/cld_release_2.toml").read_text(encoding="utf-8")
    own = tmp_path / "own.toml"
    own.write_text(ours.replace('"White: Irish"', '"White: Irish or Manx"'), encoding="utf-8")
    file = made(tmp_path / "cld.csv", {**GOOD_ROW, "NHS number": nhs_number(1)})
    assert "Ethnicity: 1 not in list" in run("check", file, "--specification", own).stdout
    own.write_text(ours.replace('kind = "list"', 'kind = "lists"', 1), encoding="utf-8")
    assert "The specification cannot be read" in str(run("check", file, "--specification", own).exception)


@pytest.mark.parametrize("day", ["2026-03-30", "2026-02-28"])
def test_a_year_ends_with_a_quarter(tmp_path: Path, day: str) -> None:
    result = run("measures", made(tmp_path / "cld.csv", reabled(1)), "--to", day)
    assert "does not end a quarter" in str(result.exception)


def test_a_return_feeds_the_diagnosis(tmp_path: Path) -> None:
    care = {**GOOD_ROW, "NHS number": nhs_number(3), "Event start date": "2025-01-06"}
    file = made(tmp_path / "cld.csv", reabled(1), care)
    said = run("extracts", file, "--out", tmp_path / "extracts").stdout
    assert "2 people, 1 packages, 0 placements, 0 reviews, 1 reablement, 0 referrals" in said
    report = CliRunner().invoke(diagnose, [str(tmp_path / "extracts"), "--out", str(tmp_path / "report")])
    assert report.exception is None
    connection = duckdb.connect(":memory:")
    (parquet,) = tmp_path.glob("report/**/packages.parquet")
    rows = connection.execute(f"SELECT weekly_minutes, weekly_pence FROM '{parquet}'").fetchall()
    assert [(840, 34_300)] == rows


def test_it_says_what_changed_since_the_last_submission(tmp_path: Path) -> None:
    fresh = {**GOOD_ROW, "NHS number": nhs_number(1), "Event reference": "package_line:1"}
    old = made(tmp_path / "old.csv", fresh, {**fresh, "Event reference": "package_line:2"})
    new = made(tmp_path / "new.csv", {**fresh, "Unit cost": "25.10"})
    result = run("compare", old, new, "--out", tmp_path / "changes.csv")
    assert "Rows that changed: 1" in result.stdout
    assert "Rows that are gone, of which a service will be read as ended: 1" in result.stdout
    assert "Unit cost: 1" in result.stdout
    assert "[package_line:2]" in result.stderr
    changes = list(csv.DictReader((tmp_path / "changes.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [("changed", "Unit cost", "25.10"), ("gone", "", "")] == [
        (each["change"], each["field"], each["after"]) for each in changes
    ]


def test_a_return_is_not_written_over_the_one_it_is_compared_with(tmp_path: Path) -> None:
    last = made(tmp_path / "cld.csv", {**GOOD_ROW, "NHS number": nhs_number(1)})
    result = run("make", "--to", "2026-03-31", "--out", last, "--since", last)
    assert 2 == result.exit_code
    assert "Give it another name." in result.stderr
    assert "1 of 1 rows" in run("check", last).stdout


@pytest.mark.django_db
def test_a_return_that_is_refused_leaves_what_stood_under_its_name(tmp_path: Path) -> None:
    council()
    last = made(tmp_path / "cld.csv", {**GOOD_ROW, "NHS number": nhs_number(1)})
    result = run("make", "--to", "2026-03-30", "--out", last)
    assert "does not end a quarter" in str(result.exception)
    assert [last] == list(tmp_path.iterdir())
    assert "1 of 1 rows" in run("check", last).stdout


def test_no_cell_of_a_comparison_is_worked_out_by_a_spreadsheet(tmp_path: Path) -> None:
    fresh = {**GOOD_ROW, "NHS number": nhs_number(1), "Event reference": "package_line:1"}
    old, new = made(tmp_path / "old.csv", fresh), made(tmp_path / "new.csv", {**fresh, "Unit cost": "=2+3"})
    run("compare", old, new, "--out", tmp_path / "changes.csv")
    assert "'=2+3" in (tmp_path / "changes.csv").read_text(encoding="utf-8-sig")


def test_a_file_that_is_no_return_is_not_compared(tmp_path: Path) -> None:
    good = made(tmp_path / "good.csv", {**GOOD_ROW, "NHS number": nhs_number(1)})
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    result = run("compare", good, tmp_path / "other.csv")
    assert "holds no row of Client Level Data" in str(result.exception)
