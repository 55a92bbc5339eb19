"""What changed between two submissions of Client Level Data: rows new, gone and changed, record by record.

Each submission holds twelve months, so most rows stand in both. A row that is gone because its event ended
before the new twelve months began has merely left them; one that is gone for another reason will be read as
an end by DHSC, which closes a service that is missing from the next file. A new row whose event began in
months that had been sent already came late. Both are what a council looks at before it sends again.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kith.core.returns.specification import Specification
from kith.core.returns.validation import Row, readable_day

PERIOD = frozenset({"Reporting period start date", "Reporting period end date"})
PERSON = ("LA person unique identifier", "NHS number")
TYPE_OF_EVENT = {
    "Request": ("Event end date", "Request: route of access"),
    "Assessment": ("Event end date", "Assessment type"),
    "Review": ("Event end date",),
    "Service": ("Service type", "Service component"),
}
Key = tuple[str, ...]


class Change(StrEnum):
    """What became of a row."""

    BEGAN = "began"
    """New, and its event began after the months that were sent before, or it tells of no event."""

    LATE = "late"
    """New, though its event began in months that were sent before."""

    GONE = "gone"
    """In the old file, not in the new one, and not because time has passed."""

    LEFT = "left"
    """In the old file alone, because its event ended before the new twelve months."""

    CHANGED = "changed"
    """In both, with other words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One row that is not as it was: how, where it stands, whose it is, and each field before and after."""

    change: Change
    row: int
    person: str
    event: str
    reference: str
    fields: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What is to be said of two submissions: every row that differs, and how many are as they were."""

    changes: tuple[Changed, ...]
    same: int

    @property
    def counts(self) -> Mapping[Change, int]:
        """How many rows of each kind of change."""
        found = Counter(each.change for each in self.changes)
        return {change: found[change] for change in Change}

    @property
    def by_field(self) -> Mapping[str, int]:
        """In how many rows each field changed, the most first."""
        return dict(Counter(label for each in self.changes for label, _, _ in each.fields).most_common())


def compare(
    old: Iterable[tuple[int, Row]], new: Iterable[tuple[int, Row]], specification: Specification
) -> Comparison:
    """The rows of the new submission beside those of the old, in the new one's order, then what is gone.

    Rows are matched by their event reference, and where that is missing by what makes an event the same for
    DHSC: person, kind of client, event, start, and its type. The second of two alike is matched to the
    second.
    """
    labels = [field.label for field in specification.fields if field.label not in PERIOD]
    before = dict(_numbered(old))
    old_ends_on = max(
        (_day(row, "Reporting period end date") for _, row in before.values()), default=date.min
    )
    new_starts_on = date.min
    changes: list[Changed] = []
    same = 0
    for key, (number, row) in _numbered(new):
        new_starts_on = max(new_starts_on, _day(row, "Reporting period start date"))
        if key not in before:
            starts_on = readable_day(row, "Event start date")
            late = starts_on is not None and starts_on <= old_ends_on
            changes.append(_changed(Change.LATE if late else Change.BEGAN, number, row))
            continue
        _, was = before.pop(key)
        fields = tuple((label, was[label], row[label]) for label in labels if was[label] != row[label])
        same += not fields
        if fields:
            changes.append(_changed(Change.CHANGED, number, row, fields))
    for number, row in before.values():
        ends_on = readable_day(row, "Event end date")
        left = ends_on is not None and ends_on < new_starts_on
        changes.append(_changed(Change.LEFT if left else Change.GONE, number, row))
    return Comparison(changes=tuple(changes), same=same)


def _numbered(rows: Iterable[tuple[int, Row]]) -> Iterator[tuple[Key, tuple[int, Row]]]:
    """Each row by its key; rows that are alike are told apart by their turn."""
    seen: Counter[Key] = Counter()
    for number, row in rows:
        key = _key(row)
        seen[key] += 1
        yield (*key, str(seen[key])), (number, row)


def _key(row: Row) -> Key:
    person = next((row[label] for label in PERSON if row[label]), "")
    if row["Event reference"]:
        return "reference", person, row["Event reference"]
    of_type = TYPE_OF_EVENT.get(row["Event type"], ())
    return (
        "event",
        person,
        row["Client type"],
        row["Event type"],
        row["Event start date"],
        *(row[label] for label in of_type),
    )


def _changed(change: Change, number: int, row: Row, fields: tuple[tuple[str, str, str], ...] = ()) -> Changed:
    return Changed(
        change=change,
        row=number,
        person=next((row[label] for label in PERSON if row[label]), ""),
        event=row["Event type"] or row["Client type"],
        reference=row["Event reference"],
        fields=fields,
    )


def _day(row: Row, label: str) -> date:
    return readable_day(row, label) or date.min
