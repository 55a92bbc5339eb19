"""Reference pages of extracts and opportunities, and the published shape of the open visit file."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pyarrow as pa

from kith.insight.diagnosis.opportunities import QUESTIONS
from kith.insight.diagnosis.opportunities.opportunity import Definition
from kith.insight.extracts.kinds import Field, Kind
from kith.insight.extracts.kinds_visits import OUTCOMES, PROVIDER_TYPES, VISITS
from kith.insight.extracts.registry import KINDS

_EXTRACTS_OPENING = """\
# Extracts: what `kith diagnose` reads

A folder of CSV files or workbooks, each holding one of the tables below. Columns are found by any of their
names, whatever the case and marks; [the mapping file](../how-to/diagnose-a-councils-files.md) says which is
which where guessing is wrong. How cells are read is in [tabular files](tabular-files.md). This page is
written from `kith/insight/extracts/kinds*.py`.

Columns in bold are needed. Every row that cannot be used, or is used with something left out, is in
`findings.csv` beside the report, with its number and the reason. A file nothing is read of is named on the
report's first page with what it lacks. In every kind of file:

| Finding | What is done |
| --- | --- |
| `blank` | A cell that is needed says nothing, which `NULL`, `#N/A` and the like do too. Left out. |
| `repeated_row` | The row says what an earlier row says, cell for cell. Left out. |
| `said_in_another_file` | It says what a row of an earlier file of the same kind says. Left out. |
| `repeated_header` | The header stands again. It is no row. |
| `nothing_said` | No column that is read says anything. It is no row. |
| `month_first` | The month stands first. If it does so everywhere, the mapping says `month_first = true`. |
| `day_or_month` | It may have the month first, as others of its column. Not used until the mapping says. |
| `clock_by_decimals` | Other times of the file tell that 0.25 is 06:00, a part of a day, or 8.25 is 08:15. |
| `over_midnight` | A time alone lies beyond midnight: an end up to 16 hours on, a start 6 from its plan. |
| `came_twice` | The time came twice, as the clocks went back. The first is taken. |

What else a cell may lack is in [tabular files](tabular-files.md#what-is-reported).
"""
_OPPORTUNITIES_OPENING = """\
# Opportunities

What `kith diagnose` works out in pounds a year, each with a 95 % interval. They overlap: a smaller package
also escalates less. One that rests on fewer than ten people is withheld. Prices only a council knows go into
the mapping file; without them the opportunity is counted and not priced. This page is written from
`kith/insight/diagnosis/opportunities/`.
"""
_SHAPES = {
    pa.string(): "string", pa.int64(): "integer", pa.date32(): "date", pa.timestamp("us"): "datetime",
    pa.bool_(): "boolean",
}  # fmt: skip


def extracts_page() -> str:
    """Every kind of extract with its columns and findings, in Markdown."""
    return "\n".join([_EXTRACTS_OPENING, *(line for kind in KINDS.values() for line in _kind(kind))])


def opportunities_page() -> str:
    """Every opportunity with its definition, in Markdown."""
    lines = [line for question in QUESTIONS for line in _opportunity(question.definition())]
    return "\n".join([_OPPORTUNITIES_OPENING, *lines])


def visit_file_schema() -> str:
    """The open visit file as a Table Schema, so that any tool that knows those can check one."""
    schema = {
        "$schema": "https://specs.frictionlessdata.io/schemas/table-schema.json",
        "name": "kith-visit-file",
        "title": "The open visit file",
        "description": "One row for each worker at each visit, planned or made. UTF-8, comma, a header row. "
        "A row has a person, and a day or a planned start.",
        "fields": [_schema_field(field) for field in VISITS.fields],
        "missingValues": [""],
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _kind(kind: Kind) -> Iterator[str]:
    yield f"## {kind.key}\n"
    yield f"A row is {kind.row}.\n"
    if kind.needs_one_of:
        listed = ", ".join(f"`{key}`" for key in kind.needs_one_of)
        yield f"One of these is needed: {listed}.\n"
    yield "| Column | What it is | Also called |\n| --- | --- | --- |"
    for field in kind.fields:
        key = f"**`{field.key}`**" if field.required else f"`{field.key}`"
        yield f"| {key} | {field.about} | {', '.join(field.names)} |"
    yield ""
    if kind.rules:
        yield "| Finding | What is done |\n| --- | --- |"
        for rule in kind.rules:
            left_out = " The row is left out." if rule.leaves_out else ""
            yield f"| `{rule.code}` | {rule.message}{left_out} |"
        yield ""


def _opportunity(said: Definition) -> Iterator[str]:
    yield f"## {said.title}\n"
    yield f"*{said.question}*\n"
    yield f"- Formula: {said.formula}."
    yield f"- Numerator: {said.numerator}."
    yield f"- Denominator: {said.denominator}."
    yield f"- Needs: {said.needs}."
    yield f"- Owner: {said.owner}."
    yield f"- Next test: {said.next_test}"
    yield f"- Key: `{said.key}`.\n"


def _schema_field(field: Field) -> dict[str, object]:
    described: dict[str, object] = {
        "name": field.key, "type": _SHAPES[field.type], "description": field.about,
    }  # fmt: skip
    if field.how == "moment":
        described["format"] = "any"
    limits: dict[str, object] = {"required": True} if field.required else {}
    if field.key == "place":
        limits |= {"minimum": 1, "maximum": 2}
    if field.key.endswith("_minutes"):
        limits |= {"minimum": 0, "maximum": 1440}
    if field.key.endswith("_hours"):
        described["type"] = "number"
        limits |= {"minimum": 0, "maximum": 24}
    for key, words in (("outcome", OUTCOMES), ("tier", PROVIDER_TYPES)):
        if field.key == key:
            limits["enum"] = list(words)
    return described | ({"constraints": limits} if limits else {})
