"""From minutes asked for to minutes paid, as rows: each step, its reason, and what it comes to.

A step is a difference of two kinds of minutes at one place of a visit, at the price its contract pays for an
hour. Differences of neighbours add up by construction: what was asked for, with every step, is what was paid.
Where a council's files claim or pay by person and period, that step is taken person by person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

import duckdb

from kith.core.small_numbers import FEWEST_SHOWN, may_be_shown
from kith.insight.diagnosis.terms import Terms

OTHER = "other"


class Level(StrEnum):
    """Kinds of minutes, in the order in which they come to be."""

    ASKED = "asked"
    ROSTERED = "rostered"
    ACTUAL = "actual"
    CLAIMED = "claimed"
    PAID = "paid"


class Step(NamedTuple):
    """One reason of one step: how many people it touches, and what it comes to."""

    level: Level
    reason: str
    people: int
    minutes: float
    pence_minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Which days are looked at, and at what grain claims and payments are known, if at all."""

    since: date
    until: date
    claims: str
    payments: str

    @property
    def levels(self) -> tuple[Level, ...]:
        """The kinds of minutes that are known."""
        first = (Level.ASKED, Level.ROSTERED, Level.ACTUAL)
        claimed = (Level.CLAIMED,) if self.claims else ()
        return (*first, *claimed, *((Level.PAID,) if self.payments else ()))


def lay_out_gap(facts: duckdb.DuckDBPyConnection, terms: Terms) -> Known | None:
    """Make the table ``gap``: ``level, reason, person_key, provider_key, week_starts_on, places, minutes,
    pence_minutes``; a row under ASKED is where it begins, and a row under any other level a step towards it.

    None where there are no visits in days that claims and payments, if there are any, are of as well.
    """
    known = _known(facts, terms)
    if known is None:
        return None
    days = {"since": known.since, "until": known.until}
    priced = days | {"rate": terms.pence_per_hour}
    facts.execute(_PLACES, priced)
    if known.claims != "places":
        facts.execute("UPDATE gap_places SET claimed = actual")
    facts.execute(_GAP)
    if known.claims == "people":
        facts.execute(_CLAIMS_OF_PEOPLE, priced)
    if known.payments == "places":
        facts.execute(_PAID_BESIDES, days)
        return known
    facts.execute("DELETE FROM gap WHERE level = 'paid'")
    if known.payments == "people":
        facts.execute(_PAID_OF_PEOPLE, priced)
    return known


def _known(facts: duckdb.DuckDBPyConnection, terms: Terms) -> Known | None:
    spans = [
        facts.execute(query).fetchone() or (None, None)
        for query in (
            "SELECT min(week_starts_on), max(week_starts_on) + 7 FROM visits",
            "SELECT min(starts_on), max(until) FROM invoices",
            "SELECT min(week_starts_on), max(week_starts_on) + 7 FROM payments",
        )
    ]
    if spans[0][0] is None:
        return None
    since = max(first for first, _last in spans if first)
    until = min([last for _first, last in spans if last] + [terms.ends_on or date.max])
    found = facts.execute(
        """
        SELECT count(*), count(nullif(invoiced_minutes, 0)), (SELECT count(*) FROM invoices),
            (SELECT count(*) FROM priced WHERE week_starts_on >= $since AND week_starts_on < $until),
            (SELECT count(*) FROM payments)
        FROM visits WHERE week_starts_on >= $since AND week_starts_on + 7 <= $until
        """,
        {"since": since, "until": until},
    ).fetchone() or (0, 0, 0, 0, 0)
    visits, claimed, invoices, priced, payments = found
    if not visits:
        return None
    return Known(
        since=since,
        until=until,
        claims="places" if claimed else "people" if invoices else "",
        payments="places" if priced else "people" if payments else "",
    )


def steps_of(facts: duckdb.DuckDBPyConnection) -> list[Step]:
    """Each reason of each step, in order of steps and then size; those about few people joined."""
    if not facts.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'gap'").fetchone():
        return []
    rows = facts.execute(
        """
        SELECT level, reason, count(DISTINCT nullif(person_key, '')), sum(minutes), sum(pence_minutes)
        FROM gap GROUP BY ALL ORDER BY abs(sum(pence_minutes)) DESC, reason
        """
    ).fetchall()
    steps = [Step(Level(level), reason, int(n), float(m), int(p)) for level, reason, n, m, p in rows]
    return [
        step for level in Level for step in _joined(facts, [each for each in steps if each.level is level])
    ]


def _joined(facts: duckdb.DuckDBPyConnection, steps: Sequence[Step]) -> list[Step]:
    """The steps of a level; those about too few people are one, with the smallest amount of the others if
    they are few together: else the difference of two sums would tell theirs.
    """
    few = [step for step in steps if 0 < step.people < FEWEST_SHOWN]
    kept = [step for step in steps if step not in few]
    about_many = [step for step in kept if step.people]
    if few and not may_be_shown(_people_of(facts, few)) and about_many:
        few.append(min(about_many, key=lambda step: abs(step.pence_minutes)))
        kept.remove(few[-1])
    if not few:
        return kept
    together = Step(
        few[0].level, OTHER, _people_of(facts, few), sum(step.minutes for step in few),
        sum(step.pence_minutes for step in few),
    )  # fmt: skip
    return [*kept, together]


def _people_of(facts: duckdb.DuckDBPyConnection, steps: Sequence[Step]) -> int:
    """How many people some steps of one level touch: somebody with two reasons is one person."""
    found = facts.execute(
        "SELECT count(DISTINCT nullif(person_key, '')) FROM gap WHERE level = ? AND list_contains(?, reason)",
        [steps[0].level.value, [step.reason for step in steps]],
    ).fetchone()
    return int(found[0]) if found else 0


_PLACES = """
    CREATE OR REPLACE TEMP TABLE gap_places AS
    WITH of_contract AS (
        SELECT contract_key, week_starts_on, max(pence_per_hour) AS pence_per_hour
        FROM priced WHERE pence_per_hour > 0 GROUP BY ALL
    )
    SELECT visits.person_key, visits.provider_key, visits.week_starts_on, visits.verdict,
        coalesce(visits.cancelled, FALSE) AS cancelled,
        greatest(coalesce(visits.commissioned_minutes, 0), coalesce(called_off.commissioned_minutes, 0))
            AS asked,
        coalesce(visits.rostered_minutes, 0) AS rostered, coalesce(visits.actual_minutes, 0) AS actual,
        coalesce(visits.invoiced_minutes, 0) AS claimed, coalesce(called_off.why, '') AS why,
        priced.visit_key IS NOT NULL AS is_priced, coalesce(priced.held, '') AS held, priced.basis,
        coalesce(priced.pence_minutes, 0) AS paid, coalesce(priced.tolerance_pence_minutes, 0) AS tolerance,
        coalesce(nullif(priced.pence_per_hour, 0), of_contract.pence_per_hour, $rate) AS rate
    FROM visits
    LEFT JOIN priced ON priced.visit_key = visits.visit_key AND priced.place = visits.place
    LEFT JOIN called_off ON called_off.visit_key = visits.visit_key AND called_off.place = visits.place
    LEFT JOIN of_contract ON of_contract.contract_key = visits.contract_key
        AND of_contract.week_starts_on = visits.week_starts_on
    WHERE visits.week_starts_on >= $since AND visits.week_starts_on + 7 <= $until
"""
_GAP = """
    CREATE OR REPLACE TEMP TABLE gap AS
    SELECT level, reason, person_key, provider_key, week_starts_on, count(*) AS places,
        sum(minutes)::DOUBLE AS minutes, sum(pence_minutes)::HUGEINT AS pence_minutes
    FROM (
        SELECT 'asked' AS level, '' AS reason, person_key, provider_key, week_starts_on,
            asked AS minutes, asked * rate AS pence_minutes FROM gap_places WHERE asked > 0
        UNION ALL
        SELECT 'rostered', CASE
                WHEN cancelled AND rostered = 0 THEN if(why = 'suspended', 'suspended', 'called_off')
                WHEN rostered = 0 THEN 'nobody_found'
                WHEN rostered < asked THEN 'rostered_shorter' ELSE 'rostered_longer' END,
            person_key, provider_key, week_starts_on, rostered - asked, (rostered - asked) * rate
        FROM gap_places WHERE rostered <> asked
        UNION ALL
        SELECT 'actual', CASE
                WHEN cancelled OR verdict = 'cancelled'
                    THEN if(actual > rostered, 'came_though_off', 'cancelled_late')
                WHEN verdict IN ('missed', 'refused') THEN verdict
                WHEN verdict IN ('', 'not_known') THEN 'not_known'
                WHEN rostered = 0 THEN 'came_unrostered'
                WHEN actual < rostered THEN 'shorter' ELSE 'longer' END,
            person_key, provider_key, week_starts_on, actual - rostered, (actual - rostered) * rate
        FROM gap_places WHERE actual <> rostered
        UNION ALL
        SELECT 'claimed', CASE
                WHEN claimed = 0 THEN 'not_claimed' WHEN actual = 0 THEN 'claimed_without_care'
                WHEN claimed > actual THEN 'claimed_more' ELSE 'claimed_less' END,
            person_key, provider_key, week_starts_on, claimed - actual, (claimed - actual) * rate
        FROM gap_places WHERE claimed <> actual
        UNION ALL
        SELECT 'paid', 'tolerance', person_key, provider_key, week_starts_on, tolerance / rate, tolerance
        FROM gap_places WHERE tolerance <> 0
        UNION ALL
        SELECT 'paid', CASE
                WHEN NOT is_priced THEN 'in_no_run' WHEN held <> '' THEN 'held_' || held
                WHEN paid = 0 AND verdict = 'missed' THEN 'missed_unpaid'
                WHEN claimed = 0 THEN 'paid_without_claim'
                ELSE basis || if(paid - tolerance > claimed * rate, '_above', '_below') END,
            person_key, provider_key, week_starts_on,
            (paid - tolerance) / rate - claimed, paid - tolerance - claimed * rate
        FROM gap_places WHERE paid - tolerance <> claimed * rate
    ) AS steps GROUP BY ALL
"""
_PAID_BESIDES = """
    INSERT INTO gap
    SELECT 'paid', 'rounding', '', provider_key, week_starts_on, 0, 0, 60 * pence - exact FROM (
        SELECT provider_key, week_starts_on, sum(pence) AS pence FROM payments
        WHERE week_starts_on >= $since AND week_starts_on < $until GROUP BY ALL
    ) AS rounded JOIN (
        SELECT provider_key, week_starts_on, sum(paid) AS exact FROM gap_places GROUP BY ALL
    ) AS priced USING (provider_key, week_starts_on) WHERE 60 * pence <> exact
    UNION ALL
    SELECT 'paid', 'by_the_year', '', provider_key, week_starts_on, 0, 0, sum(pence_minutes) FROM priced
    WHERE basis = 'year' AND week_starts_on >= $since AND week_starts_on < $until GROUP BY ALL
"""
_CLAIMS_OF_PEOPLE = """
    INSERT INTO gap
    WITH spent AS (
        SELECT person_key, provider_key, sum(actual) AS minutes FROM gap_places GROUP BY ALL
    ), claimed AS (
        SELECT coalesce(person_key, '') AS person_key, provider_key,
            sum(coalesce(invoiced_minutes, round(60.0 * pence / $rate)))::BIGINT AS minutes,
            sum(coalesce(60 * pence, invoiced_minutes * $rate))::BIGINT AS pence_minutes
        FROM invoices WHERE starts_on >= $since AND until <= $until GROUP BY ALL
    ), both_sides AS (
        SELECT person_key, provider_key, spent.person_key IS NOT NULL AS visited,
            coalesce(spent.minutes, 0) AS spent, coalesce(claimed.minutes, 0) AS claimed,
            coalesce(claimed.pence_minutes, 0) AS pence_minutes
        FROM spent FULL JOIN claimed USING (person_key, provider_key)
    )
    SELECT 'claimed', CASE WHEN NOT visited THEN 'unmatched' WHEN claimed = 0 THEN 'not_claimed'
            WHEN spent = 0 THEN 'claimed_without_care' WHEN claimed > spent THEN 'claimed_more'
            ELSE 'claimed_less' END,
        person_key, provider_key, $since, 1, claimed - spent, (claimed - spent) * $rate
    FROM both_sides WHERE claimed <> spent
    UNION ALL
    SELECT 'claimed', 'another_price', person_key, provider_key, $since, 1, 0, pence_minutes - claimed * $rate
    FROM both_sides WHERE pence_minutes <> claimed * $rate
"""
_PAID_OF_PEOPLE = """
    INSERT INTO gap
    WITH before AS (
        SELECT person_key, provider_key, sum(pence_minutes) AS pence_minutes FROM gap GROUP BY ALL
    ), after AS (
        SELECT person_key, provider_key, sum(60 * pence) AS pence_minutes FROM payments
        WHERE week_starts_on >= $since AND week_starts_on + 7 <= $until GROUP BY ALL
    ), both_sides AS (
        SELECT person_key, provider_key, coalesce(before.pence_minutes, 0) AS claimed,
            coalesce(after.pence_minutes, 0) AS paid
        FROM before FULL JOIN after USING (person_key, provider_key)
    )
    SELECT 'paid', CASE WHEN paid = 0 THEN 'claimed_unpaid' WHEN claimed = 0 THEN 'paid_without_claim'
            WHEN paid > claimed THEN 'paid_more' ELSE 'paid_less' END,
        person_key, provider_key, $since, 1, (paid - claimed) / $rate, paid - claimed
    FROM both_sides WHERE paid <> claimed
"""
