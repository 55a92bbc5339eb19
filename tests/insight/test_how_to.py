"""The how-to is followed to the letter: the measure it adds works as it stands there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from kith.insight.engines import Row, as_postgresql, over_parquet
from kith.insight.measure import Measure

from .test_measures import MONDAY, visit, written

HOW_TO = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "add-a-measure.md"


def test_the_measure_of_the_how_to_gives_the_answer_it_asks_for(tmp_path: Path) -> None:
    code = re.search(r"```python\n(.*?)```", HOW_TO.read_text(encoding="utf-8"), re.DOTALL)
    assert code is not None
    made: dict[str, Any] = {}
    exec(code[1], made)  # noqa: S102  (our own page)
    measure: Measure = made["MEASURE"]
    visits = [visit(), visit(place=2), visit(visit_key="v2"), visit(visit_key="v3", verdict="missed")]
    (row,) = over_parquet(measure, written(tmp_path, visits, []))
    assert Row(MONDAY, "aire", "hollin", 1, 2, 1) == row
    assert "place = 2" in as_postgresql(measure)
