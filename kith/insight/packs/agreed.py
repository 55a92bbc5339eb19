"""What earlier meetings agreed, carried into the next."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from kith.core.dates import day_bounds
from kith.insight.packs.document import Basis, Grid, Section
from kith.insight.packs.reader import Reader
from kith.insight.queries_meetings import Action, actions_of
from kith.insight.queries_scopes import Scope
from kith.insight.writing import day_words


def agreed_section(scope: Scope, since: date, reader: Reader) -> Section:
    """The last point of every agenda: what is carried, and what came of the rest since a day."""
    actions = actions_of(scope, reader.by, day_bounds(since)[0])
    return Section(
        key="agreed",
        title=_("Agreed actions"),
        lede=_("Say for each whether it is done, carried or dropped."),
        parts=(
            Grid(
                title=_("Carried, and ended lately"),
                headings=(_("What"), _("Who"), _("Agreed"), _("By"), _("How it stands")),
                rows=tuple(_row(each, reader.on) for each in actions),
                empty=_("Nothing is carried from an earlier meeting."),
                basis=Basis(
                    definition=_("What a meeting about just these figures agreed."),
                    owner=_("As named in each row"),
                    known_at=reader.at,
                ),
            ),
        ),
    )


def _row(action: Action, on: date) -> tuple[str, ...]:
    return (
        action.text,
        _("%(owner)s, %(organisation)s") % {"owner": action.owner, "organisation": action.organisation},
        day_words(action.agreed_at),
        day_words(action.due_on),
        _stands(action, on),
    )


def _stands(action: Action, on: date) -> str:
    if action.outcome:
        return _("Done") if action.outcome == "done" else _("Dropped")
    return _("Overdue") if action.due_on < on else _("Open")
