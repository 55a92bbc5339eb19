"""What files may be sorted by before they are drawn, and how a stratum is named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from kith.core.phrases import phrase, say

BETWEEN = "/"
HOUR = 60
SIZES = ((7 * HOUR, "under_7_hours"), (14 * HOUR, "7_to_14_hours"), (21 * HOUR, "14_to_21_hours"))
LARGEST = "from_21_hours"

# What one may sort by, and what each is called.
SORTED_BY: Mapping[str, str] = MappingProxyType(
    {
        "tier": phrase("kind of provider"),
        "size": phrase("size of the package"),
        "hospital": phrase("hospital: been in it in the last year, or care began after it"),
    }
)
WORDS: Mapping[str, str] = MappingProxyType(
    {
        "primary": phrase("primary provider"),
        "framework": phrase("framework provider"),
        "spot": phrase("spot provider"),
        "in_house": phrase("in house"),
        "direct_payment": phrase("direct payment"),
        "under_7_hours": phrase("under 7 hours a week"),
        "7_to_14_hours": phrase("7 to 14 hours a week"),
        "14_to_21_hours": phrase("14 to 21 hours a week"),
        "from_21_hours": phrase("21 hours a week or more"),
        "hospital": phrase("been in hospital"),
        "no_hospital": phrase("not in hospital"),
        "after_hospital": phrase("began after hospital"),
        "not_after_hospital": phrase("did not begin after hospital"),
        "everybody": phrase("everybody"),
        "not_known": phrase("not known"),
    }
)
EVERYBODY = "everybody"


def size_of(weekly_minutes: int) -> str:
    """The band a package's worker minutes a week fall in."""
    return next((band for below, band in SIZES if weekly_minutes < below), LARGEST)


def stratum(parts: Sequence[str]) -> str:
    """One stratum, by what was found for each thing sorted by."""
    return BETWEEN.join(part or "not_known" for part in parts) or EVERYBODY


def stratum_words(name: str) -> str:
    """A stratum as it is called on pages. Another's, from a file, is called what the file calls it."""
    return ", ".join(say(WORDS[part]) if part in WORDS else part for part in name.split(BETWEEN))
