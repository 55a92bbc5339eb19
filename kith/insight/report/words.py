"""How figures are written in a report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from kith.core.money import pounds
from kith.core.spc_words import plain_number
from kith.insight.diagnosis.intervals import Interval
from kith.insight.diagnosis.result import Unit
from kith.insight.diagnosis.wording import percent

MILLION_PENCE = 100_000_000
FIGURES_KEPT = 3


def own_records(whose: str) -> str:
    """What a report of Kith's own records rests on: a council's, or else everybody's."""
    if whose:
        return _("Kith’s own records of %s, without names.") % whose
    return _("Kith’s own records of everybody on this installation, without names.")


def about(pence: float) -> str:
    """An estimated amount a year, with no more figures than it can bear: £1.23m, £232,000, £4,120."""
    sign, amount = ("−" if pence < 0 else ""), abs(pence)
    if amount >= MILLION_PENCE:
        return f"{sign}£{amount / MILLION_PENCE:,.2f}m"
    whole = round(amount / 100)
    places = len(str(whole)) - FIGURES_KEPT
    return f"{sign}£{round(whole, -places) if places > 0 else whole:,}"


def about_between(interval: Interval) -> str:
    """Both ends of an estimated amount."""
    return _("%(low)s to %(high)s") % {"low": about(interval.low), "high": about(interval.high)}


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
