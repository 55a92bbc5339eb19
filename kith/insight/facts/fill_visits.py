"""A week's visits as rows of facts, out of what the rooms below know of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from operator import itemgetter
from typing import Any
from uuid import UUID

from kith.insight.facts.known import Entry, Line, Verified, Week, known_of_week, patch_key, pseudonym
from kith.rota.planned import Stop
from kith.rota.queries import PlannedVisit

Row = dict[str, Any]
ONE_SECOND = timedelta(seconds=1)
STILL_COMMISSIONED = (Stop.CANCELLED, Stop.SUSPENDED)  # after a death or an end nothing is asked for
NOBODY_ROSTERED: Row = {
    "rostered_starts_at": None, "travel_minutes": 0, "travel_metres": 0, "travel_mode": "",
}  # fmt: skip
NOT_VERIFIED: Row = {
    "actual_minutes": 0, "actual_seconds": 0, "started_at": None, "late_seconds": None,
}  # fmt: skip


def rows_of_week(starts_on: date, of_line: Mapping[UUID, Line]) -> tuple[list[Row], list[Row]]:
    """The places of a week's visits, and those of them called off beforehand once more by themselves.

    The rows of a person stand together: what is worked out person by person is then a third faster.
    """
    known = known_of_week(starts_on)
    off = [each for each in known.planned if each.stop in STILL_COMMISSIONED]
    return (
        _by_person(_visit(*each) for each in _places(known.planned, known, of_line)),
        _by_person(_called_off(*each) for each in _places(off, known, of_line)),
    )


def _places(
    planned: Sequence[PlannedVisit], known: Week, of_line: Mapping[UUID, Line]
) -> Iterator[tuple[PlannedVisit, int, Week, Line]]:
    for each in planned:
        for place in range(1, each.terms.workers_needed + 1):
            yield each, place, known, of_line[each.visit.package_line_id]


def _by_person(rows: Iterator[Row]) -> list[Row]:
    return sorted(rows, key=itemgetter("person_key"))


def _called_off(planned: PlannedVisit, place: int, known: Week, line: Line) -> Row:
    visit = planned.visit
    return {
        "visit_key": str(visit.pk),
        "place": place,
        "person_key": pseudonym(visit.person_id),
        "provider_key": str(visit.provider_id),
        "patch_key": patch_key(known.homes, visit.person_id, visit.on),
        "contract_key": str(line.contract_id),
        "week_starts_on": known.starts_on,
        "commissioned_minutes": planned.terms.minutes,
        "why": str(planned.stop),
    }


def _visit(planned: PlannedVisit, place: int, known: Week, line: Line) -> Row:
    visit, key = planned.visit, (planned.visit.pk, place)
    entry, verified, frozen = known.entries.get(key), known.verified.get(key), known.frozen.get(key)
    expected = entry if planned.due and entry and entry.worker_id else None
    worker_id = (verified.worker_id if verified else None) or (entry.worker_id if entry else None)
    return {
        "visit_key": str(visit.pk),
        "place": place,
        "person_key": pseudonym(visit.person_id),
        "worker_key": pseudonym(worker_id),
        "provider_key": str(visit.provider_id),
        "patch_key": patch_key(known.homes, visit.person_id, visit.on),
        "contract_key": str(line.contract_id),
        "tier": line.tier,
        "service_type": line.service_type,
        "slot": visit.slot_key,
        "on_day": visit.on,
        "week_starts_on": known.starts_on,
        "commissioned_minutes": planned.terms.minutes if planned.due else 0,
        "rostered_minutes": frozen.minutes if frozen else expected.minutes if expected else 0,
        "invoiced_minutes": known.claims.get(key, 0),
        "window_starts_at": _naive(planned.terms.window_starts_at),
        "cancelled": not planned.due,
        **(_of_entry(entry) if entry else NOBODY_ROSTERED),
        **(
            _of_verification(verified, entry)
            if verified
            else NOT_VERIFIED | {"verdict": _unverified(planned)}
        ),
    }


def _of_entry(entry: Entry) -> Row:
    return {
        "rostered_starts_at": _naive(entry.starts_at),
        "travel_minutes": entry.travel_minutes,
        "travel_metres": entry.travel_metres,
        "travel_mode": entry.travel_mode,
    }


def _of_verification(verified: Verified, entry: Entry | None) -> Row:
    started_at = verified.started_at
    return {
        "actual_minutes": verified.actual_minutes,
        "actual_seconds": verified.actual_seconds,
        "verdict": verified.verdict,
        "started_at": _naive(started_at) if started_at else None,
        "late_seconds": (started_at - entry.starts_at) // ONE_SECOND if entry and started_at else None,
    }


def _unverified(planned: PlannedVisit) -> str:
    return "" if planned.due else "cancelled"


def _naive(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(tzinfo=None)
