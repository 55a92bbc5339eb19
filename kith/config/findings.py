"""What ``kith check`` says of one thing it looked at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How much a finding matters."""

    GOOD = "good"
    NOTE = "note"
    BAD = "bad"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at: what, how it stands, and in words what to do."""

    what: str
    level: Level
    words: str


def good(what: str, words: str) -> Finding:
    """Nothing to do."""
    return Finding(what=what, level=Level.GOOD, words=words)


def note(what: str, words: str) -> Finding:
    """Something to know."""
    return Finding(what=what, level=Level.NOTE, words=words)


def bad(what: str, words: str) -> Finding:
    """Something that must be put right."""
    return Finding(what=what, level=Level.BAD, words=words)
