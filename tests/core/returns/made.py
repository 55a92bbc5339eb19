"""Events and rows with everything filled in that a test does not speak of."""

from __future__ import annotations

from datetime import date
from typing import Any

from kith.core.returns.events import Event, EventType


def event(kind: str, starts_on: str, ends_on: str | None = None, /, **told: Any) -> Event:
    """An event of Ada's, who was born in April 1940, in a file for the year to 31 March 2026."""
    common: dict[str, Any] = {
        "row": 1,
        "period_ends_on": date(2026, 3, 31),
        "la_code": "212",
        "person": "Ada",
        "client_type": "Service user",
        "born_on": date(1940, 4, 17),
    }
    return Event(
        event_type=EventType(kind),
        starts_on=date.fromisoformat(starts_on),
        ends_on=date.fromisoformat(ends_on) if ends_on else None,
        **(common | told),
    )


def service(service_type: str, starts_on: str, ends_on: str | None = None, /, **told: Any) -> Event:
    """A service of this type."""
    return event("Service", starts_on, ends_on, service_type=service_type, **told)


def row(**told: str) -> dict[str, str]:
    """A home care service of Ada's as a row that may be sent, with cells changed by their labels."""
    return GOOD_ROW | told


GOOD_ROW = {
    "LA code": "212",
    "Reporting period start date": "2025-04-01",
    "Reporting period end date": "2026-03-31",
    "NHS number": "999 000 0018",
    "LA person unique identifier": "A1",
    "First name": "Ada",
    "Last name": "Marsh",
    "Gender": "Female",
    "Ethnicity": "White: Irish",
    "Date of birth": "1940-04-17",
    "Client type": "Service user",
    "Primary support reason": "Physical support: Personal care support",
    "Event type": "Service",
    "Event reference": "line-1",
    "Event start date": "2025-06-02",
    "Service type": "Long term support: Community",
    "Service component": "Home support or domiciliary care",
    "Delivery mechanism": "CASSR commissioned support",
    "Unit cost": "24.50",
    "Cost frequency (unit type)": "Hourly",
    "Planned units per week": "14",
}
