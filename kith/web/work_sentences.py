"""What waits, in a sentence: made from codes, times and numbers kept with it, never from stored text."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.core.dates import minutes_between
from kith.delivery.held import Held
from kith.orgs.models import WorkItem
from kith.web import words


def sentence_of(item: WorkItem, at: datetime) -> str:
    """What happened and what it may mean, for one thing that waits."""
    if item.kind in ("visit_late", "visit_missed", "visit_phone_offline"):
        return _about_a_visit(item, at)
    if item.kind == "held_event":
        return _about_held(item)
    if item.kind == "rota_published":
        return _about_a_rota(item)
    if item.kind == "event_conflict":
        return _(
            "A phone sent two different versions of the same event. Both are kept. Compare them and decide."
        )
    if item.kind == "parked_reaction":
        return _(
            "Something that should have followed did not, five times over. Whoever runs Kith has to look."
        )
    if item.kind == "emergency_access":
        return _("Somebody opened this record in an emergency. Look into it: was it right to look?")
    if item.kind == "disposal":
        return _("Somebody asked that this record be disposed of. It takes a second person.")
    if item.kind == "role_asked":
        return _("Somebody asked that a colleague be given a role. It takes a second person.")
    if item.kind == "case_files":
        return _("You were asked to read case files without names, and to say what you think of each.")
    return _("Open it to see what is needed.")


def _about_a_visit(item: WorkItem, at: datetime) -> str:
    due_at, heard_at = _time(item, "due_at"), _time(item, "last_heard_at")
    late = words.minutes(max(0, minutes_between(due_at, at))) if due_at else ""
    said = {"due": words.clock_since(due_at, at) if due_at else "", "late": late}
    if item.kind == "visit_phone_offline":
        if heard_at is None:
            return (
                _("Due at %(due)s, and the phone has not been heard at all. The visit may be happening.")
                % said
            )
        return _(
            "Due at %(due)s. The phone was last heard at %(heard)s, so the visit may be happening. "
            "Ring to be sure."
        ) % {**said, "heard": words.clock_since(heard_at, at)}
    if item.kind == "visit_missed":
        return _("Due at %(due)s. The time for it is over, and nobody came.") % said
    return _("Due at %(due)s, %(late)s ago. The phone is heard, and nobody has checked in.") % said


def _about_a_rota(item: WorkItem) -> str:
    """What a published rota changed for a worker."""
    visits, taken = int(item.detail.get("visits", 0)), int(item.detail.get("taken", 0))
    starts_on = date.fromisoformat(item.detail["starts_on"])
    said = ngettext(
        "Your rota from %(day)s is published: %(n)s visit is new or changed.",
        "Your rota from %(day)s is published: %(n)s visits are new or changed.",
        visits,
    ) % {"n": visits, "day": words.day(starts_on)}
    gone = ngettext("%(n)s visit goes to somebody else.", "%(n)s visits go to somebody else.", taken)
    return f"{said} {gone % {'n': taken}}" if taken else said


def _about_held(item: WorkItem) -> str:
    count = int(item.detail.get("events", 1))
    try:
        because = Held(item.detail.get("code", "")).words
    except ValueError:
        because = ""
    said = ngettext(
        "%(n)s record from a phone waits for a decision.",
        "%(n)s records from a phone wait for a decision.",
        count,
    )
    return f"{said % {'n': count}} {because}".rstrip()


def _time(item: WorkItem, key: str) -> datetime | None:
    kept = item.detail.get(key)
    return datetime.fromisoformat(kept) if kept else None
