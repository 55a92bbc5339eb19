"""How much harm a visit that has not begun could do, and how soon somebody has to act."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from types import MappingProxyType

from kith.core.visit_state import LiveStatus

ALERT_KINDS: Mapping[LiveStatus, str] = MappingProxyType(
    {
        LiveStatus.LATE: "visit_late",
        LiveStatus.MISSED: "visit_missed",
        LiveStatus.PHONE_OFFLINE: "visit_phone_offline",
    }
)
ACT_WITHIN: Mapping[int, timedelta] = MappingProxyType(
    {1: timedelta(minutes=60), 2: timedelta(minutes=30), 3: timedelta(minutes=10)}
)
# A task that cannot wait: medicines and insulin are due at their hour. The beginning of a task's code.
CANNOT_WAIT = ("medicine", "insulin")
MOST = 3


def harm_of(kind: str, *, tasks: Collection[str], lives_alone: bool | None) -> int:
    """From 1 to 3: how much harm this could do. Nothing known about a home counts as living alone.

    A missed visit weighs more than a late one or a silent phone; a task that cannot wait, and nobody else
    in the home, each weigh one more.
    """
    weight = 2 if kind == ALERT_KINDS[LiveStatus.MISSED] else 1
    weight += any(task.startswith(CANNOT_WAIT) for task in tasks)
    weight += lives_alone is not False
    return min(weight, MOST)
