"""The one clock that doors read. Rooms never do: they are given ``at``.

A demonstration has its own time: a stored moment, running on from there since this process started.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from django.conf import settings

from kith.core.dates import in_utc
from kith.orgs.models import Setting

DEMONSTRATION_MOMENT = "demonstration.moment"
# The moment, and when this process first read it: pages ask the time on every request.
_moments: dict[str, tuple[datetime, float]] = {}


def now() -> datetime:
    """This instant in UTC, or the demonstration's own in demo mode."""
    read = _demonstration_moment() if settings.DEMO else None
    if read is None:
        return datetime.now(UTC)
    moment, read_at = read
    return moment + timedelta(seconds=time.monotonic() - read_at)


def set_demonstration_moment(at: datetime) -> None:
    """Store the instant at which the demonstration stands whenever it is started; here it starts now.

    Raises `Invalid` for a time without a zone.
    """
    moment = in_utc(at)
    Setting.objects.update_or_create(key=DEMONSTRATION_MOMENT, defaults={"value": moment.isoformat()})
    _moments.clear()


def _demonstration_moment() -> tuple[datetime, float] | None:
    if DEMONSTRATION_MOMENT not in _moments:
        stored = Setting.objects.filter(key=DEMONSTRATION_MOMENT).values_list("value", flat=True).first()
        if stored is None:
            return None
        _moments[DEMONSTRATION_MOMENT] = (datetime.fromisoformat(stored), time.monotonic())
    return _moments[DEMONSTRATION_MOMENT]
