"""The public formats and the command line that reads them."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from kith_optimiser import BadProblem, Settings
from kith_optimiser.cli import best_known, main, solve_instance
from kith_optimiser.formats import read_instance

from tests.optimiser.instances import DATA, instance_path

SMALL: dict[str, Any] = {
    "patients": [
        {
            "id": "p1",
            "time_window": [5, 20],
            "required_caregivers": [{"service": "s1", "duration": 10}, {"service": "s2", "duration": 5}],
            "synchronization": {"type": "sequential", "distance": [10, 12]},
        },
        {"id": "p2", "time_window": [0, 4.5], "required_caregivers": [{"service": "s1", "duration": 2.25}]},
    ],
    "caregivers": [{"id": "c1", "abilities": ["s1"]}, {"id": "c2", "abilities": ["s1", "s2"]}],
    "distances": [[0, 6, 3], [6, 0, 4.125], [3, 4.125, 0]],
}

SMALL_TEXT = """nbNodes
4
nbVehi
2
nbServi
2
r
0 0
1 1
1 0
0 0
DS
1
a
1 0
1 1
x
0 6 3 0
y
0 0 0 0
d
0 6 3 0
6 0 4.125 6
3 4.125 0 3
0 6 3 0
p
0 0
0 0
10 5
10 5
2.25 0
2.25 0
0 0
0 0
mind
0 10 0 0
maxd
0 12 0 0
e
0 5 0 0
l
0 20 4.5 0
"""


def write(path: Path, data: dict[str, Any]) -> Path:
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def test_json_gzip_and_the_text_of_2014_say_the_same(tmp_path: Path) -> None:
    """Three files, one problem, in thousandths."""
    plain = read_instance(write(tmp_path / "small.json", SMALL))
    (tmp_path / "small.json.gz").write_bytes(gzip.compress(json.dumps(SMALL).encode()))
    (tmp_path / "small.txt").write_text(SMALL_TEXT, encoding="utf-8")
    for name in ("small.json.gz", "small.txt"):
        other = read_instance(tmp_path / name)
        assert plain.problem.tasks == other.problem.tasks
        assert plain.problem.links == other.problem.links
        assert (plain.problem.modes["any"].travel == other.problem.modes["any"].travel).all()
    assert 2250 == plain.problem.tasks[2].service


def test_solve_prints_one_line_and_writes_the_public_solution(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The terms add up to the cost and the gap of p1's two services is kept."""
    path, out = write(tmp_path / "small.json", SMALL), tmp_path / "solution.json"
    code = main(["solve", str(path), "--iterations", "20000", "--seconds", "0", "--out", str(out)])
    line = json.loads(capsys.readouterr().out)
    assert 0 == code
    assert round(sum(line["terms"].values()), 5) == round(line["cost"], 5)
    routes = json.loads(out.read_text(encoding="utf-8"))["routes"]
    starts = {(stop["patient_id"], stop["service_id"]): stop for r in routes for stop in r["locations"]}
    gap = starts["p1", "s2"]["arrival_time"] - starts["p1", "s1"]["arrival_time"]
    assert 10 <= gap <= 12
    assert 2.25 == starts["p2", "s1"]["departure_time"] - starts["p2", "s1"]["arrival_time"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"distances": [[0, 6, 3], [6, 0, float("nan")], [3, 4, 0]]}, "missing, no number or too large"),
        ({"distances": [[0, 6], [6, 0]]}, "not in the travel table"),
        ({"caregivers": []}, "There are no workers."),
        ({"caregivers": [{"id": "c1", "abilities": ["s1"]}]}, "No worker has the skill s2"),
        ({"patients": [SMALL["patients"][1], SMALL["patients"][1]]}, "two patients are called p2"),
        ({"patients": "none"}, "not a known instance format"),
        ({"distances": [[0, 6, 3], [6, 0, None], [3, 4, 0]]}, "missing, no number or too large"),
        ({"distances": [[0, 6, 3], [6, 0], [3, 4, 0]]}, "not a known instance format"),
        ({"distances": [[0, -6, 3], [-6, 0, 4], [3, 4, 0]]}, "negative"),
        ({"central_offices": [{"id": "d"}, {"id": "e"}]}, "more than one office"),
        ({"caregivers": SMALL["caregivers"] * 2}, "Two workers are called c1."),
        ({"caregivers": SMALL["caregivers"][1:]}, "need two workers, and only c2 may do them"),
        (
            {"patients": [SMALL["patients"][0], {**SMALL["patients"][1], "id": "p1"}]},
            "two patients are called p1",
        ),
        ({"patients": [{**SMALL["patients"][1], "time_window": [20, 5]}]}, "ends before it starts"),
        (
            {"patients": [{**SMALL["patients"][1], "required_caregivers": [{"service": "s1"}]}]},
            "the time None is missing",
        ),
        ({"patients": [{**SMALL["patients"][0], "synchronization": {"type": "odd"}}]}, "an unknown way, odd"),
        (
            {"patients": [{k: v for k, v in SMALL["patients"][0].items() if k != "synchronization"}]},
            "nothing says how they are tied",
        ),
    ],
)
def test_a_contradictory_instance_exits_2_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], change: dict[str, Any], words: str
) -> None:
    """On standard error; nothing on standard output."""
    path = write(tmp_path / "bad.json", SMALL | change)
    assert 2 == main(["solve", str(path), "--iterations", "10"])
    printed = capsys.readouterr()
    assert ("", True) == (printed.out, words in printed.err)


def test_an_instance_without_patients_costs_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No task, no move to try."""
    path = write(tmp_path / "empty.json", SMALL | {"patients": [], "distances": [[0]]})
    assert 0 == main(["solve", str(path), "--iterations", "5000", "--seconds", "0"])
    assert 0 == json.loads(capsys.readouterr().out)["cost"]


def test_a_service_without_a_duration_takes_its_usual_one(tmp_path: Path) -> None:
    """The services of the file say how long."""
    patient = {**SMALL["patients"][1], "required_caregivers": [{"service": "s1"}]}
    services = [{"id": "s1", "default_duration": 14.0}]
    path = write(tmp_path / "usual.json", SMALL | {"patients": [patient], "services": services})
    assert [14000] == [task.service for task in read_instance(path).problem.tasks]


def test_a_window_shorter_than_the_visit_only_bounds_its_start(tmp_path: Path) -> None:
    """In the public problem a window is of the start, and its end is soft."""
    path = write(
        tmp_path / "short.json", SMALL | {"patients": [{**SMALL["patients"][1], "time_window": [0, 1]}]}
    )
    solution = solve_instance(read_instance(path), Settings(iterations=2000, seconds=0))
    assert 1 == len(list(solution.plan.visits()))


@pytest.mark.parametrize("threads", ["1", "2"])
def test_the_same_seed_and_iterations_print_the_same_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], threads: str
) -> None:
    """Run twice with as many starts side by side."""
    path = write(tmp_path / "small.json", SMALL)
    lines = []
    for _ in range(2):
        main(["solve", str(path), "--iterations", "20000", "--seconds", "0", "--threads", threads])
        lines.append(capsys.readouterr().out)
    assert lines[0] == lines[1]


@pytest.mark.parametrize(
    "options",
    [
        ["--seconds", "0"],
        ["--seconds", "nan"],
        ["--seconds", "inf"],
        ["--threads", "0"],
        ["--out", "no/such/x"],
    ],
)
def test_options_that_cannot_be_meant_exit_2_before_any_search(tmp_path: Path, options: list[str]) -> None:
    """A search without an end, without a thread, or whose solution could not be written."""
    assert 2 == main(["solve", str(write(tmp_path / "small.json", SMALL)), *options])


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"PK\x03\x04", b"nbNodes\nmany\n", b"[1, 2]", b"\x1f\x8b\x08\x00broken", b"[" * 9],
)
def test_an_unreadable_file_is_refused(tmp_path: Path, content: bytes) -> None:
    """Not JSON, not the text of 2014."""
    path = tmp_path / "broken.json"
    path.write_bytes(content)
    with pytest.raises(BadProblem):
        read_instance(path)


def test_bench_prints_a_table_with_gaps(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One instance with a known cost, one without."""
    write(tmp_path / "one.json", SMALL)
    write(tmp_path / "two.json", SMALL)
    (tmp_path / "best.csv").write_text("instance,objective\none,8.0\n", encoding="utf-8")
    arguments = ["bench", str(tmp_path), "--best", str(tmp_path / "best.csv")]
    assert 0 == main([*arguments, "--iterations", "2000", "--seconds", "0"])
    table = capsys.readouterr().out
    assert "| one |" in table and "| two |" in table and "mean of 1" in table


def test_interleaved_double_visits_reach_the_best_published_cost_and_beyond() -> None:
    """25_6 at or below 440.93; forcing one order of patients ends at 464.62."""
    instance = read_instance(instance_path("mankowska/InstanzCPLEX_HCSRP_25_6.json.gz"))
    solution = solve_instance(instance, Settings(seed=1, iterations=3_000_000, seconds=0))
    assert solution.score.shown <= 440.93


@pytest.mark.parametrize("name", sorted(path.name for path in DATA.glob("mankowska/*_10_*.json.gz")))
def test_the_smallest_public_instances_are_solved_to_proven_optimality(name: str) -> None:
    """Ten patients: the optimum is known."""
    instance = read_instance(instance_path(f"mankowska/{name}"))
    solution = solve_instance(instance, Settings(seed=1, iterations=500_000, seconds=0))
    assert best_known(DATA / "best_known.csv")[instance.name] + 0.05 >= solution.score.shown


def as_text_of_2014(data: dict[str, Any]) -> str:
    """A public instance in the older format: the office is the first node and the last."""
    services = [service["id"] for service in data["services"]]
    patients = [{"time_window": [0, 0], "required_caregivers": []}, *data["patients"]]
    patients.append(patients[0])
    lasts = [
        {need["service"]: need["duration"] for need in patient["required_caregivers"]} for patient in patients
    ]
    gaps = [patient.get("synchronization", {}).get("distance", [0, 0]) for patient in patients]
    able = [[int(service in carer["abilities"]) for service in services] for carer in data["caregivers"]]
    table = [[*row, row[0]] for row in [*data["distances"], data["distances"][0]]]
    blocks: dict[str, Any] = {
        "nbNodes": len(patients),
        "nbVehi": len(able),
        "nbServi": len(services),
        "r": [[int(service in last) for service in services] for last in lasts],
        "DS": [number for number, last in enumerate(lasts) if len(last) == 2],
        "a": able,
        "d": table,
        "p": [
            [last.get(service, 0) * can for service, can in zip(services, row, strict=True)]
            for last in lasts
            for row in able
        ],
        "mind": [gap[0] for gap in gaps],
        "maxd": [gap[1] for gap in gaps],
        "e": [patient["time_window"][0] for patient in patients],
        "l": [patient["time_window"][1] for patient in patients],
    }
    return "\n".join(f"{name}\n{json.dumps(value)}" for name, value in blocks.items())


@pytest.mark.parametrize("name", sorted(path.name for path in DATA.glob("*/*_[12]*5_*.json.gz")))
def test_a_public_instance_says_the_same_as_text_of_2014(tmp_path: Path, name: str) -> None:
    """Only names differ, where the text has none."""
    [path] = DATA.glob(f"*/{name}")
    data = json.loads(gzip.decompress(path.read_bytes()))
    (tmp_path / "as.txt").write_text(as_text_of_2014(data), encoding="utf-8")
    one, other = read_instance(path).problem, read_instance(tmp_path / "as.txt").problem
    assert [(t.place, t.service, t.earliest, t.preferred_until) for t in one.tasks] == [
        (t.place, t.service, t.earliest, t.preferred_until) for t in other.tasks
    ]
    assert [(link.min_gap, link.max_gap) for link in one.links] == [
        (link.min_gap, link.max_gap) for link in other.links
    ]
    assert (one.modes["any"].travel == other.modes["any"].travel).all()
