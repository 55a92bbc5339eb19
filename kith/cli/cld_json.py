"""The answers of ``kith cld`` as JSON."""

from __future__ import annotations

from kith.core.returns.ascof import MeasureResult
from kith.core.returns.submission import Quality
from kith.core.returns.waiting_times import MedianWait


def quality_json(quality: Quality) -> dict[str, object]:
    """Every count and every failure kept."""
    return {
        "rows": quality.rows,
        "fit": quality.fit,
        "fields": [
            {"field": label, "check": int(check), "rows": count}
            for (label, check), count in sorted(quality.by_field.items())
        ],
        "failures": [
            {
                "row": failure.row,
                "reference": failure.reference,
                "field": failure.label,
                "check": int(failure.check),
                "message": failure.message,
            }
            for failure in quality.failures
        ],
    }


def result_json(result: MeasureResult) -> dict[str, object]:
    """A measure with everybody in it, so that each can be looked up."""
    return {
        "measure": result.key,
        "title": result.title,
        "value": None if result.value is None else float(result.value),
        "numerator": result.numerator,
        "denominator": result.denominator,
        "members": [
            {"person": member.person, "row": member.row, "counts": member.counts, "why": member.why}
            for member in result.members
        ],
        "left_out": [
            {"person": member.person, "row": member.row, "why": member.why} for member in result.left_out
        ],
    }


def wait_json(wait: MedianWait) -> dict[str, object]:
    """A median wait."""
    return {
        "until": wait.until,
        "quarter": wait.quarter_starts_on.isoformat(),
        "age": wait.band,
        "median_days": wait.days,
        "people": wait.people,
    }
