"""A provider's own week, read from a table or from calendars: what is used, and what is left out and why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.rota.shadow import Choices, Week, WeekWorker
from kith.rota.shadow_calendar import is_calendar, read_calendars
from kith.rota.shadow_reading import Reading, week_of
from kith.rota.shadow_table import read_rota_table
from tests.rota.shadow_weeks import HEADER, MONDAY, PLACES, ROWS, TUESDAY, london, read, table, tiny_week

ADA = "1,P-Ada,LS12 1AA,13/04/2026,08:00,08:30,W-Grace,drive"


def found(reading: Reading) -> list[tuple[int, str]]:
    return [(each.row_number, each.code) for each in reading.findings]


def test_a_week_holds_numbers_and_no_reference() -> None:
    week = tiny_week()
    assert MONDAY == week.starts_on
    assert (MONDAY, TUESDAY) == week.days
    assert (3, 6) == (week.people, len(week.visits))
    assert (WeekWorker(travel_mode="drive"), WeekWorker(travel_mode="drive")) == week.workers
    both = next(visit for visit in week.visits if len(visit.workers) == 2)
    assert ((0, 1), london(MONDAY, "12:00"), 30) == (both.workers, both.starts_at, both.minutes)
    assert "P-Ada" not in str(week.as_data())
    assert "W-Grace" not in str(week.as_data())


def test_a_week_that_was_put_away_comes_back_whole() -> None:
    assert tiny_week() == Week.from_data(tiny_week().as_data())


@pytest.mark.parametrize(
    "encoded",
    [
        table().decode().encode("utf-8-sig"),
        table().decode().encode("utf-16"),
        table().replace(b",", b";"),
        table().replace(b",", b"\t"),
        b"Weekly rota\n\n" + table(),
        table().replace(b"\n", b"\r\n") + b"\r\n",
    ],
)
def test_it_is_read_in_any_encoding_and_with_any_delimiter(encoded: bytes) -> None:
    reading = read_rota_table(encoded)
    assert tiny_week() == week_of(reading, PLACES, Choices())


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("9,P-Dot,LS12 9ZZ,13/04/2026,10:00,10:30,W-Nia,drive", "unknown_postcode"),
        ("9,P-Dot,,13/04/2026,10:00,10:30,W-Nia,drive", "no_place"),
        ("9,P-Dot,NOT ONE,13/04/2026,10:00,10:30,W-Nia,drive", "not_a_postcode"),
        ("9,P-Dot,LS12 1AA,,10:00,10:30,W-Nia,drive", "no_day"),
        ("9,P-Dot,LS12 1AA,13/04/2026,10:00,,W-Nia,drive", "blank"),
        ("9,P-Dot,LS12 1AA,13/04/2026,10:00,10:30,,drive", "blank"),
        ("9,P-Dot,LS12 1AA,13/04/2026,25:00,10:30,W-Nia,drive", "no_such_time"),
        ("9,P-Dot,LS12 1AA,2026-04-13,2026-04-13 10:00,2026-04-13 09:00,W-Nia,drive", "negative"),
        ("9,P-Dot,LS12 1AA,13/04/2026,10:00,19:00,W-Nia,drive", "too_long"),
        ("9,P-Dot,LS12 1AA,20/04/2026,10:00,10:30,W-Nia,drive", "another_week"),
        ("9,P-Ada,LS12 1AA,13/04/2026,08:00,08:30,W-Grace,drive", "repeated"),
    ],
)
def test_a_row_that_cannot_be_compared_is_left_out_with_its_number(row: str, code: str) -> None:
    reading, week = read(*ROWS, row)
    assert [(9, code)] == found(reading)
    assert (8, 7) == (reading.rows, reading.used)
    assert tiny_week() == week


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("9,P-Dot,LS12 1AA,13/04/2026,08:20,08:50,W-Grace,drive", "overlapping"),
        ("9,P-Dot,LS12 1AA,13/04/2026,23:45,00:15,W-Nia,drive", "crosses_midnight"),
        ("9,P-Dot,LS12 1AA,13/04/2026,10:00,10:30,W-Nia,tram", "not_listed"),
    ],
)
def test_a_row_that_is_odd_is_used_and_said(row: str, code: str) -> None:
    reading, week = read(*ROWS, row)
    assert (8, 8) == (reading.rows, reading.used)
    assert code in {each.code for each in reading.findings}
    assert week is not None
    assert 7 == len(week.visits)


def test_a_time_before_its_start_is_the_next_day_s() -> None:
    _, week = read("9,P-Dot,LS12 1AA,13/04/2026,23:45,00:15,W-Nia,drive")
    assert week is not None
    assert (london(MONDAY, "23:45"), 30) == (week.visits[0].starts_at, week.visits[0].minutes)


def test_a_visit_before_five_belongs_to_the_evening_before() -> None:
    _, week = read(ADA, "9,P-Dot,LS12 1AA,14/04/2026,02:00,02:30,W-Nia,drive")
    assert week is not None
    assert (MONDAY,) == week.days


@pytest.mark.parametrize("mark", ["2", "yes", "Double up"])
def test_two_workers_of_whom_one_is_named_are_left_out(mark: str) -> None:
    reading, week = read(f"{ADA},{mark}", header=f"{HEADER},Double handed")
    assert [(2, "second_worker_not_named")] == found(reading)
    assert week is None


def test_one_row_may_name_both_workers() -> None:
    _, week = read(f"{ADA},W-Nia", header=f"{HEADER},Carer 2")
    assert week is not None
    assert [(0, 1)] == [visit.workers for visit in week.visits]


def test_three_workers_at_one_visit_are_left_out() -> None:
    rows = [ADA, ADA.replace("Grace", "Nia"), ADA.replace("Grace", "Olive")]
    reading, _ = read(*rows)
    assert [(2, "more_than_two_workers"), (3, "more_than_two_workers"), (4, "more_than_two_workers")] == (
        found(reading)
    )


def test_places_on_the_national_grid_and_minutes_are_understood() -> None:
    header = "person,worker,planned_start,planned_minutes,easting,northing"
    reading, week = read("P1,W1,2026-04-13T08:00+01:00,0:45,426500,433500", header=header)
    assert [] == found(reading)
    assert week is not None
    visit = week.visits[0]
    assert (london(MONDAY, "08:00"), 45) == (visit.starts_at, visit.minutes)
    assert (53.8, -1.6) == (round(visit.door.lat, 1), round(visit.door.lon, 1))


def test_our_own_open_visit_file_is_understood_with_a_postcode_beside_it() -> None:
    header = "visit,person,worker,on_day,planned_start,planned_end,outcome,postcode"
    reading, week = read(
        "1,P1,W1,2026-04-13,08:00,08:30,delivered,LS12 1AA",
        "2,P1,W1,2026-04-13,12:00,12:30,cancelled,LS12 1AA",
        header=header,
    )
    assert [(3, "cancelled")] == found(reading)
    assert week is not None
    assert 1 == len(week.visits)


def test_columns_that_are_missing_are_named_and_may_be_given() -> None:
    reading, week = read("P1,W1,2026-04-13 08:00,30,LS12 1AA", header="Whom,Worker,Start,Minutes,Postcode")
    assert ("missing_column", None) == (reading.findings[0].code, week)
    assert ("Whom", "Worker", "Start", "Minutes", "Postcode") == reading.header
    given_ = read_rota_table(
        table("P1,W1,2026-04-13 08:00,30,LS12 1AA", header="Whom,Worker,Start,Minutes,Postcode"),
        {"person": "Whom"},
    )
    assert week_of(given_, PLACES, Choices()) is not None


@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_no_bytes_stop_the_reading_of_a_table(source: bytes) -> None:
    reading = read_rota_table(source)
    week_of(reading, PLACES, Choices())
    assert 0 <= reading.used <= reading.rows


EVENT = """BEGIN:VEVENT
UID:{uid}
SUMMARY:{summary}
LOCATION:4 Lime Row\\, Leeds {postcode}
DTSTART;TZID={zone}:{starts}
DTEND;TZID={zone}:{ends}
END:VEVENT
"""


def event(
    *,
    summary: str = "P-Ada, morning",
    postcode: str = "LS12 1AA",
    starts: str = "20260413T080000",
    ends: str = "20260413T083000",
    zone: str = "Europe/London",
    more: str = "",
) -> str:
    made = EVENT.format(uid=1, summary=summary, postcode=postcode, starts=starts, ends=ends, zone=zone)
    return made.replace("END:VEVENT", f"{more}END:VEVENT")


def calendar(*events: str, named: str = "Grace") -> bytes:
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nX-WR-CALNAME:{named}\n{''.join(events)}END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def test_each_event_of_a_worker_s_calendar_is_a_visit() -> None:
    source = calendar(
        event(), event(summary="P-Bert (tea)", starts="20260413T160000", ends="20260413T163000")
    )
    assert is_calendar(b"\xef\xbb\xbf" + source)
    reading = read_calendars([source, calendar(event(), named="Nia")])
    assert [("P-Ada", "Grace"), ("P-Bert", "Grace"), ("P-Ada", "Nia")] == [
        (each.person, each.worker) for each in reading.attendances
    ]
    week = week_of(reading, PLACES, Choices())
    assert week is not None
    assert [(0, 1), (0,)] == [visit.workers for visit in week.visits]
    assert london(MONDAY, "08:00") == week.visits[0].starts_at


@pytest.mark.parametrize(
    ("zone", "clock"),
    [("GMT Standard Time", "08:00"), ("Europe/Paris", "07:00"), ("America/New_York", "13:00")],
)
def test_times_are_those_of_the_event_s_own_zone(zone: str, clock: str) -> None:
    (only,) = read_calendars([calendar(event(zone=zone))]).attendances
    assert london(MONDAY, clock) == only.starts_at


def test_whoever_attends_is_the_worker_and_two_make_a_visit_of_two() -> None:
    both = event(more="ATTENDEE;CN=Grace Okoro:mailto:g@care.example\nATTENDEE:mailto:nia@care.example\n")
    reading = read_calendars([calendar(both, named="The rota")])
    assert ["Grace Okoro", "nia@care.example"] == [each.worker for each in reading.attendances]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        (event(more="RRULE:FREQ=WEEKLY\n"), "repeats"),
        (event(more="STATUS:CANCELLED\n"), "cancelled"),
        (event(summary=" "), "no_person"),
        (event().replace("DTSTART;TZID=Europe/London:20260413T080000", "DTSTART:soon"), "not_a_time"),
        (event().replace(";TZID=Europe/London:20260413T080000", ";VALUE=DATE:20260413").replace(
            ";TZID=Europe/London:20260413T083000", ";VALUE=DATE:20260414"), "no_time"),
    ],
)  # fmt: skip
def test_an_event_that_cannot_be_a_visit_is_left_out_with_its_number(changed: str, code: str) -> None:
    reading = read_calendars([calendar(event(), changed)])
    assert [(2, code)] == found(reading)
    assert (2, 1) == (reading.rows, reading.used)


def test_an_event_without_a_worker_or_a_place_is_left_out() -> None:
    nobody = read_calendars([calendar(event(), named="")])
    assert [(1, "no_worker")] == found(nobody)
    nowhere = read_calendars([calendar(event(postcode=""))])
    assert None is week_of(nowhere, PLACES, Choices())
    assert [(1, "no_place")] == found(nowhere)


def test_a_position_stands_for_a_postcode() -> None:
    reading = read_calendars([calendar(event(postcode="", more="GEO:53.8;-1.6\n"))])
    week = week_of(reading, PLACES, Choices())
    assert week is not None
    assert PLACES["LS12 1AA"] == week.visits[0].door


@pytest.mark.parametrize(
    "garbage", [b"BEGIN:VCALENDAR", b"BEGIN:VCALENDAR\r\nnothing\x00here", calendar(event())[:200], b"END:X"]
)
def test_a_calendar_that_breaks_off_says_so(garbage: bytes) -> None:
    reading = read_calendars([garbage])
    assert reading.counts["not_a_calendar"] + reading.counts["no_events"] >= 1
    assert [] == reading.attendances


@given(st.lists(st.sampled_from(calendar(event()).splitlines(keepends=True)), max_size=30).map(b"".join))
def test_no_order_of_its_lines_stops_the_reading_of_a_calendar(source: bytes) -> None:
    reading = read_calendars([source])
    assert 0 <= reading.used <= reading.rows
