"""Training and staffing of a provider, from the workers its own room keeps."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from kith.core.small_numbers import may_be_shown
from kith.insight.diagnosis.wording import percent
from kith.insight.packs.document import Basis, Grid
from kith.insight.packs.reader import Reader
from kith.workforce.queries_staffing import Staffing


def training(found: Staffing, reader: Reader, *, own: bool) -> Grid:
    """How many sign-offs of skills are in date, and what lapses soon."""
    rows = (
        (_("Sign-offs of skills"), _count(found.sign_offs)),
        (_("In date"), _share(found.in_date)),
        (_("Lapsed"), _count(found.lapsed)),
        (_("Lapsing in the next 28 days"), _count(found.lapsing_soon)),
        (_("Workers with one that lapsed"), _count(found.workers_with_a_lapse)),
    )
    return _grid(
        _("Training"), rows if found.sign_offs else (), reader, found.workers, own=own,
        empty=_("No sign-off of a skill is kept for this provider’s workers."),
        definition=_("The newest sign-off of each skill of each worker of today."),
    )  # fmt: skip


def staffing(found: Staffing, reader: Reader, *, own: bool) -> Grid:
    """How many workers there are, how many left within a year, and how often they were off sick."""
    rows = (
        (_("Workers today"), _count(found.workers)),
        (_("Workers a year before"), _count(found.a_year_before)),
        (_("Left within the year"), _count(found.left_in_the_year)),
        (_("Leavers for each worker, on average"), _share(found.turnover)),
        (_("Without guaranteed hours"), _count(found.without_hours)),
        (_("Days off sick in 13 weeks"), _count(found.sick_days)),
        (_("Share of all days"), _share(found.sick_share)),
    )
    return _grid(
        _("Staffing"), rows if found.workers else (), reader, found.workers, own=own,
        empty=_("No worker of this provider is kept here."),
        definition=_(
            "Workers whose contract counts today. A day counts as off sick if any of it was; leavers are "
            "held against the average of today and a year ago."
        ),
    )  # fmt: skip


def _grid(
    title: str, rows: Sequence[tuple[str, str]], reader: Reader, workers: int, *, own: bool, empty: str,
    definition: str,
) -> Grid:  # fmt: skip
    shown = own or may_be_shown(workers)
    return Grid(
        title=title,
        headings=(_("What"), _("Figure")),
        numeric=frozenset({1}),
        rows=tuple((words, value if shown else None) for words, value in rows),
        empty=empty,
        basis=Basis(definition=definition, owner=_("Registered manager"), known_at=reader.at),
    )


def _count(number: int) -> str:
    return f"{number:,}"


def _share(value: float | None) -> str:
    return _("not known") if value is None else percent(value)
