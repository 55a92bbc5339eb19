import io
from collections.abc import Sequence
from datetime import date
from typing import Any, BinaryIO, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.core.table_cells import money_pence, text, whole_number
from kith.core.table_times import day
from kith.core.tables import FINDINGS_KEPT, Column, Table, read_table

COLUMNS = [
    Column(key="date", read=day(), names=("visit date", "week ending")),
    Column(key="minutes", read=whole_number(0, 1440), names=("planned mins", "duration")),
    Column(key="worker", read=text, names=("carer name",), required=False),
]


def table(source: str | bytes, columns: Sequence[Column] = COLUMNS, **settings: Any) -> Table:
    return read_table(source.encode() if isinstance(source, str) else source, columns, **settings)


def rows(of: Table) -> list[tuple[int, dict[str, Any]]]:
    return [(row.number, dict(row.values)) for row in of]


def codes(of: Table) -> list[tuple[int, str | None, str]]:
    list(of)
    return [(finding.row_number, finding.column, finding.code) for finding in of.findings]


GOOD = {"date": date(2026, 3, 31), "minutes": 30, "worker": "Zoë O’Neil"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_it_reads_any_encoding_a_spreadsheet_saves(encoding: str) -> None:
    read = table("date,minutes,worker\r\n31/03/2026,30,Zoë O’Neil\r\n".encode(encoding))

    assert [(2, GOOD)] == rows(read)
    assert encoding == read.encoding


def test_it_reads_a_cell_from_windows_in_a_file_of_another_encoding() -> None:
    read = table("date,minutes,worker\n31/03/2026,30,Zoë\n".encode() + b"31/03/2026,30,Zo\xeb O\x92Neil\n")

    assert ["Zoë", "Zoë O’Neil"] == [row["worker"] for row in read]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_it_finds_the_delimiter_whatever_the_line_ending(delimiter: str, ending: str) -> None:
    source = f"date{delimiter}minutes{ending}31/03/2026{delimiter}30{ending}"

    read = table(source)

    assert [(2, GOOD | {"worker": None})] == rows(read)
    assert delimiter == read.delimiter


def test_it_finds_the_header_under_titles_and_says_how_it_took_each_column() -> None:
    titles = '"Visits, all providers"\n\nRun on,31/03/2026\n'
    read = table(f"{titles}Visit Date,Planned_Mins (mm),Colour\n31/03/2026,30,red\n")

    assert [(5, GOOD | {"worker": None})] == rows(read)
    assert 4 == read.header_row
    assert [("date", "Visit Date", 0, "named"), ("minutes", "Planned_Mins (mm)", 1, "named")] == [
        (mapped.key, mapped.header, mapped.place, mapped.how) for mapped in read.mapping
    ]
    assert ("Colour",) == read.unused


def test_a_given_mapping_comes_before_every_guess() -> None:
    read = table("date,minutes,actual\n31/03/2026,30,25\n", mapping={"minutes": "Actual"})

    assert [25] == [row["minutes"] for row in read]
    assert ["named", "given"] == [mapped.how for mapped in read.mapping]


def test_a_given_header_that_is_not_there_is_reported_even_for_an_optional_column() -> None:
    read = table("date,minutes\n31/03/2026,30\n", mapping={"worker": "Staff"})

    assert [(1, "worker", "missing_column")] == codes(read)
    assert "No column is headed “Staff”. The file has: date, minutes." == read.findings[0].message


def test_a_missing_column_stops_the_rows_and_says_what_the_file_has() -> None:
    read = table("date,colour\n31/03/2026,red\n")

    assert [] == rows(read)
    assert [(1, "minutes", "missing_column")] == codes(read)


def test_a_file_without_a_header_we_know_is_said_to_have_none() -> None:
    read = table("a,b\n1,2\n")

    assert [] == rows(read)
    assert [(1, None, "no_header")] == codes(read)


@pytest.mark.parametrize("source", [b"", b"\n\n", b"\xff\xfe", b"\x00" * 9, b'"'])
def test_an_empty_file_has_no_rows_and_one_finding(source: bytes) -> None:
    read = table(source)

    assert [] == rows(read)
    assert [(1, None, "no_header")] == codes(read)[-1:]


def test_columns_can_be_taken_by_place_where_a_file_has_no_header() -> None:
    read = table('"31/03/2026","x",30\n"01/04/2026","y",20\n', by_place=("date", "ignored", "minutes"))

    assert [(1, 30), (2, 20)] == [(row.number, row["minutes"]) for row in read]
    assert ["place", "place"] == [mapped.how for mapped in read.mapping]


def test_columns_are_not_taken_by_place_when_the_first_row_makes_no_sense() -> None:
    for source in ("a,b\n31/03/2026,30\n", "31/03/2026\n"):
        read = table(source, by_place=("date", "minutes"))
        assert [(1, None, "no_header")] == codes(read)


def test_a_column_that_may_be_bad_does_not_stop_columns_by_place() -> None:
    columns = [*COLUMNS[:1], Column(key="minutes", read=whole_number(0, 9), may_be_bad=True)]

    assert [None] == [
        row["minutes"] for row in table("31/03/2026,x\n", columns, by_place=("date", "minutes"))
    ]


def test_each_bad_row_says_why_and_the_others_go_on() -> None:
    read = table(
        "date,minutes,worker\n"
        "31/03/2026,30,Zoë O’Neil\n"
        "03/31/2026,-5,\n"
        ",30,\n"
        "31/03/2026,30,x,y\n"
        "31/03/2026\n"
        "date,minutes,worker\n"
        ",,\n"
        "31/03/2026,30,Zoë O’Neil,,\n"
    )

    assert [(2, GOOD), (9, GOOD)] == rows(read)
    assert [
        (3, "date", "month_first"),
        (3, "minutes", "out_of_range"),
        (4, "date", "blank"),
        (5, None, "too_many_cells"),
        (6, "minutes", "blank"),
        (7, None, "repeated_header"),
    ] == codes(read)
    assert (6, 2) == (read.summary().read, read.summary().used)
    assert {
        "blank": 2,
        "month_first": 1,
        "out_of_range": 1,
        "too_many_cells": 1,
        "repeated_header": 1,
    } == dict(read.summary().by_code)


def test_a_cell_that_may_be_bad_is_left_out_and_its_row_stands() -> None:
    columns = [*COLUMNS[:2], Column(key="paid", read=money_pence, required=False, may_be_bad=True)]
    read = table("date,minutes,paid\n31/03/2026,30,lots\n31/03/2026,30,£4.50\n", columns)

    assert [None, 450] == [row["paid"] for row in read]
    assert [(2, "paid", "not_money")] == codes(read)


def test_of_two_columns_with_one_name_the_first_is_used_and_it_is_said() -> None:
    read = table("date,minutes,minutes\n31/03/2026,30,99\n")

    assert [30] == [row["minutes"] for row in read]
    assert "“minutes” heads 2 columns. The first was used." == read.findings[0].message


def test_a_cell_may_hold_line_breaks_and_rows_count_as_in_a_spreadsheet() -> None:
    read = table('date,minutes,worker\n31/03/2026,30,"Zoë\n""Z"", O’Neil"\n31/03/2026,x,\n')

    assert [(2, 'Zoë "Z", O’Neil')] == [(row.number, row["worker"]) for row in read]
    assert [(3, "minutes", "not_a_whole_number")] == codes(read)


def test_a_quotation_mark_that_never_closes_does_not_swallow_the_file() -> None:
    good = "31/03/2026,30,Zoë O’Neil\n"
    read = table('date,minutes,worker\n31/03/2026,30,"Zoë O’Neil\n' + good * 300 + '31/03/2026,30,"end')

    assert 302 == len(rows(read))
    assert [(2, None, "open_quotation"), (303, None, "open_quotation")] == codes(read)


def test_a_quotation_mark_does_not_swallow_the_row_in_which_the_next_one_stands() -> None:
    text = (
        "person,on,minutes,provider\n"
        'P1,2026-04-06,30,"Aire Care\nP2,2026-04-06,45,Wharfe\nP3,2026-04-07,15,"Aire Care"\n'
        'P4,2026-04-08,20,"Aire\nCare"\n'
    )
    columns = [Column(key=key, read=str) for key in ("person", "on", "minutes", "provider")]
    table = read_table(text.encode(), columns)
    assert [
        (2, "P1", "Aire Care"), (3, "P2", "Wharfe"), (4, "P3", "Aire Care"), (5, "P4", "Aire\nCare"),
    ] == [(row.number, row["person"], row["provider"]) for row in table]  # fmt: skip
    assert [(2, "open_quotation")] == [(each.row_number, each.code) for each in table.findings]


def test_inches_in_two_rows_are_not_a_quotation() -> None:
    read = table('date,minutes,worker\n31/03/2026,30,5" bed\n31/03/2026,30,6" bed\n31/03/2026,31,\n')

    assert ['5" bed', '6" bed', None] == [row["worker"] for row in read]


def test_a_line_too_long_to_be_a_row_is_left_out() -> None:
    read = table("date,minutes\n" + "x" * 250_000 + "\n31/03/2026,30\n" + "y" * 100_001)

    assert [3] == [row.number for row in read]
    assert ["line_too_long", "line_too_long"] == [finding.code for finding in read.findings]


def test_a_quotation_too_long_to_be_a_cell_is_none() -> None:
    too_long = '31/03/2026,30,"' + ("x" * 90_000 + "\n") * 2 + '"\n'
    read = table(f"date,minutes,worker\n{too_long}31/03/2026,31,\n")

    assert [30, 31] == [row["minutes"] for row in read]
    assert (2, None, "open_quotation") == codes(read)[0]


def test_quotation_marks_inside_a_cell_open_nothing() -> None:
    read = table('date,minutes,worker\n31/03/2026,30,5" "bed"\n31/03/2026,31,6" x\n"31/03/2026" ,32,\n')

    assert [30, 31, 32] == [row["minutes"] for row in read]
    assert not read.findings


def test_a_header_is_found_under_a_title_whose_quotation_never_closes() -> None:
    read = table('"Visits, all providers\ndate,minutes\n31/03/2026,30\n')

    assert [(3, 30)] == [(row.number, row["minutes"]) for row in read]
    assert [(1, None, "open_quotation")] == codes(read)


def test_a_first_line_too_long_to_be_a_row_does_not_hide_the_header() -> None:
    read = table("x" * 150_000 + "\ndate,minutes\n31/03/2026,30\n")

    assert [(3, 30)] == [(row.number, row["minutes"]) for row in read]
    assert [(1, None, "line_too_long")] == codes(read)


def test_reading_stray_bytes_as_windows_wrote_them_is_for_reading_only() -> None:
    with pytest.raises(UnicodeEncodeError):
        "é".encode("ascii", errors="kith_cp1252")


def test_findings_do_not_repeat_a_long_cell_whole() -> None:
    read = table("date,minutes\n31/03/2026," + "9" * 300 + "x\n")

    list(read)
    assert "“" + "9" * 60 + "…” is not a whole number." == read.findings[0].message


def test_a_row_can_be_refused_after_it_was_read() -> None:
    read = table("date,minutes\n31/03/2026,30\n31/03/2026,40\n")
    for row in read:
        if row["minutes"] == 40:
            read.refuse(row, None, "overlaps", "This visit overlaps the one in row 2.")

    assert (2, 1, {"overlaps": 1}) == (read.summary().read, read.summary().used, read.summary().by_code)


def test_every_finding_is_counted_and_the_first_thousand_are_kept() -> None:
    read = table("date,minutes\n" + "31/03/2026,x\n" * 1_500)

    assert [] == rows(read)
    assert {"not_a_whole_number": 1_500} == read.summary().by_code
    assert FINDINGS_KEPT == len(read.findings)


def test_a_stream_is_read_only_as_far_as_rows_are_asked_for() -> None:
    class Endless(io.RawIOBase):
        asked = 0

        def read(self, size: int = -1) -> bytes:
            self.asked += 1
            return b"date,minutes\n" if self.asked == 1 else b"31/03/2026,30\n"

    endless = Endless()
    read = read_table(cast(BinaryIO, endless), COLUMNS)

    assert [30, 30, 30] == [row["minutes"] for row, _ in zip(read, range(3), strict=False)]
    assert endless.asked < 100


@pytest.mark.parametrize("before", [b"", b"date,minutes,worker\n", b'date;minutes\n31/03/2026;"'])
@given(source=st.binary(max_size=400))
def test_every_row_of_any_bytes_is_handed_on_or_reported(before: bytes, source: bytes) -> None:
    read = table(before + source)
    handed_on = rows(read)
    numbers = [number for number, _ in handed_on]

    assert read.mapping or read.findings
    assert (len(handed_on), sorted(set(numbers))) == (read.used, numbers)
    assert all(isinstance(row["date"], date) and 0 <= row["minutes"] <= 1440 for _, row in handed_on)
    reported = {finding.row_number for finding in read.findings}
    assert read.read - read.used <= len(reported.difference(numbers))


@given(st.lists(st.tuples(st.dates(date(1950, 1, 1), date(2090, 1, 1)), st.integers(0, 1440)), max_size=30))
def test_what_was_written_is_read(written: list[tuple[date, int]]) -> None:
    read = table("date,minutes\n" + "".join(f"{on:%d/%m/%Y},{minutes}\n" for on, minutes in written))

    assert written == [(row["date"], row["minutes"]) for row in read]
    assert not read.findings
