"""Working out figures at every level and keeping them with their snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from kith.insight.engines_elsewhere import Ask
from kith.insight.levels import LevelRow, at_every_level
from kith.insight.measure import Measure
from kith.insight.models import Figure, Snapshot
from kith.insight.queries_scopes import councils_of_patches

BATCH = 2_000


def worked_out(measures: Iterable[Measure], ask: Ask) -> dict[str, list[LevelRow]]:
    """Each measure's figures at every level, by its key; the councils are those of today's patches."""
    return at_every_level(measures, ask, councils_of_patches())


def keep_figures(snapshot: Snapshot, figures: Mapping[str, Sequence[LevelRow]], *, at: datetime) -> None:
    """Keep each measure's figures, by the name they are kept under."""
    Figure.objects.bulk_create(
        (
            Figure(
                recorded_at=at,
                snapshot=snapshot,
                measure=key,
                level=row.level,
                council_id=row.council_key or None,
                provider_id=row.provider_key or None,
                patch_id=row.patch_key or None,
                week_starts_on=row.week_starts_on,
                numerator=row.numerator,
                denominator=row.denominator,
                people=row.people,
            )
            for key, rows in figures.items()
            for row in rows
        ),
        batch_size=BATCH,
    )
