"""Every kind of extract. People come first: their days of death bound everything else."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from kith.insight.extracts.kinds import Kind
from kith.insight.extracts.kinds_care import PACKAGES, PEOPLE, PLACEMENTS, REABLEMENT, REVIEWS
from kith.insight.extracts.kinds_case_files import CASE_SCORES
from kith.insight.extracts.kinds_flow import COMPLAINTS, CONTACTS, DISCHARGES, REFERRALS
from kith.insight.extracts.kinds_published import (
    ASCOF,
    ASCOF_COUNCILS,
    HOME_CARE_HOURS,
    HOSPITAL_DAYS,
    SUPPLIER_PAYMENTS,
)
from kith.insight.extracts.kinds_visits import INVOICES, PAYMENTS, VISITS
from kith.insight.extracts.kinds_voices import VOICES

KINDS: Mapping[str, Kind] = MappingProxyType({
    kind.key: kind
    for kind in (
        PEOPLE, PACKAGES, PLACEMENTS, REVIEWS, REABLEMENT, CONTACTS, REFERRALS, DISCHARGES, COMPLAINTS,
        VOICES, CASE_SCORES, INVOICES, PAYMENTS, VISITS, SUPPLIER_PAYMENTS, HOSPITAL_DAYS, ASCOF,
        ASCOF_COUNCILS, HOME_CARE_HOURS,
    )
})  # fmt: skip
