"""Rounds for home care from one model: tasks, links, workers, locks and costs. See `solve`, `check` and
`explain`.
"""

from kith_optimiser.check import Breach, check
from kith_optimiser.core import CoreMissing
from kith_optimiser.explain import Alternative, Explanation, explain
from kith_optimiser.faults import BadProblem, require_sound
from kith_optimiser.insert import Board, Offer, repair
from kith_optimiser.patches import Patch, solve_patches
from kith_optimiser.plan import Plan, Round, Stop, Unassigned
from kith_optimiser.problem import (
    NEVER,
    Break,
    Link,
    Lock,
    Mode,
    Problem,
    Published,
    Status,
    Task,
    Weights,
    Worker,
)
from kith_optimiser.score import Score, Term, score
from kith_optimiser.shortage import Shortage, shortages
from kith_optimiser.solve import Progress, Settings, Solution, solve

__all__ = [
    "NEVER",
    "Alternative",
    "BadProblem",
    "Board",
    "Breach",
    "Break",
    "CoreMissing",
    "Explanation",
    "Link",
    "Lock",
    "Mode",
    "Offer",
    "Patch",
    "Plan",
    "Problem",
    "Progress",
    "Published",
    "Round",
    "Score",
    "Settings",
    "Shortage",
    "Solution",
    "Status",
    "Stop",
    "Task",
    "Term",
    "Unassigned",
    "Weights",
    "Worker",
    "check",
    "explain",
    "repair",
    "require_sound",
    "score",
    "shortages",
    "solve",
    "solve_patches",
]
