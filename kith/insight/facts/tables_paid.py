"""What pay runs made of visits, place by place, and the visits that were called off beforehand."""

from __future__ import annotations

from kith.core.phrases import phrase
from kith.insight.facts.shape import DAY, TEXT, WHOLE, FactTable, columns

PRICED = FactTable(
    name="priced",
    called=phrase("Places of visits as pay runs priced them"),
    row="one place of one visit as the newest approved run priced it; or, without a visit, what a year pays",
    columns=columns(
        visit_key=(TEXT, "the visit; empty for a part paid by the year"),
        place=(WHOLE, "1, or 2 for the second worker"),
        person_key=(TEXT, "the person, as a pseudonym"),
        provider_key=(TEXT, "the provider"),
        patch_key=(TEXT, "the patch of the person's home on the week's last day"),
        contract_key=(TEXT, "the contract"),
        week_starts_on=(DAY, "Monday of the week"),
        payment_model=(TEXT, "how the contract pays"),
        basis=(TEXT, "which minutes most of it is paid by, such as rostered or actual"),
        pence_per_hour=(WHOLE, "all rates of the model together, in pence an hour"),
        pence_minutes=(WHOLE, "what it pays, exactly: pence an hour times minutes; 60 make a penny"),
        tolerance_pence_minutes=(WHOLE, "of that, for minutes beyond those spent that the contract forgives"),
        held=(TEXT, "why it is not paid yet; empty where it is"),
    ),
)

CALLED_OFF = FactTable(
    name="called_off",
    called=phrase("Places of visits called off beforehand"),
    row="one place of one visit that was asked for and called off before anybody came",
    columns=columns(
        visit_key=(TEXT, "the visit"),
        place=(WHOLE, "1, or 2 for the second worker"),
        person_key=(TEXT, "the person, as a pseudonym"),
        provider_key=(TEXT, "the provider"),
        patch_key=(TEXT, "the patch of the person's home on that day"),
        contract_key=(TEXT, "the contract"),
        week_starts_on=(DAY, "Monday of the week"),
        commissioned_minutes=(WHOLE, "minutes asked for before it was called off"),
        why=(TEXT, "what stopped it, such as cancelled or suspended"),
    ),
)
