"""A provider beside the others of its council, on a funnel: never in an order of merit.

The limits are as wide as a provider's own weeks differ from each other, so a small provider is held to wider
ones. Who may know the others by name is for the caller to say; one who may not sees them only where they are
so many that none is known by being the only other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from uuid import UUID

from django.utils.translation import gettext as _

from kith.core.funnel_chart import Funnel, Place, share_spread
from kith.insight.measure import Measure
from kith.insight.queries import WeekFigure
from kith.insight.writing import writer

WEEKS = 13
FEWEST_UNNAMED = 3
EVERY: Mapping[str, int] = {"continuity": 4}
"""A measure that looks back so many weeks is read so many weeks apart: its weeks overlap otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarter:
    """What some weeks of one provider come to, and how far its weeks lie from that.

    ``squares`` adds up each week's squared distance times what it counts, over ``weeks`` of them.
    """

    top: int
    bottom: int
    squares: float
    weeks: int

    @property
    def value(self) -> float:
        """The figure of all the weeks together."""
        return self.top / self.bottom


def quarter(measure: Measure, weeks: Sequence[WeekFigure]) -> Quarter | None:
    """The newest thirteen weeks that may be shown, as one figure; None where there is none."""
    every = EVERY.get(measure.key, 1)
    newest = [each for each in reversed(weeks[-WEEKS:])][::every]
    shown = [each for each in newest if each.value is not None and each.denominator]
    if not shown:
        return None
    top, bottom = (sum(each.numerator for each in shown), sum(each.denominator for each in shown))
    squares = sum(
        each.denominator * (each.numerator / each.denominator - top / bottom) ** 2 for each in shown
    )
    return Quarter(top=top, bottom=bottom, squares=squares, weeks=len(shown))


def compared(
    measure: Measure, of: Mapping[UUID, Sequence[WeekFigure]], chosen: UUID, names: Mapping[UUID, str]
) -> Funnel | None:
    """The providers around the figure of all of them; those without a name in ``names`` go unnamed.

    None where the chosen one has no figure, where nothing but it could be shown, where too few unnamed ones
    could be told apart, or where no provider has two weeks to say how far weeks differ.
    """
    found = {key: found for key, weeks in of.items() if (found := quarter(measure, weeks))}
    unnamed = [key for key in found if key not in names]
    if chosen not in found or len(found) < 2 or 0 < len(unnamed) < FEWEST_UNNAMED:
        return None
    freely = sum(each.weeks - 1 for each in found.values())
    if not freely:
        return None
    centre = sum(each.top for each in found.values()) / sum(each.bottom for each in found.values())
    chance = share_spread(centre) if measure.unit == "share" and 0 <= centre <= 1 else 0.0
    spread = max(chance, sqrt(sum(each.squares for each in found.values()) / freely))
    return Funnel(
        title=_("%(measure)s, by provider") % {"measure": _(measure.title)},
        places=tuple(
            Place(name=names.get(key, _("another")), n=each.bottom, value=each.value, chosen=key == chosen)
            for key, each in sorted(found.items(), key=lambda item: -item[1].bottom)
        ),
        centre=centre,
        spread=spread,
        count_words=_(measure.denominator),
        share=measure.unit == "share",
        write=writer(measure),
    )


def in_words(funnel: Funnel) -> str:
    """Where the chosen provider lies among the others."""
    own = next(place for place in funnel.places if place.chosen)
    if own not in funnel.outside:
        inside = _("%(name)s lies within the limits: no more than chance sets it apart from the others.")
        return inside % {"name": own.name}
    outside = _("%(name)s lies outside the limits around %(all)s: chance alone does not explain it.")
    return outside % {"name": own.name, "all": funnel.write(funnel.centre)}
