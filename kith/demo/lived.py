"""What the weeks of the demonstration came to, in figures and in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kith.core.money import pounds
from kith.demo.options import Options
from kith.demo.parameters import PARAMETERS, value
from kith.rota.queries_continuity import times_seen

PLANTED_IN_THE_PAST = ("growth_", "residential_", "workers_", "death_", "review")


@dataclass(slots=True)
class Lived:
    """What happened, counted."""

    visits: int = 0
    places_rostered: int = 0
    places_unfilled: int = 0
    events: int = 0
    batches: int = 0
    verified: int = 0
    paid_pence: int = 0
    runs: int = 0
    faces: float = 0
    walked_minutes: int = 0
    instead: str = ""
    planted: dict[str, float] = field(default_factory=dict)

    def in_words(self) -> list[str]:
        """A line for each stage, for the end of ``kith demo``."""
        return [
            *([self.instead] if self.instead else []),
            f"{self.visits:,} visits planned, {self.places_rostered:,} places rostered, "
            f"{self.places_unfilled:,} without a worker, each with its reason.",
            f"{self.faces:.1f} different workers came to a person in the last 28 days, on average; "
            f"{self.walked_minutes:,} minutes walked from door to door in all.",
            f"{self.events:,} events from phones in {self.batches:,} batches; "
            f"{self.verified:,} places verified.",
            *self._money(),
        ]

    def _money(self) -> Iterator[str]:
        if self.runs:
            runs = "1 pay run" if self.runs == 1 else f"{self.runs} pay runs"
            yield f"{runs}, {pounds(self.paid_pence)} paid; the last is drafted and waits for Ivy."


def faces_at_the_door(options: Options) -> float:
    """How many different workers came to a person in the last 28 days, on average."""
    seen = times_seen(options.now.date())
    return round(sum(len(workers) for workers in seen.values()) / max(1, len(seen)), 1)


def planted(options: Options) -> dict[str, float]:
    """What was planted on purpose, so that analyses can be checked against it."""
    names = (
        "visits_half_hour_under_20_share",
        "actual_share_median",
        "actual_share_sigma",
        "start_late_mean_minutes",
        "start_late_sd_minutes",
        "missed_share",
        "refused_share",
        "cancelled_share",
        "forgotten_check_out_share",
        "invoiced_over_rostered_share",
        "two_worker_share",
    )
    past = [name for name in PARAMETERS if name.startswith(PLANTED_IN_THE_PAST)]
    planted = [*names, *past] if options.history_years else names
    return {name: value(name) for name in planted} | {"seed": options.seed}
