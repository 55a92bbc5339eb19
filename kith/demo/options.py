"""What ``kith demo`` was asked for, and when it plays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID, uuid5

from kith.core.dates import london_time
from kith.core.errors import Invalid

PLAYS_AT = (date(2026, 4, 7), time(8, 42))
"""Easter Tuesday 2026, 08:42. The four weeks to then hold a clock change and two bank holidays."""

PLANNERS = ("engine", "insertion")
SPACE = UUID("5e1f0c3e-6d0b-4c39-9d0e-2b8a7f6c1d42")
Say = Callable[[str, float], None]


class CannotDemonstrate(Invalid):
    """The options ask for something that cannot be shown."""

    code = "cannot_demonstrate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Sizes and seed. The same options make the same neighbourhood."""

    people: int = 200
    weeks: int = 4
    seed: int = 1
    history_years: int = 0
    postcodes: Path | None = None
    planner: str = PLANNERS[0]
    say: Say = field(default=lambda words, share: None, compare=False)

    def __post_init__(self) -> None:
        if not 4 <= self.people <= 20_000:
            raise CannotDemonstrate(
                "{people} people cannot be shown. Ask for 4 to 20,000.", people=self.people
            )
        if not 1 <= self.weeks <= 60:
            raise CannotDemonstrate("{weeks} weeks cannot be shown. Ask for 1 to 60.", weeks=self.weeks)
        if not 0 <= self.history_years <= 12:
            raise CannotDemonstrate(
                "{years} years cannot be shown. Ask for 0 to 12.", years=self.history_years
            )
        if self.planner not in PLANNERS:
            raise CannotDemonstrate(
                "There is no planner {planner!r}. Ask for engine or insertion.", planner=self.planner
            )

    def id_of(self, kind: str, index: int) -> UUID:
        """The id of the n-th of a kind: the same for the same seed, so that what follows is too."""
        return uuid5(SPACE, f"{self.seed}:{kind}:{index}")

    @property
    def now(self) -> datetime:
        """The instant at which the demonstration stands."""
        return london_time(*PLAYS_AT)

    @property
    def this_week(self) -> date:
        """Monday of the week under way."""
        return PLAYS_AT[0] - timedelta(days=PLAYS_AT[0].weekday())

    @property
    def first_week(self) -> date:
        """Monday of the first week of visits."""
        return self.this_week - timedelta(weeks=self.weeks - 1)

    @property
    def settled_at(self) -> datetime:
        """When everything before the first visit was set up: a fortnight earlier, at nine."""
        return london_time(self.first_week - timedelta(days=14), time(9))
