"""What an analysis is told beforehand: the one price, the years asked about, how exact the records are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The terms of a diagnosis; every one can be changed, and the report states them.

    ``pence_per_hour`` prices all care alike, so that a change in cost is a change in care. After
    ``cost_change_year`` and ``workers_change_year`` the Leeds documents saw a change; both are tested.
    ``ends_on`` is the first day that nothing is known of; None takes the last day in the files.
    ``grain_minutes`` is the step to which weekly minutes were rounded down, 0 where they were not;
    ``smallest_minutes`` is the smallest week of care that is bought, 0 where there is none.
    A change of care within ``review_days`` of a review is put down to the review. ``names`` says what
    providers are called, by their key; one that is not in it goes by its key.
    """

    pence_per_hour: int = 2235
    cost_change_year: int = 3
    workers_change_year: int = 4
    review_days: int = 28
    grain_minutes: int = 0
    smallest_minutes: int = 0
    weeks_a_year: int = 52
    ends_on: date | None = None
    names: Mapping[str, str] = field(default_factory=dict)


LEEDS = Terms()
