"""The plain day stated for VROOM: jobs with one window and skills, vehicles with a shift."""

from __future__ import annotations

from datetime import timedelta

from kith_optimiser import Problem


def vroom_rounds(problem: Problem, seconds: float) -> dict[str, list[tuple[str, int]]]:
    """(task, start) by worker at the highest exploration level within the seconds."""
    import numpy as np  # beside the benchmark extra that needs it
    import vroom

    travel = next(iter(problem.modes.values())).travel
    skill = {name: number for number, name in enumerate(sorted({s for t in problem.tasks for s in t.skills}))}
    model = vroom.Input()
    model.set_durations_matrix("car", np.asarray(travel, dtype=np.uint32))
    for number, worker in enumerate(problem.workers):
        skills = {skill[name] for name in worker.skills if name in skill}
        model.add_vehicle(
            vroom.Vehicle(
                number, start=worker.start_place, end=worker.end_place, profile="car",
                time_window=(worker.opens, worker.closes), skills=skills,
            )
        )  # fmt: skip
    for number, task in enumerate(problem.tasks):
        model.add_job(
            vroom.Job(
                number, location=task.place, default_service=task.service,
                time_windows=[(task.first_start, task.last_start)], skills={skill[s] for s in task.skills},
            )
        )  # fmt: skip
    found = model.solve(exploration_level=5, nb_threads=1, timeout=timedelta(seconds=seconds)).routes
    rounds: dict[str, list[tuple[str, int]]] = {}
    for row in found[found["type"] == "job"].itertuples():
        start = int(row.arrival + row.waiting_time)
        rounds.setdefault(problem.workers[row.vehicle_id].id, []).append(
            (problem.tasks[int(row.id)].id, start)
        )
    return rounds
