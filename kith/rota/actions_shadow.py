"""Shadow mode: loading a provider's own week, working it out beside itself, and taking the trial away again.

Nothing of the house changes: no visit, person, worker or rota entry is written, and the file is not kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from kith.core.dates import london_day
from kith.core.errors import Invalid, NotFound, Refused
from kith.orgs.models import Organisation, User
from kith.orgs.roles import check_may
from kith.rota.actions_shadow_work import record_shadow_run
from kith.rota.models import ShadowRun
from kith.rota.queries_shadow import access_shadow_run, places_of
from kith.rota.shadow import TOLERANCES, Choices, Week
from kith.rota.shadow_calendar import is_calendar, read_calendars
from kith.rota.shadow_reading import Reading, week_of
from kith.rota.shadow_table import read_rota_table
from kith.rota.tasks import work_out_shadow
from kith.workforce.models import TravelMode

State = ShadowRun.State
MOST_BYTES = 5_000_000
MOST_PLACES_A_DAY = 1_000  # one worker at one visit each; a larger provider loads a branch at a time
FINDINGS_SHOWN = 200
KEPT = timedelta(days=30)
KEPT_UNASKED = timedelta(days=1)  # a week that was read, and that nobody asked to compare


class NothingToCompare(Invalid):
    """No row of a file can be compared. Its ``reading`` says why, row by row."""

    code = "nothing_to_compare"


class ShadowRunMovedOn(Refused):
    """The trial is being worked out already, or is ready."""

    code = "shadow_run_moved_on"


def read_rota(files: Sequence[bytes], mapping: Mapping[str, str] | None = None) -> Reading:
    """What a table, or one calendar or several, say of a week. Raises `Invalid` for anything else or more."""
    if not files or not all(files):
        raise Invalid("Choose a file that holds your week: a table, or calendars.")
    if sum(map(len, files)) > MOST_BYTES:
        raise Invalid("This is more than a week of visits. Export one week, of one branch.")
    calendars = [is_calendar(file) for file in files]
    if all(calendars):
        return read_calendars(files)
    if len(files) > 1:
        raise Invalid("Choose one table, or several calendars.")
    return read_rota_table(files[0], mapping)


def shadow_week(reading: Reading, choices: Choices, organisation: Organisation | None = None) -> Week:
    """The week to compare, with its postcodes found. What could not be used is among the findings.

    Raises `NothingToCompare`, or `Invalid` for choices that are not offered and for too much in a day.
    """
    if choices.tolerance_minutes not in TOLERANCES or choices.travel_mode not in TravelMode.values:
        raise Invalid("Choose how far visits may move, and how workers travel.")
    week = week_of(reading, places_of(reading.postcodes, organisation), choices)
    if week is None:
        raise NothingToCompare(
            "No visit in this file can be compared. Look at what was found, row by row.", reading=reading
        )
    places = Counter[object]()
    for visit in week.visits:
        places[visit.on] += len(visit.workers)
    if max(places.values()) > MOST_PLACES_A_DAY:
        raise Invalid(
            "A day here has more than {most:,} visits. Load one branch at a time.", most=MOST_PLACES_A_DAY
        )
    return week


def load_week(
    *,
    by: User | None,
    at: datetime,
    organisation: Organisation,
    files: Sequence[bytes],
    choices: Choices,
    mapping: Mapping[str, str] | None = None,
) -> ShadowRun:
    """The trial of a week, read and ready to be looked over before it is worked out.

    ``mapping`` gives the header for a column where guessing by name is not wanted.
    Raises `NothingToCompare`, `Invalid`, `NotPermitted`, or `NotFound` for another organisation's rota.
    """
    check_may(by, "plan rota", None, london_day(at))
    if by is not None and by.organisation_id != organisation.pk:
        raise NotFound
    reading = read_rota(files, mapping)
    week = shadow_week(reading, choices, organisation)
    with transaction.atomic():
        row = ShadowRun.objects.create(
            organisation=organisation,
            asked_by=by,
            asked_at=at,
            starts_on=week.starts_on,
            visits=len(week.visits),
            tolerance_minutes=choices.tolerance_minutes,
            reading=kept(reading),
            week=week.as_data(),
        )
        record_shadow_run(by, at, "load.shadow_run", row)
    return row


def start_shadow_run(*, by: User | None, at: datetime, run_id: UUID) -> ShadowRun:
    """The trial, which ``kith work`` will work out.

    Raises `ShadowRunMovedOn` when it was started before, `NotPermitted` or `NotFound`.
    """
    with transaction.atomic():
        row = _mine(by, at, run_id)
        if row.state != State.READ:
            raise ShadowRunMovedOn("This week is being compared already. Look at what it says.")
        row.state = State.WAITING
        row.save(update_fields=["state"])
        record_shadow_run(by, at, "start.shadow_run", row)
        transaction.on_commit(lambda: work_out_shadow.enqueue(str(row.pk)))
    return row


def stop_shadow_run(*, by: User | None, at: datetime, run_id: UUID) -> ShadowRun:
    """The trial, which ends its search soon with the best it has found.

    Raises `ShadowRunMovedOn`, `NotPermitted` or `NotFound`.
    """
    with transaction.atomic():
        row = _mine(by, at, run_id)
        if row.state not in (State.WAITING, State.WORKING):
            raise ShadowRunMovedOn("This week is not being worked out any more. Look at what it says.")
        row.stop_asked = True
        row.save(update_fields=["stop_asked"])
        record_shadow_run(by, at, "stop.shadow_run", row)
    return row


def delete_shadow_run(*, by: User | None, at: datetime, run_id: UUID) -> None:
    """Take a trial and all it holds away, whatever its state. Raises `NotPermitted` or `NotFound`."""
    with transaction.atomic():
        row = _mine(by, at, run_id)
        record_shadow_run(by, at, "delete.shadow_run", row)
        row.delete()


def forget_shadow_runs(*, at: datetime) -> int:
    """How many trials were taken away: those of 30 days ago, and those of a day ago that nobody started."""
    with transaction.atomic():
        old = ShadowRun.objects.filter(asked_at__lte=at - KEPT) | ShadowRun.objects.filter(
            state=State.READ, asked_at__lte=at - KEPT_UNASKED
        )
        rows = list(old.defer("week", "reading", "result"))
        for row in rows:
            record_shadow_run(None, at, "forget.shadow_run", row)
        ShadowRun.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def kept(reading: Reading) -> dict[str, object]:
    """How a file was read, as plain data: its columns, and what was found, row by row."""
    return {
        "kind": reading.kind,
        "rows": reading.rows,
        "used": reading.used,
        "columns": [{"key": each.key, "header": each.header} for each in reading.columns],
        "header": list(reading.header),
        "unused": list(reading.unused),
        "counts": dict(reading.counts),
        "findings": [asdict(each) for each in reading.in_order[:FINDINGS_SHOWN]],
    }


def _mine(by: User | None, at: datetime, run_id: UUID) -> ShadowRun:
    check_may(by, "plan rota", None, london_day(at))
    return access_shadow_run(by=by, run_id=run_id, at=at, for_update=True)
