"""ASCOF 2A step by step, each step of the published method with an example made by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kith.core.returns.ascof_2a import ascof_2a
from kith.core.returns.events import COMMUNITY, NURSING, ONGOING_LOW, OTHER_SHORT, RESIDENTIAL, ST_MAX, Event
from kith.core.returns.reablement import spells
from tests.core.returns.made import event, service

YEAR = {"starts_on": date(2025, 4, 1), "ends_on": date(2026, 3, 31)}
PLANNED = "NFA: Support ended as planned"


def reabled(**told: Any) -> Event:
    """Six weeks of reablement that ended on 13 July 2025."""
    return service(ST_MAX, "2025-06-02", "2025-07-13", **({"outcome": PLANNED} | told))


def why(*events: Event) -> list[str]:
    """What the measure says came after each spell, whether counted or left out."""
    result = ascof_2a(events, **YEAR)
    return [member.why for member in (*result.members, *result.left_out)]


def test_services_a_week_apart_are_one_spell_and_eight_days_apart_are_two() -> None:
    """The gap counts from the latest end so far."""
    first, inside = service(ST_MAX, "2025-06-01", "2025-06-30"), service(ST_MAX, "2025-06-05", "2025-06-10")
    assert len(spells([first, inside, service(ST_MAX, "2025-07-07", "2025-07-20")])) == 1
    assert len(spells([first, inside, service(ST_MAX, "2025-07-08", "2025-07-20")])) == 2


def test_a_spell_with_an_open_service_has_not_ended() -> None:
    """It takes in what comes after, and is not counted."""
    still = service(ST_MAX, "2025-06-01")
    (only,) = spells([still, service(ST_MAX, "2025-09-01", "2025-09-20")])
    assert only.ends_on is None
    assert ascof_2a([still], **YEAR).denominator == 0


def test_of_two_that_end_together_the_outcome_that_can_be_a_sequel_is_kept() -> None:
    """“Progress to services” ranks higher, and says nothing of what came."""
    (spell,) = spells([reabled(outcome="Progress to support planning or services"), reabled(row=2)])
    assert spell.outcome == PLANNED


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ([], PLANNED),
        ([service(COMMUNITY, "2025-07-20")], COMMUNITY),
        ([service(COMMUNITY, "2025-07-21")], PLANNED),
        ([service(COMMUNITY, "2025-06-10")], COMMUNITY),
        ([service(COMMUNITY, "2025-06-10", "2025-07-13")], PLANNED),
        ([service(COMMUNITY, "2025-07-14"), service(NURSING, "2025-07-15")], NURSING),
        ([service(ONGOING_LOW, "2025-07-14")], ONGOING_LOW),
        (
            [service(OTHER_SHORT, "2025-07-14", None, component="Short term residential care")],
            "Short term support: Residential or Nursing care",
        ),
        (
            [event("Request", "2025-07-15", "2025-07-16", outcome="NFA: Support declined")],
            "NFA: Support declined",
        ),
        (
            [event("Review", "2025-07-01", "2025-07-02", outcome="NFA: Support declined")],
            "NFA: Support declined",
        ),
        ([event("Review", "2025-06-20", "2025-06-29", outcome="NFA: Support declined")], PLANNED),
    ],
)
def test_what_came_next_is_the_sequel(after: list[Event], expected: str) -> None:
    """A service first, by rank; then the best outcome near the end."""
    assert why(reabled(), *after) == [expected]


def test_death_within_a_week_comes_before_everything() -> None:
    """And is in neither number."""
    died = reabled(died_on=date(2025, 7, 20))
    assert why(died, service(COMMUNITY, "2025-07-14", None)) == ["NFA: Deceased"]
    assert ascof_2a([died], **YEAR).denominator == 0


def test_an_outcome_that_says_nothing_leaves_equipment_or_no_class() -> None:
    """Equipment given within the spell is ongoing low-level support."""
    vague = reabled(outcome="Progress to support planning or services")
    nested = service(ONGOING_LOW, "2025-06-10", "2025-06-10", component="Equipment")
    assert why(vague) == ["Unable to classify"]
    assert why(vague, nested) == [ONGOING_LOW]


@pytest.mark.parametrize(
    ("before", "counted"),
    [
        (service(COMMUNITY, "2024-01-01", "2025-03-03"), True),
        (service(COMMUNITY, "2024-01-01", "2025-03-04"), False),
        (service(COMMUNITY, "2024-01-01", None), False),
        (service(ONGOING_LOW, "2024-01-01", "2025-06-01"), True),
    ],
)
def test_new_means_no_long_term_support_for_ninety_one_days(before: Event, counted: bool) -> None:
    """From 3 March to 2 June are 91 days."""
    assert bool(ascof_2a([before, reabled()], **YEAR).denominator) is counted


def test_children_carers_and_other_years_are_not_counted() -> None:
    """Whose age is not known is taken for an adult."""
    assert ascof_2a([reabled(born_on=date(2010, 1, 1))], **YEAR).denominator == 0
    assert ascof_2a([reabled(born_on=None)], **YEAR).denominator == 1
    assert ascof_2a([reabled(client_type="Unpaid carer")], **YEAR).denominator == 0
    assert ascof_2a([service(ST_MAX, "2025-02-01", "2025-03-31")], **YEAR).denominator == 0


def test_the_figure_is_printed_to_one_decimal() -> None:
    """Two of three: 66.7."""
    people = [reabled(person=name, row=n) for n, name in enumerate(("Ada", "Bob", "Cyd"), start=1)]
    result = ascof_2a([*people, service(RESIDENTIAL, "2025-07-14", None, person="Cyd", row=9)], **YEAR)
    assert (result.numerator, result.denominator, result.value) == (2, 3, Decimal("66.7"))
    assert [(m.person, m.row, m.counts) for m in result.members] == [
        ("Ada", 1, True),
        ("Bob", 2, True),
        ("Cyd", 3, False),
    ]
