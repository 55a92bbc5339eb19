"""Spells of reablement as the national measures see them: support to maximise independence, joined up."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kith.core.returns.events import ST_MAX, Event, outcome_rank

CLUSTER_GAP = timedelta(days=7)
CANNOT_FOLLOW = frozenset(
    {
        "Continuation of support or services",
        "Progress to support planning or services",
        "Progress to assessment, review or reassessment",
        "Progress to reablement/ST-Max",
        "Invalid and not mapped",
        "Release 1 specification only: Not mapped",
        "",
    }
)
"""Outcomes that say that something comes next, and not what: they cannot be the sequel of a spell."""
_LAST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """One stretch of reablement, of one or more services with at most a week between them. Open: no end."""

    person: str
    starts_on: date
    ends_on: date | None
    outcome: str
    events: Sequence[Event]


def is_reablement(event: Event) -> bool:
    """Whether a service is short-term support to maximise independence, by its service type."""
    return event.is_service and event.service_type == ST_MAX


def spells(events: Iterable[Event], counts: Callable[[Event], bool] = is_reablement) -> list[Spell]:
    """One person's spells, in order: services a week apart or less, counted from the latest end so far.

    Source: DHSC, Create_ASCOF_2A_2425_Onwards.sql.
    """
    services = sorted(
        (
            event
            for event in events
            if counts(event) and (event.ends_on is None or event.ends_on >= event.starts_on)
        ),
        key=lambda event: (event.starts_on, event.ends_on or date.max),
    )
    clusters: list[list[Event]] = []
    latest_end: date | None = date.min
    for event in services:
        joins = latest_end is None or (clusters and event.starts_on - latest_end <= CLUSTER_GAP)
        if clusters and joins:
            clusters[-1].append(event)
        else:
            clusters.append([event])
            latest_end = date.min
        latest_end = None if latest_end is None or event.ends_on is None else max(latest_end, event.ends_on)
    return [_spell(cluster) for cluster in clusters]


def _spell(cluster: Sequence[Event]) -> Spell:
    ends = [event.ends_on for event in cluster]
    closing = max(cluster, key=lambda event: (event.ends_on or date.max, -_sequel_rank(event.outcome)))
    return Spell(
        person=cluster[0].person,
        starts_on=min(event.starts_on for event in cluster),
        ends_on=None if None in ends else max(end for end in ends if end is not None),
        outcome=closing.outcome,
        events=tuple(cluster),
    )


def _sequel_rank(outcome: str) -> int:
    return outcome_rank(outcome) + (_LAST if outcome in CANNOT_FOLLOW else 0)
