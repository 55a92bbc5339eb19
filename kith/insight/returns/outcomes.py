"""Why a service ended, in the words of the return: from what the house knows, and never guessed.

Source: the return's specification, Release 2, list of event outcomes. The first of these that is known holds:
death, a stay in hospital, other support that goes on, the reason somebody gave, and an end that was planned.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from uuid import UUID

from kith.brokerage.models import PackageLineEnd
from kith.brokerage.queries import ActiveLine, Pause, suspensions
from kith.core.dates import ONE_DAY, ONE_MINUTE, day_bounds
from kith.people.models import Person

DECEASED = "NFA: Deceased"
ADMITTED = "Admitted to hospital"
GOES_ON = "Continuation of support or services"
AS_PLANNED = "NFA: Support ended as planned"
OTHER_REASON = "NFA: Support ended for other reason"
HOSPITAL = "hospital"
DAYS_OF_A_SEQUEL = 7
"""Support that begins within a week of the end is what followed it (ASCOF 2A, sequel to reablement)."""

BY_REASON: Mapping[str, str] = MappingProxyType(
    {
        "died": DECEASED,
        "hospital": ADMITTED,
        "residential": GOES_ON,
        "nursing": GOES_ON,
        "changed": GOES_ON,
        "moved_away": "NFA: Responsibility moved to another local authority",
        "moved_area": "NFA: Responsibility moved to another local authority",
        "nhs_funded": "NFA: Referral to NHS services or NHS funded social care",
        "self_funded": "NFA: Self-funded client or under 12wk disregard",
        "declined": "NFA: Support declined",
        "goals_met": AS_PLANNED,
        "as_planned": AS_PLANNED,
    }
)
"""What the codes say that are given when a package line is ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of why care ended: deaths, stays in hospital and the reasons that were given."""

    died_on: Mapping[UUID, date]
    paused: Mapping[UUID, Collection[Pause]]
    reasons: Mapping[UUID, str]

    def outcome(self, person_id: UUID, last_day: date, lines: Collection[ActiveLine], goes_on: bool) -> str:
        """The outcome of a service of these lines after its last day, and whether other support went on."""
        died_on = self.died_on.get(person_id)
        if died_on is not None and died_on <= last_day + ONE_DAY:
            return DECEASED
        if any(_in_hospital(pause, last_day) for pause in self.paused.get(person_id, ())):
            return ADMITTED
        if goes_on:
            return GOES_ON
        given = [self.reasons[each.line.pk] for each in lines if each.line.pk in self.reasons]
        if given:
            return BY_REASON.get(given[-1], OTHER_REASON)
        planned = any(each.line.until == last_day + ONE_DAY for each in lines)
        return AS_PLANNED if planned else OTHER_REASON


def known_of(ids: Collection[UUID], starts_on: date, ends_on: date) -> Known:
    """What is known of why these people's care ended in a period; three queries."""
    died = Person.objects.filter(pk__in=ids, died_on__isnull=False).values_list("pk", "died_on")
    ends = PackageLineEnd.objects.filter(line__person__in=ids).order_by("recorded_at", "pk")
    return Known(
        died_on={person_id: day for person_id, day in died if day},
        paused=suspensions(ids, day_bounds(starts_on)[0], day_bounds(ends_on)[1]),
        reasons=dict(ends.values_list("line_id", "reason")),
    )


def _in_hospital(pause: Pause, last_day: date) -> bool:
    return pause.reason == HOSPITAL and pause.holds(day_bounds(last_day)[1] - ONE_MINUTE)
