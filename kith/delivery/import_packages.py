"""Making packages and visits that an extract tells of: as it gives them, and nothing beyond its days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from uuid import UUID, uuid5

from django.db import transaction

from kith.brokerage.actions_packages import NewLine, NewPackage, award_packages
from kith.brokerage.models import Contract
from kith.brokerage.queries import ActiveLine, lines_active
from kith.core.dates import LONDON, ONE_DAY, ONE_MINUTE, Period, days
from kith.core.usual_week import SeenVisit, is_usual, leeway, usual_slot_key, usual_week
from kith.core.visit_pattern import PatternSlot
from kith.delivery.import_contracts import Creating, contract_for
from kith.delivery.import_making import PEOPLE_AT_ONCE, Made
from kith.delivery.import_matching import Known
from kith.orgs.context import as_house
from kith.rota.actions_given import GivenVisit, keep_given_visits

SERVICE = "home_care"
MOST_WORKERS = 2
PACKAGE_NAMESPACE = UUID("0d5b1f0c-8f0a-5c83-9a0e-5a5f6c1f3b1e")

Whose = tuple[UUID, UUID]  # a person and a provider


def make_packages(recognised: Sequence[Known], creating: Creating, at: datetime) -> Made:
    """A package for each person and each stretch of days with visits on which no line of the provider counts.

    Its line counts on those days and no longer, since what comes after the file does not say; its pattern is
    their usual week. Raises `WhoseCare`, `WhichContract` or `OutsideContract`.
    """
    rows: defaultdict[Whose, list[Known]] = defaultdict(list)
    since: dict[UUID, date] = {}  # a contract that is opened holds for all of a provider's packages
    for known in recognised:
        rows[known.person_id, known.provider.pk].append(known)
        day = known.attendance.day
        since[known.provider.pk] = min(day, since.get(known.provider.pk, day))
    people = list(rows)
    made = Made()
    for start in range(0, len(people), PEOPLE_AT_ONCE):
        with transaction.atomic(), as_house():
            some = {whose: rows[whose] for whose in people[start : start + PEOPLE_AT_ONCE]}
            made += _award_missing(some, since, creating, at)
    return made


def _award_missing(
    rows: dict[Whose, list[Known]], since: Mapping[UUID, date], creating: Creating, at: datetime
) -> Made:
    lines = _lines_of({person_id for person_id, _ in rows})
    before = Contract.objects.count()
    contracts: dict[UUID, Contract] = {}
    packages, unusual = [], 0
    for whose, known in rows.items():
        for period in _uncovered({each.attendance.day for each in known}, lines[whose]):
            provider = known[0].provider
            if provider.pk not in contracts:
                contracts[provider.pk] = contract_for(provider, since[provider.pk], creating, at)
            visits = [each for each in _seen(known) if period.holds(each.day)]
            pattern = usual_week(visits, period)
            unusual += sum(not is_usual(each, pattern) for each in visits)
            packages.append(_package(whose, period, pattern, contracts[provider.pk]))
    if packages:
        award_packages(by=None, at=at, packages=packages)
    return Made(contracts=Contract.objects.count() - before, packages=len(packages), unusual=unusual)


def _package(
    whose: Whose, period: Period, pattern: tuple[PatternSlot, ...], contract: Contract
) -> NewPackage:
    """A package with one line. Its reference follows from whose it is and since when, so it is made once."""
    line = NewLine(
        contract_id=contract.pk,
        service_type=SERVICE,
        pattern=pattern,
        starts_on=period.starts_on,
        until=period.until,
        reason="imported",
    )
    key = uuid5(PACKAGE_NAMESPACE, f"{whose}/{period.starts_on}")
    return NewPackage(reference=f"import {key.hex[:16]}", person_id=whose[0], lines=(line,))


def _lines_of(person_ids: Collection[UUID]) -> defaultdict[Whose, list[ActiveLine]]:
    lines: defaultdict[Whose, list[ActiveLine]] = defaultdict(list)
    for line in lines_active(person_ids=person_ids):
        lines[line.line.person_id, line.line.provider_id].append(line)
    return lines


def _uncovered(seen: Collection[date], lines: Sequence[ActiveLine]) -> Iterator[Period]:
    """The stretches of days, from a visit to a visit, on which no line counts."""
    stretch: list[date] = []
    for day in days(Period(starts_on=min(seen), until=max(seen) + ONE_DAY)):
        if any(line.on(day) for line in lines):
            yield from _stretch(stretch)
            stretch = []
        elif day in seen:
            stretch.append(day)
    yield from _stretch(stretch)


def _stretch(visited: Sequence[date]) -> Iterator[Period]:
    if visited:
        yield Period(starts_on=visited[0], until=visited[-1] + ONE_DAY)


def make_visits(missing: Sequence[Known], at: datetime) -> Made:
    """The visits that rows tell of and no line makes, each in a line that counts on its day.

    Rows of one person at one time are one visit, of at most two workers.
    """
    lines = _lines_of({known.person_id for known in missing})
    rows: defaultdict[tuple[Whose, datetime], list[Known]] = defaultdict(list)
    for known in missing:
        rows[(known.person_id, known.provider.pk), known.attendance.planned_start].append(known)
    visits = [
        _visit(line, known)
        for (whose, _), known in rows.items()
        for line in [line for line in lines[whose] if line.on(known[0].attendance.day)][:1]
    ]
    made = keep_given_visits(by=None, at=at, visits=visits)
    guessed = sum(known[0].attendance.commissioned_minutes is None for known in rows.values())
    return Made(visits=made, without_commissioned=guessed)


def _visit(line: ActiveLine, known: Sequence[Known]) -> GivenVisit:
    row = known[0].attendance
    minutes = _minutes(known[0])
    either_way = leeway(minutes)
    return GivenVisit(
        line_id=line.origin_id,
        line_version=line.line.version,
        person_id=known[0].person_id,
        provider_id=known[0].provider.pk,
        slot_key=usual_slot_key(_clock_time(known[0]), minutes),
        on=row.day,
        window_starts_at=row.planned_start - either_way,
        window_ends_at=max(row.planned_end, row.planned_start + minutes * ONE_MINUTE) + either_way,
        preferred_at=row.planned_start,
        minutes=minutes,
        workers_needed=min(len(known), MOST_WORKERS),
    )


def _seen(known: Sequence[Known]) -> Iterator[SeenVisit]:
    """The visits that these rows of one person make, with how many workers each had."""
    together: defaultdict[datetime, list[Known]] = defaultdict(list)
    for each in known:
        together[each.attendance.planned_start].append(each)
    for rows in together.values():
        yield SeenVisit(
            day=rows[0].attendance.day,
            starts=_clock_time(rows[0]),
            minutes=_minutes(rows[0]),
            workers=min(len(rows), MOST_WORKERS),
        )


def _minutes(known: Known) -> int:
    """The commissioned minutes that the row gives, or else its planned ones."""
    return known.attendance.commissioned_minutes or known.attendance.planned_minutes


def _clock_time(known: Known) -> time:
    """When it was planned to start, on London's clocks, to the minute."""
    return known.attendance.planned_start.astimezone(LONDON).time().replace(second=0, microsecond=0)
