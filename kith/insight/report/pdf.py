"""A diagnosis as a PDF: what the page says, on paper, with no more rows of a table than can be read there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from kith.core.small_numbers import FEWEST_SHOWN
from kith.insight.diagnosis.opportunities.opportunity import Opportunity
from kith.insight.diagnosis.stored import Plain, to_plain
from kith.insight.diagnosis.wording import about, about_between
from kith.insight.facts.tables import TABLES
from kith.insight.paper.typeset import on_paper, typeset
from kith.insight.report.document import Report
from kith.insight.report.html import money_drawn
from kith.insight.report.printed import checks
from kith.insight.report.words import cell, own_records, share_of_rows
from kith.insight.writing import moment_words

TEMPLATE = Path(__file__).with_name("report.typ")
ROWS_ON_PAPER = 30
TERMS, LONG_TERMS = 34, 90  # millimetres for what a fact or a figure is called
WIDEST = 50  # letters of a column of text beyond which it is given no more room than others
NARROWEST = 20
CROWDED = 45  # letters of headings of figures beside which columns of text take what they need
TALLEST = 1.15  # of a drawing, beside its width: a taller one is drawn narrower, so that it fits a page
Part = Mapping[str, Any]


def report_pdf(report: Report) -> bytes:
    """The report as one PDF, beside the page and the workbook."""
    return _typeset(
        made_at=datetime.combine(report.made_on, time(), UTC),
        made=_("Written on %s") % cell(report.made_on, "day"),
        period=_("From %s up to %s") % (cell(report.since, "day"), cell(report.until, "day")),
        sections=(
            _rests(report),
            _freed(report),
            *(_analysis(to_plain(result), _("All rows are in figures.xlsx.")) for result in report.results),
            _reconcile(),
        ),
    )


def findings_pdf(
    bodies: Sequence[Plain], *, rows: Mapping[str, int], facts_at: datetime, whose: str
) -> bytes:
    """What a snapshot's analyses found, as one PDF, from what is kept of them."""
    elsewhere = _("All rows are on the page of this analysis.")
    return _typeset(
        made_at=facts_at,
        made=_("Facts up to %s") % moment_words(facts_at),
        period=whose or _("Everybody on this installation"),
        sections=(_own_rows(rows, whose), *(_analysis(body, elsewhere) for body in bodies)),
    )


def _typeset(*, made_at: datetime, made: str, period: str, sections: Sequence[Part]) -> bytes:
    return typeset(
        TEMPLATE,
        {
            "title": _("Diagnosis of home care"),
            "period": period,
            "made": made,
            "contents": _("In this report"),
            "withheld": _("not shown"),
            "closing": _(
                "Figures about fewer than %s people are not shown. People are pseudonyms; nobody is named."
            )
            % FEWEST_SHOWN,
            "sections": sections,
        },
        at=made_at,
    )


def _section(title: str, lede: str, parts: Iterator[Part] | Sequence[Part]) -> Part:
    return {"title": title, "lede": lede, "parts": list(parts)}


def _rests(report: Report) -> Part:
    """What share of each file the report rests on; or how many rows of Kith's own records."""
    if report.extracts is None:
        return _own_rows(report.rows, report.whose)
    confirmed = (
        _("You confirmed what your columns were taken for.")
        if report.confirmed
        else _(
            "What your columns were taken for was guessed. Look through mapping.toml and run again with it."
        )
    )
    silent = _("Every row that could not be used is in findings.csv, with the reason.")
    headings = (_("File"), _("Taken for"), _("Rows"), _("Used"), _("Share"))
    rows = [
        (
            file.name,
            _(TABLES[file.table].called) if file.table in TABLES else file.table,
            cell(file.rows, "whole"),
            cell(file.used, "whole"),
            share_of_rows(file.share),
        )
        if file.table
        else (file.name, f"{_('not read.')} {file.why}", "", "", "")
        for file in report.extracts.files
    ]
    return _section(_("What this rests on"), f"{confirmed} {silent}", [_grid(headings, rows, {2, 3, 4})])


def _own_rows(rows: Mapping[str, int], whose: str) -> Part:
    held = [(_(TABLES[name].called), cell(count, "whole")) for name, count in rows.items() if name in TABLES]
    return _section(
        _("What this rests on"),
        own_records(whose),
        [_grid((_("Records"), _("Rows")), [row for row in held if row[1] != "0"], {1})],
    )


def _freed(report: Report) -> Part:
    lede = (
        _("At most %s a year, if all of it were freed and none of it twice.") % about(report.pence)
        if report.pence
        else _("Nothing could be priced from these files. Each opportunity says what it needs.")
    )
    return _section(
        _("What could be freed"),
        f"{lede} {_('Each is a question to test, not money in hand.')}",
        [*_money(report), *(part for each in report.opportunities for part in _opportunity(each))],
    )


def _money(report: Report) -> Iterator[Part]:
    drawn = money_drawn(report)
    if drawn:
        yield _picture("", drawn, _("What could be freed in a year"))


def _opportunity(each: Opportunity) -> Iterator[Part]:
    said, found = each.definition, each.answer
    yield {"kind": "heading", "words": said.title}
    yield {"kind": "quiet", "words": said.question}
    if found.pence is None:
        yield {"kind": "words", "words": f"{_('Not priced.')} {found.missing}"}
    elif found.pence.value < 0:
        more = _("By these figures it would cost more than it frees: %s a year, 95 %% interval %s.")
        yield {"kind": "words", "words": more % (about(found.pence.value), about_between(found.pence))}
    else:
        worth = _("%s a year; 95 %% interval %s") % (about(found.pence.value), about_between(found.pence))
        yield {"kind": "strong", "words": worth}
    yield _facts(
        *((figure.words, figure.value) for figure in found.figures),
        *((f"{_('If')} {words}", about(pence)) for words, pence in found.sensitivity),
        terms=LONG_TERMS,
    )
    yield _facts(
        (_("Formula"), said.formula),
        (_("Counted"), said.numerator),
        (_("Out of"), said.denominator),
        (_("Rests on"), "" if found.rests_on is None else f"{cell(found.rests_on, 'whole')} {found.n_of}"),
        (_("Owner"), said.owner),
        (_("Next test"), said.next_test),
        *((_("It cannot tell"), limit) for limit in found.limits),
    )


def _analysis(body: Plain, elsewhere: str) -> Part:
    return _section(
        body["title"],
        "",
        [
            {"kind": "quiet", "words": body["question"]},
            {"kind": "strong", "words": body["answer"]},
            *(_picture(each["title"], each["svg"], each["words"]) for each in body["pictures"]),
            *(_table(each, elsewhere) for each in body["tables"]),
            *_estimates(body["estimates"]),
            _facts(
                (_("Worked out"), body["definition"]),
                (_("Rests on"), f"{cell(body['n'], 'whole')} {body['n_of']}"),
                (_("Owner"), body["owner"]),
                (_("Next test"), body["next_test"]),
                *((_("It cannot tell"), limit) for limit in body["limits"]),
            ),
        ],
    )


def _table(table: Plain, elsewhere: str) -> Part:
    units = [column["unit"] for column in table["columns"]]
    rows = [
        tuple(None if value is None else _cell(value, unit) for value, unit in zip(row, units, strict=True))
        for row in table["rows"][:ROWS_ON_PAPER]
    ]
    left = len(table["rows"]) - len(rows)
    note = f"{_('%s more rows.') % cell(left, 'whole')} {elsewhere}" if left else ""
    numeric = {place for place, unit in enumerate(units) if unit not in ("text", "day")}
    headings = [column["heading"] for column in table["columns"]]
    return _grid(headings, rows, numeric, title=table["title"], note=note)


def _cell(value: Any, unit: Any) -> str:
    """One cell; a day is kept as text and read as a day."""
    return cell(date.fromisoformat(value) if unit == "day" and value else value, unit)


def _estimates(estimates: Sequence[Plain]) -> Iterator[Part]:
    if not estimates:
        return
    headings = (_("Figure"), _("Value"), _("95 % interval"), _("Rests on"))
    rows = [
        (
            each["words"],
            cell(each["value"], each["unit"]),
            ""
            if each["low"] is None
            else f"{cell(each['low'], each['unit'])} – {cell(each['high'], each['unit'])}",
            cell(each["n"], "whole"),
        )
        for each in estimates
    ]
    yield _grid(headings, rows, {1, 2, 3}, title=_("How sure each figure is"))


def _reconcile() -> Part:
    headings = (_("What was checked"), _("Printed"), _("Worked out"), _("Verdict"), _("What it means"))
    rows = [(each.title, each.printed, each.worked_out, each.verdict, each.words) for each in checks()]
    lede = _(
        "Figures that the Leeds and Leicestershire documents print, worked out again from what they print."
    )
    return _section(_("What does not reconcile"), lede, [_grid(headings, rows, {1, 2})])


def _grid(
    headings: Sequence[str],
    rows: Sequence[Sequence[str | None]],
    numeric: set[int],
    *,
    title: str = "",
    note: str = "",
) -> Part:
    return {
        "kind": "grid", "title": title, "headings": list(headings), "rows": rows,
        "numeric": sorted(numeric), "widths": _widths(headings, rows, numeric), "note": note,
    }  # fmt: skip


def _widths(headings: Sequence[str], rows: Sequence[Sequence[str | None]], numeric: set[int]) -> list[int]:
    """By column, its part of the width that figures leave; nothing for one that takes what it needs."""
    if sum(len(headings[place]) for place in numeric) > CROWDED:
        return [0] * len(headings)
    longest = [max(len(row[place] or "") for row in (headings, *rows)) for place in range(len(headings))]
    return [
        0 if place in numeric else min(max(letters, NARROWEST), WIDEST)
        for place, letters in enumerate(longest)
    ]


def _facts(*pairs: tuple[str, str], terms: int = TERMS) -> Part:
    return {"kind": "facts", "pairs": [pair for pair in pairs if pair[1]], "terms": terms}


def _picture(title: str, svg: str, words: str) -> Part:
    return {"kind": "picture", "title": title, "svg": on_paper(svg), "words": words, "width": _width(svg)}


def _width(svg: str) -> float:
    """The share of the page's width, in percent, at which a drawing is no taller than a page."""
    size = re.search(r'viewBox="\S+ \S+ (\S+) (\S+)"', svg)
    ratio = float(size[2]) / float(size[1]) if size else 1.0
    return 100.0 if ratio <= TALLEST else 100 * TALLEST / ratio
