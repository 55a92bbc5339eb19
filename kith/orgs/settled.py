"""Which rows of a log that only grows need not be looked at again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from kith.orgs.models import Setting

# No transaction stays open for this long, so a row below what was done an hour ago is not still to come.
SETTLED = timedelta(hours=1)


def settled(*, name: str, at: datetime, done: Callable[[], int]) -> int:
    """The row id up to which all is done and nothing can still appear.

    ``done`` gives the id up to which all that can be seen now is done. Once an hour this moves on to where
    ``done`` stood an hour before: ids are given out before transactions commit, so a lower one may appear
    after a higher.
    """
    stored = Setting.objects.filter(pk=name).first()
    mark: dict[str, Any] = stored.value if stored else {"floor": 0, "next": 0}
    if stored is None or at - datetime.fromisoformat(mark["at"]) >= SETTLED:
        mark = {"floor": mark["next"], "next": done(), "at": at.isoformat()}
        Setting.objects.update_or_create(key=name, defaults={"value": mark})
    return int(mark["floor"])
