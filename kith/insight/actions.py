"""Taking a snapshot: the facts to Parquet, then every measure, payment model and analysis over them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from kith.core.dates import london_day
from kith.core.payment_models import PAYMENT_MODELS
from kith.insight.actions_figures import BATCH, keep_figures, worked_out
from kith.insight.columnar import Cost, costs
from kith.insight.diagnosis.stored import to_plain
from kith.insight.diagnosis.whose import diagnosed
from kith.insight.engines import opened
from kith.insight.facts.fill import write_tables
from kith.insight.models import Finding, ModelCost, Snapshot
from kith.insight.queries_defined import every_measure
from kith.orgs import audit
from kith.orgs.context import as_house, at_one_moment
from kith.orgs.models import User
from kith.orgs.roles import check_may


def take_snapshot(*, by: User | None, at: datetime, under: Path, afresh: bool = False) -> Snapshot:
    """The snapshot just taken, its files in a folder of its own below ``under``.

    Weeks of visits that nothing changed are those of the last snapshot there, unless all are to be written
    ``afresh``. Everything is worked out before anything is kept, so a failure leaves the last snapshot
    standing. Raises `NotPermitted`, or `OSError` when the folder cannot be written.
    """
    check_may(by, "take snapshot", None, london_day(at))
    folder = under / f"{at:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:8]}"
    with at_one_moment(), as_house():  # figures are of everybody, whoever asks; nobody is named in them
        rows = write_tables(folder, None if afresh else _last_folder(under))
    return keep_snapshot(by=by, at=at, folder=folder, rows=rows)


def _last_folder(under: Path) -> Path | None:
    """That of the last snapshot below this one; what was taken elsewhere may have been changed there."""
    snapshots = Snapshot.objects.filter(folder__startswith=f"{under}/").order_by("-recorded_at", "-pk")
    folder = snapshots.values_list("folder", flat=True).first()
    return Path(folder) if folder else None


def keep_snapshot(*, by: User | None, at: datetime, folder: Path, rows: Mapping[str, int]) -> Snapshot:
    """The snapshot of the facts written to a folder, so many rows of each table, and all worked out of them.

    Raises `NotPermitted`.
    """
    check_may(by, "take snapshot", None, london_day(at))
    with opened(settings.FIGURES, folder) as ask:
        figures = worked_out(every_measure(), ask)
        model_costs = costs(list(PAYMENT_MODELS.values()), ask)
    results = list(diagnosed(folder, at))
    with transaction.atomic():
        snapshot = Snapshot.objects.create(recorded_at=at, facts_at=at, folder=str(folder), rows=dict(rows))
        keep_figures(snapshot, figures, at=at)
        ModelCost.objects.bulk_create(_model_costs(snapshot, model_costs), batch_size=BATCH)
        Finding.objects.bulk_create(
            Finding(
                recorded_at=at,
                snapshot=snapshot,
                council_id=each.council_id,
                key=each.key,
                place=place,
                body=to_plain(each.result),
            )
            for place, each in enumerate(results)
        )
        audit.record(
            by=by, at=at, action="take.snapshot", subject_kind="snapshot", subject_id=snapshot.pk,
            detail=dict(rows),
        )  # fmt: skip
    return snapshot


def _model_costs(snapshot: Snapshot, model_costs: Sequence[Cost]) -> Iterator[ModelCost]:
    for cost in model_costs:
        yield ModelCost(
            recorded_at=snapshot.recorded_at,
            snapshot=snapshot,
            payment_model=cost.payment_model,
            week_starts_on=cost.week_starts_on,
            provider_id=cost.provider_key or None,
            patch_id=cost.patch_key or None,
            pence=cost.pence,
        )
