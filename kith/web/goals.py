"""A person's goals over the weeks: a small drawing, its table, and who tapped last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from kith.core.dates import day_bounds, london_day, week_starts_on
from kith.delivery.queries_goals import Level, Tap, goal_taps
from kith.people.access import Access
from kith.web.person_page import PlanGoal, PlanShown

WEEKS = 8
RECENT = 4  # weeks that the sentence compares with as many before
NEWEST = 4
LEFT, WIDE, HIGH, TOP = 104, 256, 26, 8  # of the drawing: room for names, the weeks, one level, the edge

# How each level is drawn and said; the drawings are those of the phone.
SIGNS: Mapping[Level, tuple[str, str]] = MappingProxyType(
    {
        Level.ALONE: ("alone", gettext_noop("alone")),
        Level.PROMPTING: ("prompt", gettext_noop("with a reminder")),
        Level.HELP: ("help", gettext_noop("with help")),
        Level.REFUSED: ("no", gettext_noop("said no")),
        Level.NOT_TRIED: ("not", gettext_noop("not tried")),
    }
)
LANES = (Level.ALONE, Level.PROMPTING, Level.HELP, Level.REFUSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One level across the drawing: its name and where it stands."""

    sign: str
    name: str
    y: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One tap in the drawing."""

    sign: str
    x: int
    y: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekRow:
    """One week in the table: how often at each level, and where its line stands in the drawing."""

    week: date
    counts: tuple[int, ...]
    x: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalShown:
    """A goal and how it went. Without taps there is no drawing."""

    number: int
    words: str
    sentence: str
    lanes: tuple[Lane, ...]
    marks: tuple[Mark, ...]
    weeks: tuple[WeekRow, ...]
    newest: tuple[tuple[Tap, str], ...]


def goals_shown(access: Access, plan: PlanShown | None, on: date) -> tuple[GoalShown, ...]:
    """Each goal of the plan with its last eight weeks, from the day the plan began; one query."""
    if plan is None or not plan.goals:
        return ()
    first = max(week_starts_on(on) - timedelta(weeks=WEEKS - 1), week_starts_on(plan.starts_on))
    taps = goal_taps(access, day_bounds(first)[0])
    return tuple(_goal(goal, [tap for tap in taps if _is_of(tap, goal)], first, on) for goal in plan.goals)


def _is_of(tap: Tap, goal: PlanGoal) -> bool:
    return tap.goal in (str(goal.id), str(goal.number))


def _goal(goal: PlanGoal, taps: Sequence[Tap], first: date, on: date) -> GoalShown:
    weeks = (week_starts_on(on) - first).days // 7 + 1
    return GoalShown(
        number=goal.number,
        words=goal.words,
        sentence=_sentence(taps, on),
        lanes=tuple(
            Lane(sign=SIGNS[level][0], name=_(SIGNS[level][1]), y=_lane_y(n)) for n, level in enumerate(LANES)
        ),
        marks=tuple(_marks(taps, first, weeks)),
        weeks=tuple(_weeks(taps, first, weeks)),
        newest=tuple((tap, _(SIGNS[tap.level][1])) for tap in reversed(taps[-NEWEST:])),
    )


def _sentence(taps: Iterable[Tap], on: date) -> str:
    """How often they did it alone lately, and in as many weeks before; counts, never a claim."""
    split = on - timedelta(weeks=RECENT)
    tried = [tap for tap in taps if tap.level is not Level.NOT_TRIED]
    lately = [tap for tap in tried if london_day(tap.at) > split]
    before = [tap for tap in tried if london_day(tap.at) <= split]
    if not lately:
        return _("Nobody has tapped this goal in the last four weeks.")
    said = ngettext(
        "Alone %(alone)s time of %(all)s in the last four weeks",
        "Alone %(alone)s times of %(all)s in the last four weeks",
        _alone(lately),
    ) % {"alone": _alone(lately), "all": len(lately)}
    if not before:
        return f"{said}."
    return said + _(", %(alone)s of %(all)s before.") % {"alone": _alone(before), "all": len(before)}


def _alone(taps: Iterable[Tap]) -> int:
    return sum(1 for tap in taps if tap.level is Level.ALONE)


def _marks(taps: Iterable[Tap], first: date, weeks: int) -> Iterable[Mark]:
    starts_at = day_bounds(first)[0]
    for tap in taps:
        if tap.level in LANES:
            yield Mark(
                sign=SIGNS[tap.level][0], x=_x(tap.at - starts_at, weeks), y=_lane_y(LANES.index(tap.level))
            )


def _weeks(taps: Iterable[Tap], first: date, weeks: int) -> Iterable[WeekRow]:
    counted = Counter((week_starts_on(london_day(tap.at)), tap.level) for tap in taps)
    for n in range(weeks):
        week = first + timedelta(weeks=n)
        yield WeekRow(
            week=week,
            counts=tuple(counted[week, level] for level in Level),
            x=_x(timedelta(weeks=n), weeks),
        )


def _lane_y(n: int) -> int:
    return TOP + n * HIGH + HIGH // 2


def _x(after: timedelta, weeks: int) -> int:
    return LEFT + round(WIDE * (after / timedelta(weeks=weeks)))


def level_names() -> list[str]:
    """The heads of the table's columns."""
    return [_(SIGNS[level][1]) for level in Level]
