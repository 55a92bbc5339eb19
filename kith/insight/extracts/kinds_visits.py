"""Visits, invoices and payments: what was planned, monitored, claimed and paid."""

from __future__ import annotations

from types import MappingProxyType

from kith.core.table_cells import money_pence, whole_number
from kith.insight.extracts.kinds import (
    Kind,
    Rule,
    choice,
    day,
    hours,
    minutes,
    moment,
    person,
    provider,
    secret,
    whole,
    words,
)  # fmt: skip

PROVIDER_TYPES = MappingProxyType({
    "primary": ("primary provider", "prime", "lead provider", "zone provider", "locality provider"),
    "framework": ("framework provider", "approved list", "secondary", "dps"),
    "spot": ("spot purchase", "spot purchased", "spot provider", "off framework", "ad hoc"),
    "in_house": ("in house", "internal", "council", "local authority"),
    "direct_payment": ("direct payment", "direct payments", "dp"),
})  # fmt: skip
OUTCOMES = MappingProxyType({
    "delivered": ("complete", "completed", "actual", "done", "attended", "confirmed", "ok", "late",
                  "on time"),
    "refused": ("refused by client", "declined", "service refused", "turned away"),
    "missed": ("missed visit", "missed call", "not delivered", "no show", "unattended"),
    "cancelled": ("canceled", "cancelled in advance", "suspended", "hospital", "withdrawn", "not required"),
    "not_known": ("unknown", "unconfirmed", "no data", "pending", "scheduled", "planned"),
})  # fmt: skip
TIER = choice("tier", PROVIDER_TYPES, "provider type", "contract type", "purchase type", "lot",
              about="primary, framework, spot, in_house or direct_payment")  # fmt: skip
CONTRACT = words("contract", "contract ref", "contract number", "purchase order", "po number", "agreement",
                 "service agreement", about="the contract or order")  # fmt: skip

DAY_SQL = "coalesce(on_day, planned_start_day, actual_start_day)"
BEFORE_SQL = (  # the visit's number was one worker's already, on that day
    "row_number IN (SELECT row_number FROM typed WHERE visit IS NOT NULL AND worker IS NOT NULL "
    f"QUALIFY row_number() OVER (PARTITION BY visit, worker, person, {DAY_SQL} ORDER BY row_number) > 1)"
)


def first_of_two(utc: str) -> str:
    """Whether a moment is in the first of the two hours from one to two, when London's clocks go back."""
    return f"(month({utc}) = 10 AND day({utc}) > 24 AND dayofweek({utc}) = 0 AND hour({utc}) = 0)"


VISITS = Kind(
    key="visits",
    row="one worker's attendance, planned or made, at one visit",
    fills="visits",
    hints=("visit", "ecm", "call", "monitor", "attendance", "rota"),
    needs_one_of=("on_day", "planned_start", "actual_start"),
    fields=(
        words("visit", "visit id", "visit ref", "call id", "booking id", "booking ref", "appointment id",
              "event id", about="a number for the visit; two workers at one visit share it"),
        person(),
        secret("worker", "worker id", "care worker", "care worker id", "carer", "carer id", "carer ref",
               "employee", "employee id", "employee number", "staff id", "staff", "staff member",
               "payroll number", about="who came or was to come"),
        provider("branch", "office"),
        words("patch", "patch name", "area", "zone", "locality", "neighbourhood", "ward", "team area",
              about="the neighbourhood"),
        CONTRACT,
        TIER,
        words("service", "service type", "type of care", "visit type", "call type", "service level",
              about="kind of care"),
        day("on_day", "day", "date", "visit date", "call date", "planned date", "scheduled date",
            "rota date", "start date", about="the London day on which it is planned"),
        moment("planned_start", "rostered start", "planned start time", "scheduled start", "rota start",
               "scheduled start time", "planned time", "planned in", "due", "due at", "booked start",
               "planned start date time", about="start on the rota: a time, or a day and time"),
        moment("planned_end", "rostered end", "planned end time", "scheduled end", "rota end",
               "scheduled end time", "planned out", "booked end", "planned end date time",
               after="planned_start", about="end on the rota"),
        minutes("planned_minutes", "rostered minutes", "planned duration", "scheduled duration",
                "rota minutes", "planned mins", "duration planned", "scheduled minutes",
                about="minutes on the rota"),
        minutes("commissioned_minutes", "commissioned", "commissioned duration", "authorised minutes",
                "commissioned mins", "ordered minutes", "contracted minutes", about="minutes asked for"),
        moment("actual_start", "started", "started at", "actual start time", "log in", "login",
               "login time", "logged in", "check in", "check in time", "actual in", "arrival", "arrived",
               "call start", "actual start date time", near="planned_start", about="when the worker came"),
        moment("actual_end", "ended", "ended at", "actual end time", "log out", "logout", "logout time",
               "logged out", "check out", "check out time", "actual out", "departure", "left", "call end",
               "actual end date time", after="actual_start", about="when the worker left"),
        minutes("actual_minutes", "actual duration", "delivered minutes", "actual mins", "duration",
                "delivered duration", "call duration", about="minutes delivered, where no times are known"),
        minutes("invoiced_minutes", "invoiced duration", "billed minutes", "charged minutes",
                "billed duration", "invoiced mins", about="minutes the provider claims"),
        hours("planned_hours", "rostered hours", "planned duration hours", "scheduled hours",
              about="hours on the rota, where minutes are not kept"),
        hours("commissioned_hours", "commissioned duration hours", "authorised hours", "ordered hours",
              "contracted hours", about="hours asked for"),
        hours("actual_hours", "delivered hours", "actual duration hours", "duration hours", "hours",
              about="hours delivered, where no times are known"),
        hours("invoiced_hours", "invoiced duration hours", "billed hours", "charged hours",
              about="hours the provider claims"),
        choice("outcome", OUTCOMES, "status", "visit status", "call status", "visit outcome",
               "booking status", about="delivered, refused, missed, cancelled or not_known"),
        whole("place", whole_number(1, 2), "worker number", "carer number", "position",
              about="1, or 2 for the second worker"),
    ),
    rules=(
        *(Rule(code="second_of_two", message=f"The clocks went back that night: {end.replace('_', ' ')} was "
               "taken as the second of the two times, after the start.",
               where=f"{end} < {start} AND {first_of_two(end)}",
               change={end: f"{end} + INTERVAL 1 HOUR"})
          for start, end in (("planned_start", "planned_end"), ("actual_start", "actual_end"))),
        Rule(code="ends_before_it_starts", message="It ends before it starts: neither time was used.",
             where="actual_end < actual_start", change={"actual_start": "NULL", "actual_end": "NULL"}),
        Rule(code="planned_end_before_start",
             message="Its planned end is before its start and was not used.",
             where="planned_end < planned_start", change={"planned_end": "NULL"}),
        Rule(code="longer_than_a_day", message="It is longer than a day: its end was not used.",
             where="actual_end - actual_start > INTERVAL 1 DAY", change={"actual_end": "NULL"}),
        Rule(code="no_day", message="Nothing in this row says on which day it was.",
             where=f"{DAY_SQL} IS NULL"),
        Rule(code="visit_after_death", message="It is after the day on which the person died.",
             where=f"{DAY_SQL} > (SELECT died_on FROM deaths WHERE deaths.person = typed.person)"),
        Rule(code="same_visit_again", message="An earlier row tells of the same visit of the same worker, "
             "and was used.", where=BEFORE_SQL),
        Rule(code="number_of_several_days", message="Visits of other days have the same number: each day's "
             "was taken for a visit of its own.", where="visit IN (SELECT visit FROM typed GROUP BY visit "
             f"HAVING min({DAY_SQL}) < max({DAY_SQL}))", change={"visit": f"visit || ' ' || {DAY_SQL}"}),
    ),
    select=f"""
        WITH lengths AS (
            SELECT *, {DAY_SQL} AS visit_day,
                coalesce(planned_minutes, planned_hours, date_diff('minute', planned_start, planned_end))
                    AS rota_minutes,
                coalesce(commissioned_minutes, commissioned_hours) AS asked_minutes,
                coalesce(date_diff('second', actual_start, actual_end),
                    60 * coalesce(actual_minutes, actual_hours)) AS seconds
            FROM typed
        ), known AS (
            SELECT *, CASE WHEN outcome IS NOT NULL THEN outcome
                WHEN seconds > 0 THEN 'delivered' ELSE 'not_known' END AS came_to
            FROM lengths
        )
        SELECT coalesce(visit, file || '/' || row_number) AS visit_key,
            coalesce(place, row_number() OVER (
                PARTITION BY coalesce(visit, file || '/' || row_number) ORDER BY row_number)) AS place,
            person AS person_key, worker AS worker_key, provider AS provider_key, patch AS patch_key,
            contract AS contract_key, tier, service AS service_type, NULL AS slot,
            visit_day AS on_day, date_trunc('week', visit_day)::DATE AS week_starts_on,
            coalesce(asked_minutes, rota_minutes) AS commissioned_minutes,
            coalesce(rota_minutes, asked_minutes) AS rostered_minutes,
            coalesce(seconds, 0) // 60 AS actual_minutes, coalesce(seconds, 0) AS actual_seconds,
            coalesce(invoiced_minutes, invoiced_hours) AS invoiced_minutes,
            planned_start AS window_starts_at, planned_start AS rostered_starts_at,
            actual_start AS started_at, date_diff('second', planned_start, actual_start) AS late_seconds,
            came_to AS verdict, came_to = 'cancelled' AS cancelled,
            NULL AS travel_minutes, NULL AS travel_metres, NULL AS travel_mode
        FROM known
    """,
)  # fmt: skip

INVOICES = Kind(
    key="invoices",
    row="what a provider claims for one person and one period",
    fills="invoices",
    hints=("invoice", "claim", "bill"),
    needs_one_of=("pounds", "invoiced_minutes", "invoiced_hours"),
    fields=(
        provider(required=True),
        person(required=False),
        CONTRACT,
        TIER,
        day("starts_on", "period start", "from", "from date", "start date", "week commencing",
            "period from", "service from", "invoice from", "invoice date", required=True,
            about="first day it is for"),
        day("ends_on", "period end", "to", "to date", "end date", "period to", "week ending", "service to",
            "invoice to", about="last day it is for; seven days are taken where it is missing"),
        minutes("invoiced_minutes", "minutes", "invoiced mins", "billed minutes", "claimed minutes",
                high=10_000_000, about="minutes claimed"),
        minutes("invoiced_hours", "hours", "billed hours", "claimed hours", "units", high=10_000_000,
                bare="hours", about="hours claimed"),
        whole("pounds", money_pence, "amount", "amount claimed", "value", "net", "net amount", "total",
              "invoice amount", "invoice value", "cost", about="pounds claimed; minus is a credit"),
    ),
    rules=(
        Rule(code="ends_before_it_starts", message="The period ends before it starts: a week was taken.",
             where="ends_on < starts_on", change={"ends_on": "starts_on + 6"}),
    ),
    select="""
        SELECT provider AS provider_key, person AS person_key, contract AS contract_key, tier, starts_on,
            coalesce(ends_on, starts_on + 6) + 1 AS until,
            coalesce(invoiced_minutes, invoiced_hours) AS invoiced_minutes, pounds AS pence
        FROM typed
    """,
)  # fmt: skip

PAYMENTS = Kind(
    key="payments",
    row="what was paid for one person and one period",
    fills="payments",
    hints=("payment", "paid", "remittance"),
    fields=(
        provider(required=True),
        person(),
        CONTRACT,
        words("patch", "area", "zone", "locality", "neighbourhood", "ward", about="the neighbourhood"),
        day("starts_on", "period start", "from", "from date", "week commencing", "period from",
            "service from", "paid on", "payment date", "date paid", required=True,
            about="first day it is for"),
        day("ends_on", "period end", "to", "to date", "period to", "week ending", "service to",
            about="last day it is for; its week alone is taken where it is missing"),
        whole("pounds", money_pence, "paid", "amount paid", "payment", "payment amount", "net amount",
              "amount", required=True, about="pounds paid; minus is money back"),
    ),
    rules=(
        Rule(code="ends_before_it_starts", message="The period ends before it starts: its first week was "
             "taken.", where="ends_on < starts_on", change={"ends_on": "starts_on"}),
    ),
    # A longer period is shared out over its weeks by days; the parts add up to the whole, to the penny.
    select="""
        WITH periods AS (
            SELECT *, coalesce(ends_on, starts_on) + 1 AS until FROM typed
        ), weeks AS (
            SELECT *, unnest(range(date_trunc('week', starts_on)::TIMESTAMP, until::TIMESTAMP,
                INTERVAL 7 DAY))::DATE AS week FROM periods
        )
        SELECT person AS person_key, provider AS provider_key, patch AS patch_key, contract AS contract_key,
            week AS week_starts_on,
            sum((pounds * (least(week + 7, until) - starts_on)) // (until - starts_on)
                - (pounds * (greatest(week, starts_on) - starts_on)) // (until - starts_on))::BIGINT AS pence
        FROM weeks GROUP BY ALL
    """,
)  # fmt: skip
