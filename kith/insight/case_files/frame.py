"""Who could be drawn into an audit, by stratum: everybody of a council with care at home on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from uuid import UUID

from kith.brokerage.models import Contract
from kith.brokerage.queries import ActiveLine, lines_active, suspensions
from kith.core.dates import ONE_DAY, Period, day_bounds
from kith.core.money import half_up
from kith.core.visit_pattern import read_slot
from kith.insight.case_files.strata import size_of, stratum
from kith.orgs.models import Organisation
from kith.people.models import Person

LOOKED_BACK = timedelta(days=365)
HOSPITAL = "hospital"


def frame_of(council: Organisation, sorted_by: Sequence[str], on: date) -> dict[str, list[UUID]]:
    """The people of a council whose care counts on the day and whose record is kept, by stratum.

    Whoever calls sees everybody. Seven queries.
    """
    kept = Person.objects.filter(commissioner=council, content_key__wrapped__isnull=False)
    theirs = set(kept.values_list("pk", flat=True))
    by_person: defaultdict[UUID, list[ActiveLine]] = defaultdict(list)
    for each in lines_active(period=Period(starts_on=on, until=on + ONE_DAY)):
        if each.line.person_id in theirs:
            by_person[each.line.person_id].append(each)
    tiers = dict(Contract.objects.values_list("pk", "tier"))
    been = _in_hospital(set(by_person), on) if HOSPITAL in sorted_by else frozenset()
    found: defaultdict[str, list[UUID]] = defaultdict(list)
    for person_id, lines in by_person.items():
        parts = {
            "tier": tiers[max(lines, key=_by_size).line.contract_id],  # of whoever gives most of the care
            "size": size_of(sum(weekly_minutes(each) for each in lines)),
            "hospital": HOSPITAL if person_id in been else "no_hospital",
        }
        found[stratum([parts[each] for each in sorted_by])].append(person_id)
    return dict(found)


def weekly_minutes(line: ActiveLine) -> int:
    """Worker minutes a week that a version of a line asks for."""
    return sum(
        slot.workers * half_up(slot.minutes * len(slot.weekdays), slot.every_weeks)
        for slot in map(read_slot, line.line.pattern)
    )


def most_workers(line: ActiveLine) -> int:
    """The most workers that a version of a line sends to one visit."""
    return max((slot.workers for slot in map(read_slot, line.line.pattern)), default=1)


def _by_size(line: ActiveLine) -> tuple[int, str]:
    return weekly_minutes(line), str(line.line.pk)


def _in_hospital(person_ids: Collection[UUID], on: date) -> frozenset[UUID]:
    since, until = day_bounds(on - LOOKED_BACK)[0], day_bounds(on)[1]
    paused = suspensions(person_ids, since, until)
    return frozenset(
        person_id for person_id, pauses in paused.items() if any(pause.reason == HOSPITAL for pause in pauses)
    )
