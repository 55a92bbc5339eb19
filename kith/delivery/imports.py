"""Visits from a provider's own system: each row matched to a visit that stands, and recorded as events.

A row is matched by provider, the person's reference and the planned start. What matches nothing is reported,
or, where asked for, made: see `import_making.py` and `import_packages.py`. What a row says becomes a check-in
and a check-out with ids worked out from it, received like any phone's, so that importing the same file again
changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import BinaryIO

from django.db import transaction

from kith.core.dates import london_day
from kith.core.errors import NotPermitted
from kith.core.tables import Table
from kith.delivery.import_contracts import Creating
from kith.delivery.import_events import Stay, record_stays, roster, stays_of
from kith.delivery.import_making import Made, make_people, make_providers_and_workers
from kith.delivery.import_matching import Known, Matched, Place, match, recognise
from kith.delivery.import_packages import make_packages, make_visits
from kith.delivery.import_rows import Attendance, read_attendances
from kith.orgs import audit
from kith.orgs.context import as_house
from kith.orgs.models import User
from kith.orgs.roles import check_may

ROWS_AT_ONCE = 2_000  # in one transaction, and what is left of a London day
NO_VISIT = ("no_visit", "No visit to this person is planned within two hours of that time.")
NO_PLACE_LEFT = ("no_place_left", "The visit at that time has no place for another worker.")

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """The file's table with all findings, and what became of its rows.

    ``recorded`` rows are events now, ``known`` ones were before, ``planned`` ones say only what was planned.
    """

    table: Table
    recorded: int = 0
    known: int = 0
    planned: int = 0
    made: Made = field(default_factory=Made)


def import_visits(
    *,
    by: User | None,
    at: datetime,
    source: bytes | BinaryIO,
    mapping: Mapping[str, str] | None = None,
    creating: Creating | None = None,
    progress: Progress = lambda step, done, total: None,
) -> Imported:
    """What of a call-monitoring extract could be used, row by row.

    A visit nobody is rostered to gets a rota entry for the worker in the row; one rostered to somebody else
    keeps its rota, and its events wait for a decision. With ``creating``, the providers, workers, people,
    packages and visits that are missing are made; only the house itself may ask for that. Everything is
    written in transactions of some hundreds or thousands of rows, each of which changes nothing when it is
    done again; ``progress`` is told the step, and how many of how many rows are done.

    Raises `NotPermitted`, and when creating `WhoseCare`, `WhichContract` or `OutsideContract`.
    """
    check_may(by, "import tables", None, london_day(at))
    if creating and by is not None:
        raise NotPermitted("Only whoever runs this installation may make records from a file. Ask them.")
    table, attendances = read_attendances(source, mapping)
    made = _make_everybody(attendances, creating, at) if creating and attendances else Made()
    with as_house():
        recognised = recognise(table, attendances, by.organisation if by else None)
    if creating:
        made += make_packages(recognised, creating, at)
    taken: set[Place] = set()
    stays: list[Stay] = []
    planned = 0
    for rows, finished in _batches(recognised):
        with transaction.atomic(), as_house():
            matched, more = _lay_out(table, rows, taken, creating, at)
        made += more
        stays += stays_of(matched)
        planned += sum(each.known.attendance.stay is None for each in matched)
        progress("Matching", finished, len(recognised))
    recorded = record_stays(stays, at, lambda done: progress("Recording", done, len(stays)))
    counts = {
        "rows": table.summary().read,
        "recorded": recorded,
        "people": made.people,
        "visits": made.visits,
    }
    audit.record(by=by, at=at, action="import.visits", detail=counts)
    return Imported(table=table, recorded=recorded, known=len(stays) - recorded, planned=planned, made=made)


def _make_everybody(attendances: Sequence[Attendance], creating: Creating, at: datetime) -> Made:
    return make_providers_and_workers(attendances, at) + make_people(attendances, creating, at)


def _batches(recognised: Iterable[Known]) -> Iterator[tuple[list[Known], int]]:
    """The rows by the day they belong to, as many days at once as hold some thousands, and how many by then.

    The rows of a day stay together: they are matched with each other's visits in view.
    """
    batch: list[Known] = []
    finished = 0
    by_day = sorted(recognised, key=lambda known: known.attendance.day)
    for _, rows in groupby(by_day, key=lambda known: known.attendance.day):
        batch += rows
        if len(batch) >= ROWS_AT_ONCE:
            finished += len(batch)
            yield batch, finished
            batch = []
    if batch:
        yield batch, finished + len(batch)


def _lay_out(
    table: Table, rows: Sequence[Known], taken: set[Place], creating: Creating | None, at: datetime
) -> tuple[list[Matched], Made]:
    """These rows with their visits, each with somebody rostered, and what was made."""
    matched, missing = match(rows, taken)
    made = Made()
    if creating and missing:
        made = make_visits(missing, at)
        found, missing = match(missing, taken)
        matched += found
    for known in missing:
        code, words = NO_PLACE_LEFT if creating else NO_VISIT
        table.refuse(known.attendance.row, "planned_start", code, words)
    for each in matched:
        _compare_commissioned(table, each)
    roster(matched, at)
    return matched, made


def _compare_commissioned(table: Table, each: Matched) -> None:
    """Say where the file gives other commissioned minutes than the visit has; the visit's are kept."""
    row, kept = each.known.attendance, each.planned.terms.minutes
    if row.commissioned_minutes not in (None, kept):
        words = f"The file says {row.commissioned_minutes} commissioned minutes, the package {kept}."
        table.find(
            row.row.number, "commissioned_minutes", "commissioned_differs", f"{words} {kept} were kept."
        )
