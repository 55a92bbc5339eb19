"""What others publish for all to use: payments to firms, hospitals by day, other councils' figures."""

from __future__ import annotations

from kith.core.phrases import phrase
from kith.insight.facts.shape import DAY, TEXT, WHOLE, FactTable, columns

SUPPLIER_PAYMENTS = FactTable(
    name="supplier_payments",
    called=phrase("Published payments to firms"),
    row="one payment of a council to a firm, as published",
    columns=columns(
        paid_on=(DAY, "the day of payment"),
        provider_key=(TEXT, "the firm"),
        unit=(TEXT, "the part of the council that paid"),
        pence=(WHOLE, "pence; minus is money back"),
    ),
)

HOSPITAL_DAYS = FactTable(
    name="hospital_days",
    called=phrase("Published days of hospitals"),
    row="one hospital trust's day, as published",
    columns=columns(
        place_key=(TEXT, "the trust"),
        on_day=(DAY, "the day"),
        waiting=(WHOLE, "people who no longer needed to be there"),
        discharged=(WHOLE, "people who left; empty where the publication has a gap"),
    ),
)

BENCHMARKS = FactTable(
    name="benchmarks",
    called=phrase("Published figures of other places"),
    row="one published figure of one area",
    columns=columns(
        measure=(TEXT, "what is counted"),
        area=(TEXT, "where"),
        period=(TEXT, "when"),
        part=(TEXT, "of whom, or which part of the figure"),
        value=(TEXT, "the figure as published"),
    ),
)
