"""Reading contracts and packages: what was asked of whom, from when until when, and what stands in its way.

A line's dates are worked out here and nowhere else. A line stops counting at the first of: its own end or the
newest fact that ends it, the start of the version that supersedes it, the end of that version, and the day
after the person died.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import starmap
from typing import NamedTuple
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from kith.brokerage.models import (
    Contract,
    ContractRate,
    ContractTerms,
    PackageLine,
    PackageLineEnd,
    Suspension,
    SuspensionEnd,
)
from kith.core.dates import ONE_DAY, ONE_MINUTE, Period, days
from kith.orgs.models import Organisation
from kith.orgs.prepared import IDS, INSTANT, Prepared, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDates:
    """The London days on which one version of a package line counts.

    ``origin_id`` is the first version of the same line: visits belong to it, whichever version planned them.
    """

    origin_id: UUID
    starts_on: date
    until: date | None

    @property
    def counts(self) -> bool:
        """Whether there is any day on which the line counts."""
        return self.until is None or self.starts_on < self.until

    def on(self, day: date) -> bool:
        """Whether the line counts on this day."""
        return self.starts_on <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActiveLine(LineDates):
    """One version of a package line, with the days on which it counts."""

    line: PackageLine


class _Version(NamedTuple):
    """What decides when a version of a line counts."""

    pk: UUID
    supersedes_id: UUID | None
    version: int
    starts_on: date
    until: date | None
    ended_on: date | None
    person__died_on: date | None


class Pause(NamedTuple):
    """A stretch, in UTC, in which a person's care is suspended; open while no end is known."""

    suspension_id: UUID
    person_id: UUID
    starts_at: datetime
    ends_at: datetime | None
    reason: str

    def holds(self, at: datetime) -> bool:
        """Whether care is paused at this instant."""
        return self.starts_at <= at and (self.ends_at is None or at < self.ends_at)


def line_dates(person_ids: Collection[UUID]) -> dict[UUID, list[LineDates]]:
    """When each version of these people's package lines counts, by the line's first version. One query."""
    versions = [_Version._make(row) for row in _LINES(people=set(person_ids))]
    dates: defaultdict[UUID, list[LineDates]] = defaultdict(list)
    for each in _dates_of(versions).values():
        dates[each.origin_id].append(each)
    return dict(dates)


def lines_not_covering(
    provider: Organisation, period: Period, *, person_ids: Collection[UUID] | None = None
) -> set[UUID]:
    """The provider's lines, by first version, that do not count on each day of a period that has an end.

    Of everybody, or of some people. Two queries.
    """
    last = Q(until__lt=period.until) | Q(ends__until__lt=period.until) | Q(person__died_on__lt=period.until)
    ending = PackageLine.objects.filter(last, provider=provider)
    if person_ids is not None:
        ending = ending.filter(person__pk__among=set(person_ids))
    dates = line_dates(set(ending.values_list("person_id", flat=True)))
    return {
        origin_id
        for origin_id, versions in dates.items()
        if not all(any(version.on(day) for version in versions) for day in days(period))
    }


def lines_active(
    provider: Organisation | None = None,
    period: Period | None = None,
    *,
    person_ids: Collection[UUID] | None = None,
) -> list[ActiveLine]:
    """The line versions that count on some day of a period, with the days on which they do, by start.

    For one provider or all, for some people or all; without a period, every version that ever counted.
    Two queries, however many lines there are.
    """
    lines = PackageLine.objects.all()
    if provider is not None:
        lines = lines.filter(provider=provider)
    if person_ids is not None:
        lines = lines.filter(person__pk__among=set(person_ids))
    dated = _active(lines.order_by("starts_on", "pk"))
    return [each for each in dated if each.counts and (period is None or _touches(each, period))]


def versions_of(line_id: UUID) -> list[ActiveLine]:
    """Every version of the line that any version's id names, oldest first, with the days on which it counts.

    Empty when there is no such line. A version that never counted is among them.
    """
    dated = _active(PackageLine.objects.filter(package__lines=line_id))
    origin_id = next((each.origin_id for each in dated if each.line.pk == line_id), None)
    return sorted((each for each in dated if each.origin_id == origin_id), key=lambda each: each.line.version)


def _active(lines: QuerySet[PackageLine]) -> list[ActiveLine]:
    dates = _dates_of([_Version._make(row) for row in _rows_of(lines)])
    return [
        ActiveLine(
            line=line,
            origin_id=dates[line.pk].origin_id,
            starts_on=line.starts_on,
            until=dates[line.pk].until,
        )
        for line in lines
    ]


def _touches(line: LineDates, period: Period) -> bool:
    return (period.until is None or line.starts_on < period.until) and (
        line.until is None or period.starts_on < line.until
    )


def _rows_of(lines: QuerySet[PackageLine]) -> QuerySet[PackageLine, Row]:
    newest_end = PackageLineEnd.objects.filter(line=OuterRef("pk")).order_by("-recorded_at", "-pk")
    rows = lines.order_by("version").annotate(ended_on=Subquery(newest_end.values("until")[:1]))
    return rows.values_list(*_Version._fields)


_LINES = Prepared(lambda people: _rows_of(PackageLine.objects.filter(person__pk__among=people)), people=IDS)


def _dates_of(versions: Sequence[_Version]) -> dict[UUID, LineDates]:
    """When each of these versions counts; whoever asks has every version of a line among them."""
    origins: dict[UUID, UUID] = {}
    for each in versions:
        origins[each.pk] = origins[each.supersedes_id] if each.supersedes_id else each.pk
    successors = {each.supersedes_id: each for each in versions if each.supersedes_id}
    until: dict[UUID, date | None] = {}
    for each in reversed(versions):
        following = successors.get(each.pk)
        until[each.pk] = _first(
            each.ended_on or each.until,
            following.starts_on if following else None,
            until[following.pk] if following else None,
            each.person__died_on + ONE_DAY if each.person__died_on else None,
        )
    return {
        each.pk: LineDates(origin_id=origins[each.pk], starts_on=each.starts_on, until=until[each.pk])
        for each in versions
    }


def _first(*days: date | None) -> date | None:
    return min((day for day in days if day is not None), default=None)


def _pauses_in(begun: QuerySet[Suspension]) -> QuerySet[Suspension, Row]:
    newest_end = SuspensionEnd.objects.filter(suspension=OuterRef("pk")).order_by("-recorded_at", "-pk")
    ended = begun.annotate(ends_at=Subquery(newest_end.values("ends_at")[:1])).order_by("starts_at", "pk")
    return ended.values_list("pk", "person_id", "starts_at", "ends_at", "reason")


_PAUSES = Prepared(lambda before: _pauses_in(Suspension.objects.filter(starts_at__lt=before)), before=INSTANT)
_THEIR_PAUSES = Prepared(
    lambda before, people: _pauses_in(
        Suspension.objects.filter(starts_at__lt=before, person__pk__among=people)
    ),
    before=INSTANT,
    people=IDS,
)


def suspensions(
    person_ids: Collection[UUID] | None, starts_at: datetime, ends_at: datetime
) -> dict[UUID, list[Pause]]:
    """The pauses in these people's care (None: everyone's) that touch the time between two instants."""
    if person_ids is None:
        rows = _PAUSES(before=ends_at)
    else:
        rows = _THEIR_PAUSES(before=ends_at, people=set(person_ids))
    paused: defaultdict[UUID, list[Pause]] = defaultdict(list)
    for pause in starmap(Pause, rows):
        if pause.ends_at is None or pause.ends_at > max(starts_at, pause.starts_at):
            paused[pause.person_id].append(pause)
    return dict(paused)


def suspended(person_id: UUID, at: datetime) -> Pause | None:
    """The pause a person's care is in at this instant, or None."""
    pauses = suspensions([person_id], at, at + ONE_MINUTE).get(person_id, [])
    return next((pause for pause in pauses if pause.holds(at)), None)


def terms_on(contract: Contract, day: date) -> ContractTerms | None:
    """The terms of a contract on this day: the newest that have started, or None before the first."""
    return (
        ContractTerms.objects.filter(contract=contract, starts_on__lte=day)
        .order_by("-starts_on", "-pk")
        .first()
    )


def rates_on(contract: Contract, day: date) -> dict[str, int]:
    """The rates of a contract on this day in pence per hour, by name: of each the newest that has started."""
    rates = ContractRate.objects.filter(contract=contract, starts_on__lte=day).order_by("starts_on", "pk")
    return dict(rates.values_list("name", "pence_per_hour"))


def cut_off_hours(provider: Organisation, day: date) -> int | None:
    """How many hours before a London day the provider's rota for it is fixed, or None without a contract.

    A shift may hold visits of several contracts, so the earliest cut-off among them decides.
    """
    contracts = Contract.objects.filter(
        Q(until__isnull=True) | Q(until__gt=day), provider=provider, starts_on__lte=day
    )
    terms = ContractTerms.objects.filter(contract__in=contracts, starts_on__lte=day).order_by(
        "starts_on", "pk"
    )
    newest = dict(terms.values_list("contract_id", "cut_off_hours"))
    return max(newest.values(), default=None)
