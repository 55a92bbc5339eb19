"""The public instance formats of home health care routing and scheduling, and their solution format.

An instance is Mankowska, Meisel and Bierwirth's problem (2014): cost is a third of total travel, total
tardiness and largest tardiness together. Read: the JSON of the University of Udine (iolab-uniud, plain or
gzipped) and the text of 2014. Times are kept as whole thousandths, so nothing is lost of the published
three decimals.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kith_optimiser.faults import BadProblem
from kith_optimiser.plan import Plan
from kith_optimiser.problem import Link, Mode, Problem, Task, Weights, Worker

THOUSANDTHS = 1000
GZIP = b"\x1f\x8b"


@dataclass(frozen=True, kw_only=True, slots=True)
class Instance:
    """A public instance as a problem, and what each task is in its own words: (patient, service)."""

    name: str
    problem: Problem
    names: Mapping[str, tuple[str, str]]


def read_instance(path: Path) -> Instance:
    """The instance in a file. Raises `BadProblem` when it cannot be read or contradicts itself."""
    try:
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if raw.startswith(GZIP) else raw).decode("utf-8-sig")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise BadProblem([f"{path} cannot be read: {error}."]) from error
    name = path.name.removesuffix(".gz").removesuffix(".json").removesuffix(".txt")
    try:
        data = json.loads(text) if text.lstrip().startswith("{") else _from_text(text)
        return _instance(name, data)
    except BadProblem:
        raise
    except KeyError as error:
        raise BadProblem([f"{path} is not a known instance format: it has no {error}."]) from error
    except (ValueError, TypeError, IndexError, OverflowError, RecursionError) as error:
        raise BadProblem([f"{path} is not a known instance format: {error}."]) from error


def solution_json(instance: Instance, plan: Plan) -> dict[str, Any]:
    """The plan in the public solution format; arrival time is the start of service."""
    service = {task.id: task.service for task in instance.problem.tasks}
    routes = []
    for round_ in plan.rounds:
        locations = []
        for stop in round_.stops:
            if stop.task is None:
                raise ValueError("the public format has no breaks")
            patient, service_id = instance.names[stop.task]
            end = stop.start + service[stop.task]
            locations.append(
                {
                    "patient_id": patient,
                    "service_id": service_id,
                    "arrival_time": stop.start / THOUSANDTHS,
                    "departure_time": end / THOUSANDTHS,
                }
            )
        routes.append({"caregiver_id": round_.worker, "locations": locations})
    return {"routes": routes}


def _whole(value: Any) -> int:
    if not isinstance(value, (int, float)) or not abs(value * THOUSANDTHS) < 2**30:
        raise ValueError(f"the time {value} is missing, no number or too large")
    return round(value * THOUSANDTHS)


def _require_one_of_each(data: Mapping[str, Any]) -> None:
    if len(data.get("central_offices", ())) > 1:
        raise ValueError("it has more than one office, from which workers would start")
    ids = [patient["id"] for patient in data["patients"]]
    for patient_id in ids:
        if ids.count(patient_id) > 1:
            raise ValueError(f"two patients are called {patient_id}")


def _instance(name: str, data: Mapping[str, Any]) -> Instance:
    tasks: list[Task] = []
    links: list[Link] = []
    names: dict[str, tuple[str, str]] = {}
    _require_one_of_each(data)
    usual = {each["id"]: each.get("default_duration") for each in data.get("services", ())}
    for place, patient in enumerate(data["patients"], start=1):
        ids = []
        for number, need in enumerate(patient["required_caregivers"]):
            task_id = f"{patient['id']}/{need['service']}" + ("" if number == 0 else f"/{number + 1}")
            ids.append(task_id)
            names[task_id] = (patient["id"], need["service"])
            start, end = patient["time_window"]
            tasks.append(
                Task(
                    id=task_id,
                    place=place,
                    service=_whole(need.get("duration", usual.get(need["service"]))),
                    earliest=_whole(start),
                    preferred_until=_whole(end),
                    skills=frozenset([need["service"]]),
                )
            )
        links += _synchronised(patient, ids)
    table = np.array([[_whole(x) for x in row] for row in data["distances"]], dtype=np.int64)
    workers = tuple(
        Worker(id=c["id"], start_place=0, end_place=0, mode="any", skills=dict.fromkeys(c["abilities"]))
        for c in data["caregivers"]
    )
    problem = Problem(
        tasks=tuple(tasks),
        workers=workers,
        links=tuple(links),
        modes={"any": Mode(travel=table, one_way=True)},
        weights=Weights(travel=1, late=1, early=0, peak_lateness=1, overtime=0, unserved=10**10),
        time_unit="thousandth",
        cost_unit="distance",
        cost_divisor=3 * THOUSANDTHS,
    )
    return Instance(name=name, problem=problem, names=names)


def _synchronised(patient: Mapping[str, Any], ids: list[str]) -> list[Link]:
    if len(ids) < 2:
        return []
    if len(ids) > 2:
        raise ValueError(
            f"patient {patient['id']} needs {len(ids)} services at once; at most two can be read"
        )
    if "synchronization" not in patient:
        raise ValueError(f"patient {patient['id']} needs two services, and nothing says how they are tied")
    kind = patient["synchronization"]["type"]
    if kind == "simultaneous":
        return [Link.double_handed(*ids)]
    if kind != "sequential":
        raise ValueError(f"the services of patient {patient['id']} are tied in an unknown way, {kind}")
    distance = patient["synchronization"]["distance"]
    least, most = distance if isinstance(distance, list) else (distance["min"], distance["max"])
    bond = Link(
        first=ids[0],
        second=ids[1],
        min_gap=_whole(least),
        max_gap=_whole(most),
        different_workers=True,
        together=True,
    )
    return [bond]


def _from_text(text: str) -> Mapping[str, Any]:
    """The 2014 text as the JSON would have it: named blocks of numbers, first and last node the office.

    Blocks: nbNodes, nbVehi, nbServi, r (node x service), DS (patients with two), a (carer x service),
    x, y, d (node x node), p (node x carer x service), mind, maxd, e, l (by node).
    """
    blocks = _blocks(text)
    nodes, carers, services = (int(blocks[name][0]) for name in ("nbNodes", "nbVehi", "nbServi"))
    needs = np.array(blocks["r"]).reshape(nodes, services)
    service_time = np.array(blocks["p"]).reshape(nodes, carers, services)
    abilities = np.array(blocks["a"]).reshape(carers, services)
    patients = []
    for node in range(1, nodes - 1):
        wanted = np.flatnonzero(needs[node])
        patient: dict[str, Any] = {
            "id": f"p{node}",
            "time_window": [blocks["e"][node], blocks["l"][node]],
            "required_caregivers": [
                {"service": f"s{service + 1}", "duration": float(service_time[node, :, service].max())}
                for service in wanted
            ],
        }
        if len(wanted) == 2:
            gaps = [blocks["mind"][node], blocks["maxd"][node]]
            kind = "sequential" if any(gaps) else "simultaneous"
            patient["synchronization"] = {"type": kind, "distance": gaps}
        patients.append(patient)
    table = np.array(blocks["d"]).reshape(nodes, nodes)[: nodes - 1, : nodes - 1]
    return {
        "patients": patients,
        "caregivers": [
            {
                "id": f"c{carer + 1}",
                "abilities": [f"s{service + 1}" for service in np.flatnonzero(abilities[carer])],
            }
            for carer in range(carers)
        ],
        "distances": table.tolist(),
    }


def _blocks(text: str) -> dict[str, list[float]]:
    blocks: dict[str, list[float]] = {}
    numbers: list[float] | None = None
    for word in text.replace("[", " ").replace("]", " ").replace(",", " ").split():
        if word[0].isalpha() and word.lower() != "nan":
            numbers = blocks.setdefault(word, [])
        elif numbers is None:
            raise ValueError("the text does not begin with a named block")
        else:
            numbers.append(float(word))
    return blocks
