"""One file of Client Level Data: read in the words of the specification, checked, turned into events."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import BinaryIO, TextIO

from kith.core.nhs_number import normalise, valid
from kith.core.phrases import say
from kith.core.returns.events import Event, EventType, person_key
from kith.core.returns.specification import Kind, Specification
from kith.core.returns.validation import KNOWN_BY_ASSOCIATION, Check, Row, check_row, readable_day
from kith.core.table_cells import text
from kith.core.tables import Column, Table, read_table

FAILURES_KEPT = 1_000
_AS_WRITTEN = {
    "client_type": "Client type",
    "reference": "Event reference",
    "description": "Event description",
    "outcome": "Event outcome",
    "route": "Request: route of access",
    "assessment_type": "Assessment type",
    "service_type": "Service type",
    "component": "Service component",
    "mechanism": "Delivery mechanism",
    "cost_frequency": "Cost frequency (unit type)",
    "review_reason": "Review reason",
    "accommodation": "Accommodation status",
    "support_reason": "Primary support reason",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A cell that may not be sent as it is. ``reference`` leads back to the record."""

    row: int
    reference: str
    label: str
    check: Check
    message: str


@dataclass(slots=True, kw_only=True)
class Quality:
    """What is to be said of a whole file: rows seen, and how often each field had each status."""

    rows: int = 0
    fit: int = 0
    by_field: Counter[tuple[str, Check]] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)

    def add(self, number: int, row: Row, specification: Specification) -> None:
        """Check one more row. All failures are counted; the first thousand are kept."""
        statuses = check_row(row, specification)
        self.rows += 1
        self.fit += all(status.passes for status in statuses)
        for status in statuses:
            self.by_field[status.label, status.check] += 1
            if not status.passes and len(self.failures) < FAILURES_KEPT:
                self.failures.append(
                    Failure(
                        row=number,
                        reference=row.get("Event reference", ""),
                        label=status.label,
                        check=status.check,
                        message=status.message,
                    )
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusable:
    """A row that could not be made an event, and why."""

    row: int
    message: str


def open_return(source: bytes | BinaryIO, specification: Specification) -> Table:
    """The file as a table of the specification's columns, by their labels or their names in SQL."""
    columns = [
        Column(key=field.label, read=text, names=(field.column,), required=field.label == "Client type")
        for field in specification.fields
    ]
    return read_table(source, columns)


def rows_of(table: Table) -> Iterator[tuple[int, Row]]:
    """Every row with its number; blank cells are empty strings."""
    for row in table:
        yield row.number, {label: value or "" for label, value in row.values.items()}


def event_of(number: int, row: Row, specification: Specification) -> Event | Unusable | None:
    """A row as an event in the words of this release.

    None for an unpaid carer known by association, whose row has no event. `Unusable` where it does not say
    who, what or when.
    """
    words = in_this_release(row, specification)
    if words["Client type"] == KNOWN_BY_ASSOCIATION:
        return None
    person = person_key(
        nhs_number=normalise(row["NHS number"]) if valid(row["NHS number"]) else "",
        la_code=row["LA code"],
        la_person=row["LA person unique identifier"],
    )
    starts_on, period_ends_on = (
        readable_day(row, label) for label in ("Event start date", "Reporting period end date")
    )
    if person is None:
        return Unusable(
            row=number, message=say("Nobody can be found for this row: it has no number of a person.")
        )
    if starts_on is None or period_ends_on is None:
        return Unusable(
            row=number, message=say("This row does not say when: give a start and a reporting period.")
        )
    if words["Event type"] not in set(EventType):
        return Unusable(row=number, message=say("“{value}” is no event type.", value=words["Event type"]))
    return Event(
        row=number,
        period_ends_on=period_ends_on,
        la_code=row["LA code"],
        person=person,
        event_type=EventType(words["Event type"]),
        starts_on=starts_on,
        ends_on=readable_day(row, "Event end date"),
        born_on=readable_day(row, "Date of birth"),
        died_on=readable_day(row, "Date of death"),
        unit_cost=_decimal(row["Unit cost"]),
        units_per_week=_decimal(row["Planned units per week"]),
        **{name: words[label] for name, label in _AS_WRITTEN.items()},
    )


def in_this_release(row: Row, specification: Specification) -> Mapping[str, str]:
    """The list values of a row in the words of this release; the other cells as they are."""
    return {
        field.label: specification.now(field.label, row[field.label])
        if field.kind is Kind.LIST
        else row[field.label]
        for field in specification.fields
    }


def write_return(rows: Iterable[Row], specification: Specification, to: TextIO) -> int:
    """How many rows were written, in the order of the specification's fields, under their labels."""
    labels: Sequence[str] = [field.label for field in specification.fields]
    writer = csv.DictWriter(to, labels, restval="", extrasaction="raise", lineterminator="\r\n")
    writer.writeheader()
    written = 0
    for row in rows:
        writer.writerow(row)
        written += 1
    return written


def _decimal(value: str) -> Decimal | None:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
