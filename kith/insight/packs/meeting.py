"""What a weekly and a contract meeting have in common: measures over some weeks, and what became of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from kith.core.dates import Period
from kith.insight.models import Snapshot
from kith.insight.packs.agreed import agreed_section
from kith.insight.packs.care import waiting
from kith.insight.packs.document import Section
from kith.insight.packs.figures import WEEK, MeasureRead, measures_read, pictures, special_grid
from kith.insight.packs.reader import Reader
from kith.insight.queries_meetings import targets_of
from kith.insight.queries_scopes import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """Whose meeting it is, the weeks it looks at, every measure read, and the charts it always has."""

    snapshot: Snapshot
    scope: Scope
    reader: Reader
    week: date
    period: Period
    read: tuple[MeasureRead, ...]
    charts: Collection[str]

    def changed(self, lede: str, *, weeks: int) -> Section:
        """What is unlikely to be chance in the last so many weeks, and the causes noted."""
        found = special_grid(self.read, self.snapshot, self.week, weeks=weeks)
        return Section(key="causes", title=_("What changed, and why"), lede=lede, parts=(found,))

    def pictures(self, lede: str) -> Section:
        """The charts it always has, and those of newest weeks that are unlikely to be chance."""
        drawn = pictures(self.read, self.charts, self.snapshot)
        return Section(key="charts", title=_("Charts"), lede=lede, parts=drawn)

    def waited(self, title: str, lede: str) -> Section:
        """What was not dealt with in time."""
        found = waiting(self.scope, self.period, self.reader)
        return Section(key="waiting", title=title, lede=lede, parts=(found,))

    def agreed(self) -> Section:
        """The actions agreed before."""
        return agreed_section(self.scope, self.period.starts_on, self.reader)


def meeting(
    *, snapshot: Snapshot, scope: Scope, reader: Reader, week: date, weeks: int, charts: Collection[str]
) -> Meeting:
    """A meeting about so many weeks, of which the last begins on this Monday."""
    targets = targets_of(scope.commissioner, week)
    return Meeting(
        snapshot=snapshot,
        scope=scope,
        reader=reader,
        week=week,
        period=Period(starts_on=week - (weeks - 1) * WEEK, until=week + WEEK),
        read=measures_read(snapshot, scope, reader, week, targets),
        charts=charts,
    )
