"""How a person's goals went, as workers tapped it at visits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from django.db.models import Q

from kith.delivery.models import VisitEvent
from kith.orgs.prepared import ID, INSTANT, Prepared
from kith.people.access import Access, may_see

PLAN = 4  # the data class of goals and how they go
ONE_MILLISECOND = timedelta(milliseconds=1)


class Level(StrEnum):
    """How a goal went at one visit, from best to worst; the last says nothing of the goal."""

    ALONE = "alone"
    PROMPTING = "prompting"
    HELP = "help"
    REFUSED = "refused"
    NOT_TRIED = "not_tried"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tap:
    """One tap: which goal (its id or its number in the plan), how it went, who tapped it, when and where."""

    event_id: UUID
    goal: str
    level: Level
    at: datetime
    worker_name: str
    visit_id: UUID | None


LEVELS: Mapping[str, Level] = MappingProxyType({level.value: level for level in Level})


_TAPS = Prepared(
    lambda person, since: VisitEvent.objects.filter(
        Q(held="") | Q(rulings__accepted=True), person=person, kind="goal_tap", device_at__gte=since
    ).values_list(
        "pk", "body", "device_at", "offset_ms", "visit_id", "worker__first_name", "worker__family_name"
    ),
    person=ID,
    since=INSTANT,
)


def goal_taps(access: Access, since: datetime) -> list[Tap]:
    """The taps about the person of this access since an instant, oldest first; one query.

    None where the access does not cover the plan. A tap that is held counts once somebody has accepted it;
    one with a level we do not know is left out. The time is the phone's, as it was last compared with ours.
    """
    if not may_see(access, PLAN):
        return []
    taps = {
        event_id: Tap(
            event_id=event_id,
            goal=str(body.get("goal", "")),
            level=LEVELS[body["level"]],
            at=device_at + offset_ms * ONE_MILLISECOND,
            worker_name=f"{first_name} {family_name}",
            visit_id=visit_id,
        )
        for event_id, body, device_at, offset_ms, visit_id, first_name, family_name in _TAPS(
            person=access.person.pk, since=since
        )
        if body.get("level") in LEVELS
    }
    return sorted(taps.values(), key=lambda tap: (tap.at, str(tap.event_id)))
