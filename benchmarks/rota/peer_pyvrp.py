"""The plain day stated for PyVRP: optional clients, windows, shifts; skills as profiles of travel."""

from __future__ import annotations

from kith_optimiser import Problem

FORBIDDEN = 10**7  # as distance to a task the worker may not do


def pyvrp_rounds(problem: Problem, seconds: float) -> dict[str, list[tuple[str, int]]]:
    """(task, start) by worker as found within the seconds."""
    import numpy as np  # beside the benchmark extra that needs it
    import pyvrp
    from pyvrp.stop import MaxRuntime

    travel = next(iter(problem.modes.values())).travel
    rows = [worker.start_place for worker in problem.workers] + [task.place for task in problem.tasks]
    first = len(problem.workers)
    durations = travel[np.ix_(rows, rows)]
    profiles: dict[tuple[int, ...], int] = {}
    distances, vehicles = [], []
    for number, worker in enumerate(problem.workers):
        barred = tuple(first + each for each, task in enumerate(problem.tasks) if not worker.may_do(task))
        if barred not in profiles:
            profiles[barred] = len(distances)
            distances.append(durations.copy())
            distances[-1][:, list(barred)] = FORBIDDEN
            np.fill_diagonal(distances[-1], 0)
        shift = {"tw_early": worker.opens, "tw_late": worker.closes, "profile": profiles[barred]}
        vehicles.append(pyvrp.VehicleType(start_depot=number, end_depot=number, **shift))
    clients = [
        pyvrp.Client(
            first + number, service_duration=task.service, tw_early=task.first_start, tw_late=task.last_start,
            prize=problem.weights.unserved, required=False,
        )
        for number, task in enumerate(problem.tasks)
    ]  # fmt: skip
    data = pyvrp.ProblemData(
        [pyvrp.Location(0, 0) for _ in rows], clients, [pyvrp.Depot(number) for number in range(first)],
        vehicles, distances, [durations] * len(distances),
    )  # fmt: skip
    result = pyvrp.solve(data, stop=MaxRuntime(seconds), seed=1, display=False)
    return {
        problem.workers[route.vehicle_type()].id: [
            (problem.tasks[stop.idx].id, int(stop.start_time))
            for stop in route.schedule()
            if stop.is_client()
        ]
        for route in result.best.routes()
    }
