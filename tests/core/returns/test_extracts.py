"""A return becomes the extracts of a diagnosis: each event in the file it belongs in."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from kith.core.returns.events import COMMUNITY, NURSING, ONGOING_LOW, ST_MAX, Event
from kith.core.returns.extracts import HEADERS, extracts_of
from tests.core.returns.made import event, service


def rows(name: str, *events: Event) -> list[dict[str, Any]]:
    """The rows of one file, by the names of its columns."""
    return [
        dict(zip(HEADERS[name], cells, strict=True)) for file, cells in extracts_of(events) if file == name
    ]


def test_home_care_is_a_package_with_its_minutes_and_its_cost() -> None:
    care = service(
        COMMUNITY, "2025-06-02", "2025-09-30",
        unit_cost=Decimal("24.50"), cost_frequency="Hourly", units_per_week=Decimal("10.5"),
    )  # fmt: skip
    assert [
        {
            "person": "Ada", "provider type": "", "start date": "2025-06-02", "end date": "2025-09-30",
            "minutes a week": "630", "weekly cost": "257.25", "workers": "1",
        }
    ] == rows("packages", care)  # fmt: skip


def test_a_care_home_is_a_placement_and_equipment_is_neither() -> None:
    own = [service(NURSING, "2025-06-02"), service(ONGOING_LOW, "2025-06-02", None, component="Equipment")]
    (placement,) = rows("placements", *own)
    assert ("nursing", "2025-06-02", "") == (
        placement["kind"],
        placement["start date"],
        placement["end date"],
    )
    assert [] == rows("packages", *own)


def test_reablement_is_told_by_spell_with_what_was_needed_after() -> None:
    first = service(ST_MAX, "2025-06-02", "2025-06-20")
    second = service(ST_MAX, "2025-06-22", "2025-07-13", outcome="NFA: Support ended as planned")
    (told,) = rows("reablement", first, second)
    assert ("2025-06-02", "2025-07-13", "none") == (told["start date"], told["end date"], told["outcome"])


def test_a_request_is_a_referral_with_the_service_that_followed() -> None:
    asked = event("Request", "2025-06-01", "2025-06-03", route="Discharge from Hospital", reference="R1")
    care = service(COMMUNITY, "2025-06-20", None, component="Home support or domiciliary care")
    (referral,) = rows("referrals", asked, care)
    assert ("R1", "hospital", "2025-06-03", "2025-06-20") == (
        referral["referral"], referral["route"], referral["decision date"], referral["service start"],
    )  # fmt: skip


def test_reviews_are_planned_unless_they_say_otherwise_and_carers_are_not_in_it() -> None:
    planned = event("Review", "2025-06-01", "2025-06-03", review_reason="Planned")
    urgent = event("Review", "2025-07-01", "2025-07-03", review_reason="Unplanned: Carer related")
    carer = event("Review", "2025-07-01", "2025-07-03", person="Wilf", client_type="Unpaid carer")
    assert ["planned", "unplanned"] == [row["kind"] for row in rows("reviews", planned, urgent, carer)]
    assert ["Ada"] == [row["person"] for row in rows("people", planned, urgent, carer)]
