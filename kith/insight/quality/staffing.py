"""Training and staffing of a provider, from the workers its own room keeps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from kith.core.small_numbers import may_be_shown
from kith.insight.diagnosis.wording import percent
from kith.insight.packs.document import Basis, Grid
from kith.insight.packs.reader import Reader
from kith.workforce.queries_staffing import Staffing


class Figure(NamedTuple):
    """A figure as it is written, and how many workers it is about: few are withheld from another house."""

    words: str
    value: str
    about: int


def training(found: Staffing, reader: Reader, *, own: bool) -> Grid:
    """How many sign-offs of skills are in date, and what lapses soon."""
    lapsed = found.workers_with_a_lapse
    figures = (
        Figure(_("Sign-offs of skills"), _count(found.sign_offs), found.workers),
        Figure(_("In date"), _share(found.in_date), lapsed),
        Figure(_("Lapsed"), _count(found.lapsed), lapsed),
        Figure(_("Lapsing in the next 28 days"), _count(found.lapsing_soon), found.lapsing_soon),
        Figure(_("Workers with one that lapsed"), _count(lapsed), lapsed),
    )
    return _grid(
        _("Training"), figures if found.sign_offs else (), found, reader, own=own,
        empty=_("No sign-off of a skill is kept for this provider’s workers."),
        definition=_("The newest sign-off of each skill of each worker of today."),
    )  # fmt: skip


def staffing(found: Staffing, reader: Reader, *, own: bool) -> Grid:
    """How many workers there are, how many left within a year, and how often they were off sick."""
    left, sick = found.left_in_the_year, found.workers_off_sick
    figures = (
        Figure(_("Workers today"), _count(found.workers), found.workers),
        Figure(_("Workers a year before"), _count(found.a_year_before), found.a_year_before),
        Figure(_("Left within the year"), _count(left), left),
        Figure(_("Leavers for each worker, on average"), _share(found.turnover), left),
        Figure(_("Without guaranteed hours"), _count(found.without_hours), found.without_hours),
        Figure(_("Days off sick in 13 weeks"), _count(found.sick_days), sick),
        Figure(_("Share of all days"), _share(found.sick_share), sick),
    )
    return _grid(
        _("Staffing"), figures if found.workers else (), found, reader, own=own,
        empty=_("No worker of this provider is kept here."),
        definition=_(
            "Workers whose contract counts today. A day counts as off sick if any of it was; leavers are "
            "held against the average of today and a year ago."
        ),
    )  # fmt: skip


def _grid(
    title: str, figures: Sequence[Figure], found: Staffing, reader: Reader, *, own: bool, empty: str,
    definition: str,
) -> Grid:  # fmt: skip
    def shown(figure: Figure) -> bool:
        return own or (may_be_shown(found.workers) and (not figure.about or may_be_shown(figure.about)))

    return Grid(
        title=title,
        headings=(_("What"), _("Figure")),
        numeric=frozenset({1}),
        rows=tuple((figure.words, figure.value if shown(figure) else None) for figure in figures),
        empty=empty,
        basis=Basis(definition=definition, owner=_("Registered manager"), known_at=reader.at),
    )


def _count(number: int) -> str:
    return f"{number:,}"


def _share(value: float | None) -> str:
    return _("not known") if value is None else percent(value)
