"""Carrying out reactions: what must follow above, after an action below has announced that something
happened.

Each reaction to each announcement is carried out at least once, and is written so that again changes
nothing. See docs/adr/0006. The table of reactions is given by ``config/reactions.py``, because only it
knows all rooms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from kith.core.dates import london_day
from kith.orgs import audit
from kith.orgs.actions_work import NewItem, open_items
from kith.orgs.announced import Announced
from kith.orgs.context import as_house
from kith.orgs.locks import only_one
from kith.orgs.models import Organisation, Outbox, Reaction, RoleGrant
from kith.orgs.queries import live
from kith.orgs.settled import settled

BATCH = 200
MOST_TRIES = 5
# Tried again after 5 s, 25 s, 2 min and 10 min: long enough for a database or a neighbour to come back.
WAIT_SECONDS = 5
DUE_WITHIN = timedelta(hours=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Follows:
    """A reaction: its name, which never changes once released, and what it does with announced subjects."""

    name: str
    do: Callable[[Sequence[str], datetime], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reacted:
    """How many reactions were carried out, failed for now, and were given up."""

    done: int = 0
    failed: int = 0
    parked: int = 0


def react(*, at: datetime, table: Mapping[Announced, Sequence[Follows]], everything: bool = False) -> Reacted:
    """Carry out every reaction that is due, in the order of the announcements of each kind.

    Subjects are handed over in batches; if a batch fails, each of it is tried alone, so that one that
    always fails holds up no other. After five tries it is parked, and a work item asks somebody to look.
    Only one process reacts at a time. ``everything`` looks at the whole outbox, however old.
    """
    total = Reacted()
    with only_one("react") as mine:
        for kind, follows in table.items() if mine else ():
            for follow in follows:
                floor = (
                    0
                    if everything
                    else settled(name=f"outbox.{follow.name}", at=at, done=_done(kind, follow))
                )
                for due in _due(kind, follow, floor, at):
                    total = _plus(total, _carry_out(due, follow, at))
    return total


def _waiting(kind: str, follow: Follows, floor: int = 0) -> QuerySet[Outbox]:
    """Announcements whose reaction was neither carried out nor given up, oldest first."""
    over = Reaction.objects.filter(
        Q(done_at__isnull=False) | Q(parked_at__isnull=False), outbox=OuterRef("pk"), name=follow.name
    )
    return Outbox.objects.filter(~Exists(over), kind=kind, pk__gt=floor).order_by("pk")


def _due(kind: str, follow: Follows, floor: int, at: datetime) -> Iterator[list[Outbox]]:
    """What waits and does not rest until later, some at a time; each announcement is come to once."""
    later = Reaction.objects.filter(name=follow.name, next_at__gt=at, done_at__isnull=True)
    resting = set(later.values_list("outbox_id", flat=True))
    while waiting := list(_waiting(kind, follow, floor)[:BATCH]):
        floor = waiting[-1].pk
        if due := [announced for announced in waiting if announced.pk not in resting]:
            yield due


def _done(kind: str, follow: Follows) -> Callable[[], int]:
    def up_to() -> int:
        waiting = _waiting(kind, follow).first()
        if waiting is not None:
            return waiting.pk - 1
        return Outbox.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    return up_to


def _carry_out(announced: Sequence[Outbox], follow: Follows, at: datetime) -> Reacted:
    error = _try(announced, follow, at)
    if error is None:
        return Reacted(done=len(announced))
    if len(announced) == 1:
        return _failed(announced[0], follow, error, at)
    total = Reacted()
    for one in announced:
        total = _plus(total, _carry_out([one], follow, at))
    return total


def _try(announced: Sequence[Outbox], follow: Follows, at: datetime) -> Exception | None:
    """What went wrong, or None: then the reaction and the note that it was carried out stand together."""
    subjects = list(dict.fromkeys(one.subject_id for one in announced))
    try:
        with transaction.atomic(), as_house():
            follow.do(subjects, at)
            Reaction.objects.bulk_create(
                [Reaction(outbox=one, name=follow.name, tries=1, done_at=at) for one in announced],
                update_conflicts=True,
                unique_fields=["outbox", "name"],
                update_fields=["done_at"],
            )
    except Exception as error:  # whatever one reaction does wrong, the others must go on
        return error
    return None


def _failed(announced: Outbox, follow: Follows, error: Exception, at: datetime) -> Reacted:
    with transaction.atomic():
        reaction, _ = Reaction.objects.get_or_create(outbox=announced, name=follow.name)
        reaction.tries += 1
        reaction.next_at = at + timedelta(seconds=WAIT_SECONDS**reaction.tries)
        reaction.last_error = type(error).__name__
        if reaction.tries >= MOST_TRIES:
            _park(reaction, announced, at)
        reaction.save()
    return Reacted(parked=1) if reaction.parked_at else Reacted(failed=1)


def _park(reaction: Reaction, announced: Outbox, at: datetime) -> None:
    reaction.parked_at = at
    subject_id = f"{announced.pk}:{reaction.name}"[:64]
    detail = {"kind": announced.kind, "reaction": reaction.name, "error": reaction.last_error}
    organisation = _who_runs_this()
    if organisation is not None:
        item = NewItem(
            kind="parked_reaction",
            subject_kind="outbox",
            subject_id=subject_id,
            organisation_id=organisation.pk,
            owner_id=_owner(organisation, at),
            due_at=at + DUE_WITHIN,
            harm=2,
            detail=detail,
        )
        open_items(at=at, items=[item])
    audit.record(
        by=None, at=at, action="park.reaction", subject_kind="outbox", subject_id=subject_id, detail=detail
    )


def _who_runs_this() -> Organisation | None:
    """The platform's operator; where there is none, the council."""
    kinds = [Organisation.Kind.OPERATOR, Organisation.Kind.COUNCIL]
    found: Iterable[Organisation] = Organisation.objects.filter(kind__in=kinds).order_by("name")
    return min(
        found, key=lambda organisation: kinds.index(Organisation.Kind(organisation.kind)), default=None
    )


def _owner(organisation: Organisation, at: datetime) -> UUID | None:
    operators = RoleGrant.objects.filter(live(london_day(at)), role="operator", organisation=organisation)
    return operators.order_by("granted_at").values_list("user_id", flat=True).first()


def _plus(one: Reacted, other: Reacted) -> Reacted:
    return Reacted(
        done=one.done + other.done, failed=one.failed + other.failed, parked=one.parked + other.parked
    )
