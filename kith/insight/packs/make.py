"""A pack made: who will read it decides whose figures, and what of them, stand in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kith.brokerage.models import Contract
from kith.core.dates import ONE_DAY, week_starts_on
from kith.core.errors import Invalid, NotFound
from kith.insight.models import Snapshot
from kith.insight.packs import contract, weekly
from kith.insight.packs.agreed import agreed_section
from kith.insight.packs.daily import daily_sections
from kith.insight.packs.daily_reads import huddle
from kith.insight.packs.document import Kind, Pack, Section
from kith.insight.packs.meeting import Meeting, meeting
from kith.insight.packs.reader import Reader
from kith.insight.queries import latest_snapshot, measure_named
from kith.insight.queries_defined import measure_for
from kith.insight.queries_scopes import PAYMENTS, Scope, scope_for
from kith.insight.writing import day_words
from kith.orgs.models import Area, Organisation
from kith.orgs.roles import check_may, may

MAKE = "make pack"
WEEK = timedelta(days=7)
KINDS_IN_WORDS: Mapping[Kind, tuple[str, str]] = MappingProxyType(
    {
        "daily": (
            gettext_noop("Daily huddle"),
            gettext_noop(
                "What needs somebody today, who is away, new or home again, and what went wrong yesterday."
            ),
        ),
        "weekly": (
            gettext_noop("Weekly meeting"),
            gettext_noop(
                "Every measure of a week, what changed and why, care that started and ended, and what waited."
            ),
        ),
        "contract": (
            gettext_noop("Contract meeting"),
            gettext_noop(
                "A council and a provider look at a quarter: measures, payments, what became of visits."
            ),
        ),
    }
)


class NoFiguresYet(Invalid):
    """There is no snapshot, so there is nothing to put in a pack."""

    code = "no_figures_yet"


class NotAPack(Invalid):
    """What was asked for makes no pack."""

    code = "not_a_pack"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which pack is wanted: of what kind, about whom, of which week, with which charts beside the usual."""

    kind: Kind
    provider_id: UUID | None = None
    patch_id: UUID | None = None
    week: date | None = None
    measures: tuple[str, ...] = ()


def kinds_for(reader: Reader) -> tuple[Kind, ...]:
    """The kinds of pack the reader may have made. Raises `NotPermitted` for who may have none."""
    check_may(reader.by, MAKE, None, reader.on)
    offered: Mapping[Kind, bool] = {
        "daily": reader.knows_people,
        "weekly": True,
        "contract": may(reader.by, "R", PAYMENTS, reader.on),
    }
    return tuple(kind for kind, is_theirs in offered.items() if is_theirs)


def make_pack(asked: Asked, reader: Reader) -> Pack:
    """The pack. Raises `NoFiguresYet`, `NotAPack`, `NotPermitted`, or `NotFound` for what is not theirs."""
    if asked.kind not in kinds_for(reader):
        raise NotFound
    scope = _scope(asked, reader)
    match asked.kind:
        case "daily":
            return _daily(asked, reader, scope)
        case "weekly":
            return _weekly(asked, reader, scope)
        case "contract":
            return _contract(asked, reader, scope)


def _daily(asked: Asked, reader: Reader, scope: Scope) -> Pack:
    if reader.by is None or scope.patch is None:
        raise NotAPack("A huddle is about one neighbourhood. Choose which.")
    day = huddle(by=reader.by, patch=scope.patch, on=reader.on, at=reader.at)
    sections = (*daily_sections(day), agreed_section(scope, reader.on - ONE_DAY, reader))
    return _pack(asked, reader, scope_words(scope), day_words(reader.on), reader.on, reader.at, sections)


def _weekly(asked: Asked, reader: Reader, scope: Scope) -> Pack:
    held = _meeting(asked, reader, scope, weekly.WEEKS, weekly.CHOSEN)
    period = _("Week from %(day)s") % {"day": day_words(held.week)}
    return _of_meeting(asked, held, scope_words(scope), period, weekly.weekly_sections(held))


def _contract(asked: Asked, reader: Reader, scope: Scope) -> Pack:
    scope = replace(scope, commissioner=_other_side(scope))
    held = _meeting(asked, reader, scope, contract.WEEKS, contract.CHOSEN)
    whose = f"{scope_words(scope)} · {scope.commissioner}"
    period = _("Quarter up to the week from %(day)s") % {"day": day_words(held.week)}
    return _of_meeting(asked, held, whose, period, contract.contract_sections(held))


def _meeting(asked: Asked, reader: Reader, scope: Scope, weeks: int, usual: Collection[str]) -> Meeting:
    return meeting(
        snapshot=_snapshot(),
        scope=scope,
        reader=reader,
        week=_whole_week(asked, reader),
        weeks=weeks,
        charts=_chosen(asked, reader) or usual,
    )


def _of_meeting(asked: Asked, held: Meeting, whose: str, period: str, sections: tuple[Section, ...]) -> Pack:
    return _pack(asked, held.reader, whose, period, held.week, held.snapshot.facts_at, sections)


def _pack(
    asked: Asked, reader: Reader, whose: str, period: str, starts_on: date, known_at: datetime,
    sections: tuple[Section, ...],
) -> Pack:  # fmt: skip
    return Pack(
        kind=asked.kind,
        title=_(KINDS_IN_WORDS[asked.kind][0]),
        whose=whose,
        period=period,
        made_at=reader.at,
        known_at=known_at,
        starts_on=starts_on,
        names=asked.kind == "daily",
        few=reader.knows_people,
        sections=sections,
    )


def _chosen(asked: Asked, reader: Reader) -> tuple[str, ...]:
    """The charts asked for. Raises `NotFound` for a measure that is not the reader's to see."""
    return tuple(
        (measure_for(key, reader.by) if reader.by else measure_named(key)).key for key in asked.measures
    )


def _other_side(scope: Scope) -> Organisation:
    """The council of a contract meeting: the reader's own, the patch's, or the provider's only one."""
    if scope.provider is None:
        raise NotAPack("A contract meeting is with one provider. Choose which.")
    councils = Organisation.objects.filter(
        pk__in=Contract.objects.filter(provider=scope.provider).values("commissioner")
    )
    side = scope.commissioner or (scope.patch.commissioner if scope.patch else None)
    if side is None and councils.count() == 1:
        side = councils.get()
    if side is None:
        raise NotAPack("A contract meeting is with one council. Choose one of its neighbourhoods.")
    return side


def scope_words(scope: Scope) -> str:
    """Whose figures these are."""
    parts = [str(part) for part in (scope.patch, scope.provider) if part is not None]
    return " · ".join(parts) or _("All providers and patches")


def _snapshot() -> Snapshot:
    snapshot = latest_snapshot()
    if snapshot is None:
        raise NoFiguresYet(
            "There are no figures yet. They appear after the first night, or after: kith snapshot"
        )
    return snapshot


def _whole_week(asked: Asked, reader: Reader) -> date:
    """The week asked for, or the last that is over."""
    week = asked.week or week_starts_on(reader.on) - WEEK
    if week != week_starts_on(week) or reader.on - week < WEEK:
        raise NotAPack("A pack is about a whole week that is over. Name it by its Monday.", week=week)
    return week


def _scope(asked: Asked, reader: Reader) -> Scope:
    """Whose figures: as far as they are the reader's; for a file to hand on, as named."""
    if reader.by is not None:
        return scope_for(by=reader.by, on=reader.on, provider_id=asked.provider_id, patch_id=asked.patch_id)
    provider = Organisation.objects.filter(pk=asked.provider_id).first() if asked.provider_id else None
    patch = (
        Area.objects.select_related("commissioner").filter(pk=asked.patch_id).first()
        if asked.patch_id
        else None
    )
    if (asked.provider_id and provider is None) or (asked.patch_id and patch is None):
        raise NotFound
    return Scope(provider=provider, patch=patch, commissioner=patch.commissioner if patch else None)
