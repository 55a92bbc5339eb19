"""ASCOF 2B, 2C, 2D, 2E and 3D, and waiting times, on cases made by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kith.core.returns.ascof_2d import HospitalStay, ascof_2d
from kith.core.returns.ascof_community import care_home_admissions, living_at_home, self_directed
from kith.core.returns.events import COMMUNITY, NURSING, RESIDENTIAL, ST_MAX, Event
from kith.core.returns.waiting_times import FIRST_RESPONSE, FIRST_SERVICE, MedianWait, median_waits, waits
from tests.core.returns.made import event, service

YEAR = {"starts_on": date(2025, 4, 1), "ends_on": date(2026, 3, 31)}
LAST_DAY = date(2026, 3, 31)


def admitted(*events: Event, older: bool = True) -> int:
    """How many are counted as moved into a care home."""
    return care_home_admissions(events, population=1_000, older=older, **YEAR).numerator


def test_a_move_into_a_care_home_counts_once() -> None:
    """From residential to nursing within the year is one move; the rate is per 100,000."""
    moves = [service(RESIDENTIAL, "2025-05-01", "2025-09-01"), service(NURSING, "2025-09-02", None)]
    result = care_home_admissions(moves, population=8_000, older=True, **YEAR)
    assert (result.key, result.numerator, result.value) == ("2C", 1, Decimal("12.5"))


def test_who_left_a_home_less_than_a_year_ago_is_not_new() -> None:
    """1 May 2024 to 1 May 2025 are 365 days."""
    back = service(RESIDENTIAL, "2025-05-01")
    assert admitted(service(RESIDENTIAL, "2023-01-01", "2024-05-01"), back) == 1
    assert admitted(service(RESIDENTIAL, "2023-01-01", "2024-05-02"), back) == 0


def test_who_pays_for_themselves_is_not_counted_and_age_is_that_on_the_day() -> None:
    """The band is that of the admission."""
    outcome = "NFA: Self-funded client or under 12wk disregard"
    assert admitted(service(RESIDENTIAL, "2025-05-01", "2025-06-01", outcome=outcome)) == 0
    younger = service(RESIDENTIAL, "2025-05-01", None, born_on=date(1960, 5, 17))
    assert (admitted(younger), admitted(younger, older=False)) == (0, 1)


@pytest.mark.parametrize(
    ("told", "counts"),
    [
        ({"accommodation": "Tenant: Private landlord"}, True),
        ({"accommodation": "Refuge"}, False),
        ({"accommodation": "Unknown", "component": "Home support or domiciliary care"}, True),
        ({"accommodation": "", "component": "Day support"}, False),
        ({"service_type": RESIDENTIAL}, False),
    ],
)
def test_home_is_where_the_person_says_or_where_the_service_is(told: dict[str, Any], counts: bool) -> None:
    """Where nobody wrote it down, home care is given at home."""
    own = event("Service", "2024-01-01", None, **({"service_type": COMMUNITY} | told))
    (member,) = living_at_home([own], part="2B", **YEAR).members
    assert member.counts is counts


def test_the_part_of_the_measure_is_by_age_and_support_reason() -> None:
    """Part 1 is people of working age with a learning disability."""
    young = service(COMMUNITY, "2024-01-01", None, born_on=date(1990, 1, 1))
    disabled = service(
        COMMUNITY, "2024-01-01", None,
        born_on=date(1990, 1, 1), person="Bob", support_reason="Learning disability support",
    )  # fmt: skip
    counted = {
        part: living_at_home([young, disabled], part=part, **YEAR).denominator for part in ("1", "2A", "2B")
    }
    assert counted == {"1": 1, "2A": 2, "2B": 0}


def test_support_is_self_directed_by_its_mechanism_or_component() -> None:
    """A person with several services counts at the most self-directed; in a care home, not at all."""
    people = [
        service(COMMUNITY, "2024-01-01", None, person="Ada", mechanism="Direct payment"),
        service(COMMUNITY, "2024-01-01", None, person="Ada", mechanism="CASSR commissioned support"),
        service(COMMUNITY, "2024-01-01", None, person="Bob", mechanism="CASSR managed personal budget"),
        service(COMMUNITY, "2024-01-01", None, person="Cyd", mechanism="CASSR commissioned support"),
        service(COMMUNITY, "2024-01-01", None, person="Dot", mechanism="Direct payment"),
        service(RESIDENTIAL, "2024-01-01", None, person="Dot"),
        service(COMMUNITY, "2024-01-01", "2026-03-30", person="Eve", mechanism="Direct payment"),
        service(
            COMMUNITY, "2024-01-01", None, person="Fay", component="Direct payment", born_on=date(2010, 1, 1)
        ),
    ]
    either = self_directed(people, on=LAST_DAY, direct_payments_only=False)
    payments = self_directed(people, on=LAST_DAY, direct_payments_only=True)
    assert (either.key, either.numerator, either.denominator) == ("3D(1A)", 2, 3)
    assert (payments.key, payments.numerator, payments.denominator) == ("3D(2A)", 1, 3)


def stay(admitted_on: str, left_on: str, **told: Any) -> HospitalStay:
    """A stay of Ada's."""
    common: dict[str, Any] = {"row": 1, "person": "Ada", "born_on": date(1940, 4, 17), "management": "EM"}
    return HospitalStay(
        admitted_on=date.fromisoformat(admitted_on), left_on=date.fromisoformat(left_on), **(common | told)
    )


REABLED = service(ST_MAX, "2025-06-05", "2025-07-13", component="Reablement")
HOME_BY_JUNE = stay("2025-05-20", "2025-06-02")


def at_home(*stays: HospitalStay, after: tuple[Event, ...] = ()) -> list[tuple[bool, str]]:
    """Who is counted as still at home, with the reason."""
    result, _ = ascof_2d([REABLED, *after], stays, **YEAR)
    return [(member.counts, member.why) for member in result.members]


def test_reablement_begins_within_a_week_of_leaving_hospital() -> None:
    """From seven days before the spell to three days after its start."""
    assert at_home(HOME_BY_JUNE) == [(True, "still in the community")]
    assert at_home(stay("2025-05-20", "2025-05-29")) == [(True, "still in the community")]
    assert at_home(stay("2025-05-20", "2025-05-28")) == []
    assert at_home(stay("2025-05-20", "2025-06-08")) == [(True, "still in the community")]
    assert at_home(stay("2025-06-06", "2025-06-08")) == []


def test_twelve_weeks_are_eighty_four_days_from_leaving() -> None:
    """2 June and 84 days is 25 August."""
    assert at_home(HOME_BY_JUNE, stay("2025-08-25", "2025-08-28")) == [
        (False, "went back to hospital in an emergency")
    ]
    assert at_home(HOME_BY_JUNE, stay("2025-08-26", "2025-08-28")) == [(True, "still in the community")]
    planned = stay("2025-08-01", "2025-08-02", management="EL")
    assert at_home(HOME_BY_JUNE, planned) == [(True, "still in the community")]
    moved = service(RESIDENTIAL, "2025-08-25")
    assert at_home(HOME_BY_JUNE, after=(moved,)) == [(False, "moved into a care home")]
    died = stay("2025-05-20", "2025-06-02", died_on=date(2025, 7, 1))
    assert at_home(died) == [(False, "died")]


@pytest.mark.parametrize(
    "told",
    [
        {"treatment_function": "711"},
        {"treatment_function": "653"},
        {"discharge_method": "4"},
        {"destination": "88"},
        {"admission_method": "31"},
        {"born_on": date(1961, 1, 1)},
    ],
)
def test_some_discharges_are_not_looked_at(told: dict[str, Any]) -> None:
    """Mental health, births, deaths in hospital, and people under 65."""
    _, given = ascof_2d([REABLED], [stay("2025-05-20", "2025-06-02", **told)], **YEAR)
    assert given.denominator == 0


def test_the_second_part_is_the_share_of_discharges_given_reablement() -> None:
    """One of four: 25.0."""
    others = [stay("2025-05-20", "2025-06-02", person=name, row=n) for n, name in enumerate("BCD", start=2)]
    _, given = ascof_2d([REABLED], [HOME_BY_JUNE, *others], **YEAR)
    assert (given.key, given.numerator, given.denominator, given.value) == ("2D(2)", 1, 4, Decimal("25.0"))


def asked(day: str, **told: Any) -> Event:
    """A request that went on to assessment."""
    outcome = "Progress to assessment, review or reassessment"
    return event("Request", day, day, **({"outcome": outcome} | told))


def test_a_wait_ends_with_the_first_assessment_and_the_first_service() -> None:
    """Nine days to a first response, 30 to a first service."""
    (wait,) = waits(
        [
            asked("2025-06-01"),
            event("Assessment", "2025-06-10", "2025-06-12"),
            service(COMMUNITY, "2025-07-01"),
        ]
    )
    assert (wait.days(FIRST_RESPONSE), wait.days(FIRST_SERVICE)) == (9, 30)


@pytest.mark.parametrize(
    ("events", "followed"),
    [
        ([asked("2025-06-01", outcome="NFA: Other")], 0),
        ([asked("2025-06-01", outcome="Admitted to hospital")], 0),
        ([asked("2025-06-01", born_on=date(2000, 7, 1))], 0),
        ([asked("2025-06-01", born_on=None)], 0),
        ([service(COMMUNITY, "2024-01-01", "2024-06-01"), asked("2025-06-01")], 0),
        ([service(COMMUNITY, "2024-01-01", "2024-05-31"), asked("2025-06-01")], 1),
        ([service(ST_MAX, "2025-01-01", "2025-03-02"), asked("2025-06-01")], 0),
        ([service(ST_MAX, "2025-01-01", "2025-03-01"), asked("2025-06-01")], 1),
        ([asked("2025-06-01"), asked("2025-06-09", row=2)], 1),
        ([asked("2025-06-01"), service(ST_MAX, "2025-06-02", "2025-06-08"), asked("2025-09-20", row=2)], 2),
    ],
)
def test_only_requests_new_to_support_that_led_on_are_followed(events: list[Event], followed: int) -> None:
    """Aged 25 or over, no support lately, and no earlier request still waiting."""
    assert len(waits(events)) == followed


def test_the_median_is_of_those_answered_in_a_quarter() -> None:
    """Two people answered in the summer quarter after 9 and 20 days; the median of nobody is not printed."""
    answered = [
        asked("2025-07-01", person="Ada"),
        event("Assessment", "2025-07-10", "2025-07-12", person="Ada"),
        asked("2025-07-01", person="Bob", born_on=date(1990, 1, 1)),
        asked("2025-07-01", person="Cyd"),
        event("Assessment", "2025-07-21", "2025-07-22", person="Cyd"),
    ]
    assert median_waits(waits(answered)) == [
        MedianWait(
            until=FIRST_RESPONSE, quarter_starts_on=date(2025, 7, 1), band="65 and over", days=14.5, people=2
        )
    ]
