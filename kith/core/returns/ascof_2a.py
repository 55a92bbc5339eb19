"""ASCOF 2A: of people new to support whose reablement ended, the share who needed no ongoing support.

Source: DHSC, ASC-CLD-LA-Dashboard, Create_ASCOF_2A_2425_Onwards.sql.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from kith.core.returns.ascof import MeasureResult, Member, share
from kith.core.returns.events import (
    LONG_TERM,
    ONGOING_LOW,
    OTHER_SHORT,
    Event,
    EventType,
    age_on,
    by_person,
    outcome_rank,
    service_rank,
)
from kith.core.returns.reablement import CANNOT_FOLLOW, Spell, spells

ADULT = 18
NEW_AFTER = timedelta(days=91)
SEQUEL_WITHIN = timedelta(days=7)
NESTED_WITHIN = timedelta(days=14)
DECEASED = "NFA: Deceased"
HOSPITAL = "Admitted to hospital"
ENDED_AS_PLANNED = "NFA: Support ended as planned"
SHORT_STAY = "Short term support: Residential or Nursing care"
UNCLASSIFIED = "Unable to classify"
_SHORT_STAY_COMPONENTS = frozenset({"Short term residential care", "Short term nursing care"})

NO_ONGOING_SUPPORT = frozenset(
    {
        ONGOING_LOW,
        OTHER_SHORT,
        "NFA: Information and advice or signposting",
        ENDED_AS_PLANNED,
        "NFA: Responsibility moved to another local authority",
        "NFA: Other",
        "NFA: No services offered for other reason",
        "NFA: Support ended for other reason",
        "NFA: Referral to other service within the local authority",
    }
)
COUNTED = NO_ONGOING_SUPPORT | LONG_TERM | {SHORT_STAY}


def ascof_2a(events: Iterable[Event], *, starts_on: date, ends_on: date) -> MeasureResult:
    """The measure for a year, both of whose days count; `events` are joined, one row each."""
    members: list[Member] = []
    left_out: list[Member] = []
    for own in by_person(event for event in events if event.is_service_user and _ends_after(event)).values():
        for spell in spells(own):
            ended_on = spell.ends_on
            if ended_on is None or not starts_on <= ended_on <= ends_on or not _counts(spell, ended_on, own):
                continue
            why = sequel(spell, ended_on, own)
            row = spell.events[-1].row
            member = Member(person=spell.person, row=row, counts=why in NO_ONGOING_SUPPORT, why=why)
            (members if why in COUNTED else left_out).append(member)
    return share("2A", "No ongoing support needed after reablement", members, left_out)


def _ends_after(event: Event) -> bool:
    """Whether an event does not end before it starts; the published method looks at no other."""
    return event.ends_on is None or event.ends_on >= event.starts_on


def _counts(spell: Spell, ended_on: date, own: Sequence[Event]) -> bool:
    """Whether this is a spell of an adult who was alive at its start and new to support."""
    first = spell.events[0]
    age = age_on(first.born_on, ended_on)
    died_before = first.died_on is not None and first.died_on < spell.starts_on
    return (age is None or age >= ADULT) and not died_before and _is_new(spell, own)


def _is_new(spell: Spell, own: Sequence[Event]) -> bool:
    return not any(
        event.service_type in LONG_TERM
        and event.starts_on < spell.starts_on
        and (event.ends_on is None or spell.starts_on - event.ends_on < NEW_AFTER)
        for event in own
        if event.is_service
    )


def sequel(spell: Spell, ended_on: date, own: Sequence[Event]) -> str:
    """What came after a spell that ended on this day: the first of the published steps that answers."""
    died_on = spell.events[0].died_on
    if died_on is not None and died_on <= ended_on + SEQUEL_WITHIN:
        return DECEASED
    if spell.outcome == HOSPITAL:
        return HOSPITAL
    return (
        _next_service(spell, ended_on, own)
        or _best_outcome(spell, ended_on, own)
        or _equipment(spell, ended_on, own)
        or UNCLASSIFIED
    )


def _next_service(spell: Spell, ended_on: date, own: Sequence[Event]) -> str:
    following = [
        event
        for event in own
        if event.is_service
        and (event.ends_on is None or event.ends_on > ended_on)
        and spell.starts_on <= event.starts_on <= ended_on + SEQUEL_WITHIN
        and service_rank(event.service_type) <= service_rank(OTHER_SHORT)
    ]
    if not following:
        return ""
    next_service = min(
        following, key=lambda event: (service_rank(event.service_type), event.starts_on, event.row)
    )
    is_short_stay = next_service.component in _SHORT_STAY_COMPONENTS
    return (
        SHORT_STAY
        if is_short_stay and next_service.service_type not in LONG_TERM
        else next_service.service_type
    )


def _best_outcome(spell: Spell, ended_on: date, own: Sequence[Event]) -> str:
    """The best outcome of the spell, of what followed within a week, and of reviews in its last fortnight."""
    nearby = (
        event.outcome
        for event in own
        if not event.is_service and (_follows(event, ended_on) or _is_nested(event, spell, ended_on))
    )
    return min({spell.outcome, *nearby} - CANNOT_FOLLOW, key=outcome_rank, default="")


def _follows(event: Event, ended_on: date) -> bool:
    in_window = ended_on < event.starts_on <= ended_on + SEQUEL_WITHIN
    return in_window and event.outcome != ENDED_AS_PLANNED


def _is_nested(event: Event, spell: Spell, ended_on: date) -> bool:
    return (
        event.event_type in {EventType.ASSESSMENT, EventType.REVIEW}
        and event.ends_on is not None
        and spell.starts_on <= event.ends_on <= ended_on
        and ended_on - event.ends_on < NESTED_WITHIN
    )


def _equipment(spell: Spell, ended_on: date, own: Sequence[Event]) -> str:
    nested = any(
        event.component == "Equipment"
        and event.starts_on >= spell.starts_on
        and event.ends_on is not None
        and event.ends_on <= ended_on
        for event in own
        if event.is_service
    )
    return ONGOING_LOW if nested else ""
