"""The story of one visit: its facts from need to verification, each with who, when and a sentence.

The seventh fact, the price, is added by the room that pays. Whoever calls has access to the visit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kith.brokerage.models import PackageLine
from kith.core.dates import LONDON
from kith.core.errors import NotFound
from kith.core.phrases import phrase, say
from kith.core.service_types import service_type
from kith.core.verification import Outcome
from kith.core.verification_policy import ExceptionCode
from kith.core.visit_state import Bead, Stage, thread
from kith.delivery.held import Held
from kith.delivery.models import EventRuling, Verification, VisitEvent
from kith.plans.models import PlanLine
from kith.rota.models import RotaEntry, Visit, VisitTerms

_OUTCOMES_IN_WORDS = {
    Outcome.DELIVERED: phrase("Delivered"),
    Outcome.REFUSED: phrase("Refused at the door"),
    Outcome.MISSED: phrase("Missed: nobody came"),
    Outcome.CANCELLED: phrase("Cancelled, and nobody came"),
    Outcome.NOT_KNOWN: phrase("Not yet known"),
}
_EVENTS_IN_WORDS = {
    "check_in": phrase("{worker} checked in at {at}; it arrived at {arrived}."),
    "check_out": phrase("{worker} checked out at {at}; it arrived at {arrived}."),
    "task": phrase("{worker} recorded a task at {at}; it arrived at {arrived}."),
    "note": phrase("{worker} wrote a note at {at}; it arrived at {arrived}."),
    "goal_tap": phrase("{worker} tapped a goal at {at}; it arrived at {arrived}."),
    "refused": phrase("{worker} recorded that care was refused at {at}; it arrived at {arrived}."),
}
_SOMETHING = phrase("{worker} recorded something at {at}; it arrived at {arrived}.")
_ONE_WORKER = phrase("{minutes} min at {at}, between {window}, one worker.")
_TWO_WORKERS = phrase("{minutes} min at {at}, between {window}, two workers.")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryFact:
    """One fact: its stage, when it was recorded, by whom, what it says, and why it is held if it is."""

    stage: Stage
    at: datetime
    words: str
    happened_at: datetime | None = None
    by_id: UUID | None = None
    worker_id: UUID | None = None
    held: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitStory:
    """A visit and its facts, in the order of the stages and within each in the order they were recorded."""

    visit: Visit
    facts: tuple[StoryFact, ...]
    stopped: bool

    def of(self, stage: Stage) -> tuple[StoryFact, ...]:
        """The facts of one stage; those that are held last."""
        return tuple(
            sorted((fact for fact in self.facts if fact.stage is stage), key=lambda fact: bool(fact.held))
        )

    def beads(self, priced: int = 0) -> tuple[Bead, ...]:
        """The thread of the visit, with as many prices as the room that pays has found."""
        counts = {stage: sum(not fact.held for fact in self.of(stage)) for stage in Stage}
        held = {fact.stage: fact.held for fact in self.facts if fact.held}
        return thread({**counts, Stage.PRICED: priced}, held=held, stopped=self.stopped)


def visit_story(visit_id: UUID) -> VisitStory:
    """The story of a visit; eight queries. Raises `NotFound` when there is no such visit."""
    visit = Visit.objects.select_related("package_line__contract", "provider").filter(pk=visit_id).first()
    if visit is None:
        raise NotFound
    terms = list(VisitTerms.objects.filter(visit=visit).order_by("pk"))
    verifications = list(
        Verification.objects.filter(visit=visit).select_related("override_by").order_by("pk")
    )
    facts = (
        *_needed(visit),
        *_commissioned(visit, terms),
        *map(_planned, terms),
        *_rostered(visit),
        *_delivered(visit),
        *map(_verified, verifications),
    )
    ended = verifications[-1].verdict in (Outcome.MISSED, Outcome.CANCELLED) if verifications else False
    return VisitStory(visit=visit, facts=facts, stopped=ended or (terms[-1].cancelled if terms else False))


def _needed(visit: Visit) -> Iterator[StoryFact]:
    for line in PlanLine.objects.filter(package_lines=visit.package_line_id).select_related("plan"):
        tasks = ", ".join(say(task.replace("_", " ")) for task in line.tasks)
        words = say(
            "{title}: {minutes} min for {tasks}.",
            title=line.title,
            minutes=line.minutes,
            tasks=tasks or say("what the plan says"),
        )
        yield StoryFact(stage=Stage.NEEDED, at=line.recorded_at, by_id=line.plan.by_id, words=words)


def _commissioned(visit: Visit, terms: Sequence[VisitTerms]) -> Iterator[StoryFact]:
    """The versions of the package line up to the one the visit follows."""
    newest = max((each.line_version for each in terms), default=1)
    line: PackageLine | None = visit.package_line
    while line is not None and line.version <= newest:
        words = say(
            "{kind} by {provider} under {contract}, from {day}.",
            kind=say(service_type(line.service_type).name),
            provider=visit.provider.name,
            contract=visit.package_line.contract.reference,
            day=f"{line.starts_on.day} {say(f'{line.starts_on:%B}')} {line.starts_on:%Y}",
        )
        yield StoryFact(stage=Stage.COMMISSIONED, at=line.recorded_at, by_id=line.by_id, words=words)
        line = PackageLine.objects.filter(supersedes=line).first()


def _planned(terms: VisitTerms) -> StoryFact:
    words = say(
        _TWO_WORKERS if terms.workers_needed > 1 else _ONE_WORKER,
        minutes=terms.minutes,
        at=_clock(terms.preferred_at),
        window=f"{_clock(terms.window_starts_at)}–{_clock(terms.window_ends_at)}",
    )
    if terms.cancelled:
        words = say("Cancelled: {reason}.", reason=say(terms.reason))
    return StoryFact(stage=Stage.PLANNED, at=terms.recorded_at, by_id=terms.by_id, words=words)


def _rostered(visit: Visit) -> Iterator[StoryFact]:
    for entry in RotaEntry.objects.filter(visit=visit).select_related("worker").order_by("pk"):
        words = say(
            "{worker} at {at} for {minutes} min.",
            worker=entry.worker,
            at=_clock(entry.starts_at),
            minutes=entry.minutes,
        )
        if entry.worker is None:
            words = say("Nobody: {reason}.", reason=say(entry.reason))
        yield StoryFact(
            stage=Stage.ROSTERED,
            at=entry.recorded_at,
            by_id=entry.by_id,
            worker_id=entry.worker_id,
            words=words,
            held="" if entry.worker else words,
        )


def _delivered(visit: Visit) -> Iterator[StoryFact]:
    """What phones recorded, by when they say it happened. What waits for a decision says why."""
    accepted = set(
        EventRuling.objects.filter(visit_id=visit.pk, accepted=True).values_list("event_id", flat=True)
    )
    events = VisitEvent.objects.filter(visit_id=visit.pk) | VisitEvent.objects.filter(pk__in=accepted)
    for event in events.select_related("worker").order_by("device_at", "pk"):
        words = say(
            _EVENTS_IN_WORDS.get(event.kind, _SOMETHING),
            worker=event.worker,
            at=_clock(event.device_at),
            arrived=_clock(event.recorded_at),
        )
        yield StoryFact(
            stage=Stage.DELIVERED,
            at=event.recorded_at,
            happened_at=event.device_at,
            worker_id=event.worker_id,
            words=words,
            held=Held(event.held).words if event.held and event.pk not in accepted else "",
        )


def _verified(row: Verification) -> StoryFact:
    said, minutes = say(_OUTCOMES_IN_WORDS[Outcome(row.verdict)]), row.actual_minutes
    if row.override_by is not None:
        words = say(
            "{outcome}, {minutes} min, as {name} says: {reason}.",
            outcome=said, minutes=minutes, name=row.override_by, reason=row.reason,
        )  # fmt: skip
    elif row.measured_by in ("", "nothing"):
        words = f"{said}."
    else:
        whole, seconds = divmod(row.actual_seconds, 60)
        words = say(
            "{outcome}, {minutes} min: {whole} min {seconds} s by the {clock}.",
            outcome=said, minutes=minutes, whole=whole, seconds=seconds, clock=say(row.measured_by),
        )  # fmt: skip
    odd = " ".join(ExceptionCode(code).words for code in row.exceptions)
    return StoryFact(
        stage=Stage.VERIFIED,
        at=row.recorded_at,
        happened_at=row.started_at,
        by_id=row.override_by_id,
        worker_id=row.worker_id,
        words=f"{words} {odd}".rstrip(),
    )


def _clock(at: datetime) -> str:
    return f"{at.astimezone(LONDON):%H:%M}"
