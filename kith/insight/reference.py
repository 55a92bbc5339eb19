"""Reference pages of the figures, written from the tables and measures themselves."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import dedent

from kith.core.small_numbers import FEWEST_SHOWN
from kith.insight.facts.tables import TABLES, FactTable
from kith.insight.measure import Measure
from kith.insight.measures import MEASURES

_FACTS_OPENING = """\
# Fact tables

The tables that every measure and the diagnosis are worked out from, written as Parquet files with each
snapshot, or read from a council's own extracts. People and workers are pseudonyms; there are no names and no
notes. Periods run from `starts_on` up to `until`, which is not in them; a cell is empty where a thing is not
known. This page is written from the files `kith/insight/facts/tables*.py`.
"""

_MEASURES_OPENING = f"""\
# Measures

What each figure asks; its own page says what it means and how it is worked out. These pages are written from
the files in `kith/insight/measures/`; [Add a measure](../how-to/add-a-measure.md) says how to add one.

A figure about fewer than {FEWEST_SHOWN} people is withheld, because it could name somebody; where it could be
worked out from the figures beside it, the next smallest is withheld too. Week by week, figures stand on
[XmR charts](spc.md). What a reader may see of the people behind a figure is in
[Who sees what](../explanation/who-sees-what.md#behind-a-figure).

| Measure | Question | Owner |
| --- | --- | --- |"""

_MEASURE_CLOSING = """\
The text reads the [fact tables](../facts.md). [All measures](../measures.md), and what is withheld of them.
"""

_BETTER = {"increase": "More is better.", "decrease": "Less is better.", "neutral": "Neither way is better."}
_FINEST = {
    "visit": "each visit: visits add up to people, people to providers, providers to the whole",
    "person": "each person: people add up to providers, providers to the whole",
    "place": "each provider in its patch; a worker’s day belongs to nobody alone",
}
_UNITS = {
    "share": "a share, shown as a percentage",
    "pence": "pence, shown as pounds",
    "minutes": "minutes",
    "workers": "care workers",
    "grams": "grams of CO2e",
}


def facts_page() -> str:
    """The data dictionary, in Markdown."""
    return "\n".join([_FACTS_OPENING, *(line for table in TABLES.values() for line in _table(table))])


def measures_page() -> str:
    """Every measure with its question, and where its own page is, in Markdown."""
    return "\n".join([_MEASURES_OPENING, *map(_row, MEASURES.values()), ""])


def measure_pages() -> dict[str, str]:
    """A page for each measure with its question, definition and text, by file name."""
    return {f"measures/{measure.key}.md": "\n".join(_measure(measure)) for measure in MEASURES.values()}


def _table(table: FactTable) -> Iterator[str]:
    yield f"## {table.name}\n"
    yield f"A row is {table.row}.\n"
    yield "| Column | Type | What it is |\n| --- | --- | --- |"
    yield from (f"| `{name}` | {column.type} | {column.words} |" for name, column in table.columns.items())
    yield ""


def _row(measure: Measure) -> str:
    return f"| [{measure.title}](measures/{measure.key}.md) | {measure.question} | {measure.owner} |"


def _measure(measure: Measure) -> Iterator[str]:
    yield f"# {measure.title}\n"
    yield f"*{measure.question}*\n"
    yield f"- Numerator: {measure.numerator}."
    yield f"- Denominator: {measure.denominator}."
    yield f"- Unit: {_UNITS[measure.unit]}. {_BETTER[measure.improvement]}"
    yield f"- Can be taken apart down to {_FINEST[measure.finest]}."
    yield f"- Owner: {measure.owner}."
    yield f"- Source: {measure.source}."
    yield f"- Key: `{measure.key}`.\n"
    yield f"```sql\n{dedent(measure.sql).strip()}\n```\n"
    yield _MEASURE_CLOSING
