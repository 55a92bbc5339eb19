"""A folder of extracts is read: every row used, mended or left out, and each said why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from kith.insight.extracts.mapping import ExtractMapping, guessed
from kith.insight.extracts.read import Extracts, read_extracts

VISITS_HEADER = (
    "Call ID,Client Ref,Care Worker,Supplier,Date,Planned Start,Planned End,Login,Logout,Commissioned"
)


@pytest.fixture
def facts(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:") as connection:
        yield connection


def read(
    facts: duckdb.DuckDBPyConnection,
    folder: Path,
    mapping: ExtractMapping | None = None,
    **files: str | bytes,
) -> Extracts:
    given, scratch = folder / "given", folder / "scratch"
    given.mkdir(exist_ok=True)
    scratch.mkdir(exist_ok=True)
    for name, content in files.items():
        data = content.encode() if isinstance(content, str) else content
        (given / f"{name}.csv").write_bytes(data)
    return read_extracts(facts, given, mapping or guessed(), scratch, lambda words, share: None)


def utc(*parts: int) -> datetime:
    """An instant as the fact tables keep it."""
    return datetime(*parts, tzinfo=UTC).replace(tzinfo=None)  # type: ignore[misc, arg-type]


def lines(*rows: str) -> str:
    return "\n".join(rows) + "\n"


def visits(*rows: str) -> str:
    return lines(VISITS_HEADER, *rows)


def found(extracts: Extracts) -> dict[str, tuple[int, ...]]:
    """The rows of each code."""
    return {each.code: each.first_rows for each in extracts.findings}


def answer(facts: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    return facts.execute(query).fetchall()


def test_a_plain_visit_becomes_a_fact(facts: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    extracts = read(
        facts, tmp_path, visits=visits("1,P1,W1,Aire,01/07/2025,08:00,08:30,08:05:00,08:24:30,30")
    )
    assert [("visits.csv", "visits", 1, 1)] == [(f.name, f.table, f.rows, f.used) for f in extracts.files]
    columns = "visit_key, place, provider_key, on_day, week_starts_on, commissioned_minutes, rostered_minutes"
    assert [("1", 1, "Aire", date(2025, 7, 1), date(2025, 6, 30), 30, 30)] == answer(
        facts, f"SELECT {columns} FROM visits"
    )
    # British summer time is an hour ahead of UTC.
    expected = (utc(2025, 7, 1, 7), utc(2025, 7, 1, 7, 5), 300, 1170, 19, "delivered")
    columns = "rostered_starts_at, started_at, late_seconds, actual_seconds, actual_minutes, verdict"
    assert [expected] == answer(facts, f"SELECT {columns} FROM visits")


def test_no_reference_is_left_in_the_facts(facts: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    read(facts, tmp_path, visits=visits("1,P1,W1,Aire,01/07/2025,08:00,08:30,,,30"))
    [(person, worker)] = answer(facts, "SELECT person_key, worker_key FROM visits")
    assert (16, 16) == (len(person), len(worker))
    assert person not in ("P1", worker)


def test_one_secret_makes_one_pseudonym(facts: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    mapping = ExtractMapping(secret="kept")
    read(
        facts, tmp_path, mapping, visits=visits("1,p1 ,W1,Aire,01/07/2025,08:00,08:30,,,30"),
        people="Person ID,Gender\nP1,F\n",
    )  # fmt: skip
    assert [(1,)] == answer(facts, "SELECT count(*) FROM visits JOIN people USING (person_key)")


def test_every_way_of_writing_a_day_is_read(facts: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    rows = [
        f"{n},P{n},W1,Aire,{day},08:00,08:30,,,30"
        for n, day in enumerate(("01/07/2025", "2025-07-01", "1 July 2025", "45839", "01-Jul-25", "20250701"))
    ]
    extracts = read(facts, tmp_path, visits=visits(*rows))
    assert {} == found(extracts)
    assert [(date(2025, 7, 1), 6)] == answer(facts, "SELECT on_day, count(*) FROM visits GROUP BY 1")


def test_a_serial_moment_is_read(facts: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    rows = "1,P1,W1,Aire,45839,45839.3333333333,45839.3541666667,,,30"
    read(facts, tmp_path, visits=visits(rows))
    assert [(utc(2025, 7, 1, 7), 30)] == answer(
        facts, "SELECT rostered_starts_at, rostered_minutes FROM visits"
    )


def test_commissioned_minutes_out_of_all_bounds_are_left_out_and_the_visit_stays(
    facts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    asked = ((1, -30), (2, 10_000), (3, 30))
    rows = [f"{n},P1,W1,Aire,0{n}/07/2025,08:00,08:30,08:00,08:20,{minutes}" for n, minutes in asked]
    extracts = read(facts, tmp_path, visits=visits(*rows))
    assert {"not_a_duration": (2,), "out_of_range": (3,)} == found(extracts)
    assert 3 == extracts.files[0].used
    # Where nothing was asked for that makes sense, what was rostered stands.
    assert [(30, 3)] == answer(facts, "SELECT commissioned_minutes, count(*) FROM visits GROUP BY 1")


def test_a_visit_over_midnight_ends_the_next_day(facts: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    extracts = read(facts, tmp_path, visits=visits("1,P1,W1,Aire,01/07/2025,23:45,00:15,23:50,00:10,30"))
    assert {"over_midnight": (2,)} == {code: rows for code, rows in found(extracts).items()}
    assert [(20, 30)] == answer(facts, "SELECT actual_minutes, rostered_minutes FROM visits")


def test_a_visit_over_the_night_of_a_clock_change_keeps_its_length(
    facts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    # On 26 October 2025 the clocks went back at two: from 00:30 to 02:30 are three hours.
    # On 30 March 2025 they went forward at one: from 00:30 to 02:30 is one.
    rows = (
        "1,P1,W1,Aire,26/10/2025,00:30,02:30,26/10/2025 00:30,26/10/2025 02:30,120",
        "2,P2,W1,Aire,30/03/2025,00:30,02:30,00:30,02:30,120",
    )
    read(facts, tmp_path, visits=visits(*rows))
    assert [("1", 180), ("2", 60)] == answer(facts, "SELECT visit_key, actual_minutes FROM visits ORDER BY 1")


def test_a_time_that_never_was_is_said_and_the_visit_stays(
    facts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    extracts = read(facts, tmp_path, visits=visits("1,P1,W1,Aire,30/03/2025,01:30,02:00,01:35,02:01,30"))
    assert {"no_such_time": (2,)} == found(extracts)
    assert [("not_known", 30)] == answer(facts, "SELECT verdict, commissioned_minutes FROM visits")


@pytest.mark.parametrize(
    ("content", "encoding"),
    [(";", "utf-8-sig"), ("\t", "utf-16"), ("|", "cp1252"), (",", "utf-8")],
)
def test_any_encoding_and_delimiter_is_read(
    content: str, encoding: str, facts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    text = visits("1,P1,W1,Caffè Care,01/07/2025,08:00,08:30,,,30").replace(",", content)
    extracts = read(facts, tmp_path, visits=text.encode(encoding))
    assert {} == found(extracts)
    assert [("Caffè Care",)] == answer(facts, "SELECT provider_key FROM visits")


def test_rows_keep_their_numbers_through_blank_lines_and_line_breaks(
    facts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    text = visits(
        '1,P1,W1,"Aire\nCare",01/07/2025,08:00,08:30,,,30', "",
        "2,P1,W1,Aire,31/06/2025,08:00,08:30,,,30",
        "3,P1,W1,Aire,02/07/2025,08:00,08:30,,,30,too,many",
        VISITS_HEADER,
    )  # fmt: skip
    extracts = read(facts, tmp_path, visits=text)
    assert {"no_such_day": (4,), "no_day": (4,), "too_many_cells": (5,), "repeated_header": (6,)} == {
        code: rows for code, rows in found(extracts).items()
    }
    assert (3, 1) == (extracts.files[0].rows, extracts.files[0].used)


def test_a_heading_that_stands_twice_is_said(facts: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    text = lines("Client Ref,Date,Date,Duration", "P1,01/07/2025,02/07/2025,20")
    extracts = read(facts, tmp_path, visits=text)
    assert {"duplicate_header": (1,)} == found(extracts)
    assert [(date(2025, 7, 1), 20)] == answer(facts, "SELECT on_day, actual_minutes FROM visits")


def test_a_row_given_twice_counts_once(facts: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    row = "1,P1,W1,Aire,01/07/2025,08:00,08:30,08:00,08:20,30"
    extracts = read(facts, tmp_path, visits=visits(row, row.replace("W1", "W2"), row))
    assert {"repeated_row": (4,)} == found(extracts)
    assert [("1", 1), ("1", 2)] == answer(facts, "SELECT visit_key, place FROM visits ORDER BY place")


def test_spellings_of_one_provider_are_grouped_and_shown(
    facts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    names = (
        "Springfield Home Care Ltd",
        "SPRINGFIELD HOMECARE",
        "Springfeild Homecare",
        "Aire Care",
        "Acre Care",
    )
    rows = [f"{n},P{n},W1,{name},01/07/2025,08:00,08:30,,,30" for n, name in enumerate(names)]
    rows.append("9,P9,W1,SPRINGFIELD HOMECARE,01/07/2025,08:00,08:30,,,30")
    extracts = read(facts, tmp_path, visits=visits(*rows))
    goes_by = {each.spelling: each.goes_by for each in extracts.spellings}
    assert {"SPRINGFIELD HOMECARE"} == {goes_by[name] for name in names[:3]}
    assert ("Aire Care", "Acre Care") == (goes_by["Aire Care"], goes_by["Acre Care"])


def test_care_after_death_ends_with_it(facts: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    extracts = read(
        facts, tmp_path,
        people=lines("Person ID,Date of death", "P1,10/07/2025"),
        packages=lines(
            "Person ID,Provider,Start date,End date,Weekly hours,Weekly cost",
            "P1,Aire,01/01/2025,,7,£150.00", "P1,Aire,01/08/2025,,7,£150.00", "P2,Aire,01/01/2025,,7,£150.00",
        ),
        visits=visits("1,P1,W1,Aire,10/07/2025,08:00,08:30,,,30", "2,P1,W1,Aire,11/07/2025,08:00,08:30,,,30"),
    )  # fmt: skip
    rows = answer(facts, "SELECT starts_on, until, weekly_minutes, weekly_pence FROM packages ORDER BY until")
    assert [
        (date(2025, 1, 1), date(2025, 7, 11), 420, 15000), (date(2025, 1, 1), None, 420, 15000),
    ] == rows  # fmt: skip
    assert [(1,)] == answer(facts, "SELECT count(*) FROM visits")
    assert {"goes_on_after_death": 1, "starts_after_death": 1, "visit_after_death": 1} == {
        each.code: each.rows for each in extracts.findings
    }


def test_the_earlier_of_two_overlapping_placements_ends_with_the_later(
    facts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    text = lines(
        "Person ID,Placement type,Start date,End date",
        "P1,Residential,01/01/2025,31/03/2025",
        "P1,Nursing home,01/03/2025,",
    )
    extracts = read(facts, tmp_path, placements=text)
    assert {"overlaps_the_next": (2,)} == found(extracts)
    rows = answer(facts, "SELECT kind, starts_on, until FROM placements ORDER BY starts_on")
    expected = [
        ("residential", date(2025, 1, 1), date(2025, 3, 1)), ("nursing", date(2025, 3, 1), None),
    ]  # fmt: skip
    assert expected == rows


def test_a_payment_over_weeks_is_shared_out_to_the_penny(
    facts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    text = lines("Supplier,Person ID,From date,To date,Amount paid", "Aire,P1,01/07/2025,31/07/2025,£100.01")
    read(facts, tmp_path, payments=text)
    rows = answer(facts, "SELECT week_starts_on, pence FROM payments ORDER BY 1")
    # 31 days from Tuesday: 6, 7, 7, 7 and 4 of them; 10,001 pence by days, and nothing lost.
    assert [1935, 2258, 2259, 2258, 1291] == [pence for _, pence in rows]
    assert 10_001 == sum(pence for _, pence in rows)


def test_a_file_of_no_known_kind_is_named(facts: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    extracts = read(facts, tmp_path, poems="title,verse\nRain,It fell\n")
    assert [("poems.csv", "", None)] == [(each.name, each.table, each.share) for each in extracts.files]


def test_a_year_of_monthly_files_is_read_to_the_last(
    facts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    months = {
        f"visits_{month:02}": visits(f"{month},P1,W1,Aire,01/{month:02}/2025,08:00,08:30,,,30")
        for month in range(1, 13)
    }
    extracts = read(facts, tmp_path, None, **months)
    assert [(1, 1)] * 12 == [(each.rows, each.used) for each in extracts.files]
    assert [(12,)] == answer(facts, "SELECT count(DISTINCT visit_key) FROM visits")
