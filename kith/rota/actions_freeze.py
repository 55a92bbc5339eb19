"""The cut-off: fixing what was rostered in each shift, as a fact that pay relies on.

What counts is what had been recorded by the cut-off, whenever the freezing itself runs. A shift made after
its day's cut-off is frozen when it starts. A place that is frozen in one shift is never frozen in another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from kith.brokerage.queries import cut_off_hours
from kith.core.dates import day_bounds, in_utc, london_day
from kith.orgs import audit
from kith.orgs.models import Organisation, User
from kith.orgs.roles import check_may
from kith.rota.models import RotaEntry, RotaFreeze, Shift
from kith.rota.planned import Entry, Terms
from kith.rota.queries import current_entries, visits_of
from kith.rota.queries_freeze import GENESIS, frozen_entries, hash_of
from kith.rota.queries_shifts import StandingShift, with_absences

LONGEST_CUT_OFF = timedelta(days=14)  # no rota is fixed longer before its day than this


def freeze_shifts(
    *, by: User | None, at: datetime, before: datetime, organisation: Organisation | None = None
) -> int:
    """How many shifts were frozen now: those whose cut-off has come by ``before`` and that were not yet.

    Of one provider or all. A provider without a contract has no cut-off. Raises `NotPermitted`.
    """
    check_may(by, "freeze shifts", None, london_day(at))
    with transaction.atomic():
        frozen = sum(_freeze_provider(each, at, before) for each in _providers(before, organisation))
        if frozen:
            audit.record(
                by=by,
                at=at,
                action="freeze.shifts",
                data_class=10,
                subject_kind="organisation",
                subject_id=organisation.pk if organisation else "",
                detail={"shifts": frozen},
            )
    return frozen


def _providers(before: datetime, organisation: Organisation | None) -> list[Organisation]:
    """The providers with shifts to freeze, each locked, so that no two processes grow one chain at once."""
    waiting = _waiting(before).values("organisation")
    providers = Organisation.objects.select_for_update(no_key=True).filter(pk__in=waiting)
    if organisation is not None:
        providers = providers.filter(pk=organisation.pk)
    return list(providers.order_by("pk"))


def _waiting(before: datetime) -> QuerySet[Shift]:
    return Shift.objects.filter(
        freeze__isnull=True,
        withdraws__isnull=True,
        withdrawn_by__isnull=True,
        starts_at__lt=before + LONGEST_CUT_OFF,
    )


def _freeze_provider(provider: Organisation, at: datetime, before: datetime) -> int:
    hours: dict[date, int | None] = {}
    due: defaultdict[datetime, list[StandingShift]] = defaultdict(list)
    shifts = _waiting(before).filter(organisation=provider).select_related("worker")
    for each in with_absences(shifts.order_by("starts_at", "pk")):
        day = each.shift.on
        if day not in hours:
            hours[day] = cut_off_hours(provider, day)
        cut_off_at = _cut_off(each.shift, hours[day])
        if cut_off_at is not None and cut_off_at <= before:
            due[cut_off_at].append(each)
    freezes = [freeze for cut_off_at in sorted(due) for freeze in _freezes(due[cut_off_at], cut_off_at, at)]
    _chain(provider, freezes)
    RotaFreeze.objects.bulk_create(freezes)
    return len(freezes)


def _cut_off(shift: Shift, hours: int | None) -> datetime | None:
    """When what is in a shift is fixed, or None where no contract says."""
    if hours is None:
        return None
    day_starts_at, _ = day_bounds(shift.on)
    cut_off_at = day_starts_at - timedelta(hours=hours)
    return shift.starts_at if shift.recorded_at > cut_off_at else cut_off_at


def _freezes(shifts: Sequence[StandingShift], cut_off_at: datetime, at: datetime) -> list[RotaFreeze]:
    """A freeze for each of these shifts, as known at their cut-off; not yet in the chain."""
    ids = [each.shift.pk for each in shifts]
    visit_ids = set(RotaEntry.objects.filter(shift_id__in=ids).values_list("visit_id", flat=True))
    due = {each.visit.pk: each.terms for each in visits_of(sorted(visit_ids), cut_off_at) if each.due}
    taken = frozen_entries(visit_ids)
    entries: defaultdict[UUID, list[Entry]] = defaultdict(list)
    for visit_id, held in current_entries(due, cut_off_at).items():
        for entry in held:
            open_place = entry.place <= due[visit_id].workers_needed and (visit_id, entry.place) not in taken
            if entry.shift_id is not None and open_place:
                entries[entry.shift_id].append(entry)
    return [
        _freeze(
            each, sorted(entries[each.shift.pk], key=_by_start) if each.worked else [], due, cut_off_at, at
        )
        for each in shifts
    ]


def _freeze(
    each: StandingShift,
    entries: Sequence[Entry],
    terms: Mapping[UUID, Terms],
    cut_off_at: datetime,
    at: datetime,
) -> RotaFreeze:
    return RotaFreeze(
        shift=each.shift,
        organisation_id=each.shift.organisation_id,
        cut_off_at=cut_off_at,
        entries=[
            [str(entry.visit_id), entry.place, in_utc(entry.starts_at).isoformat(), entry.minutes]
            for entry in entries
        ],
        terms=[
            [str(entry.visit_id), terms[entry.visit_id].pk, terms[entry.visit_id].minutes]
            for entry in entries
        ],
        recorded_at=at,
    )


def _chain(provider: Organisation, freezes: Sequence[RotaFreeze]) -> None:
    """Give each freeze its place after the provider's newest."""
    head = RotaFreeze.objects.filter(organisation=provider).order_by("-seq").first()
    seq, previous = (head.seq, head.hash) if head else (0, GENESIS)
    for freeze in freezes:
        seq += 1
        freeze.seq, freeze.previous_hash = seq, previous
        previous = freeze.hash = hash_of(freeze)


def _by_start(entry: Entry) -> tuple[datetime, UUID, int]:
    return (entry.starts_at, entry.visit_id, entry.place)
