"""Every field of a row of Client Level Data has a condition and a check."""

from __future__ import annotations

import pytest

from kith.core import nhs_number
from kith.core.returns.specification import shipped_specification
from kith.core.returns.validation import Check, Condition, Status, check_row
from tests.core.returns.made import GOOD_ROW, row

A_PERSON = nhs_number.test_number(1)


def status(label: str, **told: str) -> Status:
    """What is said of one field of Ada's row with these cells changed."""
    cells = row(**({"NHS number": A_PERSON} | told))
    return next(s for s in check_row(cells, shipped_specification()) if s.label == label)


def test_there_are_fifty_fields_and_each_has_a_status() -> None:
    """The order is that of the file."""
    statuses = check_row(GOOD_ROW, shipped_specification())
    assert len(statuses) == 50
    assert [statuses[0].label, statuses[49].label] == ["LA code", "Planned units per week"]


def test_a_good_row_may_be_sent() -> None:
    """Nothing is said against it."""
    cells = row(**{"NHS number": A_PERSON})
    assert [s for s in check_row(cells, shipped_specification()) if not s.passes] == []


@pytest.mark.parametrize(
    ("label", "told", "condition", "check"),
    [
        ("Ethnicity", {"Ethnicity": ""}, Condition.MANDATORY, Check.BLANK_AND_MANDATORY),
        ("Event end date", {}, Condition.APPLICABLE, Check.BLANK),
        ("Event end date", {"Event type": "Request"}, Condition.MANDATORY, Check.BLANK_AND_MANDATORY),
        ("Event outcome", {"Event end date": "2025-09-01"}, Condition.MANDATORY, Check.BLANK_AND_MANDATORY),
        ("Event outcome", {"Event outcome": "NFA: other"}, Condition.APPLICABLE, Check.NOT_IN_LIST),
        ("Event outcome", {"Event outcome": "NFA- Other"}, Condition.APPLICABLE, Check.RELEASE_1),
        ("Service component", {"Service component": "Home Support"}, Condition.MANDATORY, Check.RELEASE_1),
        ("Gender", {"Gender": "Non-binary"}, Condition.MANDATORY, Check.IN_DOUBT),
        ("Date of birth", {"Date of birth": "1940-13-01"}, Condition.MANDATORY, Check.NOT_READABLE),
        ("NHS number", {"NHS number": "999 000 0019"}, Condition.APPLICABLE, Check.NOT_READABLE),
        ("Event end date", {"Event end date": "2025-06-01"}, Condition.APPLICABLE, Check.OUT_OF_ORDER),
        ("Date of death", {"Date of death": "1939-01-01"}, Condition.APPLICABLE, Check.OUT_OF_ORDER),
        ("Review reason", {"Review reason": "Planned"}, Condition.NOT_APPLICABLE, Check.NOT_APPLICABLE),
        ("Unit cost", {"Unit cost": "24.505"}, Condition.APPLICABLE, Check.NOT_READABLE),
        ("Unit cost", {"Unit cost": "NaN"}, Condition.APPLICABLE, Check.NOT_READABLE),
        ("Service type", {"Event type": ""}, Condition.UNDETERMINED, Check.VALID),
        (
            "Delivery mechanism",
            {"Service type": "Long term support: Prison", "Delivery mechanism": "Direct payment"},
            Condition.APPLICABLE,
            Check.CONTRADICTS,
        ),
        (
            "Review outcomes achieved",
            {"Event type": "Review", "Review reason": "Planned"},
            Condition.MANDATORY,
            Check.BLANK_AND_MANDATORY,
        ),
    ],
)
def test_a_field_has_its_condition_and_its_check(
    label: str, told: dict[str, str], condition: Condition, check: Check
) -> None:
    """The two numbers of the national data quality model."""
    said = status(label, **told)
    assert (said.condition, said.check) == (condition, check)


def test_a_carer_known_by_association_has_no_event() -> None:
    """The person's fields are wanted; an event's are to be left blank."""
    told = {"Client type": "Unpaid carer known by association", "Event type": ""}
    assert status("Event type", **told).condition is Condition.NOT_APPLICABLE
    assert status("Event start date", **told).check is Check.NOT_APPLICABLE
    assert status("No. of adults being cared for", **told).check is Check.BLANK


def test_what_is_wrong_is_said_with_what_to_write() -> None:
    """Capital letters are the commonest mistake of Release 2."""
    assert status("Event outcome", **{"Event outcome": "NFA: other"}).message == (
        "“NFA: other” is not in the list. Capital letters count. Write: NFA: Other."
    )
