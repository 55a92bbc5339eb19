"""People, plans, contracts and packages for the tests of brokerage and of the rooms above it."""

from __future__ import annotations

from datetime import date, datetime, time

from kith.brokerage import actions
from kith.brokerage.actions_packages import NewLine, NewPackage, award_packages
from kith.brokerage.models import Contract, Package, PackageLine
from kith.core.visit_pattern import PatternSlot
from kith.orgs.models import Organisation, User
from kith.people.actions import NewPerson, register_people
from kith.people.actions_households import NewHome
from kith.people.models import Person
from tests.factories import NOW, STARTED_ON

EVERY_DAY = frozenset(range(7))


def person(
    name: str = "Ada Bell",
    *,
    commissioner: Organisation,
    lat: float = 53.8,
    lon: float = -1.6,
    user: User | None = None,
) -> Person:
    new = NewPerson(
        name=name,
        commissioner=commissioner,
        home=NewHome(postcode="LS12 1AU", lat=lat, lon=lon),
        starts_on=STARTED_ON,
        user=user,
    )
    return register_people(by=None, at=NOW, people=[new])[0]


def contract(
    *,
    commissioner: Organisation,
    provider: Organisation,
    reference: str = "C-1",
    starts_on: date = STARTED_ON,
    cut_off_hours: int = 14,
) -> Contract:
    opened = actions.open_contract(
        by=None,
        at=NOW,
        reference=reference,
        provider=provider,
        commissioner=commissioner,
        tier=Contract.Tier.PRIMARY,
        starts_on=starts_on,
    )
    actions.set_terms(
        by=None,
        at=NOW,
        contract=opened,
        payment_model="final",
        starts_on=starts_on,
        cut_off_hours=cut_off_hours,
    )
    return opened


def slot(
    key: str = "morning",
    *,
    starts: str = "08:00",
    ends: str = "10:00",
    preferred: str = "08:30",
    minutes: int = 30,
    workers: int = 1,
    weekdays: frozenset[int] = EVERY_DAY,
) -> PatternSlot:
    return PatternSlot(
        key=key,
        weekdays=weekdays,
        window_starts=time.fromisoformat(starts),
        window_ends=time.fromisoformat(ends),
        preferred_start=time.fromisoformat(preferred),
        minutes=minutes,
        workers=workers,
    )


def package(
    *,
    person: Person,
    contract: Contract,
    pattern: tuple[PatternSlot, ...] | None = None,
    starts_on: date = date(2026, 4, 6),
    until: date | None = None,
    reference: str = "P-1",
    service_type: str = "home_care",
    by: User | None = None,
    at: datetime = NOW,
) -> PackageLine:
    """The one line of a package just awarded."""
    awarded: list[Package] = award_packages(
        by=by,
        at=at,
        packages=[
            NewPackage(
                reference=reference,
                person_id=person.pk,
                lines=(
                    NewLine(
                        contract_id=contract.pk,
                        service_type=service_type,
                        pattern=pattern or (slot(),),
                        starts_on=starts_on,
                        until=until,
                    ),
                ),
            )
        ],
    )
    return PackageLine.objects.get(package=awarded[0])
