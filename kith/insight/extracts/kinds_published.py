"""Files that others publish: a council downloads them and puts them beside its own."""

from __future__ import annotations

from kith.core.table_cells import money_pence, whole_number
from kith.insight.extracts.kinds import Kind, Rule, day, provider, whole, words

MOST_A_DAY = 100_000

SUPPLIER_PAYMENTS = Kind(
    key="supplier_payments",
    row="one payment of a council to a firm, from the list it publishes",
    fills="supplier_payments",
    hints=("spend", "payment", "supplier", "over 500"),
    fields=(
        provider("beneficiary name", "beneficiary", "payee", "vendor", "vendor name", required=True),
        day("paid_on", "payment date", "date paid", "paid date", "date of payment", required=True,
            about="the day of payment"),
        whole("pounds", money_pence, "amount gbp", "amount", "net amount", "amount excl vat", required=True,
              about="pounds paid; minus is money back"),
        words("unit", "organisational unit", "directorate", "department", "service area", required=True,
              about="the part of the council that paid"),
    ),
    select="""
        SELECT paid_on, provider AS provider_key, unit, pounds AS pence FROM typed
    """,
)  # fmt: skip

HOSPITAL_DAYS = Kind(
    key="hospital_days",
    row="one hospital trust's day, from the NHS discharge delays publication",
    fills="hospital_days",
    hints=("ncr", "discharge", "criteria"),
    fields=(
        words("place", "nhs trust22 code", "org code", "trust code", "provider code", required=True,
              about="the trust"),
        day("on_day", "date", "day", required=True, about="the day"),
        whole("waiting", whole_number(0, MOST_A_DAY), "do not meet criteria to reside",
              "no longer meeting criteria to reside", required=True,
              about="people who no longer needed to be there"),
        whole("discharged", whole_number(0, MOST_A_DAY), "discharged total", "total discharges",
              about="people who left"),
    ),
    rules=(
        # A gap is published as nought. A hospital in which nobody waits and which nobody leaves is not open.
        Rule(code="looks_missing", message="Nobody waits and nobody leaves: the day is missing, not nought.",
             where="waiting = 0 AND coalesce(discharged, 0) = 0"),
        Rule(code="nobody_left", message="Nobody left, yet people waited: the number is missing, not nought.",
             where="discharged = 0", change={"discharged": "NULL"}),
    ),
    select="""
        SELECT place AS place_key, on_day, waiting, discharged FROM typed
    """,
)  # fmt: skip

ASCOF = Kind(
    key="ascof",
    row="one published figure of the adult social care outcomes framework",
    fills="benchmarks",
    hints=("ascof",),
    fields=(
        words("table", "measure", required=True, about="which table of the publication"),
        words("title", required=True, about="what it counts"),
        words("area", "council", "local authority", required=True, about="where"),
        words("field", required=True, about="which year, and whether numerator, denominator or outcome"),
        words("value", required=True, about="the figure"),
    ),
    select="""
        SELECT replace("table", 'Table_', '') || ' '
                || regexp_replace(title, '^Table [^:]*: | ?\\[note.*$', '', 'g') AS measure,
            area, split_part(field, ' - ', 1) AS period, split_part(field, ' - ', 2) AS part, value FROM typed
    """,
)  # fmt: skip

ASCOF_COUNCILS = Kind(
    key="ascof_councils",
    row="one published figure of the framework for one council, with what it was worked out from",
    fills="benchmarks",
    hints=("ascof",),
    fields=(
        words("measure", "indicator", required=True, about="which measure, such as 2A"),
        words("name", "council", "local authority", "la name", "area", required=True, about="where"),
        words("la_code", about="the council's code"),
        words("numerator", about="how many counted"),
        words("denominator", about="out of how many"),
        words("outcome", "value", required=True, about="the figure, or why there is none"),
    ),
    # The year is told by the file's name alone: ascof_2024_25.csv, ASCOF 2024-2025.xlsx.
    select=r"""
        WITH parts AS (
            UNPIVOT (SELECT *, regexp_extract(file, '(20[0-9]{2})[-_ to]+(?:20)?([0-9]{2})', ['from', 'to'])
                AS year FROM typed)
            ON outcome, numerator, denominator INTO NAME part VALUE figure
        )
        SELECT measure, name AS area, part, figure AS value,
            CASE WHEN year['from'] <> '' THEN year['from'] || ' to 20' || year['to'] ELSE '' END AS period
        FROM parts
    """,
)  # fmt: skip

HOME_CARE_HOURS = Kind(
    key="home_care_hours",
    row="people with so many hours of home care a week, from Public Health Scotland",
    fills="benchmarks",
    hints=("phs", "homecare", "hours received"),
    fields=(
        words("quarter", "financial quarter", required=True, about="when"),
        words("area", "sending location", required=True, about="where"),
        words("age", "age group", required=True, about="of which age"),
        words("band", "level of service", required=True, about="how many hours a week"),
        whole("people", whole_number(0, 10_000_000), "nclient", required=True, about="how many people"),
    ),
    select="""
        SELECT 'hours a week' AS measure, area, quarter AS period, age || ', ' || band AS part,
            people::VARCHAR AS value FROM typed
    """,
)  # fmt: skip
