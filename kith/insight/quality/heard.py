"""What came to a provider's ears: what waited to be answered, complaints, and what people say of their care.

Complaints and voices are kept in no room. They come from a council's own files, read with each snapshot, and
are shown with the file's newest day; where nothing is held, that is what is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kith.core.dates import day_bounds
from kith.core.small_numbers import may_be_shown
from kith.insight.diagnosis.intervals import wilson
from kith.insight.diagnosis.wording import percent
from kith.insight.facts.duck import at_hand
from kith.insight.models import Snapshot
from kith.insight.packs.document import Basis, Grid
from kith.insight.packs.reader import Reader, count_words
from kith.insight.writing import day_words
from kith.orgs.context import as_house
from kith.orgs.models import Organisation, WorkItem
from kith.orgs.queries_work import HARM_NOW

SINCE = timedelta(days=91)
A_YEAR = timedelta(days=365)
ANY = 0  # or no harm


def concerns(provider: Organisation, reader: Reader, *, own: bool) -> Grid:
    """What fell due at the provider within thirteen weeks, and whether it was answered in time."""
    since = day_bounds(reader.on - SINCE)[0]
    with as_house():
        items = list(
            WorkItem.objects.filter(
                organisation=provider, due_at__gte=since, due_at__lt=reader.at
            ).values_list("harm", "due_at", "closed_at", "person_id")
        )
    rows = [
        _answered(words, [each for each in items if each[0] >= least], own=own)
        for words, least in ((_("Could harm somebody now"), HARM_NOW), (_("Everything"), ANY))
    ]
    return Grid(
        title=_("Concerns answered"),
        headings=(_("What"), _("Fell due"), _("Answered in time"), _("Answered late"), _("Still open")),
        numeric=frozenset({1, 2, 3, 4}),
        rows=tuple(rows) if items else (),
        empty=_("Nothing fell due at this provider in the last 13 weeks."),
        basis=Basis(
            definition=_(
                "Late and missed visits, phones not heard, held records and requests that fell due in 13 "
                "weeks: closed by their time, closed after it, or open still."
            ),
            owner=_("Registered manager"),
            known_at=reader.at,
        ),
    )


def _answered(words: str, items: Sequence[tuple[Any, ...]], *, own: bool) -> tuple[str | None, ...]:
    people = len({person for *_rest, person in items if person})
    if items and not own and not may_be_shown(people):
        return (words, None, None, None, None)
    closed = [(due, at) for _harm, due, at, _person in items if at]
    in_time = sum(1 for due, at in closed if at <= due)
    counts = (len(items), in_time, len(closed) - in_time, len(items) - len(closed))
    due, timely, late, still_open = (count_words(count, exact=own) for count in counts)
    if items and (own or may_be_shown(in_time)):
        timely = f"{timely} ({percent(in_time / len(items), 0)})"
    return (words, due, timely, late, still_open)


def complaints(provider_id: UUID, snapshot: Snapshot, reader: Reader, *, own: bool) -> Grid:
    """Complaints of the year about the provider, by what they are about."""
    rows, newest = _asked(snapshot, "complaints", _COMPLAINTS, provider_id, reader.on)
    return Grid(
        title=_("Complaints"),
        headings=(_("About"), _("Complaints"), _("Upheld, or in part"), _("Still open")),
        numeric=frozenset({1, 2, 3}),
        rows=tuple(
            (theme or _("Not known"), *(count_words(count, exact=own) for count in counts))
            for theme, *counts in rows
        ),
        empty=_nothing(newest, _("complaints")),
        basis=_from_files(
            _("Complaints about this provider made within a year."), _("Complaints team"), newest, snapshot
        ),
    )  # fmt: skip


def voices(provider_id: UUID, snapshot: Snapshot, reader: Reader) -> Grid:
    """What people answered when they were asked about this provider's care, with how sure each share is."""
    rows, newest = _asked(snapshot, "voices", _VOICES, provider_id, reader.on)
    return Grid(
        title=_("What people say"),
        headings=(_("Asked"), _("Answers"), _("Said yes"), _("95 % interval"), _("Said no")),
        numeric=frozenset({1, 2, 3, 4}),
        rows=tuple(_voice(*row) for row in rows),
        empty=_nothing(newest, _("answers")),
        basis=_from_files(
            _("Answers within a year to questions about this provider: yes, partly or no. Who answers is not "
              "drawn by lot."),
            _("Quality team"), newest, snapshot,
        ),
    )  # fmt: skip


def _voice(asked: str, answers: int, yes: int, no: int) -> tuple[str | None, ...]:
    if not may_be_shown(answers):
        return (asked, count_words(answers, exact=False), None, None, None)
    sure = wilson(yes, answers)
    between = f"{percent(sure.low)} – {percent(sure.high)}"
    return (asked, f"{answers:,}", percent(sure.value), between, percent(no / answers))


_COMPLAINTS = """
    SELECT theme, count(*), count(*) FILTER (upheld IN ('yes', 'partly')), count(*) FILTER (closed_on IS NULL)
    FROM read_parquet($path) WHERE provider_key = $provider AND on_day >= $since
    GROUP BY theme ORDER BY count(*) DESC, theme
"""
_VOICES = """
    SELECT asked, count(*), count(*) FILTER (answer = 'yes'), count(*) FILTER (answer = 'no')
    FROM read_parquet($path) WHERE provider_key = $provider AND on_day >= $since AND answer IS NOT NULL
    GROUP BY asked ORDER BY asked
"""


def _asked(
    snapshot: Snapshot, table: str, text: str, provider_id: UUID, on: date
) -> tuple[list[tuple[Any, ...]], date | None]:
    """The answer of one of the snapshot's tables, and the newest day in it; none where nothing is held."""
    path = Path(snapshot.folder) / f"{table}.parquet"
    if not path.exists():
        return [], None
    about = {"path": str(path), "provider": str(provider_id), "since": on - A_YEAR}
    with at_hand().cursor() as facts:
        newest = facts.execute("SELECT max(on_day) FROM read_parquet(?)", [str(path)]).fetchone()
        return facts.execute(text, about).fetchall(), newest[0] if newest else None


def _nothing(newest: date | None, what: str) -> str:
    if newest is None:
        return _("Kith holds no %(what)s. They come from the council’s own files; none have been given.") % {
            "what": what
        }
    return _("The council’s files hold no %(what)s about this provider within a year.") % {"what": what}


def _from_files(definition: str, owner: str, newest: date | None, snapshot: Snapshot) -> Basis:
    if newest:
        source = _("From the council’s own files, the newest of %(day)s.") % {"day": day_words(newest)}
        definition = f"{definition} {source}"
    return Basis(definition=definition, owner=owner, known_at=snapshot.facts_at)
