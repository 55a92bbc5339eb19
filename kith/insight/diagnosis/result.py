"""What an analysis answers: figures, how sure they are, a picture of them, and what they cannot tell."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol

from kith.core.errors import Invalid

Unit = Literal[
    "text", "day", "whole", "share", "number", "coefficient", "pence", "minutes", "days", "years", "months"
]
Cell = str | int | float | date | None
WITHHELD = None
"""A cell that is not shown, because it rests on too few to be shown."""


class InvalidResult(Invalid):
    """A result cannot be used as it stands."""

    code = "invalid_result"


class Picture(Protocol):
    """A chart, whichever it is: drawn on the server, and said in words for those who do not see it."""

    @property
    def title(self) -> str:
        """What is drawn."""

    def sentence(self) -> str:
        """What the drawing shows, as a text alternative."""

    def svg(self, identity: str) -> str:
        """The drawing as one SVG element; ``identity`` is the id of its text on the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table: its key in downloads, its heading, and the unit of its cells."""

    key: str
    heading: str
    unit: Unit = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Figures in rows. A cell that is None is withheld; a text that is empty is not known."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise InvalidResult(
                "Every row of “{title}” needs a cell for each of its columns.", title=self.title
            )

    @property
    def withheld(self) -> int:
        """How many rows hold a cell that is not shown."""
        return sum(WITHHELD in row for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """One figure with its 95 % interval, and how many it rests on.

    ``key`` names what is estimated, so that it can be found again and held against what is true. Without an
    interval, ``low`` and ``high`` are None and ``method`` says why.
    """

    key: str
    words: str
    value: float
    low: float | None
    high: float | None
    unit: Unit
    n: int
    method: str

    def holds(self, truth: float) -> bool:
        """Whether the interval covers this value."""
        return self.low is not None and self.high is not None and self.low <= truth <= self.high


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One analysis, answered.

    ``definition`` says how the figures are worked out, ``limits`` what they must not be taken for, ``owner``
    who acts on them, and ``next_test`` what would show whether acting on them helped. ``n`` counts what the
    whole answer rests on, in ``n_of``.
    """

    key: str
    title: str
    question: str
    answer: str
    definition: str
    n: int
    n_of: str
    owner: str
    next_test: str
    tables: tuple[Table, ...] = ()
    pictures: tuple[Picture, ...] = ()
    estimates: tuple[Estimate, ...] = ()
    limits: tuple[str, ...] = field(default_factory=tuple)

    def estimate(self, key: str) -> Estimate:
        """The estimate of this key.

        Raises `InvalidResult` when there is none.
        """
        for each in self.estimates:
            if each.key == key:
                return each
        raise InvalidResult("“{key}” has no estimate called “{estimate}”.", key=self.key, estimate=key)

    @property
    def withheld(self) -> int:
        """How many rows hold a figure that is not shown because it rests on too few."""
        return sum(table.withheld for table in self.tables)
