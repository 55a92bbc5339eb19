"""What a trial of a provider's own week says on its page: lines to compare, a chart, a drawing, sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from kith.core.paired_chart import Pair, Paired
from kith.rota.models import ShadowRun
from kith.rota.shadow_comparison import METRES_IN_A_DEGREE, METRES_PER_MILE
from kith.rota.shadow_table import COLUMNS
from kith.web import code_words, words
from kith.web.proposal_map import BeforeAfter, Drawing, Drawn
from kith.web.rota_words import ways_by
from kith.web.round_map import DASHES, WIDTH, Frame, Line, Spot
from kith.workforce.models import TravelMode

# Our columns in the words of the page, in the order of ``shadow_table.py``.
COLUMN_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "person": gettext_noop("The person’s reference"),
        "worker": gettext_noop("The worker"),
        "planned_start": gettext_noop("When the visit starts"),
        "planned_end": gettext_noop("When it ends"),
        "planned_minutes": gettext_noop("How long it is"),
        "on_day": gettext_noop("The day"),
        "postcode": gettext_noop("The person’s postcode"),
        "easting": gettext_noop("Easting on the national grid"),
        "northing": gettext_noop("Northing on the national grid"),
        "workers": gettext_noop("How many workers it takes"),
        "second_worker": gettext_noop("The second worker"),
        "worker_postcode": gettext_noop("The worker’s own postcode"),
        "travel_mode": gettext_noop("How the worker travels"),
        "outcome": gettext_noop("Whether it was called off"),
        "visit": gettext_noop("The visit’s reference"),
    }
)


STATE_WORDS: Mapping[str, str] = MappingProxyType(
    {
        ShadowRun.State.READ: gettext_noop("Read, waits for you"),
        ShadowRun.State.WAITING: gettext_noop("Waits its turn"),
        ShadowRun.State.WORKING: gettext_noop("Being worked out"),
        ShadowRun.State.READY: gettext_noop("Ready to look at"),
        ShadowRun.State.FAILED: gettext_noop("Could not be worked out"),
    }
)
MODE_WORDS: Mapping[str, str] = MappingProxyType(
    {
        TravelMode.DRIVE: gettext_noop("By car"),
        TravelMode.WALK: gettext_noop("On foot"),
        TravelMode.CYCLE: gettext_noop("By cycle"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A line of the comparison. ``better`` only where less is better, and it is less."""

    name: str
    before: str
    after: str
    change: str
    better: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCompared:
    """A day of the comparison, before and after of what changes most."""

    on: date
    cells: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnChoice:
    """One of our columns, the header taken for it, and all headers it may be instead."""

    key: str
    name: str
    header: str
    headers: Sequence[str]
    needed: bool


def column_choices(reading: Mapping[str, Any]) -> list[ColumnChoice]:
    """Which header was taken for each of our columns, where the file was a table."""
    if reading["kind"] != "table":
        return []
    taken = {each["key"]: each["header"] for each in reading["columns"]}
    return [
        ColumnChoice(
            key=column.key, name=_(COLUMN_WORDS[column.key]), header=taken.get(column.key, ""),
            headers=reading["header"], needed=column.required,
        )
        for column in COLUMNS
    ]  # fmt: skip


def compared(result: Mapping[str, Any]) -> list[Compared]:
    """What the week comes to on both sides, line by line."""
    before, after = result["before"], result["after"]

    def line(name: str, key: str, write: Any = _number, *, judged: bool = True) -> Compared:
        was, then = before[key], after[key]
        signed = f"{'+' if then > was else words.MINUS}{write(abs(then - was))}" if then != was else "0"
        return Compared(
            name=name, before=write(was), after=write(then), change=signed, better=judged and then < was
        )

    return [
        line(_("Places that nobody has"), "unplaced"),
        line(_("Workers each person meets in the week"), "met"),
        line(_("New faces for people in the week"), "new_faces"),
        line(_("On foot between people"), "walking_minutes", words.minutes, judged=False),
        line(_("In the car between people"), "driving_minutes", words.minutes),
        line(_("On the way in all"), "travel_minutes", words.minutes),
        line(_("By car"), "car_metres", miles),
        line(_("CO2e of the cars"), "grams", _kg),
        line(_("Minutes late, all together"), "late_minutes", words.minutes),
        line(_("Visits more than 15 minutes late"), "late_visits"),
        line(_("Visits more than 15 minutes from the planned time"), "moved_visits"),
        line(_("With people"), "contact_minutes", words.minutes, judged=False),
        line(_("Rounds: a worker on a day"), "shifts", judged=False),
        line(_("Workers in the week"), "workers", judged=False),
        line(_("Paid time"), "paid_minutes", words.minutes, judged=False),
        line(_("Unpaid time between visits, or breaks"), "unpaid_minutes", words.minutes),
    ]


def by_day(result: Mapping[str, Any]) -> list[DayCompared]:
    """Each day: rounds, new faces, on foot, by car and minutes late, on both sides."""
    shown = (
        (_("Rounds"), "shifts", _number),
        (_("New faces"), "new_faces", _number),
        (_("On foot"), "walking_minutes", words.minutes),
        (_("By car"), "car_metres", miles),
        (_("Late"), "late_minutes", words.minutes),
    )
    return [
        DayCompared(
            on=date.fromisoformat(day["on"]),
            cells=tuple(
                (name, write(day["before"][key]), write(day["after"][key])) for name, key, write in shown
            ),
        )
        for day in result["days"]
    ]


def faces_chart(result: Mapping[str, Any]) -> Paired:
    """How many people meet how many workers in the week, before and after."""
    before, after = (result[side]["people_by_met"] for side in ("before", "after"))
    most = max(map(int, (*before, *after)), default=0)
    return Paired(
        title=_("People by how many workers they meet in the week"),
        before=_("As loaded"),
        after=_("Walking rounds"),
        foot_words=_("Different workers in the week"),
        pairs=tuple(
            Pair(name=str(number), before=before.get(str(number), 0), after=after.get(str(number), 0))
            for number in range(1, most + 1)
        ),
    )


def drawn(result: Mapping[str, Any]) -> BeforeAfter | None:
    """Both drawings of the fullest day: the rounds with most visits, on one scale and without a place."""
    kept = result["drawing"]
    before, after = ([_degrees(line) for line in kept[side]] for side in ("before", "after"))
    points = [point for line in (*before, *after) for point in line]
    if not points:
        return None
    frame = Frame(points)
    return BeforeAfter(
        on=date.fromisoformat(kept["on"]),
        width=round(WIDTH),
        height=frame.height,
        before=_drawing(before, frame),
        after=_drawing(after, frame),
        rounds=tuple(
            Drawn(
                name=_("Worker %(number)s") % {"number": worker + 1},
                initials=str(worker + 1),
                hue=hue,
                before=len(before[hue]),
                after=len(after[hue]),
            )
            for hue, worker in enumerate(kept["workers"])
        ),
    )


def in_short(result: Mapping[str, Any]) -> str:
    """What would change most, in two sentences."""
    before, after = result["before"], result["after"]
    cars = _("By car: %(was)s now, %(then)s as walking rounds.") % {
        "was": miles(before["car_metres"]), "then": miles(after["car_metres"]),
    }  # fmt: skip
    faces = _("Each person meets %(was)s workers in this week, and %(then)s as walking rounds.") % {
        "was": _number(before["met"]), "then": _number(after["met"]),
    }  # fmt: skip
    return f"{cars} {faces}"


def what_it_rests_on(result: Mapping[str, Any]) -> Iterator[str]:
    """What has to be known to read the comparison rightly, sentence by sentence."""
    yield ways_by(result["streets"])
    yield _("Ways from home and back are counted on neither side.")
    yield _("Walking rounds are shifts of 7.5 paid hours with 45 minutes of planned down-time and a break. "
            "Visits may start up to %(n)s minutes earlier or later than in your file.") % {
        "n": result["tolerance_minutes"]
    }  # fmt: skip
    yield _("Paid time as loaded is visits and ways, as if both were paid.")
    yield _("A visit as loaded is late where the visit before and the way leave too little time.")
    if result["planner"] == "insertion heuristic":
        yield _("The rota engine is not built here: a plain planner made these rounds.")


def what_to_know(result: Mapping[str, Any]) -> Iterator[str]:
    """What speaks against it, or would have to be settled first, sentence by sentence."""
    if result["stopped"]:
        yield _("The search was stopped early: this is the best it had.")
    for reason, n in result["reasons"].items():
        left = ngettext("%(n)s visit has nobody: %(why)s.", "%(n)s visits have nobody: %(why)s.", n)
        yield left % {"n": n, "why": code_words.code(reason)}
    if n := result["strangers"]:
        yield ngettext("%(n)s person would meet somebody who does not come to them in this week.",
                       "%(n)s people would meet somebody who does not come to them in this week.",
                       n) % {"n": n}  # fmt: skip
    if n := result["driven"]:
        yield ngettext("%(n)s shift would still be driven: its doors are too far apart to walk.",
                       "%(n)s shifts would still be driven: their doors are too far apart to walk.",
                       n) % {"n": n}  # fmt: skip
    if n := result["others"]:
        yield ngettext("%(n)s worker more would be needed than your file names.",
                       "%(n)s workers more would be needed than your file names.", n) % {"n": n}  # fmt: skip


def miles(metres: int) -> str:
    """A distance, as 12.4 miles."""
    return _("%(n)s miles") % {"n": _number(round(metres / METRES_PER_MILE, 1))}


def _kg(grams: int) -> str:
    return _("%(n)s kg") % {"n": _number(round(grams / 1_000, 1))}


def _number(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0")


def _degrees(line: Sequence[Sequence[int]]) -> list[tuple[float, float]]:
    """Metres north and east as degrees around nowhere, where both are of one length."""
    return [(north / METRES_IN_A_DEGREE, east / METRES_IN_A_DEGREE) for east, north in line]


def _drawing(lines: Sequence[Sequence[tuple[float, float]]], frame: Frame) -> Drawing:
    routes: list[Line] = []
    doors: dict[tuple[float, float], Spot] = {}
    for hue, line in enumerate(lines):
        points = [frame.at(*point) for point in line]
        if len(points) > 1:
            steps = " ".join(f"{x:g} {y:g}" for x, y in points)
            routes.append(Line(d=f"M{steps}", css=f"r{hue + 1}", dash=DASHES[hue]))
        doors |= {point: Spot(x=point[0], y=point[1], css=f"dr r{hue + 1}") for point in points}
    return Drawing(routes=tuple(routes), doors=tuple(doors.values()))
