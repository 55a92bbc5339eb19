"""A provider's own week as calendars (iCalendar, RFC 5545): one event is one worker's visit.

- The worker is whoever attends; where nobody does, the calendar's name; failing that, the organiser. Two who
  attend are a visit of two workers.
- The person's reference is the summary up to its first comma, bracket or dash between spaces.
- The place is the postcode in the location, or else the geographic position.
- A time without a zone is London's. An event that repeats is not laid out: export its dates one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from icalendar import Calendar, Event, vGeo

from kith.core.dates import LONDON, in_utc
from kith.core.phrases import say
from kith.core.postcodes import in_britain, normalise
from kith.core.table_cells import BadCell, text
from kith.rota.planner import Place
from kith.rota.shadow_reading import Attendance, Reading

BEGINS = b"BEGIN:VCALENDAR"
NAMES = ("X-WR-CALNAME", "NAME")
REPEATS = ("RRULE", "RDATE")
LONGEST_REFERENCE = 60
_POSTCODE = re.compile(r"\b[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][ABD-HJLNP-UW-Z]{2}\b")
_REST = re.compile(r"[,;(\[]|\s[-–—|/@]\s")


def is_calendar(source: bytes) -> bool:
    """Whether a file is a calendar, by its first line."""
    return source.lstrip(b"\xef\xbb\xbf\r\n\t ")[: len(BEGINS)].upper() == BEGINS


def read_calendars(files: Iterable[bytes]) -> Reading:
    """What calendars say of a week, event by event, numbered on through all files.

    Raises nothing: what is wrong with a file or an event is among the findings.
    """
    reading = Reading(kind="calendar")
    for file in files:
        for calendar in _calendars(reading, file):
            for event in calendar.events:
                reading.rows += 1
                try:
                    reading.attendances += _attendances(reading.rows, event, _named(calendar))
                except BadCell as bad:
                    reading.leave_out(reading.rows, None, bad.reason, bad.message)
    if not reading.rows:
        reading.find(0, None, "no_events", say("It holds no event, or breaks off before its end."))
    return reading


def _calendars(reading: Reading, file: bytes) -> Sequence[Calendar]:
    try:
        components = Calendar.from_ical(file.decode("utf-8-sig", "replace"), multiple=True)
    except (ValueError, IndexError, KeyError) as error:
        why = say("This is not written as calendars are: {why}", why=str(error)[:LONGEST_REFERENCE])
        reading.find(0, None, "not_a_calendar", why)
        return []
    return [each for each in components if each.name == "VCALENDAR"]


def _attendances(number: int, event: Event, calendar: str) -> Iterator[Attendance]:
    """One attendance for each worker of an event. Raises `BadCell` where it cannot be a visit."""
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        raise BadCell("cancelled", "It was called off beforehand.")
    if any(name in event for name in REPEATS):
        raise BadCell("repeats", "It repeats. Export the week with each visit as an event of its own.")
    starts_at, ends_at = _times(event)
    postcode, door = _place(event)
    person = _person(event)
    return (
        Attendance(
            number=number, person=person, worker=worker, starts_at=starts_at, ends_at=ends_at,
            postcode=postcode, door=door,
        )
        for worker in _workers(event, calendar)
    )  # fmt: skip


def _times(event: Event) -> tuple[datetime, datetime]:
    try:
        starts, ends = event.start, event.end
    except (ValueError, TypeError, KeyError) as error:
        raise BadCell("not_a_time", "It does not say from when until when it is.") from error
    if not isinstance(starts, datetime) or not isinstance(ends, datetime):
        raise BadCell("no_time", "It lasts whole days and has no time of day.")
    return _instant(starts), _instant(ends)


def _instant(at: datetime) -> datetime:
    return in_utc(at if at.utcoffset() is not None else at.replace(tzinfo=LONDON))


def _place(event: Event) -> tuple[str | None, Place | None]:
    found = _POSTCODE.findall(str(event.get("LOCATION", "")).upper())
    if found:
        return normalise(found[-1]), None
    geo = event.get("GEO")
    if not isinstance(geo, vGeo):
        return None, None
    if not in_britain(geo.latitude, geo.longitude):
        raise BadCell("outside_britain", "Its position is outside Great Britain.")
    return None, Place(lat=geo.latitude, lon=geo.longitude)


def _person(event: Event) -> str:
    reference = text(_REST.split(str(event.get("SUMMARY", "")), maxsplit=1)[0])
    if not reference:
        raise BadCell("no_person", "Its summary does not say whom it is for.")
    return reference[:LONGEST_REFERENCE]


def _workers(event: Event, calendar: str) -> list[str]:
    attending = event.get("ATTENDEE", [])
    those = attending if isinstance(attending, list) else [attending]
    organiser = event.get("ORGANIZER")
    named = list(dict.fromkeys(_who(each) for each in those)) or [calendar or _who(organiser)]
    if not all(named):
        raise BadCell("no_worker", "Neither the event nor its calendar says who goes.")
    return named


def _who(address: Any) -> str:
    """Whom a calendar address names: by the common name, or by the address itself."""
    if address is None:
        return ""
    called = str(getattr(address, "params", {}).get("CN", "")) or str(address)
    return text(called.removeprefix("mailto:").removeprefix("MAILTO:"))


def _named(calendar: Calendar) -> str:
    return next((text(str(calendar[name])) for name in NAMES if name in calendar), "")
