"""The page furniture: icons, statuses, people, the thread, and how figures are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django import template
from django.template import Context
from django.templatetags.static import static
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kith.core.money import difference
from kith.core.money import pounds as pounds_of
from kith.core.phone_numbers import NotAPhoneNumber, written
from kith.orgs.models import WorkItem
from kith.people.queries_names import PersonName
from kith.web import code_words, words
from kith.web.geometry import Geometry
from kith.web.round_map import Spot
from kith.web.today_page import Round

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str, prefix: str = "i") -> SafeString:
    """A symbol of the sprite; always beside its word, so hidden from screen readers."""
    return format_html(
        '<svg class="ic" aria-hidden="true"><use href="{}#{}-{}"/></svg>',
        static("vendor/icons.svg"),
        prefix,
        name,
    )


@register.simple_tag
def status(key: str, text: str) -> SafeString:
    """A status: shape, colour and word together. Keys are ok late miss off unk shut warn."""
    colour = "miss" if key == "warn" else key
    return format_html('<span class="st {}">{}{}</span>', colour, icon(key), text)


@register.simple_tag
def work_status(item: WorkItem) -> SafeString:
    """What kind of thing waits, as shape, colour and word."""
    return status(code_words.WORK_KEYS.get(item.kind, "unk"), code_words.work(item.kind))


@register.simple_tag
def door(initials: str, status_key: str = "", size: str = "") -> SafeString:
    """A person: people live behind doors."""
    return format_html('<span class="door {} {}" aria-hidden="true">{}</span>', status_key, size, initials)


@register.simple_tag
def bead(initials: str, hue: int | str = "", size: str = "") -> SafeString:
    """A care worker: workers are beads. ``hue`` numbers one of six colours; initials tell them apart too."""
    colour = f"r{(int(hue) % 6) + 1}" if hue != "" else ""
    return format_html('<span class="bead {} {}" aria-hidden="true">{}</span>', colour, size, initials)


@register.simple_tag
def leaf(initials: str) -> SafeString:
    """Family and neighbours are leaves."""
    return format_html('<span class="leaf" aria-hidden="true">{}</span>', initials)


@register.simple_tag
def plaque(initials: str) -> SafeString:
    """Organisations and professionals are plaques."""
    return format_html('<span class="plaque" aria-hidden="true">{}</span>', initials)


@register.simple_tag
def round_beads(round_shown: Round, hue: int) -> SafeString:
    """A worker's visits of the day as beads: filled once begun. SVG, so that a live part may swap it in."""
    size = len(round_shown.rows)
    beads = format_html_join(
        "",
        '<circle class="{}" cx="{}" cy="6" r="4"/>',
        (("d" if begun else "", 5.5 + 11 * n) for n, begun in enumerate(round_shown.begun)),
    )
    label = _("%(done)s of %(all)s visits done") % {"done": round_shown.done, "all": size}
    return format_html(
        '<svg class="nofit beads r{}" width="{w}" height="12" viewBox="0 0 {w} 12" role="img" '
        'aria-label="{}">'
        '<path d="M5 6H{}"/>{}</svg>',
        hue % 6 + 1,
        label,
        11 * size - 6,
        beads,
        w=11 * size,
    )


@register.simple_tag
def map_doors(spots: Sequence[Spot]) -> SafeString:
    """The doors of a map: hundreds, so written in one go."""
    door_of = '<g transform="translate({} {})"><path class="{}" d="M-6 7V-1a6 6.5 0 0 1 12 0v8z"/></g>'
    return SafeString("".join(door_of.format(spot.x, spot.y, escape(spot.css)) for spot in spots))


@register.filter
def name_at(names: Mapping[UUID, Any], someone_id: UUID) -> Any:
    """The name of somebody in a page's names."""
    return names.get(someone_id)


@register.filter
def named(names: Mapping[UUID, PersonName], person_id: UUID) -> str:
    """A person's full name in a page's names."""
    return names[person_id].full if person_id in names else ""


@register.simple_tag(takes_context=True)
def geometry(context: Context, **properties: Any) -> str:
    """The class that places an element: ``class="v {% geometry at=v.at d=v.minutes %}"``."""
    rules: Geometry = context["geometry"]
    return rules.css_class(**properties)


@register.filter
def round_hue(hue: int) -> int:
    """Which of the six hues, 1 to 6."""
    return hue % 6 + 1


@register.filter
def pounds(pence: int | None) -> str:
    """Pence as £294.37."""
    return "" if pence is None else pounds_of(pence)


@register.filter
def signed_pounds(pence: int | None) -> str:
    """A difference with its sign: +£12.00."""
    return "" if pence is None else difference(pence)


@register.filter
def code_word(key: str) -> str:
    """A code in words."""
    return code_words.code(key)


@register.filter
def signed_number(number: float) -> str:
    """A difference with its sign: +4 or −1.5; nothing where there is none."""
    shown = f"{abs(number):.1f}".removesuffix(".0")
    return "0" if not number else f"{'+' if number > 0 else words.MINUS}{shown}"


@register.filter
def signed_percent(share: float | None, places: int = 1) -> str:
    """A difference in percent with its sign: +5.6 %."""
    return "" if share is None else ("+" if share > 0 else "") + words.percent(share, places)


@register.filter
def minutes(whole: int | None) -> str:
    """Minutes as 45 min or 7 h 30."""
    return "" if whole is None else words.minutes(whole)


@register.filter
def hours(whole_minutes: int | None) -> str:
    """Minutes as hours with one decimal."""
    return "" if whole_minutes is None else words.hours(whole_minutes)


@register.filter
def percent(share: float | None, places: int = 0) -> str:
    """A share as a percentage."""
    return words.percent(share, places)


@register.filter
def clock(at: datetime | None) -> str:
    """London time of day."""
    return "" if at is None else words.clock(at)


@register.filter
def clock_since(at: datetime | None, now: datetime) -> str:
    """London time of day, with the day where it is not today's."""
    return "" if at is None else words.clock_since(at, now)


@register.filter
def phone(number: str) -> str:
    """A telephone number as people read it out; as it stands where it is not one."""
    try:
        return written(number)
    except NotAPhoneNumber:
        return number


@register.filter
def day(on: date | datetime | None) -> str:
    """A day, as Tue 24 Nov."""
    return "" if on is None else words.day(on)


@register.filter
def weekday(on: date) -> str:
    """The short name of a day, as Tue."""
    return words.weekday(on)


@register.filter
def day_long(on: date | datetime | None) -> str:
    """A day in full."""
    return "" if on is None else words.day_long(on)


@register.filter
def thousands(number: int | None) -> str:
    """A count with its commas."""
    return "" if number is None else f"{number:,}"
