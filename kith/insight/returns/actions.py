"""Making a national return: everybody's events of twelve months, for the council that must send it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import chain, islice
from typing import TextIO
from uuid import UUID

from kith.brokerage.queries import lines_active
from kith.core.dates import london_day
from kith.core.errors import Invalid
from kith.core.returns.specification import Specification
from kith.core.returns.submission import write_return
from kith.insight.returns.contracts import Contracts
from kith.insight.returns.outcomes import known_of
from kith.insight.returns.people import carer_rows, carers_in, person_cells
from kith.insight.returns.requests import assessment_rows, request_rows
from kith.insight.returns.reviews import review_rows
from kith.insight.returns.services import Row, service_rows, services_of
from kith.orgs import audit
from kith.orgs.context import as_house
from kith.orgs.models import Organisation, User
from kith.orgs.roles import check_may
from kith.people.models import Person

AT_ONCE = 500


class NotAQuarterEnd(Invalid):
    """A return covers the twelve months to the end of a quarter."""

    code = "not_a_quarter_end"


class NoCouncilCode(Invalid):
    """The council's national code is not known."""

    code = "no_council_code"


def make_return(
    *,
    by: User | None,
    at: datetime,
    council: Organisation,
    ends_on: date,
    specification: Specification,
    to: TextIO,
) -> int:
    """How many rows of Client Level Data were written: the twelve months to this quarter's last day.

    Writes an audit row: names and NHS numbers leave the house. Raises `NotPermitted`, `NotAQuarterEnd` or
    `NoCouncilCode`.
    """
    check_may(by, "make national return", None, london_day(at))
    starts_on = twelve_months_to(ends_on)
    if not council.code.isdigit():
        raise NoCouncilCode(
            "{council} has no national code. Give its number, such as 212, as the organisation's code.",
            council=council.name,
        )
    with as_house():
        written = write_return(return_rows(council, starts_on, ends_on), specification, to)
    detail = {"rows": written, "ends_on": ends_on.isoformat(), "council": str(council.pk)}
    audit.record(by=by, at=at, action="make.return", detail=detail)
    return written


def twelve_months_to(ends_on: date) -> date:
    """The first day of the twelve months that end with a quarter.

    Raises `NotAQuarterEnd`.
    """
    following = ends_on + timedelta(days=1)
    if following.day != 1 or following.month % 3 != 1:
        raise NotAQuarterEnd(
            "{ends_on} does not end a quarter. Give the last day of March, June, September or December.",
            ends_on=ends_on,
        )
    return following.replace(year=following.year - 1)


def return_rows(council: Organisation, starts_on: date, ends_on: date) -> Iterator[Row]:
    """Every row of a council's return for these days. Whoever calls sees everybody."""
    same = {
        "LA code": council.code,
        "Reporting period start date": starts_on.isoformat(),
        "Reporting period end date": ends_on.isoformat(),
    }
    for row in _rows(council, starts_on, ends_on):
        yield {**same, **row}


def _rows(council: Organisation, starts_on: date, ends_on: date) -> Iterator[Row]:
    people = Person.objects.filter(commissioner=council).order_by("opened_at", "pk")
    contracts = Contracts()
    for some in _at_once(list(people.values_list("pk", flat=True))):
        cells, lines = person_cells(some, ends_on), lines_active(person_ids=some)
        events = chain(
            request_rows(some, starts_on, ends_on),
            assessment_rows(some, starts_on, ends_on),
            service_rows(
                services_of(some, lines), known_of(some, starts_on, ends_on), contracts, starts_on, ends_on
            ),
            review_rows(some, lines, starts_on, ends_on),
        )
        for person_id, row in events:
            yield cells[person_id] | row
    caring = carers_in(council, ends_on)
    for carers in _at_once(caring):
        yield from carer_rows({carer_id: caring[carer_id] for carer_id in carers}, ends_on)


def _at_once(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    waiting = iter(ids)
    while some := list(islice(waiting, AT_ONCE)):
        yield some
