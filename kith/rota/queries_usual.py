"""What is usual at a provider: when each worker works, and which visits each person is to have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from kith.brokerage.patterns import slots_of
from kith.brokerage.queries import lines_active
from kith.core.dates import Period, days, week_starts_on
from kith.core.named_teams import DAYS, Turn, Wanted, turn_between, wanted_on_days
from kith.orgs.models import Organisation
from kith.orgs.queries import live
from kith.rota.problems import NO_SKILLS, skills_needed
from kith.workforce.models import ShiftPattern, Worker
from kith.workforce.queries import shift_patterns_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """One worker's usual shifts that count in a period, and the turns they make on its days."""

    patterns: list[ShiftPattern]
    turns: dict[date, list[Turn]]


def four_weeks_from(on: date) -> Period:
    """The four weeks ahead of a day, with which teams are judged."""
    return Period(starts_on=on, until=on + timedelta(days=DAYS))


def usual_turns(organisation: Organisation, period: Period) -> dict[UUID, Usual]:
    """Everybody with usual shifts in a period that has an end, by worker, leave apart. One query."""
    usual: dict[UUID, Usual] = {}
    for pattern in shift_patterns_of(organisation, period):
        worker = pattern.worker
        theirs = usual.setdefault(worker.pk, Usual(patterns=[], turns={}))
        theirs.patterns.append(pattern)
        turn = turn_between(pattern.starts, pattern.ends)
        for day in days(period):
            if falls_on(pattern, day) and counts(pattern, day) and counts(worker, day):
                theirs.turns.setdefault(day, []).append(turn)
    return usual


def usual_shifts(worker_ids: Collection[UUID], on: date) -> dict[UUID, list[ShiftPattern]]:
    """The shifts that these workers usually work on a day, by start. One query."""
    usual: defaultdict[UUID, list[ShiftPattern]] = defaultdict(list)
    for pattern in ShiftPattern.objects.filter(live(on), worker_id__in=worker_ids).order_by("starts", "pk"):
        usual[pattern.worker_id].append(pattern)
    return dict(usual)


def wanted_visits(
    organisation: Organisation, period: Period, person_ids: Collection[UUID] | None = None
) -> dict[UUID, list[Wanted]]:
    """The visits that packages ask of a provider on the days of a period that has an end, by person.

    Of everybody, or of some people. What is suspended counts: it is to come back. Three queries.
    """
    lines = lines_active(organisation, period, person_ids=person_ids)
    skills = skills_needed({each.line.pk for each in lines} | {each.origin_id for each in lines})
    wanted: defaultdict[UUID, list[Wanted]] = defaultdict(list)
    for each in lines:
        ends = [day for day in (each.until, period.until) if day is not None]
        dates = Period(starts_on=max(each.starts_on, period.starts_on), until=min(ends, default=None))
        needed = skills.get(each.line.pk, skills.get(each.origin_id, NO_SKILLS))
        for slot in slots_of(each.line.pattern):
            wanted[each.line.person_id] += wanted_on_days(slot, dates, needed)
    return dict(wanted)


def counts(dated: ShiftPattern | Worker, day: date) -> bool:
    """Whether a pattern or a contract counts on a day."""
    return dated.starts_on <= day and (dated.until is None or day < dated.until)


def falls_on(pattern: ShiftPattern, day: date) -> bool:
    """Whether a usual shift falls on a day, in a week in which it is worked."""
    if day.weekday() not in pattern.weekdays:
        return False
    weeks = (week_starts_on(day) - week_starts_on(pattern.anchor_on)).days // 7
    return weeks % pattern.every_weeks == 0
