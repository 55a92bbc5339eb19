"""How people come to care and what they say of it: contacts, referrals, complaints, voices, invoices."""

from __future__ import annotations

from kith.core.phrases import phrase
from kith.insight.facts.shape import DAY, TEXT, WHOLE, FactTable, columns

CONTACTS = FactTable(
    name="contacts",
    called=phrase("Contacts at the front door"),
    row="one contact at the front door",
    columns=columns(
        contact_key=(TEXT, "the contact"),
        person_key=(TEXT, "the person, as a pseudonym"),
        on_day=(DAY, "the day of the contact"),
        channel=(TEXT, "how it came, such as telephone or online"),
        outcome=(TEXT, "what was decided, in the council's words"),
        led_to=(TEXT, "nothing, information, reablement, package, review or other"),
    ),
)

REFERRALS = FactTable(
    name="referrals",
    called=phrase("Referrals"),
    row="one referral for one person",
    columns=columns(
        referral_key=(TEXT, "the referral"),
        person_key=(TEXT, "the person, as a pseudonym"),
        on_day=(DAY, "the day it came"),
        source=(TEXT, "who sent it, such as hospital or family"),
        route=(TEXT, "hospital or community"),
        decided_on=(DAY, "the day it was decided"),
        outcome=(TEXT, "what was decided"),
        service=(TEXT, "the service it led to, such as reablement or home_care"),
        started_on=(DAY, "first day of that service"),
    ),
)

DISCHARGES = FactTable(
    name="discharges",
    called=phrase("Leavings of hospital"),
    row="one person's leaving hospital",
    columns=columns(
        person_key=(TEXT, "the person, as a pseudonym"),
        ready_on=(DAY, "the day the person no longer needed to be in hospital"),
        left_on=(DAY, "the day of leaving; empty while waiting"),
        pathway=(WHOLE, "0 to 3"),
        area_key=(TEXT, "the area or ward"),
    ),
)

COMPLAINTS = FactTable(
    name="complaints",
    called=phrase("Complaints"),
    row="one complaint",
    columns=columns(
        complaint_key=(TEXT, "the complaint"),
        on_day=(DAY, "the day it was made"),
        closed_on=(DAY, "the day it was answered; empty while open"),
        provider_key=(TEXT, "the provider it is about"),
        area_key=(TEXT, "the area it is about"),
        theme=(TEXT, "what it is about, such as continuity or lateness"),
        upheld=(TEXT, "yes, partly or no; empty where not known"),
        stage=(TEXT, "how far it went, such as informal, formal or ombudsman"),
    ),
)

VOICES = FactTable(
    name="voices",
    called=phrase("What people said of their care"),
    row="one person's answer to one question about a provider",
    columns=columns(
        voice_key=(TEXT, "the answer"),
        on_day=(DAY, "the day it was given"),
        provider_key=(TEXT, "the provider it is about"),
        area_key=(TEXT, "the area it is about"),
        asked=(TEXT, "what was asked, such as whether people are treated with respect"),
        answer=(TEXT, "yes, partly or no"),
        channel=(TEXT, "how it was asked, such as a survey or a call"),
    ),
)

INVOICES = FactTable(
    name="invoices",
    called=phrase("Invoices, by person and period"),
    row="what a provider claims for one person and one period",
    columns=columns(
        provider_key=(TEXT, "the provider"),
        person_key=(TEXT, "the person, as a pseudonym; empty where the invoice names nobody"),
        contract_key=(TEXT, "the contract"),
        tier=(TEXT, "primary, framework, spot, in_house or direct_payment"),
        starts_on=(DAY, "first day it is for"),
        until=(DAY, "first day it is no longer for"),
        invoiced_minutes=(WHOLE, "minutes claimed; empty where only money is known"),
        pence=(WHOLE, "pence claimed; minus is a credit"),
    ),
)
