"""All measures over a city's year, or England's: seconds, memory, and the ratio to a bare scan.

    python -m benchmarks.insight.size city      # 3.3 million visits, beside pandas and Polars
    python -m benchmarks.insight.size growth    # from 0.8 to 13 million visits in one file
    python -m benchmarks.insight.size england   # 250 million visits of 153 councils, about 4 GB of disk
    python -m benchmarks.insight.size england --visits 620m     # about 10 GB of disk

Each makes its visits first, in a folder that it removes at the end (`--folder` keeps it and uses it again),
and writes its table to `benchmarks/insight/results/`. A bare scan reads the same columns of the same files
once, adds up what is in them and does nothing else.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from benchmarks.insight.peers import PEERS, as_rows
from benchmarks.insight.years import Year, write_year
from benchmarks.machine import machine
from kith.core.payment_models import PAYMENT_MODELS
from kith.insight.columnar import costs
from kith.insight.engines import Row, answers, opened, over_parquet
from kith.insight.facts.shape import DAY, FLAG, TEXT, WHOLE
from kith.insight.facts.tables import TABLES
from kith.insight.measures import MEASURES

RESULTS = Path(__file__).parent / "results"
CITY, ENGLAND, COUNCILS = 3_300_000, 250_000_000, 153
AT_ONCE = 2  # councils: one is read while the figures of another are written down
GROWTH = (825_000, 1_650_000, 3_300_000, 6_600_000, 13_200_000)
ADDED_UP = {TEXT: "length({})", WHOLE: "{}", DAY: "{} - DATE '2000-01-01'", FLAG: "CAST({} AS INTEGER)"}
Line = Sequence[object]
Answer = TypeVar("Answer")


def main() -> None:
    """Make, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("what", choices=("city", "growth", "england"))
    parser.add_argument("--visits", type=_number, help="altogether, instead of 3.3m, 13.2m or 250m")
    parser.add_argument("--councils", type=int, default=COUNCILS)
    parser.add_argument("--folder", type=Path, help="where to keep the made-up years, to use them again")
    given = parser.parse_args()
    with _folder(given.folder) as folder:
        if given.what == "city":
            city(folder, given.visits or CITY)
        elif given.what == "growth":
            growth(folder, given.visits or GROWTH[-1])
        else:
            england(folder, given.visits or ENGLAND, given.councils)


def _number(text: str) -> int:
    """A number as it is typed: 620m are millions."""
    return round(1e6 * float(text[:-1])) if text.endswith("m") else int(text)


def city(folder: Path, visits: int) -> None:
    """Each measure over one city's year, beside a bare scan of its columns, pandas and Polars; then all.

    Asserts that the answers of all three are the same.
    """
    made = _made(folder, Year(number=1, visits=visits))
    rows: list[Line] = []
    for key, measure in MEASURES.items():
        took, own = _processor(partial(over_parquet, measure, made))
        scanned, _ = _processor(partial(_scan, measure.sql, made))
        peers = [_peer(name, key, made, own) for name in PEERS]
        rows.append((key, f"{took:.2f}", f"{took / scanned:.1f}", *(f"{each:.2f}" for each in peers)))
        _say(key)
    sums = [f"{sum(float(str(row[place])) for row in rows):.2f}" for place in (1, *range(3, 3 + len(PEERS)))]
    began = time.perf_counter()
    took, _ = _processor(partial(_all_measures, made))
    whole = time.perf_counter() - began
    scanned, _ = _processor(partial(_scan, _every_text(), made))
    models, _ = _processor(partial(_all_models, made))
    rows += [
        ("one after another", sums[0], "", *sums[1:]),
        ("**all measures at once**", f"{took:.2f}", f"{took / scanned:.1f}", *("" for _ in PEERS)),
        ("all payment models at once", f"{models:.2f}", "", *("" for _ in PEERS)),
    ]
    _write(
        "city-year.md",
        f"All measures over a city's year: {visits:,} visits in {whole:.1f} s",
        ("measure", "processor-s", "times a bare scan", *(f"{name}, processor-s" for name in PEERS)),
        rows,
    )


def growth(folder: Path, most: int) -> None:
    """All measures over growing years, each in one file: seconds for a million visits stay the same."""
    rows: list[Line] = []
    for visits in (each for each in GROWTH if each <= most):
        as_they_came = _for_a_million(_made(folder, Year(number=visits, visits=visits)), visits)
        together = _for_a_million(_made(folder, Year(number=visits, visits=visits, together=True)), visits)
        rows.append((f"{visits:,}", *as_they_came, together[-1], f"{_memory():.1f}"))
    _write(
        "growth.md",
        "All measures, by size",
        ("visits", "figures", "s for a million", "processor-s for a million",
         "the same, a person's rows together", "most memory so far, GB"),
        rows,
    )  # fmt: skip


def _for_a_million(made: Path, visits: int) -> tuple[str, str, str]:
    """How many figures all measures have, and the seconds and processor-seconds for a million visits."""
    began, processor = time.perf_counter(), time.process_time()
    figures = _all_measures(made)
    took, processor = time.perf_counter() - began, time.process_time() - processor
    return f"{figures:,}", f"{1e6 * took / visits:.2f}", f"{1e6 * processor / visits:.2f}"


def england(folder: Path, visits: int, councils: int) -> None:
    """All measures over all councils' years, two councils at a time: memory is that of two."""
    each = visits // councils
    folder = folder / f"{visits // 1_000_000}-million"
    all_made: list[Path] = []
    years = [Year(number=number, visits=each) for number in range(1, councils + 1)]
    making = _seconds(lambda: all_made.extend(_made(folder, year) for year in years))
    scanned = sum(_seconds(partial(_scan, _every_text(), made)) for made in all_made)
    began, processor, groups = time.perf_counter(), time.process_time(), 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for done, found in enumerate(pool.map(_all_measures, all_made), start=1):
            groups += found
            _say(f"{done} of {councils} councils, {time.perf_counter() - began:.0f} s")
    took = time.perf_counter() - began
    size = sum(file.stat().st_size for made in all_made for file in made.glob("*.parquet")) / 1e9
    _write(
        f"england-year-{visits // 1_000_000}.md",
        f"All measures over England's year: {each * councils:,} visits in {took:.0f} s",
        ("what", "figure"),
        [
            ("councils", councils),
            ("measures", len(MEASURES)),
            ("figures worked out", f"{groups:,}"),
            ("seconds", f"{took:.0f}"),
            ("processor-seconds", f"{time.process_time() - processor:.0f}"),
            ("seconds for a million visits", f"{1e6 * took / visits:.2f}"),
            ("seconds of a bare scan of the same columns", f"{scanned:.0f}"),
            ("times a bare scan", f"{took / scanned:.1f}"),
            ("most memory, GB", f"{_memory():.1f}"),
            ("files, GB", f"{size:.1f}"),
            ("seconds to make the visits up", f"{making:.0f}" if making > 1 else "made before"),
        ],
    )


def _all_measures(made: Path) -> int:
    """How many figures were worked out."""
    with opened("duckdb", made) as ask:
        return sum(map(len, answers(MEASURES.values(), ask).values()))


def _all_models(made: Path) -> int:
    """How many costs were worked out."""
    with opened("duckdb", made) as ask:
        return len(costs(list(PAYMENT_MODELS.values()), ask))


def _every_text() -> str:
    return " ".join(measure.sql for measure in MEASURES.values())


def _made(folder: Path, year: Year) -> Path:
    made = folder / year.name
    if not (made / "payments.parquet").exists():
        with duckdb.connect(":memory:") as connection:
            write_year(connection, year, folder)
        _say(f"{year.visits:,} visits made")
    return made


def _scan(sql: str, made: Path) -> None:
    """Read every column that a text names and add up what is in it, so that no statistics can answer."""
    with duckdb.connect(":memory:") as connection:
        for table in ("visits", "payments"):
            if table in sql:
                named = {name: kind.type for name, kind in TABLES[table].columns.items() if name in sql}
                sums = ", ".join(f"sum({ADDED_UP[kind].format(name)})" for name, kind in named.items())
                connection.execute(f"SELECT {sums} FROM '{made / table}.parquet'").fetchall()  # noqa: S608


def _peer(name: str, key: str, made: Path, own: Sequence[Row]) -> float:
    """Processor-seconds of the same measure in another library, whose answer is ours."""
    took, found = _processor(partial(PEERS[name][key], made))
    assert as_rows(name, found) == [tuple(row) for row in own], (name, key)
    return took


def _processor(work: Callable[[], Answer]) -> tuple[float, Answer]:
    """Processor-seconds of all threads together, and the answer."""
    began = time.process_time()
    answer = work()
    return time.process_time() - began, answer


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def _say(words: str) -> None:
    sys.stderr.write(f"\r{words:<60}")


@contextmanager
def _folder(given: Path | None) -> Iterator[Path]:
    if given:
        given.mkdir(parents=True, exist_ok=True)
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="kith-years-") as made:
        yield Path(made)


def _write(name: str, title: str, head: Line, rows: Sequence[Line]) -> None:
    lines = [f"# {title}", "", machine(), "", _row(head), _row("---" for _ in head), *map(_row, rows), ""]
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / name).write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(lines))


def _row(cells: Any) -> str:
    return f"| {' | '.join(map(str, cells))} |"


if __name__ == "__main__":
    main()
