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
`findings.csv` beside the report, with its number and the reason.
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
    for key, words in (("outcome", OUTCOMES), ("tier", PROVIDER_TYPES)):
        if field.key == key:
            limits["enum"] = list(words)
    return described | ({"constraints": limits} if limits else {})
