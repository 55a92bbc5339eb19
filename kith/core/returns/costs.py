"""What a service costs a week and in a period, from the three cost fields of the return.

Source: DHSC, ASC-CLD-LA-Dashboard, cost procedures. Negative costs and units are read without their sign.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from kith.core.money import half_up
from kith.core.returns.events import Event

ONE_OFF = "One-off"
UNITS_A_WEEK: Mapping[str, Fraction] = {
    "Weekly": Fraction(1),
    "Fortnightly": Fraction(1, 2),
    "4-weekly": Fraction(1, 4),
    "Monthly": Fraction(12, 52),
    "Quarterly": Fraction(4, 52),
    "Annually": Fraction(1, 52),
}


def pence_a_week(event: Event) -> int | None:
    """Pence a week, or None where the fields do not say, as for a one-off."""
    weekly = _weekly(event)
    return None if weekly is None else _whole(weekly)


def pence_in(event: Event, starts_on: date, ends_on: date) -> int:
    """Pence in a period both of whose days count; 0 where the fields do not say."""
    if event.unit_cost is not None and event.cost_frequency == ONE_OFF:
        return _whole(_pence(event.unit_cost)) if starts_on <= event.starts_on <= ends_on else 0
    weekly = _weekly(event)
    first, last = max(event.starts_on, starts_on), min(event.ends_on or ends_on, ends_on)
    if weekly is None or last < first:
        return 0
    return _whole(weekly * ((last - first).days + 1) / 7)


def _weekly(event: Event) -> Fraction | None:
    if event.unit_cost is None or event.cost_frequency == ONE_OFF:
        return None
    if event.cost_frequency in UNITS_A_WEEK:
        return _pence(event.unit_cost) * UNITS_A_WEEK[event.cost_frequency]
    if event.units_per_week is None:
        return None
    return _pence(event.unit_cost) * abs(Fraction(event.units_per_week))


def _pence(pounds: Decimal) -> Fraction:
    return abs(Fraction(pounds)) * 100


def _whole(pence: Fraction) -> int:
    return half_up(pence.numerator, pence.denominator)
