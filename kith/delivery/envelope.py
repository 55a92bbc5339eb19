"""Reading one event as a phone sent it. Nothing is refused here: what cannot be read is kept, and says why.

Codes, numbers and ids are kept as they are; free text goes to people's content; whatever else an event
carries is kept sealed beside it, so that nothing a worker wrote is thrown away.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID, uuid5

from kith.delivery.held import Held
from kith.delivery.sealing import CannotUnseal, fingerprint, unseal

Body = dict[str, Any]

# What each kind of event may say beside its visit and its text. A kind is one row here.
KINDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "check_in": frozenset({"method", "place_match"}),
        "check_out": frozenset({"method", "place_match"}),
        "task": frozenset({"task", "outcome"}),
        "note": frozenset(),
        "goal_tap": frozenset({"goal", "level"}),
        "refused": frozenset({"reason"}),
    }
)

# The newest version of an event and the one before it each have a reader, which answers the newest form.
READERS: dict[int, Callable[[Body], Body]] = {1: lambda body: body}

ENVELOPE = frozenset({"id", "seq", "type", "v", "body", "sealed", "device_at", "mono_ms", "offset_ms"})

UNREADABLE = "unreadable"  # the kind of what could not be read

_CODE = re.compile(r"[A-Za-z0-9_.:-]{1,60}")
_BIGGEST = 2**63 - 1
_YEARS = range(1970, 2200)  # a phone that lost its clock says 1970; beyond these, arithmetic would fail
_MOST_OFFSET_MS = 60 * 366 * 24 * 3_600_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """One event, read as far as it can be. ``trouble`` says what could not be."""

    id: UUID
    said_id: object
    fingerprint: str
    raw: bytes
    seq: int | None = None
    kind: str = UNREADABLE
    version: int = 0
    visit_id: UUID | None = None
    body: Body = field(default_factory=dict)
    text: str = ""
    device_at: datetime | None = None
    mono_ms: int | None = None
    offset_ms: int = 0
    whole: bool = False
    trouble: Held | None = Held.UNREADABLE


def read_event(event: object, *, device_id: UUID, offset_ms: int = 0) -> Envelope:
    """The event, as far as it can be read. ``offset_ms`` is server minus phone clock, unless the event says.

    What has no usable id gets one worked out from the device and the content, so that sending it again is
    still sending it once.
    """
    raw = json.dumps(event, sort_keys=True, separators=(",", ":")).encode()
    mark = fingerprint(raw)
    given = event if isinstance(event, dict) else {}
    event_id = _uuid(given.get("id"))
    seq = _whole(given.get("seq"), low=1)
    device_at = instant(given.get("device_at"))
    own_offset_ms = _whole(given.get("offset_ms"))
    if own_offset_ms is None or abs(own_offset_ms) > _MOST_OFFSET_MS:
        own_offset_ms = offset_ms
    envelope = Envelope(
        id=event_id or uuid5(device_id, mark),
        said_id=given.get("id"),
        fingerprint=mark,
        raw=raw,
        seq=seq,
        device_at=device_at,
        mono_ms=_whole(given.get("mono_ms")),
        offset_ms=own_offset_ms,
    )
    if event_id is None or seq is None or device_at is None:
        return envelope
    return _with_body(envelope, given)


def _with_body(known: Envelope, given: Body) -> Envelope:
    """The envelope with what the event says, where its kind and version are known here."""
    kind, version = given.get("type"), _whole(given.get("v"), low=0) or 0
    named = given.get("body")
    known = replace(known, visit_id=_uuid(named.get("visit")) if isinstance(named, dict) else None)
    if not isinstance(kind, str) or kind not in KINDS:
        return replace(known, trouble=Held.UNKNOWN_KIND)
    if version not in READERS:
        return replace(known, kind=kind, trouble=Held.UNKNOWN_VERSION)
    try:
        said = READERS[version](_body(given))
    except CannotUnseal:
        return replace(known, kind=kind, version=version, trouble=Held.CANNOT_OPEN)
    except (ValueError, RecursionError):
        return replace(known, kind=kind, version=version)
    visit_id = _uuid(said.get("visit"))
    text = said.get("text", "")
    text = text.encode(errors="replace").decode() if isinstance(text, str) else ""
    body = {name: said[name] for name in sorted(KINDS[kind] & said.keys()) if _is_code(said[name])}
    kept = {"visit": said.get("visit"), **({"text": text} if text else {}), **body}
    return replace(
        known,
        kind=kind,
        version=version,
        visit_id=visit_id,
        body=body,
        text=text,
        whole=kept == said and given.keys() <= ENVELOPE,
        trouble=None if visit_id else Held.UNREADABLE,
    )


def _body(given: Body) -> Body:
    """What the event says, opened where it came sealed. Raises ValueError or `CannotUnseal`."""
    said = given.get("body")
    if isinstance(given.get("sealed"), str):
        said = json.loads(unseal(base64.b64decode(given["sealed"], validate=True)))
    if not isinstance(said, dict):
        raise ValueError("an event says something")
    return said


def _uuid(value: object) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _whole(value: object, low: int = -_BIGGEST) -> int | None:
    return value if type(value) is int and low <= value <= _BIGGEST else None


def instant(value: object) -> datetime | None:
    """The instant in UTC that a phone gave, where it said which zone it meant, or None."""
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
        return at.astimezone(UTC) if at and at.utcoffset() is not None and at.year in _YEARS else None
    except (ValueError, OverflowError):
        return None


def _is_code(value: object) -> bool:
    """Whether a value is a code, an id or a number: anything else may be free text, and is kept sealed."""
    return (
        isinstance(value, bool)
        or _whole(value) is not None
        or bool(isinstance(value, str) and _CODE.fullmatch(value))
    )
