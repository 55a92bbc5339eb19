"""Whether a row of Client Level Data is fit to send: for every field a condition and a check.

The two numbers are those of DHSC's own data quality model (ASC-CLD-LA-Dashboard, GetDQValues), so that what a
council reads here is what it will read back. Which of -2 to -6 an invalid value gets is ours.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import IntEnum

from kith.core import nhs_number
from kith.core.errors import Invalid
from kith.core.phrases import phrase, say
from kith.core.returns.specification import AppliesTo, Field, Kind, Mandatory, Specification
from kith.core.table_cells import BadCell
from kith.core.table_times import day

Row = Mapping[str, str]
"""A row as it stands in the file: the cells by the labels of the specification."""

KNOWN_BY_ASSOCIATION = "Unpaid carer known by association"
LONGEST_DECIMAL = Decimal(10) ** 16
_read_day = day()


class Condition(IntEnum):
    """Whether a field is wanted in this row."""

    MANDATORY = 2
    APPLICABLE = 1
    NOT_APPLICABLE = 0
    UNDETERMINED = -1


class Check(IntEnum):
    """What is to be said of a field's value."""

    IN_DOUBT = 2
    """Not in a list whose wording we have not seen: counted as valid, and shown."""

    VALID = 1
    BLANK = 0
    BLANK_AND_MANDATORY = -1
    NOT_IN_LIST = -2
    NOT_READABLE = -3
    OUT_OF_ORDER = -4
    CONTRADICTS = -5
    NOT_APPLICABLE = -6
    RELEASE_1 = -7


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What is to be said of one field of one row."""

    label: str
    condition: Condition
    check: Check
    message: str = ""

    @property
    def passes(self) -> bool:
        """Whether the field may be sent as it is."""
        return self.check >= Check.BLANK


def check_row(row: Row, specification: Specification) -> list[Status]:
    """The status of every field of a row, in the order of the specification. Raises nothing."""
    statuses = [_status(field, row, specification) for field in specification.fields]
    contradicted = _contradictions(row)
    return [_contradicted(status, contradicted) for status in statuses]


def _status(field: Field, row: Row, specification: Specification) -> Status:
    value = row.get(field.label, "").strip()
    condition = _condition(field, row)
    if not value:
        check = Check.BLANK_AND_MANDATORY if condition is Condition.MANDATORY else Check.BLANK
        message = say("This is needed in such a row.") if check is Check.BLANK_AND_MANDATORY else ""
    elif condition is Condition.NOT_APPLICABLE:
        check, message = Check.NOT_APPLICABLE, say("Leave this blank in such a row.")
    else:
        check, message = _value(field, value, specification)
    return Status(label=field.label, condition=condition, check=check, message=message)


def _condition(field: Field, row: Row) -> Condition:
    applies = _applies(field.applies_to, row)
    if applies is None:
        return Condition.UNDETERMINED
    if not applies:
        return Condition.NOT_APPLICABLE
    return Condition.MANDATORY if _needed(field.mandatory, row) else Condition.APPLICABLE


def _applies(applies_to: AppliesTo, row: Row) -> bool | None:
    """Whether the field belongs in this row, or None where the row does not say what it is."""
    client, event = row.get("Client type", ""), row.get("Event type", "")
    match applies_to:
        case AppliesTo.EVERY_ROW:
            return True
        case AppliesTo.EVENTS:
            return client != KNOWN_BY_ASSOCIATION
        case AppliesTo.SERVICE_USERS:
            return client in {"Service user", "Service User"} if client else None
        case AppliesTo.UNPAID_CARERS:
            return "carer" in client.casefold() if client else None
        case AppliesTo.LONG_TERM_ASSESSMENT:
            return event == "Assessment" and row.get("Assessment type", "").startswith("Long term")
        case _:
            return event == applies_to.value if event or client == KNOWN_BY_ASSOCIATION else None


def _needed(mandatory: Mandatory, row: Row) -> bool:
    match mandatory:
        case Mandatory.ALWAYS:
            return True
        case Mandatory.UNLESS_SERVICE:
            return row.get("Event type", "") != "Service"
        case Mandatory.WHEN_ENDED:
            return bool(row.get("Event end date", "").strip())
        case Mandatory.WHEN_PLANNED_REVIEW:
            return row.get("Review reason", "").startswith("Planned")
        case Mandatory.NEVER:
            return False


def _value(field: Field, value: str, specification: Specification) -> tuple[Check, str]:
    if field.kind is Kind.LIST:
        return _in_list(field.label, value, specification)
    wrong = _READ[field.kind](value)
    return (Check.NOT_READABLE, wrong) if wrong else (Check.VALID, "")


def _in_list(label: str, value: str, specification: Specification) -> tuple[Check, str]:
    defined = specification.lists[label]
    if value in defined.values:
        return Check.VALID, ""
    now = specification.now(label, value)
    if now != value:
        return Check.RELEASE_1, say("“{value}” is of Release 1. Write: {now}.", value=value, now=now)
    if not defined.certain:
        return Check.IN_DOUBT, say(
            "“{value}” is not in the provisional list. Compare with the specification you were sent.",
            value=value,
        )
    alike = next((known for known in defined.values if known.casefold() == value.casefold()), None)
    if alike:
        return Check.NOT_IN_LIST, say(
            "“{value}” is not in the list. Capital letters count. Write: {alike}.", value=value, alike=alike
        )
    return Check.NOT_IN_LIST, say("“{value}” is not in the list. Choose one from the list.", value=value)


def _contradictions(row: Row) -> dict[str, tuple[Check, str]]:
    """What one field says against another, by label."""
    found: dict[str, tuple[Check, str]] = {}
    starts_on, ends_on = readable_day(row, "Event start date"), readable_day(row, "Event end date")
    born_on, died_on = readable_day(row, "Date of birth"), readable_day(row, "Date of death")
    period_ends_on = readable_day(row, "Reporting period end date")
    if starts_on and ends_on and ends_on < starts_on:
        found["Event end date"] = Check.OUT_OF_ORDER, say("An event cannot end before it starts.")
    if born_on and died_on and died_on < born_on:
        found["Date of death"] = Check.OUT_OF_ORDER, say("This is before the date of birth.")
    if born_on and starts_on and starts_on < born_on:
        found["Event start date"] = Check.OUT_OF_ORDER, say("This is before the date of birth.")
    if starts_on and period_ends_on and starts_on > period_ends_on:
        found["Event start date"] = Check.OUT_OF_ORDER, say("This is after the reporting period.")
    if (
        row.get("Service type", "") == "Long term support: Prison"
        and row.get("Delivery mechanism") == "Direct payment"
    ):
        found["Delivery mechanism"] = Check.CONTRADICTS, say("There are no direct payments in prison.")
    return found


def _contradicted(status: Status, contradicted: Mapping[str, tuple[Check, str]]) -> Status:
    if status.label not in contradicted or not status.passes:
        return status
    check, message = contradicted[status.label]
    return Status(label=status.label, condition=status.condition, check=check, message=message)


def readable_day(row: Row, label: str) -> date | None:
    """The day in a cell, or None where it is blank or no date."""
    try:
        return _read_day(value) if (value := row.get(label, "").strip()) else None
    except BadCell:
        return None


def _wrong_date(value: str) -> str:
    try:
        _read_day(value)
    except BadCell as bad:
        return bad.message
    return ""


def _wrong_nhs_number(value: str) -> str:
    try:
        nhs_number.normalise(value)
    except Invalid as refused:
        return refused.message
    return ""


def _wrong_decimal(value: str) -> str:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return say("“{value}” is not a number.", value=value)
    if not number.is_finite() or abs(number) >= LONGEST_DECIMAL:
        return say("“{value}” is too large a number.", value=value)
    if number != round(number, 2):
        return say("“{value}” has more than two decimal places.", value=value)
    return ""


def _unlike(pattern: str, said: str) -> Callable[[str], str]:
    compiled = re.compile(pattern)
    return lambda value: "" if compiled.fullmatch(value) else say(said, value=value)


_READ: Mapping[Kind, Callable[[str], str]] = {
    Kind.TEXT: lambda value: "",
    Kind.DATE: _wrong_date,
    Kind.NHS_NUMBER: _wrong_nhs_number,
    Kind.DECIMAL: _wrong_decimal,
    Kind.WHOLE_NUMBER: _unlike(r"\d{1,9}", phrase("“{value}” is not a whole number.")),
    Kind.GP_PRACTICE: _unlike(
        r"[A-Z]\d{5}", phrase("“{value}” is not a practice code: one letter and five digits.")
    ),
    Kind.POSTCODE: _unlike(r"(?i)[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", phrase("“{value}” is not a postcode.")),
    Kind.CQC_LOCATION: _unlike(r"1-\d{6,12}", phrase("“{value}” is not a CQC location: 1- and some digits.")),
}
