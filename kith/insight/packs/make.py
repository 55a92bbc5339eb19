"""A pack made: who will read it decides whose figures, and what of them, stand in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kith.core.dates import week_starts_on
from kith.core.errors import Invalid, NotFound
from kith.insight.models import Snapshot
from kith.insight.packs.document import Kind, Pack
from kith.insight.packs.reader import Reader
from kith.insight.packs.weekly import CHOSEN, weekly_sections
from kith.insight.queries import Scope, latest_snapshot, measure_named, scope_for
from kith.insight.writing import day_words
from kith.orgs.models import Area, Organisation
from kith.orgs.roles import check_may

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
    return ("weekly",)


def make_pack(asked: Asked, reader: Reader) -> Pack:
    """The pack. Raises `NoFiguresYet`, `NotAPack`, `NotPermitted`, or `NotFound` for what is not theirs."""
    if asked.kind not in kinds_for(reader):
        raise NotFound
    scope = _scope(asked, reader)
    snapshot = _snapshot()
    week = _whole_week(asked, reader)
    chosen = tuple(measure_named(key).key for key in asked.measures) or CHOSEN
    return Pack(
        kind="weekly",
        title=_("Weekly meeting"),
        whose=scope_words(scope),
        period=_("Week from %(day)s") % {"day": day_words(week)},
        made_at=reader.at,
        known_at=snapshot.facts_at,
        starts_on=week,
        names=False,
        sections=weekly_sections(snapshot=snapshot, scope=scope, reader=reader, week=week, chosen=chosen),
    )


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
