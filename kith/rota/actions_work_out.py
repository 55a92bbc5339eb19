"""Working out a proposal in the background: day by day, telling how far it has come, and stopping when asked.

What comes out are the entries that would change, and figures before and after; nothing is published here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from time import monotonic
from typing import Any
from uuid import UUID

from django.db import transaction

from kith.orgs import audit
from kith.orgs.context import as_house
from kith.people.queries_households import patch_on, patches_lived_in
from kith.rota.aims import AIMS, Aim, offered
from kith.rota.engine import EnginePlanner, planner_for
from kith.rota.insertion import InsertionHeuristic, Weights
from kith.rota.models import RotaProposal
from kith.rota.planner import Planner
from kith.rota.queries_rounds import DayRounds, now_in, rounds_between
from kith.rota.replanning import Replanned, cover, replan
from kith.rota.working_out import Outcome

State = RotaProposal.State
TELL_EVERY_PERCENT = 2
TELL_EVERY_SECONDS = 10.0


def work_out_proposal(*, at: datetime, proposal_id: UUID) -> RotaProposal:
    """The proposal, worked out and ready to compare; with the best so far where somebody asked to stop.

    Cover for one worker leaves all that stands where it is, and takes about a second. Doing it again changes
    nothing: only a proposal that waits is worked out. Whoever was given up for lost and ends after all leaves
    alone what somebody else works on by then.
    """
    with transaction.atomic():
        row = RotaProposal.objects.select_for_update().get(pk=proposal_id)
        if row.state != State.WAITING:
            return row
        row.state, row.begun_at, row.alive_at = State.WORKING, at, at
        row.attempts += 1
        row.save(update_fields=["state", "begun_at", "alive_at", "attempts"])
    mine = RotaProposal.objects.filter(pk=row.pk, state=State.WORKING, attempts=row.attempts)
    try:
        _Work(row, at).do()
    except Exception:
        mine.update(state=State.FAILED, ended_at=at)
        raise
    with transaction.atomic():
        ready = mine.update(
            state=State.READY,
            percent=100,
            aim=row.aim,
            plan=row.plan,
            figures=row.figures,
            alternatives=row.alternatives,
            unplaced_so_far=row.unplaced_so_far,
        )
        row.refresh_from_db()
        if ready:  # and nobody discarded it meanwhile
            _record(at, row)
    return row


class _Work:
    """One proposal being worked out."""

    def __init__(self, row: RotaProposal, at: datetime) -> None:
        self.row, self.at, self.began = row, at, monotonic()
        with as_house():  # for the reading alone: how far it has come is to be seen at once
            self.rounds = rounds_between(row.organisation, row.starts_on, row.until, at)
            self.may_move = self._may_move()
        self.unplaced = sum(len(rounds.day.tasks) for rounds in self.rounds)
        self.searches = len(self.rounds) * len(self._aims())
        self.stopped = False

    def do(self) -> None:
        """Work it out; cover for somebody once for each aim, and offer what is best in one of them."""
        found = [self._worked_out(aim, number) for number, aim in enumerate(self._aims())]
        chosen = offered([outcome.after for outcome in found]) if self.row.away_id else [("", 0)]
        alternatives: list[dict[str, Any]] = [
            {"aim": aim, "plan": found[number].plan, "figures": found[number].figures(stopped=self.stopped)}
            for aim, number in chosen
        ]
        best = alternatives[0]
        self.row.aim, self.row.plan, self.row.figures = best["aim"], best["plan"], best["figures"]
        self.row.alternatives = alternatives if len(alternatives) > 1 else []
        self.row.unplaced_so_far = best["figures"]["after"]["unplaced"]

    def _aims(self) -> Sequence[Aim | None]:
        return (None,) if self.row.away_id is None else tuple(AIMS)

    def _worked_out(self, aim: Aim | None, turn: int) -> Outcome:
        """Each day in turn. A day after the one in which somebody asked to stop stays as it is."""
        outcome = Outcome(self.rounds)
        for number, rounds in enumerate(self.rounds):
            day = outcome.next_day(rounds)
            planned = self._plan(day, aim, turn * len(self.rounds) + number)
            self.unplaced += len(planned.reasons) - len(day.day.tasks) if not turn else 0
            outcome.add(day, planned)
        return outcome

    def _plan(self, rounds: DayRounds, aim: Aim | None, number: int) -> Replanned:
        if self.stopped or not (rounds.day.tasks or self.may_move & rounds.planned.keys()):
            stands = tuple(each for _, each in rounds.day.fixed)
            return Replanned(day=rounds.day, placements=stands, reasons={})
        now, planner = now_in(rounds), self._planner(aim, number)
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

    def _planner(self, aim: Aim | None, number: int) -> Planner:
        planner = planner_for("engine").planner
        weights = Weights() if aim is None else AIMS[aim]
        if isinstance(planner, EnginePlanner):
            return replace(planner, weights=weights, on_progress=self._tell(number))
        return InsertionHeuristic(weights=weights)

    def _tell(self, number: int) -> Callable[[float], bool]:
        """Write down how far this search has come, and answer whether somebody asked to stop."""
        told, last = self.row.percent, monotonic()

        def tell(share: float) -> bool:
            nonlocal told, last
            percent = min(99, int(100 * (number + share) / self.searches))
            if percent < told + TELL_EVERY_PERCENT and monotonic() < last + TELL_EVERY_SECONDS:
                return self.stopped
            told, last = percent, monotonic()
            alive_at = self.at + timedelta(seconds=last - self.began)
            mine = RotaProposal.objects.filter(pk=self.row.pk, attempts=self.row.attempts)
            going_on = mine.update(percent=percent, alive_at=alive_at, unplaced_so_far=self.unplaced)
            self.stopped = not going_on or mine.filter(stop_asked=True).exists()
            return self.stopped

        return tell


def _record(at: datetime, row: RotaProposal) -> None:
    audit.record(
        by=None,
        at=at,
        action="work_out.proposal",
        subject_kind="proposal",
        subject_id=row.pk,
        organisation_id=row.organisation_id,
        detail={"changes": len(row.plan["entries"]), "unplaced": row.unplaced_so_far or 0},
    )
