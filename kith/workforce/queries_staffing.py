"""How a provider stands with its workers: who is there, who left, what lapsed, who was off sick."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from kith.core.dates import ONE_DAY, day_bounds, london_day
from kith.orgs.models import Organisation
from kith.orgs.queries import live
from kith.workforce.models import Unavailability, Worker, WorkerSkill

A_YEAR = timedelta(days=365)
SICK_DAYS_READ = 91
LAPSES_SOON = timedelta(days=28)


@dataclass(frozen=True, slots=True, kw_only=True)
class Staffing:
    """A provider's workers on a day. Sign-offs are the newest of each worker's skills.

    ``sick_days`` are days of the last thirteen weeks on which a worker of today was off sick for any time.
    """

    workers: int
    a_year_before: int
    left_in_the_year: int
    without_hours: int
    sign_offs: int
    lapsed: int
    lapsing_soon: int
    workers_with_a_lapse: int
    sick_days: int
    workers_off_sick: int

    @property
    def turnover(self) -> float | None:
        """Leavers of the year for each worker there was on average; None where there was none."""
        average = (self.workers + self.a_year_before) / 2
        return self.left_in_the_year / average if average else None

    @property
    def in_date(self) -> float | None:
        """The share of sign-offs that have not lapsed; None where there is none."""
        return (self.sign_offs - self.lapsed) / self.sign_offs if self.sign_offs else None

    @property
    def sick_share(self) -> float | None:
        """The share of all days of the workers on which they were off sick; None without workers."""
        return self.sick_days / (self.workers * SICK_DAYS_READ) if self.workers else None


def staffing_of(provider: Organisation, on: date) -> Staffing:
    """The provider's workers as they stand on a day. Five queries."""
    theirs = Worker.objects.filter(organisation=provider)
    contracts = dict(theirs.filter(live(on)).values_list("pk", "contract_minutes"))
    lapses = _lapses(provider, on)
    sick = _sick_days(provider, on)
    return Staffing(
        workers=len(contracts),
        a_year_before=theirs.filter(live(on - A_YEAR)).count(),
        left_in_the_year=theirs.filter(until__gt=on - A_YEAR, until__lte=on).count(),
        without_hours=sum(1 for minutes in contracts.values() if not minutes),
        sign_offs=len(lapses),
        lapsed=sum(1 for _who, ends in lapses if ends and ends <= on),
        lapsing_soon=sum(1 for _who, ends in lapses if ends and on < ends <= on + LAPSES_SOON),
        workers_with_a_lapse=len({who for who, ends in lapses if ends and ends <= on}),
        sick_days=len(sick),
        workers_off_sick=len({who for who, _day in sick}),
    )


def _lapses(provider: Organisation, on: date) -> list[tuple[object, date | None]]:
    """The worker and last day of the newest sign-off of each skill of each worker of today."""
    rows = WorkerSkill.objects.filter(
        live(on, "worker__"), worker__organisation=provider, signed_off_on__lte=on
    ).order_by("signed_off_on", "pk")
    newest = {
        (worker, skill): expires
        for worker, skill, expires in rows.values_list("worker", "skill", "expires_on")
    }
    return [(worker, expires) for (worker, _skill), expires in newest.items()]


def _sick_days(provider: Organisation, on: date) -> set[tuple[object, date]]:
    """The worker and London day of every day off sick in the last thirteen weeks, none taken back."""
    since = on - SICK_DAYS_READ * ONE_DAY
    rows = Unavailability.objects.filter(
        live(on, "worker__"),
        worker__organisation=provider, reason="sick", takes_back__isnull=True, taken_back_by__isnull=True,
        starts_at__lt=day_bounds(on)[0], ends_at__gt=day_bounds(since)[0],
    )  # fmt: skip
    found: set[tuple[object, date]] = set()
    for worker, starts_at, ends_at in rows.values_list("worker", "starts_at", "ends_at"):
        day = max(since, london_day(starts_at))
        while day < on and day_bounds(day)[0] < ends_at:
            found.add((worker, day))
            day += ONE_DAY
    return found
