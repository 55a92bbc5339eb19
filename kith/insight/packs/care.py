"""Care that began and ended, reviews that are due, and what waits: counts from the rooms below.

Counts are of everybody in the scope, whoever asks, as in a snapshot; nobody is named in them, and few people
are withheld from who does not know them anyway.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kith.brokerage.models import Contract
from kith.brokerage.queries import ActiveLine, lines_active
from kith.core.dates import ONE_DAY, Period, day_bounds
from kith.core.visit_pattern import read_slot
from kith.insight.packs.document import Basis, Grid
from kith.insight.packs.reader import Reader, count_words
from kith.insight.queries_scopes import Scope
from kith.orgs.actions_work import ESCALATED
from kith.orgs.context import as_house
from kith.orgs.models import WorkItem
from kith.people.queries_households import people_in
from kith.plans.models_reviews import Review

REVIEWED_EVERY = timedelta(days=365)
HARM: Mapping[int, str] = MappingProxyType(
    {
        3: gettext_noop("Could harm somebody now"),
        2: gettext_noop("Could harm somebody soon"),
        1: gettext_noop("Worse if it is left"),
        0: gettext_noop("No harm in waiting"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """How long one package line was wanted in all its versions. ``until`` is None while it is."""

    person_id: UUID
    starts_on: date
    until: date | None
    first: ActiveLine
    last: ActiveLine


def stretches(scope: Scope, on: date) -> list[Stretch]:
    """Every package line of the scope as one stretch, whatever was changed in between."""
    with as_house():
        living = people_in(scope.patch, on) if scope.patch else None
        lines = lines_active(provider=scope.provider, person_ids=living)
        if scope.commissioner is not None:
            under = set(Contract.objects.filter(commissioner=scope.commissioner).values_list("pk", flat=True))
            lines = [each for each in lines if each.line.contract_id in under]
    versions: defaultdict[UUID, list[ActiveLine]] = defaultdict(list)
    for each in lines:
        versions[each.origin_id].append(each)
    return [_stretch(each) for each in versions.values()]


def _stretch(versions: Sequence[ActiveLine]) -> Stretch:
    ordered = sorted(versions, key=lambda each: each.starts_on)
    return Stretch(
        person_id=ordered[0].line.person_id,
        starts_on=ordered[0].starts_on,
        until=ordered[-1].until,
        first=ordered[0],
        last=ordered[-1],
    )


def started_and_ended(found: Sequence[Stretch], period: Period, reader: Reader) -> Grid:
    """Package lines that began and ended in a period, with their people and minutes a week."""
    until = period.until or date.max
    began = [each for each in found if period.starts_on <= each.starts_on < until]
    over = [each for each in found if each.until and period.starts_on <= each.until < until]
    standing = [each for each in found if each.starts_on < until and (not each.until or each.until >= until)]
    return Grid(
        title=_("Packages started and ended"),
        headings=(_("What"), _("Package lines"), _("People"), _("Minutes a week")),
        numeric=frozenset({1, 2, 3}),
        rows=(
            _row(_("Started"), [each.first for each in began], reader),
            _row(_("Ended"), [each.last for each in over], reader),
            _row(_("Standing at the end"), [each.last for each in standing], reader),
        ),
        empty="",
        basis=Basis(
            definition=_(
                "A package line is counted once, however often it is changed. Minutes are as commissioned."
            ),
            owner=_("Brokerage"),
            known_at=reader.at,
        ),
    )


def _row(what: str, lines: Sequence[ActiveLine], reader: Reader) -> tuple[str | None, ...]:
    people = len({each.line.person_id for each in lines})
    words = count_words(people, exact=reader.knows_people)
    if words != f"{people:,}":
        return (what, None, words, None)
    return (what, f"{len(lines):,}", words, f"{sum(map(_weekly_minutes, lines)):,}")


def _weekly_minutes(each: ActiveLine) -> int:
    slots = map(read_slot, each.line.pattern)
    return sum(slot.minutes * slot.workers * len(slot.weekdays) // slot.every_weeks for slot in slots)


def reviews_due(found: Sequence[Stretch], on: date, reader: Reader) -> Grid:
    """How many people with care now were not reviewed for a year, and how many of them since when."""
    first_on: dict[UUID, date] = {}
    for each in found:
        if each.starts_on <= on and (each.until is None or each.until > on):
            first_on[each.person_id] = min(first_on.get(each.person_id, each.starts_on), each.starts_on)
    with as_house():
        held = Review.objects.filter(on__lte=on, person__pk__among=set(first_on))
        newest = dict(held.values_list("person").annotate(newest=Max("on")))
    looked_at = [newest.get(person_id, began) for person_id, began in first_on.items()]
    due = sum(1 for day in looked_at if day + REVIEWED_EVERY <= on)
    soon = sum(1 for day in looked_at if on < day + REVIEWED_EVERY <= on + timedelta(days=28))
    exact = reader.knows_people
    return Grid(
        title=_("Reviews due"),
        headings=(_("When"), _("People")),
        numeric=frozenset({1}),
        rows=(
            (_("Due by now"), count_words(due, exact=exact)),
            (_("Due in the next four weeks"), count_words(soon, exact=exact)),
            (_("With care now"), count_words(len(first_on), exact=exact)),
        ),
        empty="",
        basis=Basis(
            definition=_(
                "A review is due a year after the last one, or after care began: Care Act guidance 13.32."
            ),
            owner=_("Social work team"),
            known_at=reader.at,
        ),
    )


def waiting(scope: Scope, period: Period, reader: Reader) -> Grid:
    """What waited for somebody in a period, by the harm that waiting could do."""
    until_at = min(day_bounds(period.until - ONE_DAY)[1] if period.until else reader.at, reader.at)
    since_at = day_bounds(period.starts_on)[0]
    with as_house():
        items = list(_items(scope, period.starts_on, until_at, everywhere=reader.by is None))
    rows = [
        _waited(harm, [item for item in items if item.harm == harm], since_at, until_at, reader)
        for harm in HARM
    ]
    return Grid(
        title=_("What waited for somebody"),
        headings=(_("Harm"), _("Opened"), _("Closed"), _("Escalated"), _("Still open"), _("Overdue")),
        numeric=frozenset({1, 2, 3, 4, 5}),
        rows=tuple(row for row in rows if any(cell != "0" for cell in row[1:])),
        empty=_("Nothing waited at the organisation these figures are of."),
        basis=Basis(
            definition=_("Late and missed visits, held records and whatever else asked for a decision. "
                         "What is overdue is escalated: it is everybody’s, and ranked higher."),
            owner=_("Whoever the work belongs to"),
            known_at=reader.at,
        ),
    )  # fmt: skip


def _items(scope: Scope, since: date, until_at: datetime, *, everywhere: bool) -> QuerySet[WorkItem]:
    """What was open at some time of the period, of the scope's organisation; of all of them for the house."""
    items = WorkItem.objects.filter(
        Q(closed_at__isnull=True) | Q(closed_at__gte=day_bounds(since)[0]), opened_at__lt=until_at
    )
    whose = scope.provider or scope.commissioner
    if whose is not None:
        items = items.filter(organisation=whose)
    elif not everywhere:
        items = items.none()
    return items.filter(person_id__in=people_in(scope.patch, since)) if scope.patch else items


def _waited(
    harm: int, items: Sequence[WorkItem], since: datetime, until: datetime, reader: Reader
) -> tuple[str, ...]:
    open_now = [item for item in items if item.closed_at is None or item.closed_at >= until]
    escalated = [datetime.fromisoformat(item.detail[ESCALATED]) for item in items if ESCALATED in item.detail]
    counts = (
        sum(1 for item in items if item.opened_at >= since),
        sum(1 for item in items if item.closed_at and since <= item.closed_at < until),
        sum(1 for moment in escalated if since <= moment < until),
        len(open_now),
        sum(1 for item in open_now if item.due_at <= until),
    )
    return (_(HARM[harm]), *(count_words(count, exact=reader.knows_people) for count in counts))
