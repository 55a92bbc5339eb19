"""A visit planned for half past eight, thirty minutes long, Grace rostered: what her phone may say of it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from kith.core.stay import EventKind, RecordedEvent
from kith.core.verification import PlaceTerms, Verdict, verify
from kith.core.verification_policy import PILOT

GRACE, OTHER, THIRD = UUID(int=1), UUID(int=2), UUID(int=3)
PHONE, OTHER_PHONE = UUID(int=11), UUID(int=12)
HALF_PAST_EIGHT = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
NEXT_DAY = HALF_PAST_EIGHT + timedelta(days=1)


def at(minutes: float) -> datetime:
    return HALF_PAST_EIGHT + timedelta(minutes=minutes)


def event(kind: str, minutes: float, **given: Any) -> RecordedEvent:
    """An event so many minutes after half past eight, received ten seconds later."""
    values: dict[str, Any] = {
        "kind": EventKind(kind),
        "worker_id": GRACE,
        "device_id": PHONE,
        "device_at": at(minutes),
        "received_at": at(minutes) + timedelta(seconds=10),
    }
    values |= given
    number = int(minutes * 1000) % 10**9 + 10**9 * list(EventKind).index(values["kind"])
    return RecordedEvent(event_id=UUID(int=number + 10**12 * values["worker_id"].int), **values)


def place(**given: Any) -> PlaceTerms:
    values: dict[str, Any] = {
        "place": 1,
        "commissioned_minutes": 30,
        "window_starts_at": at(-30),
        "window_ends_at": at(60),
        "rostered_worker_id": GRACE,
        "rostered_start_at": at(0),
        "rostered_minutes": 30,
        "last_heard_at": NEXT_DAY,
    }
    return PlaceTerms(**(values | given))


def verdicts(*events: RecordedEvent, places: tuple[PlaceTerms, ...] = (), as_at: datetime = NEXT_DAY) -> Any:
    return verify(policy=PILOT, places=places or (place(),), events=events, as_at=as_at)


def verdict(*events: RecordedEvent, as_at: datetime = NEXT_DAY, **given: Any) -> Verdict:
    [only] = verdicts(*events, places=(place(**given),), as_at=as_at)
    assert isinstance(only, Verdict)
    return only
