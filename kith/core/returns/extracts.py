"""What a return tells of people and their care, as the extracts that `kith diagnose` reads.

A council that has nothing else has its Client Level Data. Services become packages, placements and
reablement; reviews stay reviews; requests become referrals with the service that followed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from kith.core.returns.costs import pence_a_week
from kith.core.returns.events import CARE_HOME, COMMUNITY, NURSING, Event, EventType, by_person
from kith.core.returns.reablement import is_reablement, spells

MINUTES_IN_AN_HOUR = 60
HOURLY = "Hourly"
FROM_HOSPITAL = "Discharge from Hospital"
NO_ONGOING = "NFA"

HEADERS: Mapping[str, Sequence[str]] = {
    "people": ("person", "date of birth", "date of death", "primary support reason"),
    "packages": (
        "person",
        "provider type",
        "start date",
        "end date",
        "minutes a week",
        "weekly cost",
        "workers",
    ),
    "placements": ("person", "kind", "start date", "end date", "weekly cost"),
    "reviews": ("review", "person", "review date", "kind"),
    "reablement": ("person", "cohort", "start date", "end date", "outcome"),
    "referrals": (
        "referral",
        "person",
        "referral date",
        "route",
        "decision date",
        "outcome",
        "service",
        "service start",
    ),
}
"""The columns of each file, in words that `kith diagnose` knows."""

Cells = tuple[str, ...]


def extracts_of(events: Iterable[Event]) -> Iterator[tuple[str, Cells]]:
    """Each row with the file it belongs in; `events` are joined, one row each."""
    for person, own in by_person(event for event in events if event.is_service_user).items():
        yield "people", _person(person, own)
        for event in own:
            yield from _service(event) if event.is_service else ()
            if event.event_type is EventType.REVIEW:
                kind = "unplanned" if event.review_reason.startswith("Unplanned") else "planned"
                yield "reviews", (_named(event), person, _day(event.ends_on or event.starts_on), kind)
            if event.event_type is EventType.REQUEST:
                yield "referrals", _referral(event, own)
        for spell in spells(own):
            outcome = "none" if spell.outcome.startswith(NO_ONGOING) else "other"
            dates = (_day(spell.starts_on), _day(spell.ends_on))
            yield "reablement", (person, "intake", *dates, outcome if spell.ends_on else "")


def _person(person: str, own: Sequence[Event]) -> Cells:
    latest = own[-1]
    return person, _day(latest.born_on), _day(latest.died_on), latest.support_reason


def _service(event: Event) -> Iterator[tuple[str, Cells]]:
    weekly = pence_a_week(event)
    dates = (_day(event.starts_on), _day(event.ends_on))
    cost = "" if weekly is None else f"{weekly // 100}.{weekly % 100:02d}"
    if event.service_type in CARE_HOME:
        kind = "nursing" if event.service_type == NURSING else "residential"
        yield "placements", (event.person, kind, *dates, cost)
    elif event.service_type == COMMUNITY and not is_reablement(event):
        bought = "direct_payment" if event.mechanism == "Direct payment" else ""
        yield "packages", (event.person, bought, *dates, _minutes(event), cost, "1")


def _minutes(event: Event) -> str:
    if event.cost_frequency != HOURLY or event.units_per_week is None:
        return ""
    return str(round(abs(event.units_per_week) * MINUTES_IN_AN_HOUR))


def _referral(request: Event, own: Sequence[Event]) -> Cells:
    """The request with the first service that began on its day or later, of the person's."""
    following = next((e for e in own if e.is_service and e.starts_on >= request.starts_on), None)
    return (
        _named(request),
        request.person,
        _day(request.starts_on),
        "hospital" if request.route == FROM_HOSPITAL else "community",
        _day(request.ends_on),
        request.outcome,
        following.component if following else "",
        _day(following.starts_on if following else None),
    )


def _named(event: Event) -> str:
    return event.reference or f"row {event.row}"


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
