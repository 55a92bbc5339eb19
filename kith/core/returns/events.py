"""Client Level Data as events that can be counted: one person key, one row per event, ends put right.

These are the rules by which DHSC makes its own tables from what councils send (ASC-CLD-LA-Dashboard,
Main_tables and Stored_procedures), so that a council sees the figures that will be printed.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

DAYS_IN_A_YEAR = 365.25
NO_RANK = 100


class EventType(StrEnum):
    """The four things the return tells."""

    REQUEST = "Request"
    ASSESSMENT = "Assessment"
    SERVICE = "Service"
    REVIEW = "Review"


OUTCOMES_BY_RANK = (
    "Progress to reablement/ST-Max",
    "Progress to assessment, review or reassessment",
    "Release 1 specification only: Not mapped",
    "Progress to support planning or services",
    "Continuation of support or services",
    "Admitted to hospital",
    "NFA: Responsibility moved to another local authority",
    "NFA: Referral to NHS services or NHS funded social care",
    "NFA: Self-funded client or under 12wk disregard",
    "NFA: Information and advice or signposting",
    "NFA: Referral to other service within the local authority",
    "NFA: Support declined",
    "NFA: Deceased",
    "NFA: Support ended as planned",
    "NFA: Support ended for other reason",
    "NFA: No services offered for other reason",
    "NFA: Other",
)
_OUTCOME_RANKS = {outcome: rank for rank, outcome in enumerate(OUTCOMES_BY_RANK, start=1)}

NURSING = "Long term support: Nursing care"
RESIDENTIAL = "Long term support: Residential care"
COMMUNITY = "Long term support: Community"
PRISON = "Long term support: Prison"
ST_MAX = "Short term support: ST-Max"
ONGOING_LOW = "Short term support: Ongoing low level"
OTHER_SHORT = "Short term support: Other short term"
SERVICES_BY_RANK = (NURSING, RESIDENTIAL, COMMUNITY, PRISON, ST_MAX, ONGOING_LOW, OTHER_SHORT)
_SERVICE_RANKS = {service: rank for rank, service in enumerate(SERVICES_BY_RANK, start=1)}
LONG_TERM = frozenset({NURSING, RESIDENTIAL, COMMUNITY, PRISON})
CARE_HOME = frozenset({NURSING, RESIDENTIAL})


def outcome_rank(outcome: str) -> int:
    """The place of an outcome where one has to be chosen: 1 wins."""
    return _OUTCOME_RANKS.get(outcome, NO_RANK)


def service_rank(service_type: str) -> int:
    """The place of a service type where one has to be chosen: 1 wins."""
    return _SERVICE_RANKS.get(service_type, NO_RANK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event of one person, in the words of Release 2. ``row`` is its number in the file it came from.

    ``period_ends_on`` is the last day of that file's reporting period. An open service has no ``ends_on``.
    """

    row: int
    period_ends_on: date
    la_code: str
    person: str
    client_type: str
    event_type: EventType
    starts_on: date
    ends_on: date | None = None
    reference: str = ""
    description: str = ""
    outcome: str = ""
    route: str = ""
    assessment_type: str = ""
    service_type: str = ""
    component: str = ""
    mechanism: str = ""
    unit_cost: Decimal | None = None
    cost_frequency: str = ""
    units_per_week: Decimal | None = None
    review_reason: str = ""
    born_on: date | None = None
    died_on: date | None = None
    accommodation: str = ""
    support_reason: str = ""

    @property
    def is_service(self) -> bool:
        """Whether this is support received, rather than a request, an assessment or a review."""
        return self.event_type is EventType.SERVICE

    @property
    def is_service_user(self) -> bool:
        """Whether the person draws on care, rather than gives it."""
        return self.client_type == "Service user"

    def open_on(self, day: date) -> bool:
        """Whether the event had started and not ended by this day; the last day counts as received."""
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)


def person_key(*, nhs_number: str, la_code: str, la_person: str) -> str | None:
    """Who a row is about: the NHS number, else the council's own number, else None."""
    if nhs_number:
        return nhs_number
    return f"{la_code}_{la_person}" if la_code and la_person else None


def derived_end(ends_on: date | None, died_on: date | None) -> date | None:
    """The end of an event, or the death of the person where that came first."""
    if died_on is None:
        return ends_on
    return died_on if ends_on is None else min(ends_on, died_on)


def age_on(born_on: date | None, on: date) -> int | None:
    """Years of age, from the first of the month of birth as DHSC holds it; None where it is not known."""
    if born_on is None:
        return None
    return int((on - born_on.replace(day=1)).days // DAYS_IN_A_YEAR)


def in_period(event: Event, starts_on: date, ends_on: date) -> bool:
    """Whether an event belongs to a reference period, both of whose days count.

    A service belongs if it was open at some time; anything else if it ended then.
    """
    if event.is_service:
        return event.starts_on <= ends_on and (event.ends_on is None or event.ends_on >= starts_on)
    return event.ends_on is not None and event.starts_on <= ends_on and starts_on <= event.ends_on <= ends_on


def unique_key(event: Event) -> tuple[object, ...]:
    """What makes two rows the same event, in one submission or in several."""
    common = (event.la_code, event.person, event.starts_on, event.client_type, event.event_type)
    match event.event_type:
        case EventType.REQUEST:
            return (*common, event.ends_on, event.route)
        case EventType.ASSESSMENT:
            return (*common, event.ends_on, event.assessment_type)
        case EventType.REVIEW:
            return (*common, event.ends_on)
        case EventType.SERVICE:
            return (*common, event.service_type, event.component)


def joined(events: Iterable[Event]) -> list[Event]:
    """One row per event out of all submissions, the best of each, in order of person and start.

    The latest reporting period wins; then an open end, the latest end, the better outcome, a description, the
    last row. Ends are capped at the person's death first, and a service that was open and is absent from the
    next file is closed at the end of the period in which it was last reported.
    """
    best: dict[tuple[object, ...], Event] = {}
    newest: dict[str, date] = {}
    for event in events:
        put_right = replace(event, ends_on=derived_end(event.ends_on, event.died_on))
        newest[event.la_code] = max(newest.get(event.la_code, date.min), event.period_ends_on)
        key = unique_key(put_right)
        if key not in best or _worth(put_right) > _worth(best[key]):
            best[key] = put_right
    kept = (_cropped(event, newest[event.la_code]) for event in best.values())
    return sorted(kept, key=lambda event: (event.person, event.starts_on, event.row))


def _worth(event: Event) -> tuple[date, bool, date, int, bool, int]:
    return (
        event.period_ends_on,
        event.ends_on is None,
        event.ends_on or date.max,
        -outcome_rank(event.outcome),
        bool(event.description),
        event.row,
    )


def _cropped(event: Event, newest: date) -> Event:
    last_seen_open = event.is_service and event.period_ends_on < newest
    if last_seen_open and (event.ends_on is None or event.ends_on > event.period_ends_on):
        return replace(event, ends_on=event.period_ends_on)
    return event


def by_person(events: Iterable[Event]) -> Mapping[str, Sequence[Event]]:
    """Events of each person, in the order given."""
    grouped: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        grouped[event.person].append(event)
    return grouped
