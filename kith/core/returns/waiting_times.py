"""How long people wait from asking for help to a first answer and to a first service, as DHSC works it out.

Source: DHSC, Waiting_times/waiting_times_method.sql, provisional version 1.1 of 19 May 2026.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from kith.core.returns.events import LONG_TERM, OTHER_SHORT, ST_MAX, Event, EventType, age_on, by_person

YOUNGEST, OLDER = 25, 65
NO_LONG_TERM_FOR = timedelta(days=365)
NO_SHORT_TERM_FOR = timedelta(days=91)
FIRST_RESPONSE, FIRST_SERVICE = "first response", "first service"
_NOT_FOLLOWED = "Admitted to hospital"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """One request and the days until it was answered; None while it has not been."""

    person: str
    row: int
    asked_on: date
    band: str
    first_response_on: date | None
    first_service_on: date | None

    def days(self, until: str) -> int | None:
        """Days waited for a first response or a first service."""
        answered_on = self.first_response_on if until == FIRST_RESPONSE else self.first_service_on
        return None if answered_on is None else (answered_on - self.asked_on).days


@dataclass(frozen=True, slots=True, kw_only=True)
class MedianWait:
    """The median wait in days of one band of age, of those answered in one quarter."""

    until: str
    quarter_starts_on: date
    band: str
    days: float
    people: int


def waits(events: Iterable[Event]) -> list[Wait]:
    """Every request that is followed, in order of person and day; `events` are joined, one row each."""
    return [
        wait
        for own in by_person(event for event in events if event.is_service_user).values()
        for wait in _waits_of(own)
    ]


def median_waits(followed: Sequence[Wait]) -> list[MedianWait]:
    """The medians by kind of answer, quarter in which it came, and band of age."""
    grouped: Mapping[tuple[str, date, str], list[int]] = defaultdict(list)
    for wait in followed:
        for until, on in (
            (FIRST_RESPONSE, wait.first_response_on),
            (FIRST_SERVICE, wait.first_service_on),
        ):
            if on is not None:
                grouped[until, _quarter(on), wait.band].append((on - wait.asked_on).days)
    return [
        MedianWait(until=until, quarter_starts_on=quarter, band=band, days=median(days), people=len(days))
        for (until, quarter, band), days in sorted(grouped.items())
    ]


def _waits_of(own: Sequence[Event]) -> list[Wait]:
    found: list[Wait] = []
    for request in own:
        if request.event_type is not EventType.REQUEST or not _is_followed(request, own):
            continue
        if found and _is_unfinished(found[-1], request.starts_on):
            continue
        later = [event for event in own if _answers(event, request)]
        found.append(
            Wait(
                person=request.person,
                row=request.row,
                asked_on=request.starts_on,
                band=_band(request),
                first_response_on=min((event.starts_on for event in later), default=None),
                first_service_on=min((event.starts_on for event in later if event.is_service), default=None),
            )
        )
    return found


def _is_followed(request: Event, own: Sequence[Event]) -> bool:
    age = age_on(request.born_on, request.starts_on)
    closed = request.outcome.startswith("NFA") or request.outcome == _NOT_FOLLOWED
    return age is not None and age >= YOUNGEST and not closed and not _had_support(request, own)


def _had_support(request: Event, own: Sequence[Event]) -> bool:
    return any(
        event.starts_on < request.starts_on
        and (
            (event.service_type in LONG_TERM and _ran_since(event, request.starts_on - NO_LONG_TERM_FOR))
            or (
                event.service_type in {ST_MAX, OTHER_SHORT}
                and _ran_since(event, request.starts_on - NO_SHORT_TERM_FOR)
            )
        )
        for event in own
        if event.is_service
    )


def _ran_since(event: Event, day: date) -> bool:
    return event.ends_on is None or event.ends_on >= day


def _is_unfinished(wait: Wait, on: date) -> bool:
    """Whether an earlier request was still waiting for its first service on this day."""
    return wait.first_service_on is None or wait.first_service_on > on


def _answers(event: Event, request: Event) -> bool:
    is_answer = event.is_service or event.event_type is EventType.ASSESSMENT
    return is_answer and event.starts_on >= request.starts_on


def _band(request: Event) -> str:
    age = age_on(request.born_on, request.starts_on)
    return "65 and over" if age is not None and age >= OLDER else "25 to 64"


def _quarter(day: date) -> date:
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
