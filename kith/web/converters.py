"""Days and weeks in addresses, as 2026-04-07. What is no such day leads nowhere."""

from __future__ import annotations

from datetime import date

from kith.core.dates import week_starts_on


class DayConverter:
    """A London day."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        """The day. Raises `ValueError`, which Django answers with the page for nothing."""
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        """The day as it stands in an address."""
        return value.isoformat()


class WeekConverter(DayConverter):
    """A week, named by its Monday; any day of the week leads to it."""

    def to_python(self, value: str) -> date:
        """The Monday of the week. Raises `ValueError`."""
        return week_starts_on(super().to_python(value))

    def to_url(self, value: date) -> str:
        """The week's Monday."""
        return week_starts_on(value).isoformat()
