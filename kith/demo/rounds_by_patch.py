"""Planning a city patch by patch: its crews walk one neighbourhood each, so nobody else's need be tried."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from kith.rota.planner import Day, Plan, Planner


@dataclass(frozen=True, slots=True, kw_only=True)
class ByPatch:
    """Another planner, each patch with its own crew: the time it takes grows as the people do."""

    planner: Planner
    patch_of: Mapping[UUID, int]  # of people and of workers

    @property
    def name(self) -> str:
        """What a publication says it was made by."""
        return self.planner.name

    def plan(self, day: Day) -> Plan:
        """The plans of all patches as one."""
        plans = [self.planner.plan(self._part(day, patch)) for patch in self._patches(day)]
        return Plan(
            on=day.on,
            placements=tuple(each for plan in plans for each in plan.placements),
            unplaced=tuple(each for plan in plans for each in plan.unplaced),
        )

    def _patches(self, day: Day) -> list[int]:
        return sorted({self.patch_of[task.person_id] for task in day.tasks})

    def _part(self, day: Day, patch: int) -> Day:
        of = self.patch_of
        return replace(
            day,
            tasks=tuple(task for task in day.tasks if of[task.person_id] == patch),
            crew=tuple(shift for shift in day.crew if of[shift.worker_id] == patch),
            fixed=tuple(pair for pair in day.fixed if of[pair[1].worker_id] == patch),
        )
