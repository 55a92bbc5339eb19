"""Times with a reablement team, from stretches of care: those a week apart or less are one time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from kith.core.dates import ONE_DAY
from kith.core.money import half_up
from kith.core.returns.reablement import CLUSTER_GAP

Row = Mapping[str, Any]
REABLEMENT = "reablement"
WEEK = timedelta(days=7)


def reablement_rows(
    packages: Sequence[Row], people: Sequence[Row], placements: Sequence[Row]
) -> Iterator[dict[str, Any]]:
    """A row for each person's time with a team. What is needed afterwards is read on the first day after it;
    somebody who has died by then, or lives in a care home, counts as other.
    """
    of_person: defaultdict[str, list[Row]] = defaultdict(list)
    for row in packages:
        of_person[row["person_key"]].append(row)
    died = {row["person_key"]: row["died_on"] for row in people if row["died_on"]}
    homes: defaultdict[str, list[Row]] = defaultdict(list)
    for row in placements:
        homes[row["person_key"]].append(row)
    for person, rows in sorted(of_person.items()):
        for time in _times([row for row in rows if row["service_type"] == REABLEMENT]):
            yield _row(person, time, rows, died.get(person), homes[person])


def _times(rows: Sequence[Row]) -> list[list[Row]]:
    """The stretches of each time, in order."""
    times: list[list[Row]] = []
    latest = date.min
    for row in sorted(rows, key=lambda row: (row["starts_on"], row["until"] or date.max)):
        if times and (latest is date.max or row["starts_on"] - latest <= CLUSTER_GAP):
            times[-1].append(row)
        else:
            times.append([row])
            latest = date.min
        latest = max(latest, row["until"] or date.max)
    return times


def _row(
    person: str, time: Sequence[Row], care: Sequence[Row], died_on: date | None, homes: Sequence[Row]
) -> dict[str, Any]:
    starts_on = min(row["starts_on"] for row in time)
    ends = [row["until"] for row in time]
    until = None if None in ends else max(ends)
    others = [row for row in care if row["service_type"] != REABLEMENT]
    before, after = _minutes(others, starts_on - ONE_DAY), _minutes(care, until) if until else None
    return {
        "person_key": person,
        "cohort": "intake",
        "starts_on": starts_on,
        "until": until,
        "outcome": _outcome(before, after, until, died_on, homes),
        "weekly_minutes_before": before,
        "weekly_minutes_after": after,
        "weekly_minutes_first": _minutes(time, starts_on),
        "weekly_minutes_last": _minutes(time, until - ONE_DAY) if until else None,
        "ready_on": None,
        "pence": _pence(time, until),
    }


def _minutes(rows: Sequence[Row], day: date) -> int:
    """Minutes a week that stand on a day, each worker's counted."""
    return sum(row["weekly_minutes"] * row["workers"] for row in rows if _stands(row, day))


def _stands(row: Row, day: date) -> bool:
    return bool(row["starts_on"] <= day and (row["until"] is None or row["until"] > day))


def _outcome(
    before: int, after: int | None, until: date | None, died_on: date | None, homes: Sequence[Row]
) -> str | None:
    if until is None or after is None:
        return None
    if (died_on and died_on <= until) or any(_stands(home, until) for home in homes):
        return "other"
    if after == 0:
        return "none"
    return "less" if after < before else "same" if after == before else "more"


def _pence(time: Sequence[Row], until: date | None) -> int | None:
    """What a time that is over cost at the prices it was commissioned at; none where a price is not known."""
    if until is None or any(row["weekly_pence"] is None for row in time):
        return None
    return sum(
        half_up(row["weekly_pence"] * (row["until"] - row["starts_on"]).days, WEEK.days) for row in time
    )
