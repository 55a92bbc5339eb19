"""One finding as pages show it: its charts, its tables with what is withheld, and how sure each figure is."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kith.core.csv_cells import inert
from kith.core.errors import NotFound
from kith.core.money import pounds
from kith.insight.writing import day_words
from kith.web import words

PLAIN = ("text", "day")  # units whose columns are read from the left


@dataclass(frozen=True, slots=True, kw_only=True)
class CellShown:
    """One figure as it is written; a withheld one says so."""

    text: str
    heading: str
    numeric: bool
    withheld: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TableShown:
    """A table of a finding, ready to be read; ``file`` is where it can be taken away from, if anywhere."""

    number: int
    file: str
    title: str
    headings: tuple[tuple[str, bool], ...]
    rows: tuple[tuple[CellShown, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureShown:
    """A chart with its title and its words."""

    title: str
    words: str
    drawing: SafeString


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimateShown:
    """A figure with its interval, in words."""

    words: str
    value: str
    interval: str
    n: int
    method: str


def finding_shown(body: Mapping[str, Any], file_of: Callable[[int], str] | None = None) -> dict[str, Any]:
    """What ``parts/finding.html`` shows of a finding; ``file_of`` gives the address of a table as a file."""
    return {
        "body": body,
        "pictures": [_picture(each) for each in body["pictures"]],
        "tables": [
            _table(number, each, file_of(number) if file_of else "")
            for number, each in enumerate(body["tables"], start=1)
        ],
        "estimates": [_estimate(each) for each in body["estimates"]],
    }


def table_file(body: Mapping[str, Any], number: int, name: str) -> HttpResponse:
    """One table of a finding as a file, in plain units; what is withheld is empty there too.

    Raises `NotFound` for a table that is not there.
    """
    tables: Sequence[Mapping[str, Any]] = body["tables"]
    if not 1 <= number <= len(tables):
        raise NotFound
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}-{number}.csv"'
    file = csv.writer(response)
    file.writerow(column["key"] for column in tables[number - 1]["columns"])
    for row in tables[number - 1]["rows"]:
        file.writerow(inert("" if cell is None else cell for cell in row))
    return response


def _picture(picture: dict[str, str]) -> PictureShown:
    return PictureShown(
        title=picture["title"],
        words=picture["words"],
        drawing=mark_safe(picture["svg"]),  # noqa: S308  # drawn by our own charts, words escaped
    )


def _table(number: int, table: dict[str, Any], file: str) -> TableShown:
    columns = table["columns"]
    return TableShown(
        number=number,
        file=file,
        title=table["title"],
        headings=tuple((column["heading"], column["unit"] not in PLAIN) for column in columns),
        rows=tuple(
            tuple(_cell(value, column) for value, column in zip(row, columns, strict=True))
            for row in table["rows"]
        ),
    )


def _cell(value: Any, column: dict[str, str]) -> CellShown:
    return CellShown(
        text=_("not shown") if value is None else _written(value, column["unit"]),
        heading=column["heading"],
        numeric=column["unit"] not in PLAIN,
        withheld=value is None,
    )


def _estimate(each: dict[str, Any]) -> EstimateShown:
    low, high = each["low"], each["high"]
    return EstimateShown(
        words=each["words"],
        value=_written(each["value"], each["unit"]),
        interval=""
        if low is None or high is None
        else _("%(low)s to %(high)s")
        % {"low": _written(low, each["unit"]), "high": _written(high, each["unit"])},
        n=each["n"],
        method=each["method"],
    )


def _written(value: Any, unit: str) -> str:
    """A figure with its unit, as pages write it."""
    if isinstance(value, str):
        return day_words(date.fromisoformat(value)) if unit == "day" and value else value
    match unit:
        case "share":
            return words.percent(value, 1)
        case "pence":
            return pounds(round(value))
        case "whole" | "years":
            return f"{value:,.0f}"
        case "coefficient":
            return f"{value:.2f}".replace("-", "−")
        case "minutes":
            return _("%(minutes)s min") % {"minutes": f"{value:,.0f}"}
        case _:
            return f"{value:,.1f}".replace("-", "−")
