"""What was written on score sheets when case files were read: one row for each file and reader."""

from __future__ import annotations

from types import MappingProxyType

from kith.core.table_cells import whole_number
from kith.insight.extracts.kinds import (
    MOST_MINUTES_A_WEEK,
    Kind,
    Rule,
    choice,
    day,
    flag,
    minutes,
    secret,
    whole,
    words,
)

VERDICTS = MappingProxyType({
    "ideal": ("right", "appropriate", "as it should be", "yes", "1"),
    "less_than_ideal": ("less than ideal", "not ideal", "less ideal", "could be less", "no", "2"),
    "cannot_tell": ("cannot tell", "can't tell", "not clear", "unclear", "unsure", "not enough information",
                    "3"),
})  # fmt: skip
PROFESSIONS = MappingProxyType({
    "social_worker": ("sw", "principal social worker", "social care practitioner"),
    "therapist": ("ot", "occupational therapist", "occupational therapy", "physiotherapist"),
    "worker": ("care worker", "carer", "home care worker", "support worker"),
    "nurse": ("district nurse", "community nurse"),
    "manager": ("registered manager", "team manager", "care manager"),
    "other": ("commissioner", "doctor", "gp"),
})  # fmt: skip
MOST_PEOPLE = 1_000_000

CASE_SCORES = Kind(
    key="case_scores",
    row="what one reader said of one case file",
    fills="case_scores",
    hints=("case_file", "case file", "case_score", "score sheet", "file audit"),
    fields=(
        words("audit", "audit id", "audit name", "round", about="which audit; the whole file if empty"),
        words("case", "case number", "case no", "file number", "file", "record number", required=True,
              about="the number of the file, never the person's reference"),
        words("stratum", "group", "sampled from", about="the stratum the file was drawn from"),
        whole("stratum_people", whole_number(1, MOST_PEOPLE), "people in stratum", "stratum size",
              "population", about="how many people are in that stratum"),
        secret("reader", "reviewer", "reviewer name", "read by", "assessor",
               about="who read it; becomes a pseudonym"),
        choice("profession", PROFESSIONS, "role", "discipline", "reviewer profession",
               about="social_worker, therapist, worker, nurse, manager or other"),
        choice("verdict", VERDICTS, "judgement", "opinion", "ideal", "score", required=True,
               about="ideal, less_than_ideal or cannot_tell"),
        words("causes", "cause", "reasons", "reason", "cause codes",
              about="the causes named, with semicolons between them"),
        minutes("minutes_now", "minutes a week now", "weekly minutes", "current minutes",
                high=MOST_MINUTES_A_WEEK, about="worker minutes a week of care now"),
        minutes("enough_minutes", "minutes enough", "minutes that might be enough", "suggested minutes",
                high=MOST_MINUTES_A_WEEK, about="worker minutes a week that might have been enough"),
        flag("agreed", "consensus", "final", about="yes where all readers agreed on it afterwards"),
        day("on_day", "date", "scored on", "date read", about="the day it was said"),
    ),
    rules=(
        Rule(
            code="causes_of_ideal_care",
            message="The care is said to be ideal and causes are named; they were not used.",
            where="verdict = 'ideal' AND causes IS NOT NULL",
            change={"causes": "NULL"},
        ),
    ),
    select="""
        SELECT coalesce(audit, file) AS audit_key, "case" AS case_key, stratum, stratum_people,
            coalesce(reader, profession, '') AS reader_key, profession, coalesce(agreed, false) AS agreed,
            verdict, minutes_now, enough_minutes, causes, on_day
        FROM typed
    """,
)  # fmt: skip
