"""The daily pack, for a team's huddle.

People are named, to who may read their names and visits; each who is named has a row in the audit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.core.dates import ONE_DAY
from kith.insight.packs.daily_reads import (
    Huddle,
    Told,
    away,
    hospital,
    needs,
    new_people,
    unassigned,
    unknown_faces,
    yesterday,
)
from kith.insight.packs.document import Basis, Grid, Section
from kith.insight.packs.reader import VISIT_TIMES
from kith.people.queries_many import record_looks
from kith.people.queries_names import names_of
from kith.rota.queries import current_entries, planned_visits


def daily_sections(day: Huddle) -> tuple[Section, ...]:
    """The agenda of a huddle. Writes the audit of who is named."""
    planned = planned_visits(day.on, day.on + ONE_DAY, provider=day.provider, person_ids=list(day.ways))
    due = [each for each in planned if each.due]
    entries = current_entries([each.visit.pk for each in due])
    told = (
        needs(day, due, entries),
        unassigned(day, due, entries),
        new_people(day),
        hospital(day),
        unknown_faces(day, due, entries),
        yesterday(day),
    )
    named = {each.person_id for lines in told for each in lines}
    record_looks(
        by=day.by, at=day.at, action="see.pack", data_class=VISIT_TIMES, subject_kind="pack",
        subject_id="daily", ways={person_id: day.ways[person_id] for person_id in named},
    )  # fmt: skip
    names = {person_id: name.full for person_id, name in names_of(named).items()}
    return _agenda(day, tuple(_named(lines, names) for lines in told))


def _agenda(day: Huddle, told: Sequence[tuple[tuple[str, ...], ...]]) -> tuple[Section, ...]:
    waiting, lacking, new, ill, faces, before = told
    visit, person = (_("Person"), _("At"), _("Worker"), _("How it stands")), _("Person")
    rota, manager = _("Rota coordinator"), _("Registered manager")
    needed = ngettext(
        "%(n)s visit needs somebody.", "%(n)s visits need somebody.", len(waiting) + len(lacking)
    )
    return (
        Section(
            key="needs",
            title=_("What needs somebody today"),
            lede=needed % {"n": len(waiting) + len(lacking)},
            parts=(
                _grid(day, _("Now"), visit, waiting, _("No visit is late, missed or silent."), rota,
                      _("Visits that should have begun and of which nothing is heard.")),
                _grid(day, _("Nobody has it yet"), visit, lacking, _("Every visit has its workers."), rota,
                      _("Visits still to come today that lack a worker.")),
            ),
        ),
        *_away_section(day),
        Section(
            key="people",
            title=_("New, in hospital, and home again"),
            lede="",
            parts=(
                _grid(day, _("New people"), (person, _("Care"), _("From")), new, _("Nobody is new."), rota,
                      _("Care that began in the last seven days, or begins in the next three.")),
                _grid(day, _("Hospital"), (person, _("What"), _("Since")), ill,
                      _("Nobody is in hospital, or has just come home."), manager,
                      _("Care paused for a hospital stay, and stays that ended in the last two days.")),
            ),
        ),
        Section(
            key="faces",
            title=_("Familiar faces at risk"),
            lede="",
            parts=(
                _grid(day, _("Only unknown faces today"), (person, _("Who comes")), faces,
                      _("Everybody with a visit today sees somebody they know."), rota,
                      _("None of today’s workers was on the person’s rota in the 28 days before.")),
            ),
        ),
        Section(
            key="yesterday",
            title=_("Yesterday"),
            lede="",
            parts=(
                _grid(day, _("Missed and late"), (person, _("Planned for"), _("What")), before,
                      _("No visit was found missed or late."), manager,
                      _("As verified: every missed visit, and the twelve that began latest.")),
            ),
        ),
    )  # fmt: skip


def _grid(
    day: Huddle, title: str, headings: tuple[str, ...], rows: tuple[tuple[str, ...], ...], empty: str,
    owner: str, definition: str,
) -> Grid:  # fmt: skip
    basis = Basis(definition=definition, owner=owner, known_at=day.at)
    return Grid(title=title, headings=headings, rows=rows, empty=empty, basis=basis)


def _away_section(day: Huddle) -> tuple[Section, ...]:
    """Who of the team is away, for who may read worker files."""
    rows = away(day)
    if rows is None:
        return ()
    grid = _grid(
        day,
        _("Away"),
        (_("Worker"), _("From"), _("Until"), _("Why")),
        rows,
        _("Nobody of the team is away."),
        _("Rota coordinator"),
        _("Workers of the neighbourhood’s team who cannot work for some of today."),
    )
    return (Section(key="away", title=_("Off sick and away"), lede="", parts=(grid,)),)


def _named(lines: Iterable[Told], names: Mapping[UUID, str]) -> tuple[tuple[str, ...], ...]:
    return tuple((names[each.person_id], *each.cells) for each in lines)
