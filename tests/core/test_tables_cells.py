import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.core.table_cells import BadCell, Reader, matching, money_pence, number, one_of, text, whole_number
from kith.core.table_times import day, duration_minutes, minute_of_day, moment


def reason(read: Reader[Any], cell: str) -> str:
    with pytest.raises(BadCell) as bad:
        read(cell)
    return bad.value.reason


def test_text_keeps_its_words_and_not_its_spacing() -> None:
    assert "Aire Companions Ltd" == text(" Aire\u00a0 Companions\n Ltd ")


def test_a_listed_word_is_answered_as_it_is_listed() -> None:
    read = one_of("Primary", "Spot")

    assert "Spot" == read("SPOT ")
    assert "not_listed" == reason(read, "frame")


def test_a_code_is_answered_in_capitals() -> None:
    read = matching(r"E05[0-9]{6}", called="a ward code")

    assert "E05011385" == read("e05011385")
    assert "not_a_code" == reason(read, "Armley")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("30", 30), ("1,200", 1200), ("30.0", 30), ("−5", -5), ("+5", 5), ("12 000", 12000)],
)
def test_a_whole_number_is_read(cell: str, expected: int) -> None:
    assert expected == whole_number(-10, 100_000)(cell)


@pytest.mark.parametrize("cell", ["30.5", "x", "1,5", "٣", "1e3", "--5", "9" * 19])
def test_what_is_no_whole_number_is_refused(cell: str) -> None:
    assert "not_a_whole_number" == reason(whole_number(0, 10), cell)


def test_bounds_are_allowed_and_beyond_them_is_not() -> None:
    read = whole_number(0, 1440)

    assert [0, 1440] == [read("0"), read("1440")]
    assert ["out_of_range", "out_of_range"] == [reason(read, "-1"), reason(read, "1441")]


@pytest.mark.parametrize(
    ("cell", "expected"), [("53.79", 53.79), ("-1.5e2", -150.0), (".5", 0.5), ("1,000.5", 1000.5)]
)
def test_a_number_is_read(cell: str, expected: float) -> None:
    assert expected == number(-1e6, 1e6)(cell)


@pytest.mark.parametrize(
    ("cell", "expected"), [("nan", "not_a_number"), ("inf", "not_a_number"), ("2e6", "out_of_range")]
)
def test_what_is_no_number_is_refused(cell: str, expected: str) -> None:
    assert expected == reason(number(-1e6, 1e6), cell)


@pytest.mark.parametrize(
    ("cell", "pence"),
    [
        ("£1,234.56", 123456),
        ("1234.5", 123450),
        ("12", 1200),
        (".5", 50),
        ("12.500", 1250),
        ("(12.50)", -1250),
        ("−12.50", -1250),
        ("-£12.50", -1250),
        ("£-12.50", -1250),
        ("£ 3", 300),
    ],
)
def test_money_is_read_in_pence(cell: str, pence: int) -> None:
    assert pence == money_pence(cell)


@pytest.mark.parametrize("cell", ["1.005", "1,23", "£", "--4", "-£-4", "12p", "1e3", "()", "9" * 16])
def test_what_is_no_money_is_refused(cell: str) -> None:
    assert "not_money" == reason(money_pence, cell)


@pytest.mark.parametrize(
    "cell",
    [
        "2026-03-31",
        "2026/03/31",
        "20260331",
        "31/03/2026",
        "31-03-26",
        "31.3.2026",
        "31 March 2026",
        "31-Mar-26",
        "31Mar2026",
        "Tue 31st Mar 2026",
        "Tuesday, 31 March 2026",
        "46112",
        "2026-03-31T08:15:00Z",
        "31/03/2026 00:00:00",
        "46112.5",
    ],
)
def test_a_date_is_read_however_it_is_written(cell: str) -> None:
    assert "2026-03-31" == day()(cell).isoformat()


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("03/31/2026", "month_first"),
        ("31/02/2026", "no_such_day"),
        ("29 Feb 2025", "no_such_day"),
        ("0000-01-01", "no_such_day"),
        ("31/13/2026", "no_such_day"),
        ("31 Foo 2026", "not_a_date"),
        ("2026-3-1", "not_a_date"),
        ("soon", "not_a_date"),
        ("1" * 60, "not_a_date"),
        ("31/03/1890", "out_of_range"),
        ("31/03/2026 25:00", "no_such_time"),
    ],
)
def test_what_is_no_date_is_refused(cell: str, expected: str) -> None:
    assert expected == reason(day(), cell)


def test_a_year_of_two_digits_is_the_newest_that_can_be() -> None:
    born = day(latest=date(2026, 11, 22))
    assert [date(1935, 5, 1), date(2026, 5, 1)] == [born("01/05/35"), born("01/05/26")]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("31/03/2026 08:15", "2026-03-31T07:15:00+00:00"),  # summer time
        ("31/01/2026, 8:15 pm", "2026-01-31T20:15:00+00:00"),
        ("31/01/2026 12:15 am", "2026-01-31T00:15:00+00:00"),
        ("2026-03-31T08:15:30.123Z", "2026-03-31T08:15:30+00:00"),
        ("2026-03-31T08:15:00+0100", "2026-03-31T07:15:00+00:00"),
        ("2026-03-31 08:15:00-05:30", "2026-03-31T13:45:00+00:00"),
        ("46112.34375", "2026-03-31T07:15:00+00:00"),
        ("46112.999999999", "2026-03-31T23:00:00+00:00"),
        ("25/10/2026 01:30", "2026-10-25T00:30:00+00:00"),  # came twice: the first
        ("25/10/2026 01:30 BST", "2026-10-25T00:30:00+00:00"),
        ("25/10/2026 01:30 GMT", "2026-10-25T01:30:00+00:00"),
    ],
)
def test_a_moment_is_london_time_unless_it_says_otherwise(cell: str, expected: str) -> None:
    assert expected == moment()(cell).isoformat()


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("29/03/2026 01:30", "no_such_time"),
        ("31/03/2026", "no_time"),
        ("46112", "no_time"),
        ("31/03/2026 13:15 pm", "no_such_time"),
        ("31/03/2026 08:75", "no_such_time"),
        ("31/03/2026 08:15+19:00", "no_such_time"),
        ("31/03/1890 08:15", "out_of_range"),
    ],
)
def test_a_moment_that_never_was_is_refused(cell: str, expected: str) -> None:
    assert expected == reason(moment(), cell)


@pytest.mark.parametrize("cell", ["08:15", "8.15", "8:15 am", "08:15:00"])
def test_a_time_of_day_is_minutes_after_midnight(cell: str) -> None:
    assert 495 == minute_of_day(cell)


@pytest.mark.parametrize(
    ("cell", "expected"), [("8", "not_a_time"), ("08:15Z", "not_a_time"), ("24:15", "no_such_time")]
)
def test_what_is_no_time_of_day_is_refused(cell: str, expected: str) -> None:
    assert expected == reason(minute_of_day, cell)


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [
        ("45", 45),
        ("45.0", 45),
        ("0:45", 45),
        ("00:44:30", 45),
        ("45 min", 45),
        ("0.75 h", 45),
        ("1 h 30", 90),
        ("1.5hrs", 90),
        ("2h", 120),
    ],
)
def test_a_length_of_time_is_read_in_minutes(cell: str, minutes: int) -> None:
    assert minutes == duration_minutes()(cell)


def test_a_number_alone_counts_what_its_column_counts() -> None:
    hours = duration_minutes(bare="hours")

    assert [45, 120, 30] == [hours("0.75"), hours("2"), hours("0:30")]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("0.75", "part_of_a_minute"),
        ("-5", "not_a_duration"),
        ("h", "not_a_duration"),
        ("1441", "out_of_range"),
    ],
)
def test_what_is_no_length_of_time_is_refused(cell: str, expected: str) -> None:
    assert expected == reason(duration_minutes(), cell)


@given(st.text(max_size=60))
def test_no_cell_makes_a_reader_fail_otherwise(cell: str) -> None:
    readers: list[Reader[object]] = [
        text, money_pence, minute_of_day, day(), moment(), duration_minutes(), duration_minutes(bare="hours"),
        number(0, 1), whole_number(0, 1),
    ]  # fmt: skip
    for read in readers:
        try:
            read(cell)
        except BadCell as bad:
            assert bad.message


@given(st.from_regex(r"[0-9]{1,4}[-/. ][0-9]{1,4}[-/. ][0-9]{1,4}([T ][0-9]{2}:[0-9]{2})?", fullmatch=True))
def test_no_near_date_makes_a_reader_fail_otherwise(cell: str) -> None:
    for read in (day(), moment()):
        try:
            read(cell)
        except BadCell as bad:
            assert bad.message


def test_every_reason_is_in_the_reference() -> None:
    root = Path(__file__).resolve().parents[2]
    sources = [*root.glob("kith/core/table*.py"), root / "kith/core/postcodes.py"]
    pattern = re.compile(r'(?:BadCell\(|find\([^"]*|report\()\s*"([a-z_]+)"')
    reasons = {reason for source in sources for reason in pattern.findall(source.read_text())}

    reference = (root / "docs/reference/tabular-files.md").read_text()
    assert len(reasons) > 20
    assert set() == {reason for reason in reasons if f"`{reason}`" not in reference}
