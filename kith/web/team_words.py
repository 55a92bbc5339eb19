"""Named teams in words: who is in one, when each works, why it was named, and where it leaves a gap."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from kith.core.named_teams import LARGEST, SMALLEST, Cover, Gap, Why
from kith.orgs.models import Organisation
from kith.orgs.roles import Limit
from kith.people.queries import Access, may_see
from kith.rota.queries_teams import by_name, team_spells
from kith.rota.queries_usual import usual_shifts
from kith.web import code_words, words
from kith.web.visit_rows import Face, Faces
from kith.workforce.models import ShiftPattern, Worker

VISIT_TIMES = 3
WHY: Mapping[str, str] = MappingProxyType(
    {
        Why.FIRST: gettext_noop("First team"),
        Why.ASKED: gettext_noop("The person asked for it"),
        Why.WORKER: gettext_noop("A worker left, or works at other times"),
        Why.VISITS: gettext_noop("The visits changed"),
        Why.FACES: gettext_noop("Who comes most"),
        Why.ENDED: gettext_noop("Nobody is named any more"),
    }
)
ON_WEEKDAYS = (
    gettext_noop("Mondays"),
    gettext_noop("Tuesdays"),
    gettext_noop("Wednesdays"),
    gettext_noop("Thursdays"),
    gettext_noop("Fridays"),
    gettext_noop("Saturdays"),
    gettext_noop("Sundays"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberShown:
    """A worker of a team, and when they usually work."""

    face: Face
    works: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamShown:
    """A provider's named team as the person's page shows it, and since when it holds."""

    provider: Organisation
    members: tuple[MemberShown, ...]
    since: date


def sees_who_comes(access: Access) -> bool:
    """Whether somebody is told who comes: not who reads minutes, the next visit, or busy or free alone."""
    role = access.role
    if not may_see(access, VISIT_TIMES):
        return False
    return role is None or role.key == "worker" or Limit.OWN_SLICE not in role.limits(VISIT_TIMES)


def teams_shown(person_id: UUID, on: date, providers: Sequence[Organisation]) -> tuple[TeamShown, ...]:
    """The teams that these providers have named for a person on a day; three queries, or one."""
    named = team_spells(person_ids=[person_id])
    holding = [(each, named.holding(person_id, each.pk, on)) for each in providers]
    teams = [(provider, spell) for provider, spell in holding if spell and spell.named.members]
    workers = (
        Worker.objects.in_bulk({one for _, spell in teams for one in spell.named.members}) if teams else {}
    )
    members = members_shown(workers.values(), on)
    return tuple(
        TeamShown(
            provider=provider,
            members=tuple(each for each in members if each.face.worker_id in spell.named.members),
            since=spell.starts_on,
        )
        for provider, spell in teams
    )


def members_shown(workers: Collection[Worker], on: date) -> tuple[MemberShown, ...]:
    """These workers by name, with when each usually works; one query, or none."""
    shifts = usual_shifts({each.pk for each in workers}, on) if workers else {}
    faces = Faces()
    return tuple(
        MemberShown(face=faces.of(each), works=works_when(shifts.get(each.pk, ())))
        for each in by_name(workers)
    )


def why_words(reason: str) -> str:
    """Why a team was named, in words."""
    return _(WHY[reason]) if reason in WHY else reason


def works_when(shifts: Sequence[ShiftPattern]) -> str:
    """When somebody usually works, as "Mon–Fri 07:00–14:30"; that no usual shifts are known, if so."""
    said = [
        f"{_runs(shift.weekdays)} {shift.starts:%H:%M}–{shift.ends:%H:%M}"
        + (" " + _("every %(n)s weeks") % {"n": shift.every_weeks} if shift.every_weeks > 1 else "")
        for shift in shifts
    ]
    return ", ".join(said) or _("no usual shifts")


def gap_words(cover: Cover) -> list[str]:
    """Where a team leaves a gap in the four weeks ahead, a sentence each; empty for none."""
    said = []
    if cover.empty_weekdays:
        said.append(_("Nobody of the team works on %(days)s.") % {"days": _on(cover.empty_weekdays)})
    return [*said, *(_gap(each) for each in cover.gaps)]


def size_words(members: int) -> str:
    """That a team is smaller or larger than the aim, in a sentence; empty where it is not."""
    if members < SMALLEST:
        return ngettext(
            "One worker is named; the aim is three to five. For who needs few visits, that may do.",
            "%(n)s workers are named; the aim is three to five. For who needs few visits, that may do.",
            members,
        ) % {"n": members}
    if members > LARGEST:
        return _("%(n)s workers are named; the aim is three to five.") % {"n": members}
    return ""


def _gap(gap: Gap) -> str:
    """One gap: which visit, on which weekdays, and that nobody or only one of the team works then."""
    days = _on(gap.weekdays) if gap.every_week else _("some %(days)s") % {"days": _on(gap.weekdays)}
    if gap.working:
        said = _("%(visit)s, %(days)s: only one of the team works then, and two are needed.")
    else:
        said = _("%(visit)s, %(days)s: nobody of the team works then.")
    return said % {"visit": code_words.code(gap.slot_key), "days": days}


def _on(weekdays: Sequence[int]) -> str:
    names = [_(ON_WEEKDAYS[each]) for each in weekdays]
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def _runs(weekdays: Collection[int]) -> str:
    """Weekdays with those in a row together: Mon–Wed, Sat."""
    runs: list[list[int]] = []
    for each in sorted(weekdays):
        if runs and runs[-1][-1] == each - 1:
            runs[-1].append(each)
        else:
            runs.append([each])
    return ", ".join(_run(run) for run in runs)


def _run(run: Sequence[int]) -> str:
    first, last = _(words.WEEKDAYS[run[0]]), _(words.WEEKDAYS[run[-1]])
    if len(run) == 1:
        return first
    return f"{first}–{last}" if len(run) > 2 else f"{first}, {last}"
