"""Figures typed by hand, kept at every level, as if no two places had anybody in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from kith.insight.actions_figures import keep_figures
from kith.insight.levels import LevelRow, places_over
from kith.insight.models import Snapshot
from kith.orgs.models import Area, Organisation
from tests.factories import NOW


class Typed(NamedTuple):
    """A figure of one provider in one patch."""

    measure: str
    week: date
    provider: Organisation
    patch: Area
    numerator: int
    denominator: int
    people: int


def snapshot_of(*typed: Typed) -> Snapshot:
    """A snapshot with these figures."""
    snapshot = Snapshot.objects.create(recorded_at=NOW, facts_at=NOW, folder="", rows={})
    keep(snapshot, typed)
    return snapshot


def keep(snapshot: Snapshot, typed: Iterable[Typed]) -> None:
    """Keep all figures of a snapshot's measures: a second call would have coarser figures twice."""
    sums: defaultdict[str, dict[Any, tuple[int, ...]]] = defaultdict(dict)
    for each in typed:
        keys = (str(each.patch.commissioner_id), str(each.provider.pk), str(each.patch.pk))
        for at in places_over(*keys, each.week):
            before = sums[each.measure].get(at, (0, 0, 0))
            sums[each.measure][at] = tuple(map(sum, zip(before, each[4:], strict=True)))
    figures = {key: [LevelRow(*at, *numbers) for at, numbers in of.items()] for key, of in sums.items()}
    keep_figures(snapshot, figures, at=NOW)
