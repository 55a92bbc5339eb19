"""Contacts, referrals, discharges and complaints: how people come to care, and what goes wrong."""

from __future__ import annotations

from types import MappingProxyType

from kith.core.table_cells import whole_number
from kith.insight.extracts.kinds import Kind, Rule, choice, day, person, provider, whole, words

LED_TO = MappingProxyType({
    "nothing": ("no further action", "nfa", "none"),
    "information": ("information and advice", "advice", "signposted", "universal services"),
    "reablement": ("short term", "st max", "intermediate care"),
    "package": ("home care", "long term", "care package", "package of care"),
    "review": ("reassessment",),
    "other": ("assessment", "equipment", "safeguarding"),
})  # fmt: skip
ROUTES = MappingProxyType({
    "hospital": ("discharge from hospital", "hospital discharge", "acute", "discharge"),
    "community": ("from community", "home", "self", "other"),
})  # fmt: skip
UPHELD = MappingProxyType({
    "yes": ("upheld", "fully upheld", "y", "true"),
    "partly": ("partially upheld", "partly upheld", "part", "partial"),
    "no": ("not upheld", "n", "false"),
})  # fmt: skip

CONTACTS = Kind(
    key="contacts",
    row="one contact at the front door",
    fills="contacts",
    hints=("contact", "front door", "enquir"),
    fields=(
        words("contact", "contact id", "enquiry id", about="a number for the contact"),
        person(required=False),
        day("on_day", "contact date", "date of contact", "enquiry date", required=True,
            about="the day of the contact"),
        words("channel", "contact channel", "method", "contact method", about="how it came"),
        words("outcome", "contact outcome", "result", about="what was decided, in the council's words"),
        choice("led_to", LED_TO, "sequel", "next step", "outcome of contact", "contact sequel",
               about="nothing, information, reablement, package, review or other"),
    ),
    select="""
        SELECT coalesce(contact, file || '/' || row_number) AS contact_key, person AS person_key, on_day,
            channel, outcome, led_to FROM typed
    """,
)  # fmt: skip

REFERRALS = Kind(
    key="referrals",
    row="one referral for one person",
    fills="referrals",
    hints=("referral", "request"),
    fields=(
        words("referral", "referral id", "referral ref", "request id", about="a number for the referral"),
        person(),
        day("on_day", "referral date", "date of referral", "referred on", "request date", required=True,
            about="the day it came"),
        words("source", "referral source", "referred by", "referrer", about="who sent it"),
        choice("route", ROUTES, "route of access", "referral route", about="hospital or community"),
        day("decided_on", "decision date", "date decided", "outcome date", about="the day it was decided"),
        words("outcome", "referral outcome", "decision", about="what was decided"),
        words("service", "service type", "service offered", about="the service it led to"),
        day("started_on", "service start", "start date", "service start date", about="first day of it"),
    ),
    rules=(
        Rule(code="decided_before_it_came", message="It was decided before it came; that day was not used.",
             where="decided_on < on_day", change={"decided_on": "NULL"}),
    ),
    select="""
        SELECT coalesce(referral, file || '/' || row_number) AS referral_key, person AS person_key, on_day,
            source, route, decided_on, outcome, service, started_on FROM typed
    """,
)  # fmt: skip

DISCHARGES = Kind(
    key="discharges",
    row="one person's leaving hospital",
    fills="discharges",
    hints=("discharge", "ready to leave", "nctr", "hospital"),
    fields=(
        person(),
        day("ready_on", "ready date", "no longer meets criteria", "nctr date", "medically ready",
            "ready for discharge", "discharge ready date", required=True,
            about="the day the person no longer needed to be in hospital"),
        day("left_on", "discharge date", "discharged on", "left hospital", about="the day of leaving"),
        whole("pathway", whole_number(0, 3), "discharge pathway", "p", about="0 to 3"),
        words("area", "ward", "hospital", "site", about="the area or ward"),
    ),
    rules=(
        Rule(code="left_before_ready", message="The person left before being ready: the day of leaving was "
             "taken for both.", where="left_on < ready_on", change={"ready_on": "left_on"}),
    ),
    select="""
        SELECT person AS person_key, ready_on, left_on, pathway, area AS area_key FROM typed
    """,
)  # fmt: skip

COMPLAINTS = Kind(
    key="complaints",
    row="one complaint",
    fills="complaints",
    hints=("complaint", "concern"),
    fields=(
        words("complaint", "complaint id", "complaint ref", "reference", about="a number for the complaint"),
        day("on_day", "received", "date received", "complaint date", "received on", required=True,
            about="the day it was made"),
        day("closed_on", "closed", "date closed", "response date", "answered on",
            about="the day it was answered"),
        provider("about provider", "care provider"),
        words("area", "locality", "zone", "patch", about="the area it is about"),
        words("theme", "category", "subject", "reason", "nature of complaint", required=True,
              about="what it is about"),
        choice("upheld", UPHELD, "decision", "finding", "complaint outcome", "outcome",
               about="yes, partly or no"),
        words("stage", "complaint stage", about="how far it went"),
    ),
    rules=(
        Rule(code="closed_before_made", message="It was closed before it was made; that day was not used.",
             where="closed_on < on_day", change={"closed_on": "NULL"}),
    ),
    select="""
        SELECT coalesce(complaint, file || '/' || row_number) AS complaint_key, on_day, closed_on,
            provider AS provider_key, area AS area_key, theme, upheld, stage FROM typed
    """,
)  # fmt: skip
