"""From a figure to the people and visits behind it, as far as somebody may see them.

What is shown adds up to the figure. People whom a reader may not see are one line together; where they are so
few that taking the others away would leave somebody's figure, no person's figure is shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from kith.core.errors import NotFound, NotPermitted
from kith.core.small_numbers import FEWEST_SHOWN
from kith.insight.facts.duck import at_hand
from kith.insight.facts.known import pseudonym
from kith.insight.measure import Grain, Measure
from kith.insight.measure_grain import APART, at_grain, columns_of, tables_of
from kith.insight.models import Snapshot
from kith.insight.queries_scopes import Scope, patch_keys
from kith.orgs import audit
from kith.orgs.models import User
from kith.orgs.queries import roles_of
from kith.orgs.roles import ROLES, Limit, Right, Role
from kith.people.access import Way
from kith.people.queries_many import record_looks, ways_to_people

NAMES, VISIT_TIMES, PAYMENTS = 1, 3, 10  # classes of data, see orgs/roles.py
SHOWN_AT_ONCE = 25
LOOKED = "see.figures"

# What somebody must be allowed to read of a person to be shown their part of a figure from this table.
CLASS_OF_TABLE: Mapping[str, int] = {
    "visits": VISIT_TIMES,
    "packages": VISIT_TIMES,
    "payments": PAYMENTS,
    "invoices": PAYMENTS,
}
MONEY = ("pence", "invoiced")


class FiguresOnly(NotPermitted):
    """The reader's role gives figures and no people."""

    code = "figures_only"


class NoPeopleBehind(NotFound):
    """There is nothing behind this figure that could be shown by person."""

    code = "no_people_behind"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """So many people's part of a figure."""

    people: int
    numerator: int
    denominator: int

    def __add__(self, other: Part) -> Part:
        return Part(
            people=self.people + other.people,
            numerator=self.numerator + other.numerator,
            denominator=self.denominator + other.denominator,
        )


NOBODY = Part(people=0, numerator=0, denominator=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPart:
    """One person's part of a figure."""

    person_id: UUID
    part: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """The people behind one week of a measure.

    ``named`` and ``further`` are people the reader may see, ``others`` those they may not; together they are
    ``whole``. When ``guarded``, there are too few others for anybody's figure to be shown.
    """

    named: tuple[PersonPart, ...]
    further: Part
    others: Part
    whole: Part

    @property
    def guarded(self) -> bool:
        """Whether figures are withheld, because they would give away those of the few others."""
        return 0 < self.others.people < FEWEST_SHOWN


def classes_behind(measure: Measure) -> frozenset[int]:
    """The classes of data somebody must read of a person to be shown their part of this measure."""
    classes = {CLASS_OF_TABLE[table] for table in tables_of(measure) if table in CLASS_OF_TABLE}
    if any(word in column for column in columns_of(measure) for word in MONEY):
        classes.add(PAYMENTS)
    return frozenset(classes | {NAMES})


def reaches_people(by: User, measure: Measure, on: date) -> bool:
    """Whether the measure can be taken apart by person, and a role of the reader's reads people's parts."""
    if measure.finest == "place":
        return False
    roles = [ROLES[held.key] for held in roles_of(by, on) if held.key in ROLES]
    return all(any(far_enough(role, data_class) for role in roles) for data_class in classes_behind(measure))


def far_enough(role: Role, data_class: int) -> bool:
    """Whether a role reads a class of data whole: a slice of it is not the figure.

    Of payments a provider reads its own lines, and no other lines are in its figures.
    """
    if not role.allows(Right.READ, data_class):
        return False
    if data_class == NAMES:
        return True
    own_lines = data_class == PAYMENTS and "provider" in role.given_by
    return own_lines or not role.limits(data_class) & {Limit.OWN_SLICE, Limit.BREAK_GLASS}


def people_behind(
    measure: Measure, snapshot: Snapshot, scope: Scope, *, by: User, week: date, at: datetime, on: date,
    start: int = 0,
) -> Behind:  # fmt: skip
    """The people behind one week of a measure, the largest part first, from the ``start``-th of those the
    reader may see. Each whose figure is shown has a row in the audit.

    Raises `FiguresOnly` where the reader's roles read no person's part, and `NoPeopleBehind` where a measure
    cannot be taken apart.
    """
    _check(by, measure, on)
    parts = _by_person(_rows(measure, snapshot, scope, week))
    ways = _ways(by, measure, on, at)
    keys = {person_id: pseudonym(person_id) for person_id in ways}
    open_ = [PersonPart(person_id=each, part=parts[key]) for each, key in keys.items() if key in parts]
    in_order = sorted(open_, key=lambda each: (-each.part.numerator, -each.part.denominator, each.person_id))
    shown = tuple(in_order[start : start + SHOWN_AT_ONCE])
    whole, visible = _sum(parts.values()), _sum(each.part for each in in_order)
    behind = Behind(
        named=shown,
        further=_less(visible, _sum(each.part for each in shown)),
        others=_less(whole, visible),
        whole=whole,
    )
    if not behind.guarded:
        _record(by, at, measure, {each.person_id: ways[each.person_id] for each in shown})
    return behind


def part_of_person(
    measure: Measure, snapshot: Snapshot, scope: Scope, *, by: User, person_id: UUID, week: date,
    at: datetime, on: date,
) -> Mapping[str, Part]:  # fmt: skip
    """One person's part of a week: by the key of each visit that is in it, or by an empty key where the
    measure cannot be taken apart so far. Writes a row of the audit.

    Raises as `people_behind` does, and `NotFound` for somebody the reader may not see, or who is not in it.
    """
    _check(by, measure, on)
    key = pseudonym(person_id)
    parts = {
        visit: part
        for (person, visit), part in _rows(measure, snapshot, scope, week, by_visit=True).items()
        if person == key
    }
    ways = _ways(by, measure, on, at, [person_id])  # asked of nobody too: a refusal takes the same work
    if not parts or person_id not in ways:
        audit.record(
            by=by, at=at, action=LOOKED, person_id=person_id, data_class=_class_told(measure), allowed=False,
            reason="no_right", subject_kind="measure", subject_id=measure.key,
        )  # fmt: skip
        raise NotFound
    _record(by, at, measure, ways)
    return parts


def _check(by: User, measure: Measure, on: date) -> None:
    if measure.finest == "place":
        raise NoPeopleBehind
    if not reaches_people(by, measure, on):
        raise FiguresOnly("Your role reads this figure, and not the part of it that is one person’s.")


def _rows(
    measure: Measure, snapshot: Snapshot, scope: Scope, week: date, *, by_visit: bool = False
) -> dict[tuple[str, str], Part]:
    """Each person's part of the week within the scope, or each visit's, by the keys of both."""
    grain: Grain = "visit" if by_visit and measure.finest == "visit" else "person"
    provider, patches = str(scope.provider.pk) if scope.provider else None, patch_keys(scope)
    found: defaultdict[tuple[str, str], Part] = defaultdict(lambda: NOBODY)
    for _week, key, patch, top, bottom, _people in _asked(at_grain(measure, grain, week=week), snapshot):
        of_provider, person, visit = f"{key or ''}{APART}{APART}".split(APART)[:3]
        if provider in (None, of_provider) and (patches is None or patch in patches):
            part = Part(people=1, numerator=int(top or 0), denominator=int(bottom or 0))
            found[person, visit] += part
    return found


def _asked(measure: Measure, snapshot: Snapshot) -> list[tuple[Any, ...]]:
    """The rows of a measure of one week, over the tables it reads and no others."""
    with at_hand().cursor() as connection:
        for name in tables_of(measure):
            path = str(Path(snapshot.folder) / f"{name}.parquet").replace("'", "''")
            connection.execute(f"CREATE TEMP VIEW {name} AS SELECT * FROM read_parquet('{path}')")  # noqa: S608
        return connection.execute(measure.sql).fetchall()


def _by_person(rows: Mapping[tuple[str, str], Part]) -> dict[str, Part]:
    return {person: replace(part, people=1) for (person, _visit), part in rows.items()}


def _ways(
    by: User, measure: Measure, on: date, at: datetime, among: Collection[UUID] | None = None
) -> dict[UUID, Mapping[int, Way]]:
    """By person, the ways by which the reader reads people's parts of this measure."""
    classes = classes_behind(measure)
    return ways_to_people(by=by, data_classes=classes, on=on, at=at, weigh=far_enough, among=among)


def _class_told(measure: Measure) -> int:
    """The class of data that the person is told was looked at: the most private one."""
    return max(classes_behind(measure))


def _record(by: User, at: datetime, measure: Measure, ways: Mapping[UUID, Mapping[int, Way]]) -> None:
    told = _class_told(measure)
    record_looks(
        by=by, at=at, action=LOOKED, ways={person_id: of[told] for person_id, of in ways.items()},
        data_class=told, subject_kind="measure", subject_id=measure.key,
    )  # fmt: skip


def _sum(parts: Iterable[Part]) -> Part:
    return sum(parts, start=NOBODY)


def _less(whole: Part, part: Part) -> Part:
    return Part(
        people=whole.people - part.people,
        numerator=whole.numerator - part.numerator,
        denominator=whole.denominator - part.denominator,
    )
