"""Whether anything that live pages show may have changed: cheap to ask, so pages can ask often."""

from __future__ import annotations

from django.db.models import Max

from kith.delivery.models import Device
from kith.orgs.models import WorkItem
from kith.rota.models import RotaEntry


def live_version() -> str:
    """A text that differs once a phone was heard, the rota changed, or something began or ceased to wait.

    Three queries, none of which grows with the number of visits. It says nothing about time passing: a
    visit becomes late by itself, so a page adds the minute.
    """
    heard = Device.objects.aggregate(at=Max("last_heard_at"))["at"]
    entry = RotaEntry.objects.aggregate(newest=Max("pk"))["newest"]
    work = WorkItem.objects.aggregate(opened=Max("opened_at"), closed=Max("closed_at"))
    return "/".join(str(part or "") for part in (heard, entry, work["opened"], work["closed"]))
