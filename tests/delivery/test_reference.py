"""The reference page lists every code a phone can be given, and every kind of event."""

from __future__ import annotations

from pathlib import Path

from kith.delivery.envelope import ENVELOPE, KINDS
from kith.delivery.held import Held

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "sync.md").read_text()


def test_it_lists_every_reason_to_hold_an_event() -> None:
    assert [] == [code for code in Held if f"| `{code}` |" not in PAGE]


def test_it_lists_every_kind_of_event_and_every_field() -> None:
    said = {name for names in KINDS.values() for name in names}
    assert [] == [name for name in (*KINDS, *ENVELOPE, *said) if f"`{name}`" not in PAGE]
