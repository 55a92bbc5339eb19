"""Names and texts as they stand in SQL."""

from __future__ import annotations


def name(of: str) -> str:
    """A table's or column's name in quotation marks."""
    return '"' + of.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text in quotation marks."""
    return "'" + text.replace("'", "''") + "'"
