"""A day stated for OR-Tools routing: same start, windows, soft lateness, skills, shifts, continuity."""

from __future__ import annotations

from typing import Any

from kith_optimiser import Problem


def ortools_rounds(problem: Problem, seconds: float) -> dict[str, list[tuple[str, int]]]:
    """(task, start) by worker as found within the seconds; nothing where no plan is found."""
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2  # a benchmark extra, not always there

    stated = _Stated(problem, pywrapcp)
    search = pywrapcp.DefaultRoutingSearchParameters()
    search.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    search.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    search.time_limit.FromMilliseconds(int(1000 * seconds))
    found = stated.routing.SolveWithParameters(search)
    return stated.rounds(found) if found else {}


class _Stated:
    """Nodes: tasks first, then each worker's start and end."""

    def __init__(self, problem: Problem, library: Any) -> None:
        self.problem, tasks, workers = problem, len(problem.tasks), len(problem.workers)
        starts = [tasks + 2 * number for number in range(workers)]
        self.manager = library.RoutingIndexManager(
            tasks + 2 * workers, workers, starts, [each + 1 for each in starts]
        )
        self.routing = library.RoutingModel(self.manager)
        self.place = [task.place for task in problem.tasks]
        for worker in problem.workers:
            end = worker.start_place if worker.end_place is None else worker.end_place
            self.place += [worker.start_place, end]
        self.travel = next(iter(problem.modes.values())).travel.tolist()
        self._costs()
        self._times()
        self._visits()
        self._pairs()

    def _way(self, one: int, other: int) -> int:
        return int(self.travel[self.place[one]][self.place[other]])

    def _costs(self) -> None:
        for number, worker in enumerate(self.problem.workers):
            known = [task.worker_costs.get(worker.id, task.other_worker_cost) for task in self.problem.tasks]

            def cost(a: int, b: int, known: list[int] = known) -> int:
                one, other = self.manager.IndexToNode(a), self.manager.IndexToNode(b)
                return self._way(one, other) + (known[other] if other < len(known) else 0)

            self.routing.SetArcCostEvaluatorOfVehicle(self.routing.RegisterTransitCallback(cost), number)

    def _times(self) -> None:
        def lasts(a: int, b: int) -> int:
            one, other = self.manager.IndexToNode(a), self.manager.IndexToNode(b)
            service = self.problem.tasks[one].service if one < len(self.problem.tasks) else 0
            return service + self._way(one, other)

        day = max(worker.closes for worker in self.problem.workers)
        self.routing.AddDimension(self.routing.RegisterTransitCallback(lasts), day, day, False, "time")
        self.time = self.routing.GetDimensionOrDie("time")
        for number, worker in enumerate(self.problem.workers):
            self.time.CumulVar(self.routing.Start(number)).SetRange(worker.opens, worker.closes)
            self.time.CumulVar(self.routing.End(number)).SetRange(worker.opens, worker.closes)

    def _visits(self) -> None:
        weights = self.problem.weights
        for number, task in enumerate(self.problem.tasks):
            index = self.manager.NodeToIndex(number)
            self.time.CumulVar(index).SetRange(task.first_start, task.last_start)
            if weights.late:
                self.time.SetCumulVarSoftUpperBound(index, task.wished_until, weights.late)
            able = [each for each, worker in enumerate(self.problem.workers) if worker.may_do(task)]
            self.routing.VehicleVar(index).SetValues([-1, *able])
            self.routing.AddDisjunction([index], weights.unserved * task.priority)

    def _pairs(self) -> None:
        number = {task.id: each for each, task in enumerate(self.problem.tasks)}
        solver = self.routing.solver()
        for link in self.problem.links:
            one, other = (self.manager.NodeToIndex(number[task]) for task in (link.first, link.second))
            solver.Add(self.time.CumulVar(one) == self.time.CumulVar(other))
            solver.Add(self.routing.ActiveVar(one) == self.routing.ActiveVar(other))
            both = self.routing.ActiveVar(one)
            apart = self.routing.VehicleVar(one) != self.routing.VehicleVar(other)
            solver.Add(apart >= both)

    def rounds(self, found: Any) -> dict[str, list[tuple[str, int]]]:
        """The tasks of each worker with the least start the solution allows."""
        rounds: dict[str, list[tuple[str, int]]] = {}
        for number, worker in enumerate(self.problem.workers):
            index, stops = self.routing.Start(number), []
            while not self.routing.IsEnd(index):
                node = self.manager.IndexToNode(index)
                if node < len(self.problem.tasks):
                    start = found.Min(self.time.CumulVar(index))
                    stops.append((self.problem.tasks[node].id, start))
                index = found.Value(self.routing.NextVar(index))
            rounds[worker.id] = stops
        return rounds
