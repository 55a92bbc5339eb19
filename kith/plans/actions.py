"""Writing support plans, and the three parties' answers to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max

from kith.core.dates import london_day
from kith.core.errors import Invalid, NotFound
from kith.orgs import audit
from kith.orgs.models import User
from kith.orgs.roles import check_may
from kith.people.actions_content import NewContent, write_contents
from kith.people.models import Person
from kith.people.queries import access_person
from kith.plans.models import Goal, PlanAgreement, PlanLine, SupportPlan
from kith.plans.queries import PARTIES

BATCH = 2_000
PLAN = 4  # the data class of support plans


class NotAPlan(Invalid):
    """A plan that says nothing anybody could do."""

    code = "not_a_plan"


class NotAnAnswer(Invalid):
    """An answer that is nobody's, or a dissent without words."""

    code = "not_an_answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPlanLine:
    """Needed: an outcome, the tasks that serve it, and the minutes and workers they take each time.

    ``goal`` is the place of the goal it serves in the plan's list of goals, or None.
    """

    outcome: str
    title: str
    tasks: tuple[str, ...]
    minutes: int
    workers_needed: int = 1
    goal: int | None = None
    id: UUID = field(default_factory=uuid4)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPlan:
    """The next version of a person's plan, its goals in the person's own words."""

    person_id: UUID
    starts_on: date
    goals: tuple[str, ...]
    lines: tuple[NewPlanLine, ...]
    written_by: User | None = None
    id: UUID = field(default_factory=uuid4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One party's answer to one version. ``dissent`` is what they do not agree with, in their words."""

    plan_id: UUID
    party: str
    answered_by: User
    agreed: bool = True
    dissent: str = ""


def write_plans(*, by: User | None, at: datetime, plans: Sequence[NewPlan]) -> list[SupportPlan]:
    """The plan versions written, in the order given. Each waits for its three parties.

    Raises `NotAPlan`, `NotPermitted`, or `NotFound` for somebody whose plan ``by`` may not add to.
    """
    check_may(by, "write plans", None, london_day(at))
    for new in plans:
        _check_plan(by, at, new)
    with transaction.atomic():
        versions = _next_versions([new.person_id for new in plans])
        written = SupportPlan.objects.bulk_create(
            [_plan(by, at, new, version) for new, version in zip(plans, versions, strict=True)],
            batch_size=BATCH,
        )
        goals = _write_goals(by, at, plans)
        PlanLine.objects.bulk_create(
            [_line(new.id, line, goals[new.id], at) for new in plans for line in new.lines], batch_size=BATCH
        )
        audit.record(
            by=by,
            at=at,
            action="write.plan",
            data_class=PLAN,
            subject_kind="plan",
            subject_id=plans[0].id if len(plans) == 1 else "",
            person_id=plans[0].person_id if len(plans) == 1 else None,
            detail={"plans": len(plans)},
        )
        return written


def answer_plans(*, by: User | None, at: datetime, answers: Sequence[Answer]) -> list[PlanAgreement]:
    """The answers recorded, in the order given. A dissent is kept in its own words, and is an answer too.

    A party may answer again: the newest answer holds, the older ones stay.
    Raises `NotAnAnswer`, `NotPermitted`, or `NotFound` for a plan that ``by`` may not see.
    """
    check_may(by, "answer plan", None, london_day(at))
    plans = SupportPlan.objects.select_related("person").in_bulk({answer.plan_id for answer in answers})
    for answer in answers:
        _check_answer(by, at, answer, plans.get(answer.plan_id))
    with transaction.atomic():
        dissents = [answer for answer in answers if not answer.agreed]
        pieces = [_words(plans[each.plan_id].person_id, "dissent", each.dissent, at) for each in dissents]
        words = write_contents(by=by, at=at, pieces=pieces)
        kept = {id(answer): content for answer, content in zip(dissents, words, strict=True)}
        recorded = PlanAgreement.objects.bulk_create(
            [
                PlanAgreement(
                    plan_id=answer.plan_id,
                    party=answer.party,
                    agreed=answer.agreed,
                    dissent=kept.get(id(answer)),
                    by=answer.answered_by,
                    recorded_at=at,
                )
                for answer in answers
            ],
            batch_size=BATCH,
        )
        audit.record(
            by=by,
            at=at,
            action="answer.plan",
            data_class=PLAN,
            subject_kind="plan",
            subject_id=answers[0].plan_id if len(answers) == 1 else "",
            person_id=plans[answers[0].plan_id].person_id if len(answers) == 1 else None,
            detail={"answers": len(answers), "dissents": len(dissents)},
        )
        return recorded


def answer_plan(
    *, by: User, at: datetime, plan_id: UUID, party: str, agreed: bool = True, dissent: str = ""
) -> PlanAgreement:
    """The answer of one party to one version: see `answer_plans`."""
    answer = Answer(plan_id=plan_id, party=party, answered_by=by, agreed=agreed, dissent=dissent)
    return answer_plans(by=by, at=at, answers=[answer])[0]


def _check_plan(by: User | None, at: datetime, new: NewPlan) -> None:
    if not new.goals or not new.lines:
        raise NotAPlan("A plan has at least one goal and one line of support. Add what is missing.")
    if any(line.goal is not None and not 0 <= line.goal < len(new.goals) for line in new.lines):
        raise NotAPlan("A line serves a goal that is not in this plan. Choose one of its goals.")
    if by is None and new.written_by is None:
        raise NotAPlan("Say who wrote this plan.")
    if by is not None:
        access_person(by=by, person_id=new.person_id, data_class=PLAN, on=london_day(at), at=at)


def _check_answer(by: User | None, at: datetime, answer: Answer, plan: SupportPlan | None) -> None:
    if plan is None:
        raise NotFound
    if by is not None:
        access_person(by=by, person_id=plan.person_id, data_class=PLAN, on=london_day(at), at=at)
    if answer.party not in PARTIES or not _speaks_for(answer.answered_by, answer.party, plan.person):
        raise NotAnAnswer(
            "You cannot answer for this party. Ask them to answer themselves.", party=answer.party
        )
    if answer.agreed == bool(answer.dissent.strip()):
        raise NotAnAnswer("Write what you do not agree with, or agree without it.", party=answer.party)


def _speaks_for(user: User, party: str, person: Person) -> bool:
    """Whether a user can give this party's answer. A social worker may write down the person's own."""
    if party == PlanAgreement.Party.PROVIDER:
        return user.organisation_id not in (None, person.commissioner_id)
    if party == PlanAgreement.Party.COUNCIL:
        return user.organisation_id == person.commissioner_id
    return person.user_id == user.pk or user.organisation_id == person.commissioner_id


def _next_versions(person_ids: Sequence[UUID]) -> list[int]:
    """The version number each plan gets, counting on from the versions that stand."""
    newest = dict(
        SupportPlan.objects.filter(person_id__in=person_ids)
        .values("person_id")
        .annotate(newest=Max("version"))
        .values_list("person_id", "newest")
    )
    versions: list[int] = []
    for person_id in person_ids:
        newest[person_id] = newest.get(person_id, 0) + 1
        versions.append(newest[person_id])
    return versions


def _write_goals(by: User | None, at: datetime, plans: Sequence[NewPlan]) -> dict[UUID, list[Goal]]:
    pairs = [(new, words) for new in plans for words in new.goals]
    contents = write_contents(
        by=by, at=at, pieces=[_words(new.person_id, "goal", words, at) for new, words in pairs]
    )
    goals: dict[UUID, list[Goal]] = {new.id: [] for new in plans}
    for (new, _), content in zip(pairs, contents, strict=True):
        goals[new.id].append(Goal(plan_id=new.id, words=content, recorded_at=at))
    Goal.objects.bulk_create([goal for of_plan in goals.values() for goal in of_plan], batch_size=BATCH)
    return goals


def _plan(by: User | None, at: datetime, new: NewPlan, version: int) -> SupportPlan:
    return SupportPlan(
        id=new.id,
        person_id=new.person_id,
        version=version,
        starts_on=new.starts_on,
        by=new.written_by or by,
        recorded_at=at,
    )


def _line(plan_id: UUID, line: NewPlanLine, goals: Sequence[Goal], at: datetime) -> PlanLine:
    return PlanLine(
        id=line.id,
        plan_id=plan_id,
        goal=None if line.goal is None else goals[line.goal],
        outcome=line.outcome,
        title=line.title,
        tasks=list(line.tasks),
        minutes=line.minutes,
        workers_needed=line.workers_needed,
        recorded_at=at,
    )


def _words(person_id: UUID, kind: str, text: str, at: datetime) -> NewContent:
    return NewContent(person_id=person_id, kind=kind, text=text, written_at=at)
