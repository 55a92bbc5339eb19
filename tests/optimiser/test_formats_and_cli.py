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
        ({"distances": [[0, 6, 3], [6, 0, float("nan")], [3, 4, 0]]}, "missing or too large"),
        ({"distances": [[0, 6], [6, 0]]}, "not in the travel table"),
        ({"caregivers": []}, "There are no workers."),
        ({"caregivers": [{"id": "c1", "abilities": ["s1"]}]}, "No worker has the skill s2"),
        ({"patients": [SMALL["patients"][1], SMALL["patients"][1]]}, "Two tasks are called p2/s1."),
        ({"patients": "none"}, "not a known instance format"),
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


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"PK\x03\x04", b"nbNodes\nmany\n"])
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
