"""Reading contracts and packages: what was asked of whom, from when until when, and what stands in its way.

A line's dates are worked out here and nowhere else. A line stops counting at the first of: its own end or the
newest fact that ends it, the start of the version that supersedes it, the end of that version, and the day
after the person died.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from kith.brokerage.models import (
    Contract,
    ContractRate,
    ContractTerms,
    PackageLine,
    PackageLineEnd,
    Suspension,
    SuspensionEnd,
)
from kith.core.dates import ONE_DAY, ONE_MINUTE, Period
from kith.orgs.models import Organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class ActiveLine:
    """One version of a package line and the London days on which it counts.

    ``origin_id`` is the first version of the same line: visits belong to it, whichever version planned them.
    """

    line: PackageLine
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
class Pause:
    """A stretch, in UTC, in which a person's care is suspended; open while no end is known."""

    suspension_id: UUID
    person_id: UUID
    starts_at: datetime
    ends_at: datetime | None
    reason: str

    def holds(self, at: datetime) -> bool:
        """Whether care is paused at this instant."""
        return self.starts_at <= at and (self.ends_at is None or at < self.ends_at)


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
        lines = lines.filter(person_id__in=person_ids)
    versions = list(lines.select_related("person").order_by("starts_on", "pk"))
    dated = _with_dates(versions, _newest_ends(lines))
    return [each for each in dated if each.counts and (period is None or _touches(each, period))]


def versions_of(line_id: UUID) -> list[ActiveLine]:
    """Every version of the line that any version's id names, oldest first, with the days on which it counts.

    Empty when there is no such line. A version that never counted is among them.
    """
    lines = PackageLine.objects.filter(package__lines=line_id).select_related("person")
    dated = _with_dates(list(lines), _newest_ends(lines))
    origin_id = next((each.origin_id for each in dated if each.line.pk == line_id), None)
    return sorted((each for each in dated if each.origin_id == origin_id), key=lambda each: each.line.version)


def _touches(line: ActiveLine, period: Period) -> bool:
    return (period.until is None or line.starts_on < period.until) and (
        line.until is None or period.starts_on < line.until
    )


def _newest_ends(lines: QuerySet[PackageLine]) -> dict[UUID, date]:
    """The end that the newest fact gives each line."""
    ends = PackageLineEnd.objects.filter(line__in=lines).order_by("recorded_at", "pk")
    return dict(ends.values_list("line_id", "until"))


def _with_dates(versions: Iterable[PackageLine], ends: Mapping[UUID, date]) -> list[ActiveLine]:
    by_id = {line.pk: line for line in versions}
    origins: dict[UUID, UUID] = {}
    for line in sorted(by_id.values(), key=lambda line: line.version):
        origins[line.pk] = origins[line.supersedes_id] if line.supersedes_id else line.pk
    until: dict[UUID, date | None] = {}
    successor = {line.supersedes_id: line for line in by_id.values() if line.supersedes_id}
    for line in sorted(by_id.values(), key=lambda line: -line.version):
        following = successor.get(line.pk)
        until[line.pk] = _first(
            ends.get(line.pk, line.until),
            following.starts_on if following else None,
            until[following.pk] if following else None,
            line.person.died_on + ONE_DAY if line.person.died_on else None,
        )
    return [
        ActiveLine(line=line, origin_id=origins[line.pk], starts_on=line.starts_on, until=until[line.pk])
        for line in by_id.values()
    ]


def _first(*days: date | None) -> date | None:
    return min((day for day in days if day is not None), default=None)


def suspensions(
    person_ids: Collection[UUID] | None, starts_at: datetime, ends_at: datetime
) -> dict[UUID, list[Pause]]:
    """The pauses in these people's care (None: everyone's) that touch the time between two instants."""
    begun = Suspension.objects.filter(starts_at__lt=ends_at)
    if person_ids is not None:
        begun = begun.filter(person_id__in=person_ids)
    newest = dict(
        SuspensionEnd.objects.filter(suspension__in=begun.values("pk"))
        .order_by("recorded_at", "pk")
        .values_list("suspension_id", "ends_at")
    )
    paused: defaultdict[UUID, list[Pause]] = defaultdict(list)
    for fact in begun.order_by("starts_at", "pk"):
        until = newest.get(fact.pk)
        if until is None or until > max(starts_at, fact.starts_at):
            paused[fact.person_id].append(
                Pause(
                    suspension_id=fact.pk,
                    person_id=fact.person_id,
                    starts_at=fact.starts_at,
                    ends_at=until,
                    reason=fact.reason,
                )
            )
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
