"""ASCOF 2B, 2C, 2E and 3D: who moves into a care home, who lives at home, and who directs their own support.

Source: DHSC, ASC-CLD-LA-Dashboard, 2024-25 onwards. Both days of a year count.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from kith.core.returns.ascof import MeasureResult, Member, share
from kith.core.returns.events import (
    CARE_HOME,
    COMMUNITY,
    LONG_TERM,
    NURSING,
    PRISON,
    RESIDENTIAL,
    Event,
    age_on,
    by_person,
    in_period,
)

ADULT, OLDER = 18, 65
NEW_AFTER = timedelta(days=365)
SELF_FUNDED = "NFA: Self-funded client or under 12wk disregard"
HOME_CARE = "Home support or domiciliary care"
AT_HOME = "Unknown: presumed at home"
IN_COMMUNITY = "Unknown: presumed in community"
LEARNING_DISABILITY = "Learning disability support"
DIRECT_PAYMENT, MANAGED_BUDGET = "Direct payment", "CASSR managed personal budget"
_HIGHEST_FIRST = (NURSING, RESIDENTIAL, PRISON, COMMUNITY)

SETTLED = frozenset(
    {
        "Owner occupier or shared ownership scheme",
        "Tenant: Local authority or other social housing provider",
        "Tenant: Private landlord",
        "Settled mainstream housing with family or friends",
        "Supported accommodation, supported lodgings or supported group home",
        "Shared Lives scheme",
        "Approved premises for offenders released from prison or under probation supervision",
        "Sheltered housing, extra care housing or other sheltered housing",
        "Mobile accommodation for Gypsy, Roma and Traveller communities",
        AT_HOME,
    }
)


def care_home_admissions(
    events: Iterable[Event], *, starts_on: date, ends_on: date, population: int, older: bool
) -> MeasureResult:
    """ASCOF 2B (18 to 64) or 2C (65 and over): new long-term care home places per 100,000 of the population.

    New: no long-term care home service ended less than 365 days before. People who pay for themselves and
    those within the twelve-week disregard are not counted. A person counts once.
    """
    members = [
        Member(person=first.person, row=first.row, counts=True, why=first.service_type)
        for own in by_person(event for event in events if event.is_service_user).values()
        if (first := _new_admission(own, starts_on, ends_on)) is not None
        and _in_band(age_on(first.born_on, first.starts_on), older)
    ]
    return MeasureResult(
        key="2C" if older else "2B",
        title=f"People {'65 and over' if older else '18 to 64'} who moved into a care home, per 100,000",
        numerator=len(members),
        denominator=population,
        per=100_000,
        members=members,
    )


def _in_band(age: int | None, older: bool) -> bool:
    return age is not None and (age >= OLDER if older else ADULT <= age < OLDER)


def _new_admission(own: Sequence[Event], starts_on: date, ends_on: date) -> Event | None:
    homes = sorted(
        (event for event in own if event.is_service and event.service_type in CARE_HOME),
        key=lambda event: (event.starts_on, event.row),
    )
    for event in homes:
        is_in_year = starts_on <= event.starts_on <= ends_on
        if is_in_year and event.outcome != SELF_FUNDED and not _was_in_a_home(event, homes):
            return event
    return None


def _was_in_a_home(event: Event, homes: Sequence[Event]) -> bool:
    return any(
        other.starts_on < event.starts_on
        and (other.ends_on is None or event.starts_on - other.ends_on < NEW_AFTER)
        for other in homes
    )


def living_at_home(events: Iterable[Event], *, starts_on: date, ends_on: date, part: str) -> MeasureResult:
    """ASCOF 2E: of people with long-term support in the year, the share who live at home or with family.

    `part` is "1" (18 to 64 with a learning disability), "2A" (18 to 64) or "2B" (65 and over). Where the
    accommodation is not known it is taken from the service the person has.
    """
    members = []
    for own in by_person(event for event in events if event.is_service_user).values():
        long_term = [
            event
            for event in own
            if event.is_service and event.service_type in LONG_TERM and in_period(event, starts_on, ends_on)
        ]
        if long_term and _in_part(latest := long_term[-1], ends_on, part):
            where = _accommodation(own, long_term)
            members.append(Member(person=latest.person, row=latest.row, counts=where in SETTLED, why=where))
    return share(f"2E({part})", "People with long-term support who live at home or with family", members)


def _in_part(event: Event, on: date, part: str) -> bool:
    in_band = _in_band(age_on(event.born_on, on), older=part == "2B")
    return in_band and (part != "1" or event.support_reason == LEARNING_DISABILITY)


def _accommodation(own: Sequence[Event], long_term: Sequence[Event]) -> str:
    known = [event.accommodation for event in own if event.accommodation not in {"", "Unknown"}]
    if known:
        return known[-1]
    latest = max(long_term, key=lambda event: (event.ends_on or date.max, event.starts_on))
    if latest.service_type == NURSING:
        return "Registered nursing home"
    if latest.service_type == RESIDENTIAL:
        return "Registered care home"
    return AT_HOME if latest.component == HOME_CARE else IN_COMMUNITY


def self_directed(events: Iterable[Event], *, on: date, direct_payments_only: bool) -> MeasureResult:
    """ASCOF 3D: of people with long-term support in the community on a day, the share who direct it.

    1A counts direct payments and managed personal budgets, 2A direct payments alone. Who also lives in a
    care home or prison on that day is counted there, at the highest setting, and so not here.
    """
    members = []
    for own in by_person(event for event in events if event.is_service_user).values():
        open_now = [event for event in own if event.is_service and event.open_on(on)]
        settings = [name for name in _HIGHEST_FIRST if any(event.service_type == name for event in open_now)]
        if settings[:1] != [COMMUNITY] or _is_child(age_on(open_now[0].born_on, on)):
            continue
        community = [event for event in open_now if event.service_type == COMMUNITY]
        how = _direction(community)
        counts = how == DIRECT_PAYMENT or (how == MANAGED_BUDGET and not direct_payments_only)
        members.append(Member(person=community[0].person, row=community[0].row, counts=counts, why=how))
    part, words = ("2A", "by direct payment") if direct_payments_only else ("1A", "themselves")
    return share(f"3D({part})", f"People with community support who direct it {words}", members)


def _is_child(age: int | None) -> bool:
    return age is not None and age < ADULT


def _direction(community: Sequence[Event]) -> str:
    """The most self-directed way in which any of a person's services is arranged."""
    if any(DIRECT_PAYMENT in {event.mechanism, event.component} for event in community):
        return DIRECT_PAYMENT
    if any(event.mechanism == MANAGED_BUDGET for event in community):
        return MANAGED_BUDGET
    return "CASSR commissioned support"
