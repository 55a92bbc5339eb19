"""The national measures from Kith's own return, beside the published figures of the council and of England.

The return is written as it would be sent and read back as anybody would read it, so the figures here are
those that come from the file. It leaves nothing behind: nobody is named in the answer.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import duckdb
from django.utils.translation import gettext as _

from kith.core.dates import ONE_DAY
from kith.core.paired_chart import Pair, Paired
from kith.core.returns.ascof import MeasureResult
from kith.core.returns.ascof_2a import ascof_2a
from kith.core.returns.ascof_community import care_home_admissions, living_at_home, self_directed
from kith.core.returns.events import Event, joined
from kith.core.returns.specification import specification_in_force
from kith.core.returns.submission import event_of, open_return, rows_of, write_return
from kith.core.returns.waiting_times import MedianWait, median_waits, waits
from kith.core.small_numbers import may_be_shown
from kith.insight.diagnosis.intervals import wilson
from kith.insight.diagnosis.result import Cell, Column, Result, Table
from kith.insight.diagnosis.wording import percent
from kith.insight.returns.actions import return_rows, twelve_months_to
from kith.insight.writing import day_words
from kith.orgs.context import as_house
from kith.orgs.models import Organisation

ENGLAND = "England"
PER_HUNDRED = 100
NO_CODE = "0"
HOSPITAL_ONLY = ("2D(1)", "2D(2)")


class Published(NamedTuple):
    """One figure as it was published: of which year, its value in words and as a number, and out of how many.

    What is not published, or is withheld there, is no number.
    """

    period: str
    value: str
    number: float | None
    denominator: int | None


Benchmarks = Mapping[tuple[str, str], Published]


def national_measures(council: Organisation, facts: duckdb.DuckDBPyConnection, on: date) -> Result:
    """ASCOF 2A to 2E and 3D and the waiting times, for the twelve months to the last quarter that is over."""
    ends_on = last_quarter_end(on)
    starts_on = twelve_months_to(ends_on)
    with as_house():
        events = _events(council, starts_on, ends_on)
    published = _published(facts)
    area = _area_of(council.name, {area for _key, area in published})
    found = list(_measures(events, starts_on, ends_on, published, area))
    shown = [each for each in found if may_be_shown(each.denominator)]
    waited = median_waits(waits(events))
    return Result(
        key="national_measures",
        title=_("National measures"),
        question=_("What will the national return make of us, and where do others lie?"),
        answer=_answer(shown, ends_on),
        definition=_(
            "DHSC’s published algorithms over Kith’s own return for the twelve months to %(day)s, release 2. "
            "2B and 2C take the population from the publication; 2D needs hospital stays (kith cld measures)."
        )
        % {"day": day_words(ends_on)},
        n=len({event.person for event in events}),
        n_of=_("people in the return"),
        owner=_("Performance manager"),
        next_test=_("Trace ten people of one measure from the return to their records before it is sent."),
        tables=(_table(found, published, area), *_waits_table(waited)) if events else (),
        pictures=tuple(_pictures(shown, published)),
        limits=(
            _("What Kith does not hold is not in its return: compare with the file that was sent."),
            _("Kith holds no direct payments yet, so nobody counts as directing their support (3D)."),
            _("Published figures are rounded, and of another year. Councils record differently."),
        ),
    )


def _area_of(council: str, areas: Iterable[str]) -> str:
    """The published area that a council's name holds as whole words, the longest if several; none is empty.

    “Bedford” is no part of “Central Bedfordshire Council”.
    """
    held = [area for area in areas if area != ENGLAND and re.search(rf"\b{re.escape(area)}\b", council)]
    return max(held, key=len, default="")


def last_quarter_end(on: date) -> date:
    """The last day of the newest quarter that is over."""
    first = on.replace(month=3 * ((on.month - 1) // 3) + 1, day=1)
    return first - ONE_DAY


def _events(council: Organisation, starts_on: date, ends_on: date) -> list[Event]:
    """The events of the return, once each, as they are read from its file."""
    specification, text = specification_in_force(), io.StringIO()
    rows_written = return_rows(council, starts_on, ends_on)
    if not council.code:  # a return cannot be sent without it; people can be told apart with any
        rows_written = ({**row, "LA code": NO_CODE} for row in rows_written)
    write_return(rows_written, specification, text)
    rows = rows_of(open_return(text.getvalue().encode(), specification))
    read = (event_of(number, row, specification) for number, row in rows)
    return joined(event for event in read if isinstance(event, Event))


def _measures(
    events: Sequence[Event], starts_on: date, ends_on: date, published: Benchmarks, area: str
) -> Iterator[MeasureResult]:
    yield ascof_2a(events, starts_on=starts_on, ends_on=ends_on)
    for key, older in (("2B", False), ("2C", True)):
        known = published.get((key, area))
        if known and known.denominator:
            yield care_home_admissions(
                events, starts_on=starts_on, ends_on=ends_on, population=known.denominator, older=older
            )
    for part in ("1", "2A", "2B"):
        yield living_at_home(events, starts_on=starts_on, ends_on=ends_on, part=part)
    yield self_directed(events, on=ends_on, direct_payments_only=False)
    yield self_directed(events, on=ends_on, direct_payments_only=True)


def _published(facts: duckdb.DuckDBPyConnection) -> Benchmarks:
    """The newest published figure of each measure and area, by the measure's key in capitals."""
    rows = facts.execute(
        """
        SELECT upper(split_part(measure, ' ', 1)) AS key, area, max(period),
            coalesce(arg_max(value, period) FILTER (part = 'outcome'), ''),
            try_cast(arg_max(value, period) FILTER (part = 'outcome') AS DOUBLE),
            try_cast(arg_max(value, period) FILTER (part = 'denominator') AS BIGINT)
        FROM benchmarks WHERE part IN ('outcome', 'denominator') AND measure SIMILAR TO '[0-9].*'
        GROUP BY key, area ORDER BY key, area
        """
    ).fetchall()
    return {(key, area): Published(*rest) for key, area, *rest in rows}


def _answer(shown: Sequence[MeasureResult], ends_on: date) -> str:
    if not shown:
        return _("The return holds too few people for any of the measures.")
    said = "; ".join(f"{each.key} {each.value}" for each in shown)
    return _("For the twelve months to %(day)s: %(said)s.") % {"day": day_words(ends_on), "said": said}


def _table(found: Sequence[MeasureResult], published: Benchmarks, area: str) -> Table:
    return Table(
        title=_("By the published definitions"),
        columns=(
            Column(key="measure", heading=_("Measure")),
            Column(key="counts", heading=_("What it counts")),
            Column(key="numerator", heading=_("Counted"), unit="whole"),
            Column(key="denominator", heading=_("Out of"), unit="whole"),
            Column(key="value", heading=_("From Kith’s return")),
            Column(key="interval", heading=_("95 % interval")),
            Column(key="own_published", heading=area or _("The council, published")),
            Column(key="england", heading=_("England, published")),
            Column(key="period", heading=_("Published for")),
        ),
        rows=tuple(_row(each, published, area) for each in found) + tuple(_not_held(published, area)),
    )


def _row(each: MeasureResult, published: Benchmarks, area: str) -> tuple[Cell, ...]:
    others, words = _others(each.key, published, area), _words().get(each.key, each.title)
    if not each.denominator:
        return (each.key, words, 0, 0, _("nobody yet"), "", *others)
    if not may_be_shown(each.denominator):
        return (each.key, words, None, None, None, None, *others)
    between = ""
    if each.per == PER_HUNDRED:
        sure = wilson(each.numerator, each.denominator)
        between = f"{percent(sure.low)} – {percent(sure.high)}"
    return (each.key, words, each.numerator, each.denominator, str(each.value), between, *others)


def _words() -> Mapping[str, str]:
    """What each measure counts, shorter than it is published."""
    return {
        "2A": _("New people for whom reablement ended with no ongoing support"),
        "2B": _("People of 18 to 64 newly in care homes, for each 100,000 who live there"),
        "2C": _("People of 65 and over newly in care homes, for each 100,000 who live there"),
        "2E(1)": _("People with a learning disability who live at home or with family"),
        "2E(2A)": _("People of 18 to 64 with long-term support who live at home or with family"),
        "2E(2B)": _("People of 65 and over with long-term support who live at home or with family"),
        "3D(1A)": _("People with community support who direct it themselves"),
        "3D(2A)": _("People with community support by direct payments"),
    }


def _not_held(published: Benchmarks, area: str) -> Iterator[tuple[Cell, ...]]:
    """The measures that need hospital stays, which are in no room."""
    for key in HOSPITAL_ONLY:
        words = _("Needs hospital stays: give them to kith cld measures")
        yield (key, words, "", "", _("not held"), "", *_others(key, published, area))


def _others(key: str, published: Benchmarks, area: str) -> tuple[Cell, Cell, Cell]:
    """What was published of the council and of England, and for when."""
    own, england = (published.get((key, place)) for place in (area, ENGLAND))
    newest = own or england
    return (own.value if own else "", england.value if england else "", newest.period if newest else "")


def _pictures(shown: Sequence[MeasureResult], published: Benchmarks) -> Iterator[Paired]:
    """Each share beside England's, where it was published."""
    pairs = tuple(
        Pair(name=each.key, before=england.number, after=float(each.value or 0))
        for each in shown
        if each.per == PER_HUNDRED
        and (england := published.get((each.key, ENGLAND)))
        and england.number is not None
    )
    if pairs:
        yield Paired(
            title=_("Beside England, in per cent"),
            before=_("England, published"),
            after=_("From Kith’s return"),
            foot_words=_("measure of the adult social care outcomes framework"),
            pairs=pairs,
        )


def _waits_table(found: Sequence[MedianWait]) -> tuple[Table, ...]:
    if not found:
        return ()
    return (
        Table(
            title=_("Waiting times: days from asking, half waited this or less"),
            columns=(
                Column(key="quarter", heading=_("Answered in the quarter from"), unit="day"),
                Column(key="until", heading=_("Until")),
                Column(key="band", heading=_("Age")),
                Column(key="people", heading=_("People"), unit="whole"),
                Column(key="days", heading=_("Days"), unit="number"),
            ),
            rows=tuple(
                (each.quarter_starts_on, each.until, each.band, each.people, each.days)
                if may_be_shown(each.people)
                else (each.quarter_starts_on, each.until, each.band, None, None)
                for each in found
            ),
        ),
    )
