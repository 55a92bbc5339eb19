"""Working out a proposal in the background: day by day, telling how far it has come, and stopping when asked.

What comes out are the entries that would change, and figures before and after; nothing is published here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from statistics import fmean
from typing import Any
from uuid import UUID

from django.db import transaction

from kith.orgs import audit
from kith.orgs.context import as_house
from kith.people.queries_households import patch_on, patches_lived_in
from kith.rota.costs import NOTHING, Figures, figures_of
from kith.rota.engine import EnginePlanner, planner_for
from kith.rota.models import RotaProposal
from kith.rota.planner import Placement, Planner
from kith.rota.queries_proposals import NOTICED_MINUTES
from kith.rota.queries_rounds import DayRounds, Seat, now_in, rounds_between
from kith.rota.replanning import Replanned, cover, replan, seen_after

State = RotaProposal.State
TELL_EVERY_PERCENT = 2


def work_out_proposal(*, at: datetime, proposal_id: UUID) -> RotaProposal:
    """The proposal, worked out and ready to compare; with the best so far where somebody asked to stop.

    Cover for one worker leaves all that stands where it is, and takes about a second. Doing it again changes
    nothing: only a proposal that waits is worked out.
    """
    with transaction.atomic():
        row = RotaProposal.objects.select_for_update().get(pk=proposal_id)
        if row.state != State.WAITING:
            return row
        row.state, row.begun_at = State.WORKING, at
        row.save(update_fields=["state", "begun_at"])
    try:
        _Work(row, at).do()
    except Exception:
        RotaProposal.objects.filter(pk=row.pk).update(state=State.FAILED, ended_at=at)
        raise
    with transaction.atomic():
        still = RotaProposal.objects.filter(pk=row.pk, state=State.WORKING)  # or somebody discarded it
        still.update(
            state=State.READY,
            percent=100,
            plan=row.plan,
            figures=row.figures,
            unplaced_so_far=row.unplaced_so_far,
        )
        row.refresh_from_db()
        audit.record(
            by=None,
            at=at,
            action="work_out.proposal",
            subject_kind="proposal",
            subject_id=row.pk,
            organisation_id=row.organisation_id,
            detail={"changes": len(row.plan["entries"]), "unplaced": row.unplaced_so_far or 0},
        )
    return row


@dataclass(slots=True)
class _Sums:
    """What the days come to, so far."""

    before: Figures = NOTHING
    after: Figures = NOTHING
    changed_people: set[UUID] = field(default_factory=set)
    moved_visits: set[UUID] = field(default_factory=set)
    entries: list[dict[str, Any]] = field(default_factory=list)
    terms: dict[str, int] = field(default_factory=dict)
    seen: list[list[Any]] = field(default_factory=list)


class _Work:
    """One proposal being worked out."""

    def __init__(self, row: RotaProposal, at: datetime) -> None:
        self.row = row
        with as_house():  # for the reading alone: how far it has come is to be seen at once
            self.rounds = rounds_between(row.organisation, row.starts_on, row.until, at)
            self.may_move = self._may_move()
        self.sums = _Sums()
        self.unplaced = sum(len(rounds.day.tasks) for rounds in self.rounds)
        self.stopped = False

    def do(self) -> None:
        """Work out each day in turn. A day after the one in which somebody asked to stop stays as it is."""
        faces_before = _faces(self.rounds)
        faces_after = Counter[UUID]()
        seen = None
        for number, rounds in enumerate(self.rounds):
            rounds = rounds if seen is None else replace(rounds, day=replace(rounds.day, seen=seen))
            planned = self._plan(rounds, number)
            seen = seen_after(rounds.day, planned.placements)
            self._add(rounds, planned)
        for person_id, workers in (seen or {}).items():
            faces_after[person_id] = len(workers)
        self.row.plan = {
            "entries": self.sums.entries,
            "terms": self.sums.terms,
            "seen": self.sums.seen,
        }
        self.row.unplaced_so_far = self.sums.after.unplaced
        self.row.figures = self._figures(faces_before, faces_after)

    def _plan(self, rounds: DayRounds, number: int) -> Replanned:
        if self.stopped or not (rounds.day.tasks or self.may_move & rounds.planned.keys()):
            stands = tuple(each for _, each in rounds.day.fixed)
            return Replanned(day=rounds.day, placements=stands, reasons={})
        now, planner = now_in(rounds), self._planner(number)
        if self.row.away_id is not None:
            theirs = (each for each in rounds.entries.values() if each.worker_id == self.row.away_id)
            left = frozenset(each.visit_id for each in theirs)
            return cover(rounds.day, planner, left=left, held=rounds.stuck, now=now)
        return replan(rounds.day, planner, open_again=self.may_move - rounds.stuck, now=now)

    def _may_move(self) -> frozenset[UUID]:
        """The visits that may be placed again: those of the proposal's patch, or all."""
        visits = {
            visit_id: each.visit.person_id
            for rounds in self.rounds
            for visit_id, each in rounds.planned.items()
        }
        if self.row.area_id is None:
            return frozenset(visits)
        lived = patches_lived_in(set(visits.values()))
        return frozenset(
            visit_id
            for visit_id, person_id in visits.items()
            if patch_on(lived.get(person_id, ()), self.row.starts_on) == self.row.area_id
        )

    def _planner(self, number: int) -> Planner:
        planner = planner_for("engine").planner
        if isinstance(planner, EnginePlanner):
            return replace(planner, on_progress=self._tell(number))
        return planner

    def _tell(self, number: int) -> Callable[[float], bool]:
        """Write down how far this day's search has come, and answer whether somebody asked to stop."""
        told = self.row.percent

        def tell(share: float) -> bool:
            nonlocal told
            percent = min(99, int(100 * (number + share) / len(self.rounds)))
            if percent < told + TELL_EVERY_PERCENT:
                return self.stopped
            told = percent
            mine = RotaProposal.objects.filter(pk=self.row.pk)
            mine.update(percent=percent, unplaced_so_far=self.unplaced)
            self.stopped = bool(mine.values_list("stop_asked", flat=True).get())
            return self.stopped

        return tell

    def _add(self, rounds: DayRounds, planned: Replanned) -> None:
        """Add one day: what would change in it, and what it comes to."""
        sums, stood = self.sums, {(each.visit_id, each.place): each for each in rounds.standing}
        sums.before += figures_of(rounds.day, rounds.standing)
        sums.after += figures_of(rounds.day, planned.placements)
        self.unplaced += len(planned.reasons) - len(rounds.day.tasks)
        for each in planned.placements:
            before = stood.get((each.visit_id, each.place))
            if before is None or (before.shift_id, before.starts) != (each.shift_id, each.starts):
                self._change(rounds, each, before)
        for visit_id, reason in planned.reasons.items():
            filled = {each.place for each in planned.placements if each.visit_id == visit_id}
            self._leave(rounds, visit_id, filled, reason)

    def _change(self, rounds: DayRounds, each: Placement, before: Placement | None) -> None:
        planned = rounds.planned[each.visit_id]
        held = rounds.entries.get((each.visit_id, each.place))
        if held is not None and held.worker_id not in (None, each.worker_id):
            self.sums.changed_people.add(planned.visit.person_id)
        elif before is not None and abs(before.starts - each.starts) > NOTICED_MINUTES:
            self.sums.moved_visits.add(each.visit_id)
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
        self.sums.entries.append({"visit": str(seat[0]), "place": seat[1], "person": person, **values})
        self.sums.terms[str(seat[0])] = planned.terms.pk
        for (visit_id, place), entry in _of_visit(rounds, seat[0], planned.terms.workers_needed):
            stands = [str(visit_id), place, entry]
            if stands not in self.sums.seen:
                self.sums.seen.append(stands)

    def _figures(self, before: Counter[UUID], after: Counter[UUID]) -> dict[str, Any]:
        people = {each.visit.person_id for rounds in self.rounds for each in rounds.planned.values()}
        return {
            "before": self.sums.before.as_data(),
            "after": self.sums.after.as_data(),
            "people": len(people),
            "workers_before": _mean(before, people),
            "workers_after": _mean(after, people),
            "changed_people": len(self.sums.changed_people),
            "moved_visits": len(self.sums.moved_visits),
            "stopped": self.stopped,
        }


def _of_visit(rounds: DayRounds, visit_id: UUID, places: int) -> Iterator[tuple[Seat, int]]:
    for place in range(1, places + 1):
        if (entry := rounds.entries.get((visit_id, place))) is not None:
            yield (visit_id, place), entry.pk


def _faces(days: Sequence[DayRounds]) -> Counter[UUID]:
    """How many different workers each person would have had in 28 days and these days, as it stands."""
    seen = None
    for rounds in days:
        day = rounds.day if seen is None else replace(rounds.day, seen=seen)
        seen = seen_after(day, rounds.standing)
    return Counter({person_id: len(workers) for person_id, workers in (seen or {}).items()})


def _mean(faces: Counter[UUID], people: Collection[UUID]) -> float:
    return round(fmean(faces[person_id] for person_id in people), 1) if people else 0.0
