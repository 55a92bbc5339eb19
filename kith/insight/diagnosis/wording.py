"""How figures and kinds of provider are written in results."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from kith.core.money import pounds
from kith.insight.diagnosis.intervals import Interval
from kith.insight.diagnosis.result import Estimate, Unit

MILLION_PENCE = 100_000_000
FIGURES_KEPT = 3


def tier_words(tier: str) -> str:
    """A kind of provider as it is called on pages."""
    return {
        "primary": _("Primary"),
        "framework": _("Framework"),
        "spot": _("Spot"),
        "in_house": _("In house"),
        "direct_payment": _("Direct payment"),
    }.get(tier, tier or _("Not known"))


def place_words(key: str) -> str:
    """An area or team as it is called on pages: area_2 is Area 2."""
    return key[:1].upper() + key[1:].replace("_", " ")


def percent(share: float, decimals: int = 1) -> str:
    """A share, as 5.1 %."""
    return f"{100 * share:.{decimals}f} %".replace("-", "−")


def whole_percent(share: float) -> str:
    """A share, as 5 %."""
    return percent(share, 0)


def pence(amount: float) -> str:
    """Pence as pounds; from a thousand pounds on, whole ones."""
    if abs(amount) < 100_000:
        return pounds(round(amount))
    return pounds(100 * round(amount / 100)).removesuffix(".00")


def about(amount: float) -> str:
    """An estimated amount a year, with no more figures than it can bear: £1.23m, £232,000, £4,120."""
    sign, size = ("−" if amount < 0 else ""), abs(amount)
    if size >= MILLION_PENCE:
        return f"{sign}£{size / MILLION_PENCE:,.2f}m"
    whole = round(size / 100)
    places = len(str(whole)) - FIGURES_KEPT
    return f"{sign}£{round(whole, -places) if places > 0 else whole:,}"


def about_between(interval: Interval) -> str:
    """Both ends of an estimated amount."""
    return _("%(low)s to %(high)s") % {"low": about(interval.low), "high": about(interval.high)}


def with_interval(interval: Interval, unit: Unit) -> str:
    """A figure and its 95 % interval in words: 5.1 % (4.8 % to 5.4 %)."""
    writers: dict[Unit, Callable[[float], str]] = {"share": percent, "pence": pence}
    write = writers.get(unit, _number)
    return _("%(value)s (%(low)s to %(high)s)") % {
        "value": write(interval.value),
        "low": write(interval.low),
        "high": write(interval.high),
    }


def _number(value: float) -> str:
    return f"{value:,.1f}".replace("-", "−")


def estimate(key: str, words: str, found: Interval, *, unit: Unit, n: int, method: str) -> Estimate:
    """A figure with its interval, ready for a result."""
    return Estimate(
        key=key,
        words=words,
        value=found.value,
        low=found.low,
        high=found.high,
        unit=unit,
        n=n,
        method=method,
    )
