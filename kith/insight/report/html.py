"""A report as one page: no links to elsewhere, no script, charts drawn, every table to take away."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from jinja2 import Environment, PackageLoader, select_autoescape
from markupsafe import Markup

from kith.core.csv_cells import inert
from kith.core.small_numbers import FEWEST_SHOWN
from kith.insight.diagnosis.result import Result, Table
from kith.insight.diagnosis.savings import drawn
from kith.insight.diagnosis.wording import about, about_between
from kith.insight.extracts.registry import KINDS
from kith.insight.facts.tables import TABLES
from kith.insight.report.document import Report
from kith.insight.report.look import sheet
from kith.insight.report.printed import checks
from kith.insight.report.words import cell, own_records, share_of_rows

FINDINGS_SHOWN = 60


def html(report: Report) -> str:
    """The page."""
    environment = Environment(
        loader=PackageLoader("kith.insight.report"), autoescape=select_autoescape(default=True),
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.globals |= {
        "_": _, "about": about, "about_between": about_between, "cell": cell, "share_of_rows": share_of_rows,
        "own_records": own_records,
        "csv_of": csv_of, "pictures_of": _pictures, "fewest": FEWEST_SHOWN,
        "money_picture": Markup(money_drawn(report)),  # noqa: S704  # drawn and escaped by ourselves
        "tables": TABLES, "called": _called, "not_known_of": lambda name: _not_known(report, name),
        "findings_of": lambda name: _findings(report, name), "groups": _groups(report),
    }  # fmt: skip
    page = environment.get_template("report.html")
    return page.render(report=report, sheet=Markup(sheet()), checks=checks())  # noqa: S704  # our own sheet


def csv_of(table: Table) -> str:
    """A table as a file inside the page; what is withheld is withheld here too."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(column.key for column in table.columns)
    writer.writerows(map(inert, table.rows))
    return "data:text/csv;base64," + base64.b64encode(out.getvalue().encode("utf-8-sig")).decode()


def _pictures(result: Result) -> Iterator[tuple[str, Markup]]:
    """Each picture's title and drawing."""
    for number, picture in enumerate(result.pictures):
        yield picture.title, Markup(picture.svg(f"{result.key}-{number}"))  # noqa: S704  # drawn and escaped by ourselves


def money_drawn(report: Report) -> str:
    """The opportunities that could be priced as one drawing; nothing where there is none."""
    picture = drawn(report.opportunities)
    return picture.svg("money") if picture else ""


def _called(kind: str) -> str:
    """What the rows of a kind of file are called, by the table they fill."""
    return _(TABLES[KINDS[kind].fills].called)


def _not_known(report: Report, name: str) -> list[str]:
    """In words, what no row of a table says."""
    columns = TABLES[name].columns
    return [_(columns[each].words.partition(";")[0]) for each in report.not_known.get(name, ())]


def _findings(report: Report, name: str) -> list[Any]:
    if report.extracts is None:
        return []
    return [found for found in report.extracts.findings if found.file == name][:FINDINGS_SHOWN]


def _groups(report: Report) -> list[tuple[str, list[Any]]]:
    """Providers that files spell in more than one way, with their spellings."""
    if report.extracts is None:
        return []
    by_name: dict[str, list[Any]] = {}
    for spelling in report.extracts.spellings:
        by_name.setdefault(spelling.goes_by, []).append(spelling)
    return [(name, spellings) for name, spellings in by_name.items() if len(spellings) > 1]
