"""A provider's own week as it was loaded: each worker's calls in order, and when they can really start."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from kith.core.dates import day_bounds
from kith.rota.problems import MINUTE
from kith.rota.shadow import Week
from kith.rota.shadow_figures import Call, ShadowRound, leg


def rounds_as_loaded(week: Week, on: date) -> list[ShadowRound]:
    """The rounds of a day as the file has them.

    A call starts when it is planned or, where the calls before and the way do not leave the time, when its
    worker gets there; two workers start together. So a rota without time for the way shows as late.
    """
    origin, _ = day_bounds(on)
    calls: defaultdict[int, list[Call]] = defaultdict(list)
    for number, visit in week.visits_on(on).items():
        planned = (visit.starts_at - origin) // MINUTE
        starts = planned
        for worker in visit.workers:
            before = calls[worker][-1] if calls[worker] else None
            if before is not None:
                _, minutes = leg(before.door, visit.door, week.workers[worker].travel_mode)
                starts = max(starts, before.ends + minutes)
        call = Call(
            visit=number, person=visit.person, door=visit.door, planned=planned, starts=starts,
            minutes=visit.minutes,
        )  # fmt: skip
        for worker in visit.workers:
            calls[worker].append(call)
    return [
        ShadowRound(worker=worker, travel_mode=week.workers[worker].travel_mode, calls=tuple(theirs))
        for worker, theirs in sorted(calls.items())
    ]
