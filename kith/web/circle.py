"""The drawing of who is around a person: workers nearest, then family and neighbours, then organisations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from kith.web.page import initials
from kith.web.person_page import PersonPage

MIDDLE = (230, 178)
INNER, OUTER = 76, 136
MOST = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One sign on the drawing: a bead, a leaf or a plaque, where it stands and what is written under it."""

    shape: str
    x: int
    y: int
    initials: str
    label: str
    hue: int = 0

    @property
    def label_y(self) -> int:
        """Where the words under it stand."""
        return self.y + 34

    @property
    def text_y(self) -> int:
        """Where its initials stand."""
        return self.y + 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """The marks on both rings."""

    marks: tuple[Mark, ...]


def circle_drawing(shown: PersonPage) -> Drawing | None:
    """Where everybody around the person stands, or None when nobody is known."""
    workers = (
        [("bead", face.initials, face.first_name, face.hue) for face in shown.week.faces]
        if shown.week
        else []
    )
    around = [("leaf", one.name.initials, one.name.known_as, 0) for one in shown.circle]
    providers = {package.provider.pk: package.provider for package in shown.packages}.values()
    around += [("plaque", initials(one.short_name), one.short_name, 3) for one in providers]
    marks = (*_ring(workers[:MOST], INNER, turn=0.0), *_ring(around[:MOST], OUTER, turn=pi / 5))
    return Drawing(marks=marks) if marks else None


def _ring(signs: Sequence[tuple[str, str, str, int]], radius: int, *, turn: float) -> list[Mark]:
    """Signs spread evenly round a ring, the first at the top, or turned by some radians."""
    step = 2 * pi / len(signs) if signs else 0
    return [
        Mark(
            shape=shape,
            x=round(MIDDLE[0] + radius * sin(turn + n * step)),
            y=round(MIDDLE[1] - radius * cos(turn + n * step)),
            initials=letters,
            label=label,
            hue=hue % 6 + 1,
        )
        for n, (shape, letters, label, hue) in enumerate(signs)
    ]
