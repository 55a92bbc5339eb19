"""The shape of what phones send and are answered, as ``docs/reference/sync.md`` and OpenAPI show it."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field, WithJsonSchema

from kith.delivery.envelope import KINDS

# What an event should look like. It is shown, not enforced: an event that looks different is held, and kept.
EVENT_SHAPE = {
    "type": "object",
    "required": ["id", "seq", "type", "v", "device_at"],
    "properties": {
        "id": {"type": "string", "format": "uuid", "description": "made when Save was pressed"},
        "seq": {"type": "integer", "minimum": 1, "description": "the phone numbers its events from 1"},
        "type": {"type": "string", "enum": sorted(KINDS)},
        "v": {"type": "integer", "minimum": 1, "description": "the version of the event's form"},
        "body": {"type": "object", "description": "visit, text, and what this type of event says"},
        "sealed": {"type": "string", "format": "byte", "description": "the body, sealed for the server"},
        "device_at": {"type": "string", "format": "date-time", "description": "by the phone's clock"},
        "mono_ms": {"type": "integer", "description": "by the phone's stopwatch"},
        "offset_ms": {"type": "integer", "description": "server minus phone clock, when last compared"},
    },
}


class Batch(Schema):
    """What a phone sends: where it stands, and up to 50 events it has no receipt for."""

    device_id: UUID
    epoch: str = Field("", max_length=64)
    last_pos: str = Field("0.0", max_length=64)
    sent_at: str | None = Field(None, max_length=64, description="the phone's clock now")
    highest_seq: int | None = Field(None, description="the highest number the phone has given an event")
    events: list[Annotated[Any, WithJsonSchema(EVENT_SHAPE)]] = Field(default_factory=list)


class HeldReceipt(Schema):
    """An event that is kept and waits for somebody's decision, and why."""

    id: Any
    code: str


class FeedEntry(Schema):
    """Something for the phone to take note of."""

    kind: str
    body: dict[str, Any]
    pos: str


class Answer(Schema):
    """A receipt for each event. A phone forgets an event only once its id is in one of the three lists."""

    epoch: str
    server_at: str
    acks: list[Any]
    held: list[HeldReceipt]
    conflicts: list[Any]
    feed: list[FeedEntry]
    next_pos: str
    revoked: bool


class Refusal(Schema):
    """Why a whole request was not read. Nothing in it was kept, and nothing on the phone is lost."""

    code: str
    message: str
