"""A result as plain values that can be kept: charts drawn, days as text, everything else as it stands."""

from __future__ import annotations

from datetime import date
from typing import Any

from kith.insight.diagnosis.result import Cell, Result

Plain = dict[str, Any]
OWN = "own-"


def own_key(reviewer: str) -> str:
    """The key under which what one reviewer alone may read is kept."""
    return f"{OWN}{reviewer}"


def to_plain(result: Result) -> Plain:
    """What a page shows of a result."""
    return {
        "title": result.title,
        "question": result.question,
        "answer": result.answer,
        "definition": result.definition,
        "n": result.n,
        "n_of": result.n_of,
        "owner": result.owner,
        "next_test": result.next_test,
        "limits": list(result.limits),
        "withheld": result.withheld,
        "pictures": [
            {
                "title": picture.title,
                "words": picture.sentence(),
                "svg": picture.svg(f"{result.key}-{number}"),
            }
            for number, picture in enumerate(result.pictures)
        ],
        "tables": [
            {
                "title": table.title,
                "columns": [
                    {"key": column.key, "heading": column.heading, "unit": column.unit}
                    for column in table.columns
                ],
                "rows": [[_plain(cell) for cell in row] for row in table.rows],
            }
            for table in result.tables
            if table.rows
        ],
        "estimates": [
            {
                "words": each.words,
                "value": each.value,
                "low": each.low,
                "high": each.high,
                "unit": each.unit,
                "n": each.n,
                "method": each.method,
            }
            for each in result.estimates
        ],
    }


def _plain(cell: Cell) -> Any:
    return cell.isoformat() if isinstance(cell, date) else cell
