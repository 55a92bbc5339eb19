"""Reading trials of a provider's own week: who may, which there are, and where their postcodes are."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from kith.core.dates import london_day
from kith.core.errors import NotFound
from kith.orgs.models import Organisation, PostcodePoint, User
from kith.orgs.roles import may
from kith.people.models import Household
from kith.rota.models import ShadowRun, Visit
from kith.rota.planner import Place

AT_ONCE = 500
MOST_SHOWN = 20


def places_of(postcodes: Collection[str], organisation: Organisation | None = None) -> dict[str, Place]:
    """Where postcodes are: as the directory says, or as a front door there does. Some may be unknown.

    Front doors are those of the organisation's own people, so that nobody learns where others draw on care;
    all of them where the house itself asks.
    """
    wanted = sorted(postcodes)
    places: dict[str, Place] = {}
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        doors = Household.objects.filter(postcode__in=some).order_by("postcode", "-pk")
        if organisation is not None:
            own = Visit.objects.filter(provider=organisation).values("person")
            doors = doors.filter(residents__person__in=own)
        for rows in (doors, PostcodePoint.objects.filter(pk__in=some)):
            points = rows.values_list("postcode", "lat", "lon")
            places |= {postcode: Place(lat=lat, lon=lon) for postcode, lat, lon in points}
    return places


def access_shadow_run(*, by: User | None, run_id: UUID, at: datetime, for_update: bool = False) -> ShadowRun:
    """The trial, for who plans the rota of the provider that loaded it; its week is not read.

    Raises `NotFound` when there is none, or it is another organisation's.
    """
    rows = ShadowRun.objects.select_related("organisation", "asked_by").defer("week")
    if for_update:
        rows = rows.select_for_update(of=("self",))
    row = rows.filter(pk=run_id).first()
    if row is None or not _plans(by, row.organisation_id, at):
        raise NotFound
    return row


def shadow_runs_of(organisation: Organisation) -> list[ShadowRun]:
    """The newest trials of a provider, newest first, without what they hold."""
    rows = ShadowRun.objects.filter(organisation=organisation).select_related("asked_by")
    return list(rows.defer("week", "reading", "result").order_by("-asked_at")[:MOST_SHOWN])


def _plans(by: User | None, organisation_id: UUID, at: datetime) -> bool:
    return by is None or (
        by.organisation_id == organisation_id and may(by, "plan rota", None, london_day(at))
    )
