"""A measure's chart with its causes on it: drawn alike on pages, in files and on paper."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from kith.core.spc import Chart
from kith.core.spc_chart import draw
from kith.insight.measure import Measure
from kith.insight.queries_causes import Cause
from kith.insight.writing import writer


def drawn(measure: Measure, chart: Chart, causes: Sequence[Cause], *, identity: str) -> str:
    """The chart as one SVG element, each cause numbered at its week, and named where limits begin afresh."""
    return draw(
        chart,
        title=_(measure.title),
        identity=identity,
        write=writer(measure),
        causes={
            cause.week_starts_on: _("cause %(number)s") % {"number": cause.number}
            for cause in causes
            if cause.rebases
        },
        marks=_marks(causes),
    )


def _marks(causes: Sequence[Cause]) -> dict[date, str]:
    numbers: defaultdict[date, list[str]] = defaultdict(list)
    for cause in causes:
        numbers[cause.week_starts_on].append(str(cause.number))
    return {week: ", ".join(written) for week, written in numbers.items()}
