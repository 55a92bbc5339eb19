"""The places each role has in the header. A badge counts only what waits for you."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from kith.orgs.queries import HeldRole


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    """One place: where it leads, how it is drawn, and the letter after ``g``."""

    url_name: str
    label: str
    icon: str
    letter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place as a page shows it."""

    key: str
    href: str
    label: str
    icon: str
    letter: str
    waiting: int


ROWS: Mapping[str, PlaceRow] = MappingProxyType(
    {
        "today": PlaceRow(url_name="today_home", label=gettext_noop("Today"), icon="today", letter="t"),
        "places": PlaceRow(url_name="neighbourhoods", label=gettext_noop("Places"), icon="map", letter="l"),
        "rota": PlaceRow(url_name="rota_home", label=gettext_noop("Rota"), icon="rota", letter="r"),
        "people": PlaceRow(url_name="people", label=gettext_noop("People"), icon="people", letter="p"),
        "work": PlaceRow(url_name="my_work", label=gettext_noop("My work"), icon="flag", letter="w"),
        "providers": PlaceRow(url_name="providers", label=gettext_noop("Providers"), icon="team", letter="o"),
        "money": PlaceRow(url_name="pay_runs", label=gettext_noop("Money"), icon="pay", letter="m"),
        "measures": PlaceRow(url_name="measures", label=gettext_noop("Measures"), icon="chart", letter="s"),
        "accounts": PlaceRow(url_name="accounts", label=gettext_noop("Accounts"), icon="team", letter="c"),
        "privacy": PlaceRow(url_name="emergencies", label=gettext_noop("Privacy"), icon="plan", letter="v"),
    }
)

DESK = ("today", "rota", "people", "work", "money", "measures")
BY_ROLE: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "person": ("people",),
        "family": ("people",),
        "worker": ("rota", "people", "work"),
        "coordinator": DESK,
        "registered_manager": DESK,  # who reaches accounts from the foot of each page
        "provider_finance": ("money", "measures"),
        "social_worker": ("today", "places", "people", "work", "measures"),
        "principal_social_worker": ("measures", "people", "work"),
        "broker": ("today", "places", "people", "work", "providers", "measures"),
        "council_finance": ("money", "work", "providers", "measures"),
        "commissioner": ("today", "places", "providers", "money", "work", "measures"),
        "nurse": ("people", "work"),
        "trusted_assessor": ("people", "work"),
        "analyst": ("measures",),
        "account_manager": ("accounts",),
        "operator": ("accounts",),
        "privacy_officer": ("people", "work", "privacy"),
    }
)


def first_place(roles: Sequence[HeldRole]) -> str:
    """The name of the address where somebody begins: the first place of their first role, or empty."""
    keys = (key for role in roles for key in BY_ROLE.get(role.key, ())[:1])
    return next((ROWS[key].url_name for key in keys), "")


def places_of(roles: Sequence[HeldRole], waiting: Mapping[str, int]) -> list[Place]:
    """The places of everything somebody may do, in one fixed order."""
    keys = {key for role in roles for key in BY_ROLE.get(role.key, ())}
    return [
        Place(
            key=key,
            href=reverse(row.url_name),
            label=gettext(row.label),
            icon=row.icon,
            letter=row.letter,
            waiting=waiting.get(key, 0),
        )
        for key, row in ROWS.items()
        if key in keys
    ]
