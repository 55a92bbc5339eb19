"""What people answered when they were asked about their care: one row for each question and person."""

from __future__ import annotations

from types import MappingProxyType

from kith.insight.extracts.kinds import Kind, choice, day, provider, words

ANSWERS = MappingProxyType({
    "yes": ("always", "usually", "very satisfied", "satisfied", "agree", "strongly agree", "good",
            "very good", "excellent", "y", "true"),
    "partly": ("sometimes", "neither", "neutral", "fair", "ok", "neither satisfied nor dissatisfied",
               "partially", "to some extent"),
    "no": ("never", "rarely", "dissatisfied", "very dissatisfied", "disagree", "strongly disagree", "poor",
           "very poor", "bad", "n", "false"),
})  # fmt: skip

VOICES = Kind(
    key="voices",
    row="one person's answer to one question about a provider",
    fills="voices",
    hints=("survey", "feedback", "satisfaction", "voice", "experience"),
    fields=(
        words("voice", "response id", "response", "answer id", about="a number for the answer"),
        day("on_day", "response date", "survey date", "answered on", "date completed", required=True,
            about="the day it was given"),
        provider("about provider", "care provider"),
        words("area", "locality", "zone", "patch", about="the area it is about"),
        words("asked", "question", "question text", required=True, about="what was asked"),
        choice("answer", ANSWERS, "response text", "rating", required=True, about="yes, partly or no"),
        words("channel", "survey", "method", about="how it was asked"),
    ),
    select="""
        SELECT coalesce(voice, file || '/' || row_number || '/' || asked) AS voice_key, on_day,
            provider AS provider_key, area AS area_key, asked, answer, channel FROM typed
    """,
)  # fmt: skip
