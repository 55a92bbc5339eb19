"""Which changes of state are allowed: one row each, and nowhere else.

To allow a change, add a row. What may be done from where, the audit's words and the diagrams in the
reference follow. Who may make a change is a separate question, answered by roles.
"""

from dataclasses import dataclass
from enum import StrEnum

from kith.core.errors import Refused
from kith.core.phrases import phrase, say


class Kind(StrEnum):
    """What has states that people move it through."""

    PAY_RUN = "pay_run"
    WORK_ITEM = "work_item"
    HELD_EVENT = "held_event"

    @property
    def words(self) -> str:
        """The kind as it is called in a sentence."""
        return self.replace("_", " ")


class ChangeNotAllowed(Refused):
    """This cannot go from the state it is in to the one asked for."""

    code = "change_not_allowed"


_ONLY = phrase("This {what} is {now} and cannot become {then}. It can only become {instead}.")
_NOTHING_MORE = phrase(
    "This {what} is {now} and cannot become {then}. Nothing changes it now; open a new one."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One allowed change. `start` is None where a thing begins; `words` say what was done."""

    kind: Kind
    start: str | None
    to: str
    words: str


CHANGES: tuple[Change, ...] = (
    Change(kind=Kind.PAY_RUN, start=None, to="draft", words="Opened the pay run"),
    Change(kind=Kind.PAY_RUN, start="draft", to="approved", words="Approved the pay run"),
    Change(kind=Kind.PAY_RUN, start="draft", to="discarded", words="Discarded the draft"),
    Change(kind=Kind.PAY_RUN, start="approved", to="paid", words="Marked the pay run as paid"),
    Change(
        kind=Kind.PAY_RUN, start="approved", to="discarded", words="Discarded the approved run before payment"
    ),
    Change(kind=Kind.WORK_ITEM, start=None, to="waiting", words="Asked for somebody"),
    Change(kind=Kind.WORK_ITEM, start="waiting", to="taken", words="Took it"),
    Change(kind=Kind.WORK_ITEM, start="taken", to="taken", words="Passed it to somebody else"),
    Change(kind=Kind.WORK_ITEM, start="taken", to="waiting", words="Gave it back"),
    Change(kind=Kind.WORK_ITEM, start="waiting", to="closed", words="Closed it and said what was done"),
    Change(kind=Kind.WORK_ITEM, start="taken", to="closed", words="Closed it and said what was done"),
    Change(kind=Kind.HELD_EVENT, start=None, to="held", words="Held it for a decision"),
    Change(kind=Kind.HELD_EVENT, start="held", to="accepted", words="Accepted it"),
    Change(kind=Kind.HELD_EVENT, start="held", to="filed", words="Filed it with a reason"),
    Change(kind=Kind.HELD_EVENT, start="accepted", to="filed", words="Filed it after all, with a reason"),
    Change(kind=Kind.HELD_EVENT, start="filed", to="accepted", words="Accepted it after all"),
)


def changes_from(kind: Kind, start: str | None) -> tuple[Change, ...]:
    """Every change allowed from this state, in the order of the table."""
    return tuple(change for change in CHANGES if change.kind == kind and change.start == start)


def check_change(kind: Kind, start: str | None, to: str) -> Change:
    """The row that allows this change, with the words for the audit.

    Raises `ChangeNotAllowed`, naming what is allowed instead.
    """
    allowed = changes_from(kind, start)
    for change in allowed:
        if change.to == to:
            return change
    told = {"what": say(kind.words), "now": say(start) if start else say("new"), "then": say(to)}
    if not allowed:
        raise ChangeNotAllowed(_NOTHING_MORE, kind=kind, start=start, to=to, **told)
    instead = say(" or ").join(say(change.to) for change in allowed)
    raise ChangeNotAllowed(_ONLY, kind=kind, start=start, to=to, instead=instead, **told)


def diagram(kind: Kind) -> str:
    """The allowed changes of one kind, as a Mermaid state diagram."""
    rows = [change for change in CHANGES if change.kind == kind]
    lines = [f"    {change.start or '[*]'} --> {change.to}: {change.words}" for change in rows]
    ends = sorted({change.to for change in rows} - {change.start for change in rows})
    return "\n".join(["stateDiagram-v2", *lines, *(f"    {end} --> [*]" for end in ends)])
