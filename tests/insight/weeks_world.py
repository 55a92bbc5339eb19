"""Four weeks of visits to three people, and everything that may come to be known of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from random import Random

from kith.brokerage.models import Contract, PackageLine, PackageLineEnd, Suspension, SuspensionEnd
from kith.delivery.models import Verification
from kith.payments.models import Claim
from kith.people.actions_households import place_household
from kith.people.models import HouseholdPatch, Person, Residence
from kith.rota.models import RotaEntry, RotaFreeze, Shift, Visit, VisitTerms
from tests import factories
from tests.delivery.factories import MINUTE, NINE, Round, morning_round, package_line, person, roster, visit
from tests.people.neighbours import MILL_ROAD

DAY = timedelta(days=1)
MONDAY = date(2026, 4, 6)
WEEKS = 4
_numbers = count(1)


@dataclass(kw_only=True)
class World:
    """Three people with visits in four weeks, two workers, and what may happen next."""

    morning: Round
    rng: Random
    lines: list[PackageLine] = field(default_factory=list)

    def day(self) -> date:
        """Some day of the four weeks, or of the two around them."""
        return MONDAY + DAY * self.rng.randrange(-7, 7 * WEEKS + 7)

    def some_visit(self) -> Visit:
        """One of the visits there are."""
        return self.rng.choice(list(Visit.objects.order_by("on", "pk")))

    def somebody(self) -> Person:
        """One of those who are visited."""
        return self.rng.choice(list(Person.objects.filter(package_lines__isnull=False).order_by("pk")))


def world(seed: int) -> World:
    morning = morning_round()
    made = World(morning=morning, rng=Random(seed), lines=[morning.line])
    for _ in range(2):
        somebody = person(commissioner=morning.cast.council)
        place_household(by=None, at=factories.NOW, person_id=somebody.pk, home=MILL_ROAD)
        made.lines.append(
            package_line(
                person=somebody, provider=morning.cast.kindly_care, commissioner=morning.cast.council
            )
        )
    for _ in range(12):
        a_new_visit(made)
    return made


def a_new_visit(made: World) -> None:
    on = MONDAY + DAY * made.rng.randrange(7 * WEEKS)
    visit(
        line=made.rng.choice(made.lines),
        workers=made.rng.choice(([made.morning.grace], [made.morning.grace, made.morning.hal], [None])),
        starts_at=NINE + (on - NINE.date()),
        slot=f"slot {next(_numbers)}",
    )


def other_terms(made: World) -> None:
    held = VisitTerms.objects.filter(visit=made.some_visit()).order_by("pk").last()
    assert held is not None
    held.pk, held._state.adding = None, True
    held.minutes, held.cancelled = made.rng.choice((15, 45)), made.rng.random() < 0.5
    held.save()


def another_time(made: World) -> None:
    """A visit is wanted at another time of its day, on the other side of some pauses."""
    held = VisitTerms.objects.filter(visit=made.some_visit()).order_by("pk").last()
    assert held is not None
    held.pk, held._state.adding = None, True
    later = 30 * MINUTE * made.rng.choice((-8, 8))
    held.window_starts_at += later
    held.window_ends_at += later
    held.preferred_at += later
    held.save()


def another_version(made: World) -> None:
    """A line is asked for differently from a day on; its visits stay the first version's."""
    newest = PackageLine.objects.filter(package__lines=made.rng.choice(made.lines)).order_by("version").last()
    assert newest is not None
    starts_on = max(newest.starts_on, made.day())
    PackageLine.objects.create(
        package=newest.package, person=newest.person, contract=newest.contract, provider=newest.provider,
        service_type=newest.service_type, pattern=newest.pattern, starts_on=starts_on,
        until=made.rng.choice((None, starts_on + 9 * DAY)), version=newest.version + 1, supersedes=newest,
        reason="review", recorded_at=factories.NOW,
    )  # fmt: skip


def another_worker(made: World) -> None:
    given = made.some_visit()
    roster(visit=given, worker=made.rng.choice((made.morning.hal, None)), minutes=made.rng.choice((20, 40)))


def a_verification(made: World) -> None:
    Verification.objects.create(
        visit=made.some_visit(), worker=made.morning.hal, verdict=made.rng.choice(("delivered", "missed")),
        started_at=NINE, actual_seconds=1_200, actual_minutes=20, policy_key="test", policy_version=1,
        inputs_hash="", recorded_at=factories.NOW,
    )  # fmt: skip


def a_claim(made: World) -> None:
    Claim.objects.create(
        visit=made.some_visit(), provider=made.morning.cast.kindly_care, invoiced_minutes=30,
        reference="KC", recorded_at=factories.NOW,
    )  # fmt: skip


def a_frozen_shift(made: World) -> None:
    given, seq = made.some_visit(), next(_numbers)
    shift = Shift.objects.create(
        worker=made.morning.grace, organisation=made.morning.cast.kindly_care, on=given.on,
        starts_at=NINE, ends_at=NINE + 60 * MINUTE, recorded_at=factories.NOW,
    )  # fmt: skip
    RotaEntry.objects.create(
        visit=given, worker=made.morning.grace, shift=shift, starts_at=NINE, minutes=30,
        reason="rota", recorded_at=factories.NOW,
    )  # fmt: skip
    RotaFreeze.objects.create(
        shift=shift, organisation=shift.organisation, seq=seq, cut_off_at=NINE,
        entries=[[str(given.pk), 1, NINE.isoformat(), 33]], terms={}, previous_hash="", hash="",
        recorded_at=factories.NOW,
    )  # fmt: skip


def a_pause(made: World) -> None:
    starts_at = NINE + (made.day() - NINE.date())
    Suspension.objects.create(
        person=made.somebody(), starts_at=starts_at, reason="hospital", recorded_at=factories.NOW
    )


def a_pause_ends(made: World) -> None:
    for pause in Suspension.objects.order_by("starts_at")[:1]:
        SuspensionEnd.objects.create(
            suspension=pause, ends_at=pause.starts_at + DAY * made.rng.randrange(1, 20),
            recorded_at=factories.NOW,
        )  # fmt: skip


def an_end_of_a_line(made: World) -> None:
    PackageLineEnd.objects.create(
        line=made.rng.choice(made.lines), until=made.day(), reason="ended", recorded_at=factories.NOW
    )


def a_death(made: World) -> None:
    Person.objects.filter(pk=made.somebody().pk).update(died_on=made.rng.choice((None, made.day())))


def a_move(made: World) -> None:
    """Somebody's home comes to lie in another patch, from a day on."""
    for held in HouseholdPatch.objects.filter(until=None).order_by("pk")[:1]:
        HouseholdPatch.objects.filter(pk=held.pk).update(until=max(held.starts_on + DAY, made.day()))


def a_leaving(made: World) -> None:
    Residence.objects.filter(person=made.somebody()).update(until=max(factories.TODAY + DAY, made.day()))


def another_tier(made: World) -> None:
    Contract.objects.update(tier=made.rng.choice(("primary", "spot")))


CHANGES: tuple[Callable[[World], None], ...] = (
    a_new_visit, other_terms, another_time, another_version, another_worker, a_verification, a_claim,
    a_frozen_shift, a_pause, a_pause_ends, an_end_of_a_line, a_death, a_move, a_leaving, another_tier,
)  # fmt: skip
