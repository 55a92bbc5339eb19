"""A report as a workbook of figures: numbers as numbers, and what is withheld left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from kith.insight.diagnosis.result import Column, Unit
from kith.insight.report.document import Report
from kith.insight.report.printed import checks

LONGEST_NAME = 31  # letters in the name of a sheet
FORMATS = {
    "share": "0.0%", "pence": "£#,##0.00", "whole": "#,##0", "day": "d mmm yyyy", "number": "#,##0.00",
    "minutes": "#,##0", "days": "#,##0.0", "years": "0.0", "months": "0.0",
}  # fmt: skip
WIDEST, NARROWEST = 60, 10


def write_workbook(report: Report, path: Path) -> None:
    """Write the workbook: what it rests on, the opportunities, a sheet for each table, and the checks."""
    with xlsxwriter.Workbook(str(path), {"in_memory": True, "strings_to_formulas": False}) as book:
        sheets = Sheets(book)
        sheets.add(_("Rests on"), *_basis(report))
        sheets.add(_("Opportunities"), *_opportunities(report))
        sheets.add(_("Estimates"), *_estimates(report))
        for result in report.results:
            for table in result.tables:
                sheets.add(f"{result.key} {table.title}", table.columns, table.rows)
        sheets.add(_("Does it reconcile"), *_checks())


class Sheets:
    """The sheets of one workbook, each with a heading row that stays."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.formats = {unit: book.add_format({"num_format": code}) for unit, code in FORMATS.items()}
        self.names: set[str] = set()

    def add(self, title: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> None:
        """Add a sheet of these columns and rows."""
        page = self.book.add_worksheet(self._name(title))
        page.freeze_panes(1, 0)
        widths = [len(column.heading) for column in columns]
        for place, column in enumerate(columns):
            page.write_string(0, place, column.heading, self.heading)
        for number, row in enumerate(rows, start=1):
            for place, (column, value) in enumerate(zip(columns, row, strict=True)):
                self._write(page, number, place, value, column.unit)
                widths[place] = max(widths[place], len(str(value)))
        for place, width in enumerate(widths):
            page.set_column(place, place, min(WIDEST, max(NARROWEST, width + 1)))

    def _write(self, page: Any, row: int, place: int, value: Any, unit: Unit) -> None:
        shape = self.formats.get(unit)
        if value is None:
            page.write_string(row, place, _("not shown"))
        elif isinstance(value, date):
            page.write_datetime(row, place, value, self.formats["day"])
        elif isinstance(value, str):
            page.write_string(row, place, value)
        else:
            page.write_number(row, place, value / 100 if unit == "pence" else value, shape)

    def _name(self, title: str) -> str:
        """A name a sheet may have, that no other has."""
        plain = "".join(letter for letter in title if letter not in "[]:*?/\\'")
        name, number = plain[:LONGEST_NAME], 1
        while name.casefold() in self.names:
            number += 1
            name = f"{plain[: LONGEST_NAME - 3]} {number}"
        self.names.add(name.casefold())
        return name


Sheet = tuple[tuple[Column, ...], list[tuple[Any, ...]]]


def _columns(*headings: tuple[str, Unit]) -> tuple[Column, ...]:
    return tuple(Column(key=heading, heading=heading, unit=unit) for heading, unit in headings)


def _basis(report: Report) -> Sheet:
    if report.extracts is None:
        return _columns((_("Table"), "text"), (_("Rows"), "whole")), [*report.rows.items()]
    columns = _columns(
        (_("File"), "text"), (_("Taken for"), "text"), (_("Rows"), "whole"), (_("Used"), "whole"),
        (_("Share used"), "share"),
    )  # fmt: skip
    return columns, [
        (each.name, each.table, each.rows, each.used, each.share or 0.0) for each in report.extracts.files
    ]


def _opportunities(report: Report) -> Sheet:
    columns = _columns(
        (_("Opportunity"), "text"), (_("Pounds a year"), "pence"), (_("From"), "pence"), (_("To"), "pence"),
        (_("Rests on"), "whole"), (_("Of"), "text"), (_("Formula"), "text"), (_("Owner"), "text"),
        (_("Missing"), "text"), (_("Next test"), "text"),
    )  # fmt: skip
    return columns, [
        (
            each.definition.title, *((pence.value, pence.low, pence.high) if pence else ("", "", "")),
            each.answer.rests_on, each.answer.n_of, each.definition.formula, each.definition.owner,
            each.answer.missing, each.definition.next_test,
        )
        for each in report.opportunities
        for pence in (each.answer.pence,)
    ]  # fmt: skip


def _estimates(report: Report) -> Sheet:
    columns = _columns(
        (_("Analysis"), "text"), (_("Key"), "text"), (_("Figure"), "text"), (_("Value"), "number"),
        (_("From"), "number"), (_("To"), "number"), (_("Unit"), "text"), (_("Rests on"), "whole"),
        (_("Method"), "text"),
    )  # fmt: skip
    return columns, [
        (
            result.title, each.key, each.words, each.value, "" if each.low is None else each.low,
            "" if each.high is None else each.high, each.unit, each.n, each.method,
        )
        for result in report.results
        for each in result.estimates
    ]  # fmt: skip


def _checks() -> Sheet:
    columns = _columns(
        (_("What was checked"), "text"), (_("Printed"), "text"), (_("Worked out"), "text"),
        (_("Verdict"), "text"), (_("What it means"), "text"),
    )  # fmt: skip
    return columns, [
        (check.title, check.printed, check.worked_out, check.verdict, check.words) for check in checks()
    ]
