"""Ways to pay for the same care, and where its minutes went."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.db.models import Sum

from kith.core.payment_definitions import PaymentModel
from kith.core.payment_models import PAYMENT_MODELS
from kith.core.small_numbers import FEWEST_SHOWN
from kith.insight.engines import minutes_over_parquet
from kith.insight.models import Snapshot
from kith.insight.queries import SUMS_KEPT
from kith.insight.queries_scopes import Scope, patch_keys

SCALE_ROOM = 1.08  # bars leave a little room at the end of their scale


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelComparison:
    """What one payment model would have paid, beside what is invoiced now."""

    model: PaymentModel
    pence: int
    difference_pence: int
    difference_share: float | None
    pence_percent: float

    @property
    def breaks_even_share(self) -> float | None:
        """By what share of its minutes this model would have to fall to cost what is invoiced now."""
        return self.difference_pence / self.pence if self.difference_pence > 0 else None


@lru_cache(maxsize=SUMS_KEPT)
def compare_models(snapshot: Snapshot, scope: Scope) -> list[ModelComparison]:
    """Every payment model on the same visits, in the order of the contracting options."""
    pence: defaultdict[str, int] = defaultdict(int)
    for row in scope.costs(snapshot).values("payment_model").annotate(total=Sum("pence")):
        pence[row["payment_model"]] = row["total"]
    now = pence[next(iter(PAYMENT_MODELS))]
    largest = max(pence.values(), default=0) or 1
    return [
        ModelComparison(
            model=model,
            pence=pence[key],
            difference_pence=pence[key] - now,
            difference_share=(pence[key] - now) / now if now else None,
            pence_percent=100 * pence[key] / (largest * SCALE_ROOM),
        )
        for key, model in PAYMENT_MODELS.items()
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursSpent:
    """Where the minutes of the same visits went, in worker-minutes."""

    commissioned_minutes: int
    rostered_minutes: int
    actual_minutes: int
    invoiced_minutes: int
    missed_minutes: int
    people: int

    @property
    def suppressed(self) -> bool:
        """Whether so few people are in it that nothing of it is shown."""
        return 0 < self.people < FEWEST_SHOWN

    @property
    def actual_share(self) -> float | None:
        """Actual minutes for each rostered minute."""
        return self.actual_minutes / self.rostered_minutes if self.rostered_minutes else None

    @property
    def commissioned_percent(self) -> float:
        """Of the bars' scale."""
        return self._percent(self.commissioned_minutes)

    @property
    def rostered_percent(self) -> float:
        """Of the bars' scale."""
        return self._percent(self.rostered_minutes)

    @property
    def actual_percent(self) -> float:
        """Of the bars' scale."""
        return self._percent(self.actual_minutes)

    @property
    def invoiced_percent(self) -> float:
        """Of the bars' scale."""
        return self._percent(self.invoiced_minutes)

    @property
    def missed_percent(self) -> float:
        """Of the bars' scale."""
        return self._percent(self.missed_minutes)

    @property
    def kept_percent(self) -> float:
        """Where the missed minutes' bar starts."""
        return self._percent(self.rostered_minutes - self.missed_minutes)

    def _percent(self, minutes: int) -> float:
        largest = max(self.commissioned_minutes, self.rostered_minutes, self.invoiced_minutes, 1)
        return 100 * minutes / (largest * SCALE_ROOM)


@lru_cache(maxsize=SUMS_KEPT)
def hours_spent(snapshot: Snapshot, scope: Scope) -> HoursSpent:
    """Where the minutes of every verified visit in the snapshot went, and for how many people."""
    provider_key = str(scope.provider.pk) if scope.provider else ""
    return HoursSpent(**minutes_over_parquet(Path(snapshot.folder), provider_key, patch_keys(scope)))
