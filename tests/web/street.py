"""A street for the pages: Ada and Bert draw on care, Grace and Hal go to them, and it is Tuesday 08:42.

Ada's morning visit is being made; Bert's should have begun at 07:30 and nobody has been heard; nobody has
Ada's lunch yet. Thirty minutes each.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from kith.brokerage.models import PackageLine
from kith.people.actions_content import NewContent, write_contents
from kith.people.models import Person
from kith.rota.models import Shift, Visit
from kith.workforce.models import Worker
from tests.delivery.factories import Phone, package_line, phone, visit, worker
from tests.factories import NOW, TODAY, Cast, cast
from tests.people.neighbours import register, relate


@dataclass(frozen=True, slots=True, kw_only=True)
class Street:
    """The cast with two people, two workers and three visits today."""

    cast: Cast
    ada: Person
    bert: Person
    grace: Worker
    hal: Worker
    line: PackageLine
    morning: Visit
    late: Visit
    lunch: Visit
    phone: Phone


def at(hour: int, minute: int = 0) -> datetime:
    """A time of this morning, by London's clock (an hour ahead of UTC)."""
    return datetime(TODAY.year, TODAY.month, TODAY.day, hour - 1, minute, tzinfo=UTC)


def street() -> Street:
    everybody = cast()
    ada = register(everybody, "Ada Okafor", user=everybody.ada, lives_alone=True)
    bert = register(everybody, "Bert Holroyd", known_as="Bertie")
    for person in (ada, bert):
        relate(person, "package", organisation=everybody.kindly_care)
        relate(person, "allocation", user=everybody.helen)
    say(ada, what_matters="My own front door.", allergy="Penicillin", risk="Falls: wears a pendant")
    grace = worker(organisation=everybody.kindly_care, user=everybody.grace)
    hal = worker(organisation=everybody.kindly_care, name="Hal Brook")
    relate(ada, "rota", user=everybody.grace)
    line = package_line(person=ada, provider=everybody.kindly_care, commissioner=everybody.council)
    berts = package_line(person=bert, provider=everybody.kindly_care, commissioner=everybody.council)
    morning = visit(line=line, workers=[grace], starts_at=at(8, 30))
    handset = phone(grace)
    handset.send([handset.event(visit=morning, at=at(8, 31))], at=at(8, 32))
    for each in (grace, hal):
        shift(each)
    return Street(
        cast=everybody,
        ada=ada,
        bert=bert,
        grace=grace,
        hal=hal,
        line=line,
        morning=morning,
        late=visit(line=berts, workers=[hal], starts_at=at(7, 30)),
        lunch=visit(line=line, workers=[None], starts_at=at(12), slot="lunch"),
        phone=handset,
    )


def say(person: Person, **said: str) -> None:
    """Text about somebody, by kind."""
    write_contents(
        by=None,
        at=NOW,
        pieces=[
            NewContent(person_id=person.pk, kind=kind, text=text, written_at=NOW)
            for kind, text in said.items()
        ],
    )


def shift(of: Worker) -> Shift:
    """A worker's shift today, from 07:00 to 15:00."""
    return Shift.objects.create(
        worker=of,
        organisation=of.organisation,
        on=TODAY,
        starts_at=at(7),
        ends_at=at(15),
        recorded_at=NOW,
    )
