"""The measures of a pack: every newest figure beside the week before, charts, and what asks for a cause."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.core.spc import Chart
from kith.core.spc_rules import COMMON_CAUSE
from kith.core.spc_runs import SpecialRun, special_runs
from kith.core.spc_words import assurance_icon, reads_as, sentence, variation_icon
from kith.insight.causes_drawn import drawn
from kith.insight.measure import Measure
from kith.insight.measures import MEASURES
from kith.insight.models import Snapshot
from kith.insight.packs.document import Basis, Grid, Picture
from kith.insight.packs.reader import Reader
from kith.insight.queries import WeekFigure, series, series_of_all
from kith.insight.queries_causes import Cause, causes_of_all, chart_with_causes
from kith.insight.queries_defined import measures_for
from kith.insight.queries_scopes import Scope
from kith.insight.writing import day_words, writer

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureRead:
    """One measure up to a pack's week: its weeks, causes, chart and target."""

    measure: Measure
    weeks: tuple[WeekFigure, ...]
    causes: tuple[Cause, ...]
    chart: Chart | None
    target: float | None

    @property
    def is_special(self) -> bool:
        """Whether the newest week is unlikely to be chance."""
        return self.chart is not None and self.chart.last.special_cause_type != COMMON_CAUSE

    def at(self, week: date) -> WeekFigure | None:
        """The figure of a week, if there is one."""
        return next((each for each in self.weeks if each.week_starts_on == week), None)


def measures_read(
    snapshot: Snapshot, scope: Scope, reader: Reader, week: date, targets: Mapping[str, float]
) -> tuple[MeasureRead, ...]:
    """Every measure of the scope up to a week that the reader knows: those of the house, then their own."""
    known = measures_for(reader.by) if reader.by else MEASURES
    weeks, causes = series_of_all(snapshot, scope), causes_of_all(scope, reader.by)
    weeks |= {key: series(each, snapshot, scope) for key, each in known.items() if key not in MEASURES}
    return tuple(
        _read(measure, weeks.get(key, ()), causes.get(key, ()), week, targets.get(key))
        for key, measure in known.items()
    )


def _read(
    measure: Measure, weeks: Sequence[WeekFigure], causes: Sequence[Cause], week: date, target: float | None
) -> MeasureRead:
    known = tuple(each for each in weeks if each.week_starts_on <= week)
    said = tuple(each for each in causes if each.week_starts_on <= week)
    return MeasureRead(
        measure=measure,
        weeks=known,
        causes=said,
        chart=chart_with_causes(measure, known, said, target=target),
        target=target,
    )


def in_one_sentence(read: Collection[MeasureRead]) -> str:
    """How many measures' newest weeks are unlikely to be chance, and which way they point."""
    kinds = [each.chart.variation for each in read if each.chart and each.is_special]
    worse = sum(kind.startswith("concern") for kind in kinds)
    better = sum(kind.startswith("improvement") for kind in kinds)
    if not kinds:
        return _("No measure’s newest week is more than chance explains.")
    said = ngettext(
        "%(n)s measure’s newest week is unlikely to be chance",
        "%(n)s measures’ newest weeks are unlikely to be chance",
        len(kinds),
    ) % {"n": len(kinds)}
    return _("%(said)s: %(worse)s a cause for concern, %(better)s an improvement.") % {
        "said": said, "worse": worse, "better": better,
    }  # fmt: skip


def newest_grid(read: Sequence[MeasureRead], snapshot: Snapshot, week: date) -> Grid:
    """Every measure's week beside the week before."""
    rows = [(each, each.at(week), each.at(week - WEEK)) for each in read]
    return Grid(
        title=_("Every measure, week from %(day)s") % {"day": day_words(week)},
        headings=(_("Measure"), _("This week"), _("Week before"), _("Reads as")),
        numeric=frozenset({1, 2}),
        rows=tuple(
            (
                _(each.measure.title),
                _value(each.measure, now),
                _value(each.measure, before),
                reads_as(each.chart.last) if each.chart and now and not now.suppressed else "",
            )
            for each, now, before in rows
            if now or before
        ),
        empty=_("There are no figures of this week yet."),
        basis=Basis(
            definition=_("Each measure is defined beside its chart, and on the measures page."),
            owner=_("As named beside each chart"),
            known_at=snapshot.facts_at,
        ),
    )


def pictures(read: Collection[MeasureRead], keys: Collection[str], snapshot: Snapshot) -> tuple[Picture, ...]:
    """The charts of these measures, and of any whose newest week is unlikely to be chance."""
    return tuple(
        _picture(each, each.chart, snapshot)
        for each in read
        if each.chart is not None and (each.measure.key in keys or each.is_special)
    )


def special_grid(read: Collection[MeasureRead], snapshot: Snapshot, week: date, *, weeks: int) -> Grid:
    """Stretches of weeks unlikely to be chance that reach into the last few, each with its cause if any."""
    since = week - weeks * WEEK
    found = [
        (each, run)
        for each in read
        if each.chart is not None
        for run in special_runs(each.chart)
        if run.last.date and run.last.date > since
    ]
    return Grid(
        title=_("Weeks unlikely to be chance, last %(n)s weeks") % {"n": weeks},
        headings=(_("Measure"), _("Weeks from"), _("Reads as"), _("Cause")),
        rows=tuple(
            (_(each.measure.title), _stretch(run), reads_as(run.last), _causes_in(each, run))
            for each, run in found
        ),
        empty=_("None: everything is within what chance explains."),
        basis=Basis(
            definition=_("The rules of NHS England’s Making Data Count; causes are noted beside each chart."),
            owner=_("Whoever owns the measure"),
            known_at=snapshot.facts_at,
        ),
    )


def _picture(each: MeasureRead, chart: Chart, snapshot: Snapshot) -> Picture:
    what, write = each.measure, writer(each.measure)
    return Picture(
        title=_(what.title),
        value=write(chart.last.y),
        says=sentence(chart, write=write),
        drawing=drawn(what, chart, each.causes, identity=f"chart-{what.key}"),
        icons=tuple(filter(None, (variation_icon(chart), assurance_icon(chart)))),
        notes=tuple(_note(cause) for cause in each.causes) or _no_cause(each),
        basis=Basis(
            definition=_("%(question)s Counted: %(numerator)s. Out of: %(denominator)s.")
            % {
                "question": _(what.question),
                "numerator": _(what.numerator),
                "denominator": _(what.denominator),
            },
            owner=_(what.owner),
            known_at=snapshot.facts_at,
        ),
    )


def _note(cause: Cause) -> str:
    return _("%(number)s. Week from %(day)s: %(text)s (%(who)s, %(organisation)s)") % {
        "number": cause.number,
        "day": day_words(cause.week_starts_on),
        "text": cause.text,
        "who": cause.by,
        "organisation": cause.organisation,
    }


def _no_cause(each: MeasureRead) -> tuple[str, ...]:
    return (_("No cause noted yet."),) if each.is_special else ()


def _causes_in(each: MeasureRead, run: SpecialRun) -> str:
    days = {point.date for point in run.points}
    said = [cause.text for cause in each.causes if cause.week_starts_on in days]
    return "; ".join(said) or _("No cause noted yet")


def _stretch(run: SpecialRun) -> str:
    first, last = run.first.date or date.min, run.last.date or date.min
    if first == last:
        return day_words(first)
    return _("%(first)s to %(last)s") % {"first": day_words(first), "last": day_words(last)}


def _value(measure: Measure, week: WeekFigure | None) -> str | None:
    """The figure as it is written, or that there is none yet; None where it is withheld."""
    if week is None:
        return _("none yet")
    return writer(measure)(week.value) if week.value is not None else None
