"""What a shift holds besides its visits: where the unpaid break and the planned down-time can be.

Nobody fixes either to the minute. They are worked out from what is rostered, each time somebody looks, and
never stored. Source: ``docs/explanation/architecture.md``, the whole shift is paid.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of time, in UTC; its end is no longer in it."""

    starts_at: datetime
    ends_at: datetime

    @property
    def length(self) -> timedelta:
        """How long it is."""
        return self.ends_at - self.starts_at


class Pauses(NamedTuple):
    """The break and the down-time of a shift, as far as there is room for them."""

    rest: Span | None
    downtime: Span | None


def pauses_in(shift: Span, taken: Iterable[Span], *, break_minutes: int, downtime_minutes: int) -> Pauses:
    """Where a shift's break and down-time fit between what is taken: visits, and the ways to them.

    The break lies as near the middle of the shift as a gap that holds it all allows. Down-time takes the
    longest gap left, whole or what there is of it.
    """
    gaps = list(_gaps(shift, taken))
    rest = _nearest_the_middle(shift, gaps, timedelta(minutes=break_minutes))
    left = [part for gap in gaps for part in _without(gap, rest)]
    longest = max(left, key=lambda gap: gap.length, default=None)
    wanted = timedelta(minutes=downtime_minutes)
    if not wanted or longest is None:
        return Pauses(rest=rest, downtime=None)
    ends_at = min(longest.ends_at, longest.starts_at + wanted)
    return Pauses(rest=rest, downtime=Span(longest.starts_at, ends_at))


def _gaps(shift: Span, taken: Iterable[Span]) -> Iterator[Span]:
    """The stretches of a shift that nothing takes."""
    free_at = shift.starts_at
    for span in sorted(taken):
        if free_at < span.starts_at:
            yield Span(free_at, min(span.starts_at, shift.ends_at))
        free_at = max(free_at, span.ends_at)
    if free_at < shift.ends_at:
        yield Span(free_at, shift.ends_at)


def _nearest_the_middle(shift: Span, gaps: Iterable[Span], length: timedelta) -> Span | None:
    middle = shift.starts_at + (shift.length - length) / 2
    starts = [
        min(max(middle, gap.starts_at), gap.ends_at - length)
        for gap in gaps
        if length and gap.length >= length
    ]
    start = min(starts, key=lambda each: (abs(each - middle), each), default=None)
    return Span(start, start + length) if start else None


def _without(gap: Span, rest: Span | None) -> Iterator[Span]:
    """A gap as it is, or what is left of it either side of the break."""
    if rest is None or not gap.starts_at <= rest.starts_at < gap.ends_at:
        yield gap
        return
    for part in (Span(gap.starts_at, rest.starts_at), Span(rest.ends_at, gap.ends_at)):
        if part.length:
            yield part
