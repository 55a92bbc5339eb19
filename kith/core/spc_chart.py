"""An XmR chart as a picture, its words and its table, drawn from one `Chart`.

Drawn on the server as SVG: no script, no style attributes, colours by the names of the design language, so
that it follows light and dark, prints, and is read out. A grey disc is as expected; a diamond is special,
blue for improvement, orange for concern.
"""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from math import floor, log10

from kith.core.phrases import say
from kith.core.spc import Chart, ChartPoint
from kith.core.spc_words import plain_number, reads_as, sentence

WIDTH, HEIGHT = 850, 350
LEFT, RIGHT, TOP, BOTTOM = 64, 772, 24, 316
LABEL_EVERY = 76  # pixels between dates along the foot
GRID_LINES = 6
MARK_AWAY, MARK_SIZE = 24, 10  # how far from its point a number stands, and half its height
FINEST_SHARE = 1e9  # a series that moves less than this share of itself is drawn level

_COLOURS = {
    "common_cause": "var(--spc-same)",
    "special_cause_improvement": "var(--spc-good)",
    "special_cause_concern": "var(--spc-bad)",
    "special_cause_neutral_high": "var(--damson)",
    "special_cause_neutral_low": "var(--damson)",
}

Write = Callable[[float], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Where values and points fall on the drawing, in its own units."""

    count: int
    low: float
    high: float
    step: float

    def x(self, at: float) -> float:
        """How far along the point of this place lies."""
        return round(LEFT + (RIGHT - LEFT) * (at + 0.5) / self.count, 1)

    def y(self, value: float) -> float:
        """How far down this value lies."""
        return round(BOTTOM - (BOTTOM - TOP) * (value - self.low) / (self.high - self.low), 1)

    def marks(self) -> list[float]:
        """The round values that get a line across."""
        first = round(self.low / self.step)
        return [n * self.step for n in range(first, round(self.high / self.step) + 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One point for the table under the chart: everything the picture shows, as text."""

    date: datetime.date | None
    value: str
    average: str
    expected: str
    reads_as: str
    is_special: bool


def draw(
    chart: Chart,
    *,
    title: str,
    identity: str,
    write: Write = plain_number,
    causes: Mapping[datetime.date, str] | None = None,
    marks: Mapping[datetime.date, str] | None = None,
) -> str:
    """The chart as one SVG element.

    `title` says what is counted; with the sentence of what it shows it becomes the text for people who do
    not see it. `identity` is the id of that text on the page, `write` writes a value with its unit, `causes`
    says in a few words why the limits were worked out afresh on a date, and `marks` numbers the points of
    dates, for a list beneath that says what happened.
    """
    frame = _frame(chart)
    described = f"{title}. {sentence(chart, write=write)}"
    parts = [
        f'<svg class="chart grow" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-labelledby="{escape(identity)}">',
        f'<title id="{escape(identity)}">{escape(described)}</title>',
        *_grid(frame, write),
        *(part for group in _groups(chart) for part in _expected(group, frame)),
        *_target(chart, frame, write),
        *_rebases(chart, frame, causes or {}),
        _line(chart, frame),
        *(_mark(point, at, frame) for at, point in enumerate(chart.points)),
        *_numbers(chart, frame, marks or {}),
        *_dates(chart, frame),
        f'<text class="hi" x="{frame.x(frame.count - 0.6) + 8:.1f}" y="{frame.y(chart.last.y) + 5:.1f}">'
        f"{escape(write(chart.last.y))}</text>",
        "</svg>",
    ]
    return "".join(parts)


def table_rows(chart: Chart, *, write: Write = plain_number) -> tuple[TableRow, ...]:
    """The same chart as rows of text, oldest first."""
    return tuple(
        TableRow(
            date=point.date,
            value=write(point.y),
            average=write(point.mean),
            expected=""
            if point.lpl is None or point.upl is None
            else say("{low} to {high}", low=write(point.lpl), high=write(point.upl)),
            reads_as=reads_as(point),
            is_special=point.point_type != "common_cause",
        )
        for point in chart.points
    )


def _frame(chart: Chart) -> Frame:
    lines = [value for p in chart.points for value in (p.y, p.mean, p.lpl, p.upl) if value is not None]
    lines += [] if chart.target is None else [chart.target]
    low, high = min(lines), max(lines)
    largest = max(abs(low), abs(high))
    if high - low <= largest / FINEST_SHARE:
        low, high = low - (largest / 10 or 1), high + (largest / 10 or 1)
    step = _round_step((high - low) / GRID_LINES)
    return Frame(
        count=len(chart.points), low=floor(low / step) * step, high=(floor(high / step) + 1) * step, step=step
    )


def _round_step(step: float) -> float:
    power: float = 10.0 ** floor(log10(step))
    return next(size * power for size in (1, 2, 2.5, 5, 10) if size * power >= step)


def _grid(frame: Frame, write: Write) -> list[str]:
    return [
        f'<path d="M{LEFT} {frame.y(value)}H{RIGHT}" stroke="var(--line)"/>'
        f'<text x="{LEFT - 8}" y="{frame.y(value) + 5}" text-anchor="end">{escape(write(value))}</text>'
        for value in frame.marks()
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    first: int
    points: Sequence[ChartPoint] = field(default_factory=tuple)


def _groups(chart: Chart) -> list[_Group]:
    numbers = [point.group for point in chart.points]
    starts = [at for at, number in enumerate(numbers) if at == 0 or number != numbers[at - 1]]
    ends = [*starts[1:], len(numbers)]
    return [_Group(first=a, points=chart.points[a:b]) for a, b in zip(starts, ends, strict=True)]


def _expected(group: _Group, frame: Frame) -> list[str]:
    point = group.points[0]
    left, right = frame.x(group.first - 0.4), frame.x(group.first + len(group.points) - 0.6)
    average = f'<path d="M{left} {frame.y(point.mean)}H{right}" stroke="var(--ink)" stroke-width="2"/>'
    if point.lpl is None or point.upl is None:
        return [average]
    top, foot = frame.y(point.upl), frame.y(point.lpl)
    return [
        f'<rect x="{left}" y="{top}" width="{right - left:.1f}" height="{foot - top:.1f}" '
        'fill="var(--sunk)" opacity=".7"/>',
        average,
        f'<path d="M{left} {top}H{right}M{left} {foot}H{right}" stroke="var(--spc-same)" '
        'stroke-width="1.5" stroke-dasharray="5 5"/>',
    ]


def _target(chart: Chart, frame: Frame, write: Write) -> list[str]:
    if chart.target is None:
        return []
    y = frame.y(chart.target)
    return [
        f'<path d="M{LEFT} {y}H{RIGHT}" stroke="var(--miss)" stroke-width="2" stroke-dasharray="10 4"/>'
        f'<text class="hi" x="{LEFT + 6}" y="{y - 7:.1f}">'
        f"{escape(say('Target {value}', value=write(chart.target)))}</text>"
    ]


def _rebases(chart: Chart, frame: Frame, causes: Mapping[datetime.date, str]) -> list[str]:
    parts: list[str] = []
    for group in _groups(chart)[1:]:
        day = group.points[0].date
        x = frame.x(group.first - 0.5)
        # A label left of its line keeps clear of the new group, unless there is no room on the left.
        anchor, text_x = ("end", x - 8) if x > WIDTH / 3 else ("start", x + 8)
        cause = causes.get(day, "") if day else ""
        words = ": ".join(filter(None, [_short(day), cause]))
        parts.append(
            f'<path d="M{x} {TOP - 8}V{BOTTOM}" stroke="var(--damson)" stroke-width="2" '
            'stroke-dasharray="2 5" stroke-linecap="round"/>'
            f'<g text-anchor="{anchor}">'
            f'<text class="hi" x="{text_x:.1f}" y="{BOTTOM - 26}">{escape(words)}</text>'
            f'<text x="{text_x:.1f}" y="{BOTTOM - 8}">{escape(say("limits worked out afresh"))}</text></g>'
        )
    return parts


def _line(chart: Chart, frame: Frame) -> str:
    path = "L".join(f"{frame.x(at)} {frame.y(point.y)}" for at, point in enumerate(chart.points))
    return f'<path d="M{path}" fill="none" stroke="var(--spc-same)" stroke-width="2"/>'


def _mark(point: ChartPoint, at: int, frame: Frame) -> str:
    x, y = frame.x(at), frame.y(point.y)
    paint = f'fill="{_COLOURS[point.point_type]}" stroke="var(--card)" stroke-width="1.5"'
    if point.point_type == "common_cause":
        return f'<circle cx="{x}" cy="{y}" r="5" {paint}/>'
    return (
        f'<rect x="{x - 5.5:.1f}" y="{y - 5.5:.1f}" width="11" height="11" rx="1.5" '
        f'transform="rotate(45 {x} {y})" {paint}/>'
    )


def _numbers(chart: Chart, frame: Frame, marks: Mapping[datetime.date, str]) -> list[str]:
    """A numbered disc beside each point that has one, on the side where the line is not."""
    parts: list[str] = []
    for at, point in enumerate(chart.points):
        number = marks.get(point.date, "") if point.date else ""
        if number:
            x, y = frame.x(at), frame.y(point.y)
            beside = [each.y for each in (*chart.points[max(at - 1, 0) : at], *chart.points[at + 1 : at + 2])]
            below = bool(beside) and all(each > point.y for each in beside)
            centre = y + MARK_AWAY if below else max(y - MARK_AWAY, MARK_SIZE + 1)
            half = max(MARK_SIZE, 5.0 * len(number))
            parts.append(
                f'<rect x="{x - half:.1f}" y="{centre - MARK_SIZE:.1f}" width="{2 * half:.1f}" '
                f'height="{2 * MARK_SIZE}" rx="{MARK_SIZE}" fill="var(--card)" stroke="var(--damson)" '
                'stroke-width="1.5"/>'
                f'<text class="hi" x="{x}" y="{centre + 5:.1f}" text-anchor="middle">{escape(number)}</text>'
            )
    return parts


def _dates(chart: Chart, frame: Frame) -> list[str]:
    every = max(1, round(LABEL_EVERY * frame.count / (RIGHT - LEFT)))
    years = {point.date.year for point in chart.points if point.date}
    return [
        f'<text x="{frame.x(at)}" y="{HEIGHT - 10}" text-anchor="middle">'
        f"{_short(point.date, year=len(years) > 1) or at + 1}</text>"
        for at, point in enumerate(chart.points)
        if at % every == 0
    ]


def _short(day: datetime.date | None, *, year: bool = False) -> str:
    if day is None:
        return ""
    month = say(f"{day:%b}")
    return f"{day.day} {month} {day:%y}" if year else f"{day.day} {month}"
