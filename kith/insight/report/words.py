"""How figures are written in a report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from kith.core.money import pounds
from kith.core.spc_words import plain_number
from kith.insight.diagnosis.result import Unit
from kith.insight.diagnosis.wording import percent


def own_records(whose: str) -> str:
    """What a report of Kith's own records rests on: a council's, or else everybody's."""
    if whose:
        return _("Kith’s own records of %s, without names.") % whose
    return _("Kith’s own records of everybody on this installation, without names.")


def cell(value: Any, unit: Unit) -> str:
    """One cell of a table, as it is read. None is withheld and is said so by whoever lays the table out."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, date):
        return f"{value.day} {value:%b %Y}"
    return _NUMBERS.get(unit, plain_number)(value)


_NUMBERS: Mapping[Unit, Callable[[float], str]] = {
    "share": percent,
    "pence": lambda value: pounds(round(value)),
    "coefficient": lambda value: f"{value:.2f}".replace("-", "−"),
    "whole": lambda value: f"{value:,.0f}".replace("-", "−"),
}


def share_of_rows(share: float | None) -> str:
    """A share of a file's rows; 99.96 % is not 100 %."""
    if share is None:
        return _("none")
    rounded = f"{100 * share:.1f}"
    if rounded == "100.0" and share < 1:
        return _("over 99.9 %")
    return f"{rounded.removesuffix('.0')} %"
