"""Whether a SQLite file went back in time: beside it stands which event was acknowledged last.

PostgreSQL can tell by itself that a backup was restored, see `queries_feed.current_epoch`. A SQLite file
cannot: an older copy, put back, looks as it always did. What phones sent since is then missing from it, and
among that the event that this note names.
"""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from django.db import connection

from kith.delivery.models import VisitEvent
from kith.orgs.prepared import ID, Prepared

SUFFIX = ".last-event"
_THAT = Prepared(lambda event: VisitEvent.objects.filter(pk=event).values_list("pk"), event=ID)


def went_back() -> bool:
    """Whether the database lacks the event that was acknowledged last: an older copy was put back."""
    note = _note()
    if note is None or not note.exists():
        return False
    return not _THAT(event=UUID(note.read_text()))


def remember(event_id: UUID) -> None:
    """Note the newest event, once its transaction is committed. Killed meanwhile, the note before stands."""
    note = _note()
    if note is not None:
        fresh = note.with_name(f"{note.name}.new")
        fresh.write_text(str(event_id))
        fresh.replace(note)


def _note() -> Path | None:
    """Where the note stands: beside the file of a SQLite database, and nowhere for any other."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite" or not Path(name).is_file():
        return None
    return Path(f"{name}{SUFFIX}")
