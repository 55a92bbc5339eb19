"""A provider with workers in shifts and people with visits, for the tests of the rota."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from kith.brokerage.actions_packages import NewLine, NewPackage, award_packages
from kith.brokerage.models import Contract, PackageLine
from kith.core.visit_pattern import PatternSlot
from kith.orgs.models import Organisation, User
from kith.people.models import Person
from kith.plans.actions import NewPlan, NewPlanLine, write_plans
from kith.rota.actions import extend_visits
from kith.rota.actions_publish import publish_rota
from kith.rota.actions_shifts import make_shifts
from kith.rota.actions_swap import swap_worker
from kith.rota.models import RotaEntry, RotaPublication, Shift
from kith.rota.proposals import Proposal, propose
from kith.workforce.actions import NewWorker, SignOff, UsualShift, engage_workers
from kith.workforce.models import Worker
from tests.brokerage import factories as make
from tests.factories import NOW, Cast, cast

MONDAY, NEXT_MONDAY = date(2026, 4, 13), date(2026, 4, 20)
EVERY_DAY = tuple(range(7))
ENGAGED_ON = date(2026, 1, 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """The cast, Grace and Nia who work early at Kindly Care, and Ada, to whom Grace has the shorter way."""

    cast: Cast
    contract: Contract
    grace: Worker
    nia: Worker
    ada: Person
    line: PackageLine

    @property
    def provider(self) -> Organisation:
        """Kindly Care."""
        return self.cast.kindly_care


def worker(
    first_name: str = "Grace",
    *,
    organisation: Organisation,
    user: User | None = None,
    starts: time = time(7),
    ends: time = time(14, 30),
    weekdays: tuple[int, ...] = EVERY_DAY,
    skills: tuple[str, ...] = (),
    travel_mode: str = "walk",
    home_lat: float = 53.8,
) -> Worker:
    new = NewWorker(
        organisation_id=organisation.pk,
        user_id=user.pk if user else None,
        first_name=first_name,
        family_name="Okoro",
        home_postcode="LS12 1AU",
        home_lat=home_lat,
        home_lon=-1.6,
        contract_minutes=2250,
        travel_mode=travel_mode,
        starts_on=ENGAGED_ON,
        skills=tuple(SignOff(skill=skill, signed_off_on=ENGAGED_ON) for skill in skills),
        shifts=(UsualShift(weekdays=weekdays, starts=starts, ends=ends, starts_on=ENGAGED_ON),),
    )
    return engage_workers(by=None, at=NOW, workers=[new])[0]


def a_round(pattern: tuple[PatternSlot, ...] | None = None) -> Round:
    everybody = cast()
    contract = make.contract(commissioner=everybody.council, provider=everybody.kindly_care)
    ada = make.person(commissioner=everybody.council)
    return Round(
        cast=everybody,
        contract=contract,
        grace=worker("Grace", organisation=everybody.kindly_care, user=everybody.grace),
        nia=worker("Nia", organisation=everybody.kindly_care, home_lat=53.805),
        ada=ada,
        line=make.package(person=ada, contract=contract, pattern=pattern),
    )


def laid_out(round_: Round, starts_on: date = MONDAY, until: date = NEXT_MONDAY) -> list[Shift]:
    """Visits and shifts of these days."""
    extend_visits(by=None, at=NOW, starts_on=starts_on, until=until)
    return make_shifts(by=None, at=NOW, organisation=round_.provider, starts_on=starts_on, until=until)


def proposed(
    round_: Round,
    *,
    by: User | None = None,
    at: datetime = NOW,
    starts_on: date = MONDAY,
    until: date = NEXT_MONDAY,
) -> Proposal:
    return propose(by=by, at=at, organisation=round_.provider, starts_on=starts_on, until=until)


def published(round_: Round, *, by: User | None = None, at: datetime = NOW) -> RotaPublication:
    return publish_rota(by=by, at=at, proposal=proposed(round_, at=at))


def utc(day: int, hour: int, minute: int = 0) -> datetime:
    """An instant in April 2026, one hour behind London's clocks."""
    return datetime(2026, 4, day, hour, minute, tzinfo=UTC)


def takes_insulin(round_: Round) -> Person:
    """Mo, whose visits take insulin."""
    other = make.person("Mo Lee", commissioner=round_.cast.council)
    line = NewPlanLine(outcome="health", title="Insulin", tasks=("insulin",), minutes=30)
    plan = NewPlan(
        person_id=other.pk,
        starts_on=MONDAY,
        goals=("Stay well",),
        lines=(line,),
        written_by=round_.cast.helen,
    )
    write_plans(by=None, at=NOW, plans=[plan])
    new = NewLine(
        contract_id=round_.contract.pk,
        service_type="delegated_healthcare",
        pattern=(make.slot(),),
        starts_on=MONDAY,
        plan_line_id=line.id,
    )
    package = NewPackage(reference="P-2", person_id=other.pk, lines=(new,))
    award_packages(by=None, at=NOW, packages=[package])
    return other


def two_ways_to_cover(round_: Round) -> None:
    """Grace goes to Ada on Monday. In her place Mia would come from next door; Nia is far away, but known."""
    mia = worker("Mia", organisation=round_.provider)
    for name, lat, slot, who in (
        ("Bo Far", 53.81, make.slot("early", starts="07:15", ends="07:45", preferred="07:15"), round_.nia),
        ("Cy Far", 53.81, make.slot("late", starts="09:30", ends="10:30", preferred="09:45"), round_.nia),
        ("Di Near", 53.8, make.slot("wash", starts="09:15", ends="10:00", preferred="09:15"), mia),
    ):
        person = make.person(name, commissioner=round_.cast.council, lat=lat)
        make.package(person=person, contract=round_.contract, pattern=(slot,), reference=name)
        laid_out(round_)
        published(round_)
        give(RotaEntry.objects.filter(visit__person=person, visit__on=MONDAY).latest("pk"), who)
    sunday = MONDAY - timedelta(days=1)
    laid_out(round_, sunday, MONDAY)
    publish_rota(by=None, at=NOW, proposal=proposed(round_, starts_on=sunday, until=MONDAY))
    give(RotaEntry.objects.get(visit__person=round_.ada, visit__on=sunday), round_.nia)
    give(RotaEntry.objects.filter(visit__person=round_.ada, visit__on=MONDAY).latest("pk"), round_.grace)


def give(entry: RotaEntry, to: Worker) -> None:
    swap_worker(
        by=None, at=NOW, visit_id=entry.visit_id, place=1, worker_id=to.pk, seen_entry_id=entry.pk
    )  # fmt: skip
