"""Visits, and what was paid for them."""

from __future__ import annotations

from kith.core.phrases import phrase
from kith.insight.facts.shape import DAY, FLAG, INSTANT, TEXT, WHOLE, FactTable, columns

VISITS = FactTable(
    name="visits",
    called=phrase("Places of visits"),
    row="one place of one visit: a visit that needs two workers has two rows",
    columns=columns(
        visit_key=(TEXT, "the visit"),
        place=(WHOLE, "1, or 2 for the second worker"),
        person_key=(TEXT, "the person, as a pseudonym"),
        worker_key=(TEXT, "the worker who came or was to come, as a pseudonym; empty where nobody was found"),
        provider_key=(TEXT, "the provider"),
        patch_key=(TEXT, "the patch of the person's home on that day"),
        contract_key=(TEXT, "the contract"),
        tier=(TEXT, "primary, framework or spot"),
        service_type=(TEXT, "kind of care"),
        slot=(TEXT, "which visit of the day"),
        on_day=(DAY, "the London day on which it is planned"),
        week_starts_on=(DAY, "Monday of that week"),
        commissioned_minutes=(WHOLE, "minutes asked for"),
        rostered_minutes=(WHOLE, "minutes on the rota; 0 where nobody was found"),
        actual_minutes=(WHOLE, "whole minutes delivered, as verified"),
        actual_seconds=(WHOLE, "seconds delivered, as verified"),
        invoiced_minutes=(WHOLE, "minutes the provider claims"),
        window_starts_at=(INSTANT, "start of the window"),
        rostered_starts_at=(INSTANT, "start on the rota"),
        started_at=(INSTANT, "start as verified"),
        late_seconds=(WHOLE, "verified start after rostered start, in seconds; minus when early"),
        verdict=(TEXT, "what verification found; empty before it"),
        cancelled=(FLAG, "whether it was called off beforehand"),
        travel_minutes=(WHOLE, "from the door before"),
        travel_metres=(WHOLE, "from the door before"),
        travel_mode=(TEXT, "walk, cycle or drive"),
    ),
)

PAYMENTS = FactTable(
    name="payments",
    called=phrase("Payments to providers, by person and week"),
    row="what is paid for one person's week under one contract",
    columns=columns(
        person_key=(TEXT, "the person, as a pseudonym"),
        provider_key=(TEXT, "the provider"),
        patch_key=(TEXT, "the patch of the person's home on the week's last day"),
        contract_key=(TEXT, "the contract"),
        week_starts_on=(DAY, "Monday of the week"),
        pence=(WHOLE, "pence, all runs and adjustments together"),
    ),
)
