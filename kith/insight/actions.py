"""Taking a snapshot: the facts to Parquet, then every measure and every payment model over them."""

from __future__ import annotations

import uuid
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction

from kith.core.dates import london_day
from kith.core.payment_models import PAYMENT_MODELS
from kith.insight.columnar import costs
from kith.insight.engines import over_parquet
from kith.insight.facts.fill import write_tables
from kith.insight.measures import MEASURES
from kith.insight.models import Figure, ModelCost, Snapshot
from kith.orgs import audit
from kith.orgs.context import as_house
from kith.orgs.models import User
from kith.orgs.roles import check_may

BATCH = 2_000


def take_snapshot(*, by: User | None, at: datetime, under: Path) -> Snapshot:
    """The snapshot just taken, its files in a folder of its own below ``under``.

    Everything is worked out before anything is kept, so a failure leaves the last snapshot standing.
    Raises `NotPermitted`, or `OSError` when the folder cannot be written.
    """
    check_may(by, "take snapshot", None, london_day(at))
    id_ = uuid.uuid4()
    folder = under / f"{at:%Y%m%dT%H%M%S}-{id_.hex[:8]}"
    with as_house():  # figures are of everybody, whoever asks for them; nobody is named in them
        rows = write_tables(folder)
    answers = {key: over_parquet(measure, folder) for key, measure in MEASURES.items()}
    model_costs = costs(list(PAYMENT_MODELS.values()), folder)
    with transaction.atomic():
        snapshot = Snapshot.objects.create(id=id_, recorded_at=at, facts_at=at, folder=str(folder), rows=rows)
        Figure.objects.bulk_create(
            (
                Figure(
                    recorded_at=at,
                    snapshot=snapshot,
                    measure=key,
                    week_starts_on=row.week_starts_on,
                    provider_id=_id(row.provider_key),
                    patch_id=_id(row.patch_key),
                    numerator=row.numerator,
                    denominator=row.denominator,
                    people=row.people,
                )
                for key, answer in answers.items()
                for row in answer
            ),
            batch_size=BATCH,
        )
        ModelCost.objects.bulk_create(
            (
                ModelCost(
                    recorded_at=at,
                    snapshot=snapshot,
                    payment_model=cost.payment_model,
                    week_starts_on=cost.week_starts_on,
                    provider_id=_id(cost.provider_key),
                    patch_id=_id(cost.patch_key),
                    pence=cost.pence,
                )
                for cost in model_costs
            ),
            batch_size=BATCH,
        )
        audit.record(
            by=by, at=at, action="take.snapshot", subject_kind="snapshot", subject_id=id_, detail=dict(rows)
        )
    return snapshot


def _id(key: str) -> UUID | None:
    return UUID(key) if key else None
