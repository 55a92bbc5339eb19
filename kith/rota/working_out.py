"""What planned days come to, day by day: the entries that would change, and figures before and after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from statistics import fmean
from typing import Any
from uuid import UUID

from kith.rota.costs import NOTHING, Figures, figures_of
from kith.rota.planner import Placement
from kith.rota.queries_proposals import NOTICED_MINUTES
from kith.rota.queries_rounds import DayRounds, Seat
from kith.rota.replanning import Replanned, seen_after

NOBODY_SEEN: dict[UUID, Counter[UUID]] = {}


@dataclass(slots=True)
class Outcome:
    """What a way of planning some days comes to, so far."""

    rounds: Sequence[DayRounds]
    before: Figures = NOTHING
    after: Figures = NOTHING
    seen: dict[UUID, Counter[UUID]] | None = None
    changed_people: set[UUID] = field(default_factory=set)
    moved_visits: set[UUID] = field(default_factory=set)
    entries: list[dict[str, Any]] = field(default_factory=list)
    terms: dict[str, int] = field(default_factory=dict)
    entries_seen: list[list[Any]] = field(default_factory=list)

    def next_day(self, rounds: DayRounds) -> DayRounds:
        """The day with the faces that people would know by then."""
        return rounds if self.seen is None else replace(rounds, day=replace(rounds.day, seen=self.seen))

    def add(self, rounds: DayRounds, planned: Replanned) -> None:
        """Add one day: what would change in it, and what it comes to."""
        self.seen = seen_after(rounds.day, planned.placements)
        stood = {(each.visit_id, each.place): each for each in rounds.standing}
        self.before += figures_of(rounds.day, rounds.standing)
        self.after += figures_of(rounds.day, planned.placements)
        for each in planned.placements:
            before = stood.get((each.visit_id, each.place))
            if before is None or (before.shift_id, before.starts) != (each.shift_id, each.starts):
                self._change(rounds, each, before)
        for visit_id, reason in planned.reasons.items():
            filled = {each.place for each in planned.placements if each.visit_id == visit_id}
            self._leave(rounds, visit_id, filled, reason)

    @property
    def plan(self) -> dict[str, Any]:
        """What would be published, and what it was made from, as plain data."""
        return {"entries": self.entries, "terms": self.terms, "seen": self.entries_seen}

    def figures(self, *, stopped: bool) -> dict[str, Any]:
        """What it comes to beside what stands, as plain data."""
        people = {each.visit.person_id for rounds in self.rounds for each in rounds.planned.values()}
        return {
            "before": self.before.as_data(),
            "after": self.after.as_data(),
            "people": len(people),
            "workers_before": _workers(_seen_as_it_stands(self.rounds), people),
            "workers_after": _workers(self.seen or NOBODY_SEEN, people),
            "changed_people": len(self.changed_people),
            "moved_visits": len(self.moved_visits),
            "stopped": stopped,
        }

    def _change(self, rounds: DayRounds, each: Placement, before: Placement | None) -> None:
        planned = rounds.planned[each.visit_id]
        held = rounds.entries.get((each.visit_id, each.place))
        if held is not None and held.worker_id not in (None, each.worker_id):
            self.changed_people.add(planned.visit.person_id)
        elif before is not None and abs(before.starts - each.starts) > NOTICED_MINUTES:
            self.moved_visits.add(each.visit_id)
        self._entry(rounds, (each.visit_id, each.place), {
            "worker": str(each.worker_id), "shift": str(each.shift_id),
            "starts_at": rounds.day.instant(each.starts).isoformat(), "minutes": each.minutes,
            "travel_minutes": each.travel_minutes, "travel_metres": each.travel_metres,
            "travel_mode": each.travel_mode, "reason": "proposed",
        })  # fmt: skip

    def _leave(self, rounds: DayRounds, visit_id: UUID, filled: set[int], reason: str) -> None:
        """An entry that says why nobody comes, where it does not stand already."""
        terms = rounds.planned[visit_id].terms
        for place in set(range(1, terms.workers_needed + 1)) - filled:
            held = rounds.entries.get((visit_id, place))
            if held is None or held.worker_id is not None or held.reason != reason:
                self._entry(rounds, (visit_id, place), {
                    "worker": None, "shift": None, "starts_at": terms.preferred_at.isoformat(),
                    "minutes": terms.minutes, "reason": reason,
                })  # fmt: skip

    def _entry(self, rounds: DayRounds, seat: Seat, values: dict[str, Any]) -> None:
        planned = rounds.planned[seat[0]]
        person = str(planned.visit.person_id)
        self.entries.append({"visit": str(seat[0]), "place": seat[1], "person": person, **values})
        self.terms[str(seat[0])] = planned.terms.pk
        for (visit_id, place), entry in _of_visit(rounds, seat[0], planned.terms.workers_needed):
            stands = [str(visit_id), place, entry]
            if stands not in self.entries_seen:
                self.entries_seen.append(stands)


def _of_visit(rounds: DayRounds, visit_id: UUID, places: int) -> Iterator[tuple[Seat, int]]:
    for place in range(1, places + 1):
        if (entry := rounds.entries.get((visit_id, place))) is not None:
            yield (visit_id, place), entry.pk


def _seen_as_it_stands(days: Sequence[DayRounds]) -> dict[UUID, Counter[UUID]]:
    """Who would have been to whom in 28 days and these days, as it stands."""
    seen = None
    for rounds in days:
        day = rounds.day if seen is None else replace(rounds.day, seen=seen)
        seen = seen_after(day, rounds.standing)
    return seen or NOBODY_SEEN


def _workers(seen: dict[UUID, Counter[UUID]], people: Collection[UUID]) -> float:
    """How many different workers each of these people meets, on average."""
    return round(fmean(len(seen.get(person_id, ())) for person_id in people), 1) if people else 0.0
