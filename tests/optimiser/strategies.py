"""Small random problems that use every part of the model, for Hypothesis."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st
from kith_optimiser import Break, Link, Lock, Mode, Problem, Published, Task, Weights, Worker

SKILLS = ("hoist", "insulin")
PLACES = 5


@st.composite
def travel_tables(draw: st.DrawFn) -> np.ndarray:
    """Whole minutes between places, the same both ways, not always obeying the triangle."""
    half = draw(st.lists(st.integers(0, 40), min_size=PLACES * PLACES, max_size=PLACES * PLACES))
    table = np.triu(np.array(half).reshape(PLACES, PLACES), 1)
    return table + table.T


@st.composite
def tasks(draw: st.DrawFn, name: str, workers: tuple[Worker, ...]) -> Task:
    """A visit with windows, wishes, skills, costs and perhaps a pinned worker or a published start."""
    earliest = draw(st.integers(0, 300))
    wished = earliest + draw(st.integers(0, 40))
    facts: dict[str, Any] = {"earliest": earliest, "latest": wished + draw(st.integers(0, 200))}
    if draw(st.booleans()):
        facts |= {"preferred_from": wished, "preferred_until": wished + draw(st.integers(0, 30))}
    names = st.sampled_from([worker.id for worker in workers])
    if draw(st.integers(0, 5)) == 0:
        facts["lock"] = Lock(worker=draw(names))
    if draw(st.integers(0, 3)) == 0:
        facts["published"] = Published(worker=draw(names), start=draw(st.integers(0, 400)))
    return Task(
        id=name,
        place=draw(st.integers(0, PLACES - 1)),
        service=draw(st.integers(1, 60)),
        priority=draw(st.integers(0, 3)),
        skills=frozenset(draw(st.lists(st.sampled_from(SKILLS), max_size=1))),
        forbidden_workers=frozenset(draw(st.lists(names, max_size=1))),
        preferred_workers=frozenset(draw(st.lists(names, max_size=1))),
        worker_costs={worker.id: draw(st.integers(0, 50)) for worker in workers[:2]},
        other_worker_cost=draw(st.integers(0, 50)),
        **facts,
    )


@st.composite
def worker_lists(draw: st.DrawFn) -> tuple[Worker, ...]:
    """One to four workers with shifts, breaks, overtime, skills and two ways of travel."""
    workers = []
    for number in range(draw(st.integers(1, 4))):
        breaks = (Break(earliest=150, latest=300, duration=30),) if draw(st.booleans()) else ()
        skills = {skill: draw(st.sampled_from([None, 250])) for skill in SKILLS if draw(st.integers(0, 3))}
        worker = Worker(
            id=f"w{number}",
            start_place=draw(st.integers(0, PLACES - 1)),
            end_place=draw(st.one_of(st.none(), st.integers(0, PLACES - 1))),
            shift_start=draw(st.integers(0, 60)),
            shift_end=draw(st.integers(350, 500)),
            max_overtime=draw(st.integers(0, 60)),
            skills=skills,
            breaks=breaks,
            mode=draw(st.sampled_from(["walk", "drive"])),
        )
        workers.append(worker)
    return tuple(workers)


@st.composite
def links(draw: st.DrawFn, names: list[str]) -> tuple[Link, ...]:
    """Double-handed visits, gaps, same and different workers between consecutive tasks."""
    made = []
    for first, second in zip(names[::2], names[1::2], strict=False):
        kind = draw(st.integers(0, 4))
        if kind == 1:
            made.append(Link.double_handed(first, second))
        elif kind == 2:
            made.append(Link(first=first, second=second, min_gap=-400, max_gap=draw(st.integers(0, 90))))
        elif kind == 3:
            made.append(Link(first=first, second=second, same_worker=True))
        elif kind == 4:
            made.append(Link(first=first, second=second, different_workers=True, together=True))
    if len(names) > 2 and draw(st.booleans()):
        made.append(Link(first=names[1], second=names[2], min_gap=-300, max_gap=draw(st.integers(50, 300))))
    return tuple(made)


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """A problem of up to nine tasks; it need not have a plan that serves them all."""
    workers = draw(worker_lists())
    names = [f"t{number}" for number in range(draw(st.integers(1, 9)))]
    return Problem(
        tasks=tuple(draw(tasks(name, workers)) for name in names),
        workers=workers,
        links=draw(links(names)),
        modes={
            "walk": Mode(travel=draw(travel_tables())),
            "drive": Mode(travel=draw(travel_tables()), weight=draw(st.integers(1, 3))),
        },
        weights=Weights(
            travel=draw(st.integers(0, 3)),
            early=draw(st.integers(0, 2)),
            late=draw(st.integers(0, 2)),
            peak_lateness=draw(st.integers(0, 2)),
            overtime=draw(st.integers(0, 3)),
            not_preferred=draw(st.integers(0, 20)),
            changed_worker=draw(st.integers(0, 20)),
            changed_time=draw(st.integers(0, 2)),
            unserved=draw(st.sampled_from([50, 5000])),
        ),
        now=draw(st.sampled_from([0, 0, 30])),
        time_unit="minute",
    )
