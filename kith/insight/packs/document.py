"""What a pack holds, whatever it is written as: sections of charts and tables, with what each rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.utils.translation import gettext as _

from kith.core.small_numbers import FEWEST_SHOWN

Kind = Literal["daily", "weekly", "contract"]
KINDS: Sequence[Kind] = ("daily", "weekly", "contract")


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What a figure means, who answers for it, and up to when it is known."""

    definition: str
    owner: str
    known_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One measure's chart: its newest figure, the drawing, what it shows, and the causes noted."""

    title: str
    value: str
    says: str
    drawing: str
    icons: tuple[str, ...]
    notes: tuple[str, ...]
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table. A cell that is None is withheld; ``numeric`` are the columns of figures.

    Where there are no rows, ``empty`` says what that means.
    """

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]
    empty: str
    basis: Basis
    numeric: frozenset[int] = frozenset()


Part = Picture | Grid


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A point on the agenda. ``lede`` is what there is to say before looking closer."""

    key: str
    title: str
    lede: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """One meeting's pack. ``names`` says whether people are named, ``few`` whether counts of few people are
    shown, so that paper is kept accordingly.
    """

    kind: Kind
    title: str
    whose: str
    period: str
    made_at: datetime
    known_at: datetime
    starts_on: date
    names: bool
    few: bool
    sections: tuple[Section, ...]

    @property
    def closing(self) -> str:
        """What the reader must know of the paper they hold."""
        if self.names:
            return _(
                "This pack names people. Keep it as you keep their records, and destroy it after the "
                "meeting. Each name shown is in the log of who looked."
            )
        if self.few:
            return _(
                "Counts of few people are shown, because you work with them: keep this pack in the team. "
                "Measures about fewer than %(fewest)s people are not shown."
            ) % {"fewest": FEWEST_SHOWN}
        return _(
            "Figures about fewer than %(fewest)s people are not shown, and nobody who draws on care is named."
        ) % {"fewest": FEWEST_SHOWN}

    @property
    def file_name(self) -> str:
        """What a file of it is called, without its ending."""
        return f"{self.kind}-pack-{self.starts_on.isoformat()}"
