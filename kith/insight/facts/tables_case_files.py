"""What readers of a case-file audit said. No row says whose file it is: that is held apart."""

from __future__ import annotations

from kith.core.phrases import phrase
from kith.insight.facts.shape import DAY, FLAG, TEXT, WHOLE, FactTable, columns

CASE_SCORES = FactTable(
    name="case_scores",
    called=phrase("Readings of case files"),
    row="what one reader said of one file, or what all its readers agreed on",
    columns=columns(
        audit_key=(TEXT, "the audit"),
        case_key=(TEXT, "the file, by its number in the audit"),
        stratum=(TEXT, "the stratum it was drawn from"),
        stratum_people=(WHOLE, "how many people are in that stratum; empty where nobody counted them"),
        reader_key=(TEXT, "the reader, as a pseudonym"),
        profession=(TEXT, "social_worker, therapist, worker, nurse, manager or other"),
        agreed=(FLAG, "whether it was agreed by all its readers after the blind reading"),
        verdict=(TEXT, "ideal, less_than_ideal or cannot_tell"),
        minutes_now=(WHOLE, "worker minutes a week of care when the file was drawn"),
        enough_minutes=(WHOLE, "worker minutes a week that might have been enough"),
        causes=(TEXT, "the causes named, with semicolons between them"),
        on_day=(DAY, "the day it was said"),
    ),
)
