"""What the fact tables hold: the data dictionary. ``docs/reference/facts.md`` is written from it.

Keys are ids of rows, or pseudonyms where the row is a person or worker. Instants are naive UTC; London days
and weeks stand beside them, because working them out row by row costs more than reading them. Periods run
from ``starts_on`` up to ``until``, which is not in them. A cell is empty where a thing is not known: the
tables are filled from Kith's own database or from a council's extracts, and no council keeps all of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from kith.insight.facts.shape import FactTable
from kith.insight.facts.tables_care import PACKAGES, PEOPLE, PLACEMENTS, REABLEMENT, REVIEWS
from kith.insight.facts.tables_case_files import CASE_SCORES
from kith.insight.facts.tables_flow import COMPLAINTS, CONTACTS, DISCHARGES, INVOICES, REFERRALS, VOICES
from kith.insight.facts.tables_paid import CALLED_OFF, PRICED
from kith.insight.facts.tables_published import BENCHMARKS, HOSPITAL_DAYS, SUPPLIER_PAYMENTS
from kith.insight.facts.tables_visits import PAYMENTS, VISITS

__all__ = ["CALLED_OFF", "PAYMENTS", "PRICED", "TABLES", "VISITS", "FactTable"]

TABLES: Mapping[str, FactTable] = MappingProxyType(
    {
        table.name: table
        for table in (
            VISITS, CALLED_OFF, PAYMENTS, PRICED, INVOICES, PEOPLE, PACKAGES, REVIEWS, PLACEMENTS, REABLEMENT,
            CONTACTS, REFERRALS, DISCHARGES, COMPLAINTS, VOICES, CASE_SCORES,
            SUPPLIER_PAYMENTS, HOSPITAL_DAYS, BENCHMARKS,
        )
    }
)  # fmt: skip
