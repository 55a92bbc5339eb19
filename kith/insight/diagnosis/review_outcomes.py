"""What each review came to in one word: care rose, stayed as it was, or fell."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from kith.core.small_numbers import may_be_shown, withheld
from kith.insight.diagnosis.intervals import wilson
from kith.insight.diagnosis.result import Cell, Column, Table
from kith.insight.diagnosis.wording import percent, place_words


def outcome_table(changes: Sequence[float], areas: Mapping[str, Sequence[float]]) -> Table:
    """The share of reviews after which care cost more, the same and less: of all, then area by area.

    A second area is withheld with a small one, which could be worked out from the rest.
    """
    hidden = withheld({area: len(held) for area, held in areas.items()})
    return Table(
        title=_("Did care rise, stay or fall?"),
        columns=(
            Column(key="group", heading=_("Area")),
            Column(key="reviews", heading=_("Reviews"), unit="whole"),
            Column(key="increased", heading=_("Increased"), unit="share"),
            Column(key="same", heading=_("Same"), unit="share"),
            Column(key="decreased", heading=_("Decreased"), unit="share"),
            Column(key="interval", heading=_("95 % interval of decreased")),
        ),
        rows=tuple(_rows(changes, areas, hidden)) if may_be_shown(len(changes)) else (),
    )


def _rows(
    changes: Sequence[float], areas: Mapping[str, Sequence[float]], hidden: Collection[str]
) -> Iterator[tuple[Cell, ...]]:
    yield _row(_("All reviews"), changes)
    for area, held in areas.items():
        yield (place_words(area), *[None] * 5) if area in hidden else _row(place_words(area), held)


def _row(name: str, changes: Sequence[float]) -> tuple[Cell, ...]:
    n = len(changes)
    rose, fell = sum(change > 0 for change in changes), sum(change < 0 for change in changes)
    decreased = wilson(fell, n)
    between = f"{percent(decreased.low)} – {percent(decreased.high)}"
    return (name, n, rose / n, (n - rose - fell) / n, decreased.value, between)
