"""Cells as other systems write them: nothing, nights, clocks that change, days with the month first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from kith.insight.extracts.days import day_order
from kith.insight.extracts.mapping import ExtractMapping, FileMapping, guessed
from kith.insight.extracts.read import Extracts, read_extracts

HEADER = "Visit ID,Client ID,Worker ID,Provider,Visit Date,Planned Start,Planned End,Actual Start,Actual End"


@pytest.fixture
def facts() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:") as connection:
        yield connection


def read(
    facts: duckdb.DuckDBPyConnection, folder: Path, mapping: ExtractMapping | None = None, **files: str
) -> Extracts:
    given, scratch = folder / "given", folder / "scratch"
    given.mkdir()
    scratch.mkdir()
    for name, text in files.items():
        (given / f"{name}.csv").write_text(text, encoding="utf-8")
    return read_extracts(facts, given, mapping or guessed(), scratch, lambda words, share: None)


def visits(*rows: str) -> str:
    return "\n".join([HEADER, *rows]) + "\n"


def visit(day: str, planned: str, actual: str, **who: str) -> str:
    """A visit planned and made from one time to another, with a dash between them."""
    times = f"{planned},{actual}".replace("-", ",")
    return f"{who.get('visit', 'V1')},P1,{who.get('worker', 'W1')},Aire,{day},{times}"


def found(extracts: Extracts) -> dict[str, tuple[int, ...]]:
    return {each.code: each.first_rows for each in extracts.findings}


def starts(facts: duckdb.DuckDBPyConnection) -> list[tuple[str, str, int]]:
    """The planned and the actual start of each visit in UTC, and its actual minutes."""
    return facts.execute(
        "SELECT strftime(rostered_starts_at, '%H:%M'), strftime(started_at, '%H:%M'), actual_minutes "
        "FROM visits"
    ).fetchall()


def minutes(facts: duckdb.DuckDBPyConnection) -> list[int]:
    """The actual minutes of each visit, in the file's order."""
    return [row[0] for row in facts.execute("SELECT actual_minutes FROM visits").fetchall()]


def test_cells_in_which_a_database_says_nothing_are_blank(
    facts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    rows = "V1,P1,W1,#N/A,01/07/2025,08:00,08:30,NULL,NULL", "V2,NULL,W1,Aire,01/07/2025,08:00,08:30,,"
    extracts = read(facts, tmp_path, visits=visits(*rows))
    assert {"blank": (3,)} == found(extracts)
    assert [(None, "not_known")] == facts.execute("SELECT provider_key, verdict FROM visits").fetchall()


def test_times_a_spreadsheet_wrote_without_their_format_are_parts_of_a_day(
    facts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    one = visit("45839", "0.333333333-0.354166667", "0.25-0.2708333333")
    extracts = read(facts, tmp_path, visits=visits(one))
    assert {"clock_by_decimals": (1,)} == found(extracts)
    # In July London is an hour ahead of UTC. 0.25 could be a time of day; its fellows tell that it is none.
    assert [("07:00", "05:00", 30)] == starts(facts)


def test_times_in_hours_with_decimals_are_read_as_their_fellows_are(
    facts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    extracts = read(facts, tmp_path, visits=visits(visit("01/12/2025", "8.25-8.75", "8.3-8.7")))
    assert {"clock_by_decimals": (1,)} == found(extracts)
    assert [("08:15", "08:18", 24)] == starts(facts)


def test_one_slip_among_many_times_makes_no_decimals_of_them(
    facts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    rows = [visit("01/12/2025", f"8.{n}-9.{n}", "8.25-8.45", visit=f"V{n}") for n in range(10, 40)]
    extracts = read(facts, tmp_path, visits=visits(*rows, visit("01/12/2025", "8.75-9.30", "8.25-8.45")))
    assert {"not_a_time": (32,)} == found(extracts)
    assert {("08:25", 20)} == {row[1:] for row in starts(facts)}


def test_times_without_a_mark_between_hours_and_minutes_are_read(
    facts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    extracts = read(facts, tmp_path, visits=visits(visit("26/10/2025", "0800-0830", "802-824")))
    assert {} == found(extracts)
    assert [22] == minutes(facts)


def test_a_time_that_is_none_is_not_called_a_date(facts: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    extracts = read(facts, tmp_path, visits=visits(visit("01/07/2025", "08:00-08:30", "half-ten")))
    assert {"not_a_time"} == set(found(extracts))
    assert "“half” is no time, nor a day with one. Write it like 08:15 or 31/03/2026 08:15." in {
        each.example for each in extracts.findings
    }


def test_an_end_before_its_start_by_day_is_no_visit_of_a_night_and_a_day(
    facts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    extracts = read(facts, tmp_path, visits=visits(visit("01/07/2025", "09:00-09:30", "09:30-09:00")))
    assert {"ends_before_it_starts": (2,)} == found(extracts)
    assert [0] == minutes(facts)


def test_a_start_after_midnight_of_a_visit_planned_before_is_late_by_minutes(
    facts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    rows = (
        visit("01/07/2025", "23:50-00:20", "00:02-00:25"),
        visit("02/07/2025", "00:05-00:30", "23:55-00:20"),
    )
    extracts = read(facts, tmp_path, visits=visits(rows[0], rows[1].replace("V1", "V2")))
    assert {"over_midnight"} == set(found(extracts))
    lateness = facts.execute("SELECT late_seconds, actual_minutes FROM visits ORDER BY 2").fetchall()
    assert [(12 * 60, 23), (-10 * 60, 25)] == lateness


def test_an_end_in_the_hour_that_came_twice_is_after_its_start(
    facts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    rows = (
        visit("26/10/2025", "01:30-02:00", "01:45-01:15"),
        visit("26/10/2025", "01:30-02:00", "00:50-01:10"),
    )
    extracts = read(facts, tmp_path, visits=visits(rows[0], rows[1].replace("V1", "V2")))
    assert [("Actual End", 2), ("Planned Start", 2), ("Actual Start", 1), ("", 1)] == [
        (each.column, each.rows) for each in extracts.findings
    ]
    assert {"came_twice", "second_of_two"} == {each.code for each in extracts.findings}
    assert [30, 20] == minutes(facts)


def test_hours_are_no_minutes(facts: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    text = "Client Ref,Date,Duration (hours),Commissioned (hrs),Planned Hours\nP1,01/07/2025,0.5,1,0.75\n"
    mapping = ExtractMapping(
        secret="s",
        files={
            "visits.csv": FileMapping(
                table="visits",
                columns={
                    "person": "Client Ref", "on_day": "Date", "actual_hours": "Duration (hours)",
                    "commissioned_hours": "Commissioned (hrs)", "planned_hours": "Planned Hours",
                },
            )
        },
    )  # fmt: skip
    assert {} == found(read(facts, tmp_path, mapping, visits=text))
    columns = "actual_minutes, commissioned_minutes, rostered_minutes"
    assert [(30, 60, 45)] == facts.execute(f"SELECT {columns} FROM visits").fetchall()


def test_a_heading_that_says_hours_is_guessed_to_be_hours(
    facts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    text = "Client Ref,Date,Duration (hours)\nP1,01/07/2025,1\n"
    assert {} == found(read(facts, tmp_path, visits=text))
    assert [60] == minutes(facts)


def test_the_same_visit_of_the_same_worker_counts_once(
    facts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    first = visit("01/07/2025", "08:00-08:30", "08:00-08:20")
    rows = first, first.replace("08:20", "08:25"), first.replace("W1", "W2")
    extracts = read(facts, tmp_path, visits=visits(*rows))
    assert {"same_visit_again": (3,)} == found(extracts)
    assert [(1, 20), (2, 20)] == facts.execute("SELECT place, actual_minutes FROM visits").fetchall()


def test_a_number_used_every_day_names_a_visit_of_each_day(
    facts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    rows = [visit(f"0{day}/07/2025", "08:00-08:30", "08:00-08:20", visit="AM") for day in (1, 2)]
    extracts = read(facts, tmp_path, visits=visits(*rows))
    assert {"number_of_several_days": (2, 3)} == found(extracts)
    assert [("AM 2025-07-01", 1), ("AM 2025-07-02", 1)] == facts.execute(
        "SELECT visit_key, place FROM visits ORDER BY 1"
    ).fetchall()


def test_a_row_that_stands_in_two_overlapping_files_counts_once(
    facts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    rows = [visit(f"0{day}/07/2025", "08:00-08:30", "08:00-08:20", visit=f"V{day}") for day in (1, 2, 3)]
    extracts = read(facts, tmp_path, visits_a=visits(*rows[:2]), visits_b=visits(*rows[1:]))
    assert [("said_in_another_file", "visits_b.csv", (2,))] == [
        (each.code, each.file, each.first_rows) for each in extracts.findings
    ]
    assert [20, 20, 20] == minutes(facts)


def test_a_person_who_stands_twice_is_one_and_dies_once(
    facts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    text = "Person ID,Area,Date of death\nP1,North,\nP1,South,01/07/2025\nP2,North,\n"
    extracts = read(facts, tmp_path, people=text, people_too="Person ID,Area,Gender\nP2,South,F\n")
    assert {"died_by_another_row": (2,), "same_person_again": (2,)} == found(extracts)
    assert [("North", True), ("North", False)] == facts.execute(
        "SELECT patch_key, died_on IS NOT NULL FROM people ORDER BY 2 DESC"
    ).fetchall()


def test_care_that_goes_on_beside_more_of_the_same_provider_is_told(
    facts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    text = (
        "Person ID,Provider,Start date,End date,Weekly hours\n"
        "P1,Aire,01/01/2025,,7\nP1,Aire,01/02/2025,,7\nP1,Wharfe,01/02/2025,,7\nP2,Aire,01/01/2025,31/01/2025,7\n"
        "P2,Aire,01/02/2025,,7\n"
    )
    extracts = read(facts, tmp_path, packages=text)
    assert {"overlaps_another": (3,)} == found(extracts)
    assert (5, 5) == (extracts.files[0].rows, extracts.files[0].used)


AMERICAN = visits(
    visit("06/13/2025", "08:00-08:30", "08:00-08:20", visit="V1"),
    visit("06/05/2025", "08:00-08:30", "08:00-08:20", visit="V2"),
    visit("06/06/2025", "08:00-08:30", "08:00-08:20", visit="V3"),
)


def test_a_column_with_the_month_first_is_not_read_half_wrong(
    facts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    extracts = read(facts, tmp_path, visits=AMERICAN)
    assert {"month_first": (2,), "day_or_month": (3,), "no_day": (2, 3)} == found(extracts)


def test_the_mapping_says_that_the_month_is_first(facts: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    columns = {"person": "Client ID", "on_day": "Visit Date", "planned_start": "Planned Start"}
    said = FileMapping(table="visits", columns=columns, month_first=True)
    extracts = read(facts, tmp_path, ExtractMapping(secret="s", files={"visits.csv": said}), visits=AMERICAN)
    assert {} == found(extracts)
    days = facts.execute("SELECT strftime(on_day, '%d %b') FROM visits ORDER BY on_day").fetchall()
    assert [("05 Jun",), ("06 Jun",), ("13 Jun",)] == days


@pytest.mark.parametrize(
    ("texts", "month_first", "read_as"),
    [
        (["05/06/2025 08:15"], None, "05/06/2025 08:15"),  # nothing tells: the day is first
        (["05/06/2025", "31/05/2025", "05/31/2025"], None, "05/06/2025"),  # both tell: a slip is not a habit
        (["5-6-25"], True, "6-5-25"),
        (["31/05/2025"], True, "05/31/2025"),  # and is then refused as no month
        (["2025-06-05", "5 June 2025", "45839"], True, "2025-06-05"),
    ],
)
def test_a_columns_days_are_written_in_its_order(
    texts: list[str], month_first: bool | None, read_as: str
) -> None:
    assert read_as == day_order(texts, month_first=month_first)(texts[0])
