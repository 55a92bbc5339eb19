"""The command line: solve one public instance, or a folder of them against the best known costs."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from kith_optimiser.check import check
from kith_optimiser.core import CoreMissing
from kith_optimiser.faults import BadProblem, reasons_nobody_can, require_sound
from kith_optimiser.formats import Instance, read_instance, solution_json
from kith_optimiser.solve import Settings, Solution, solve

EXIT_BAD_INPUT = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command. 0 when done, 2 with a sentence on standard error when the input is bad."""
    options = _parser().parse_args(arguments)
    try:
        if options.command == "solve":
            return _solve(options)
        return _bench(options)
    except (BadProblem, CoreMissing, OSError) as error:
        print(error, file=sys.stderr)
        return EXIT_BAD_INPUT


def solve_instance(instance: Instance, settings: Settings) -> Solution:
    """A lawful solution with every task served. Raises `BadProblem` when there cannot be one."""
    require_sound(instance.problem)
    hopeless = reasons_nobody_can(instance.problem)
    if hopeless:
        raise BadProblem(sorted(set(hopeless.values())))
    solution = solve(instance.problem, settings)
    breaches = check(instance.problem, solution.plan)
    if breaches:
        raise AssertionError(f"the engine broke a rule: {breaches[0].words}")
    return solution


def best_known(path: Path) -> dict[str, float]:
    """Least published cost by instance from a table with columns `instance` and `objective`."""
    best: dict[str, float] = {}
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            best[row["instance"]] = min(float(row["objective"]), best.get(row["instance"], float("inf")))
    return best


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kith-optimiser", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("solve", help="solve one instance and print one line of JSON")
    one.add_argument("instance", type=Path)
    one.add_argument("--out", type=Path, help="where to write the solution JSON")
    many = commands.add_parser("bench", help="solve every instance in a folder and print a table")
    many.add_argument("directory", type=Path)
    many.add_argument("--best", type=Path, required=True, help="CSV with columns instance and objective")
    for command in (one, many):
        command.add_argument("--seconds", type=float, default=60.0)
        command.add_argument("--iterations", type=int, default=0, help="stop after so many; 0: by time only")
        command.add_argument("--seed", type=int, default=1)
        command.add_argument("--threads", type=int, default=1, help="starts side by side; the best is taken")
    return parser


def _settings(options: argparse.Namespace) -> Settings:
    try:
        return Settings(
            seed=options.seed,
            seconds=options.seconds,
            iterations=options.iterations,
            starts=options.threads,
            threads=options.threads,
        )
    except ValueError as error:
        raise BadProblem([str(error)]) from error


def _solve(options: argparse.Namespace) -> int:
    instance = read_instance(options.instance)
    if options.out and not options.out.parent.is_dir():
        raise BadProblem([f"{options.out.parent} is not a folder to write a solution into."])
    solution = solve_instance(instance, _settings(options))
    if options.out:
        options.out.write_text(json.dumps(solution_json(instance, solution.plan)), encoding="utf-8")
    divisor = instance.problem.cost_divisor
    line = {
        "instance": instance.name,
        "cost": round(solution.score.shown, 6),
        "terms": {term.name: round(term.cost / divisor, 6) for term in solution.score.terms if term.cost},
        "iterations": solution.iterations,
        "seed": options.seed,
        "threads": options.threads,
    }
    print(json.dumps(line))
    return 0


def _bench(options: argparse.Namespace) -> int:
    best = best_known(options.best)
    paths = sorted(
        path for path in options.directory.iterdir() if path.name.endswith((".json", ".json.gz", ".txt"))
    )
    if not paths:
        raise BadProblem([f"{options.directory} holds no instances."])
    print("| Instance | Cost | Best public | Gap % |\n|---|---:|---:|---:|")
    gaps = []
    for path in paths:
        instance = read_instance(path)
        cost = solve_instance(instance, _settings(options)).score.shown
        known = best.get(instance.name)
        if known is None:
            print(f"| {instance.name} | {cost:.3f} | - | - |", flush=True)
            continue
        gaps.append(100 * (cost / known - 1))
        print(f"| {instance.name} | {cost:.3f} | {known:.3f} | {gaps[-1]:+.2f} |", flush=True)
    if gaps:
        print(f"| mean of {len(gaps)} | | | {sum(gaps) / len(gaps):+.2f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
