"""Before the first visit: plans agreed, packages awarded, workers engaged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from uuid import UUID

from kith.brokerage.actions_packages import NewLine, NewPackage, award_packages
from kith.brokerage.models import Contract
from kith.core.phone_numbers import drama_mobile
from kith.demo.cast import Cast
from kith.demo.crews import WorkerSpec, crew_for
from kith.demo.options import Options
from kith.demo.places import PatchPlan
from kith.demo.registering import in_batches
from kith.demo.residents import SLOTS, TASKS, Resident
from kith.orgs.models import Team
from kith.people.actions_access import NewRelationship, open_relationships
from kith.people.actions_sharing import choose_sharing, let_family_in
from kith.plans.actions import Answer, NewPlan, NewPlanLine, answer_plans, write_plans
from kith.workforce.actions import NewWorker, SignOff, UsualShift, engage_workers

SHARED_WITH_WILF = (1, 3, 4)  # her name, when somebody comes, and her plan: not the notes
OUTCOMES = {"morning": "personal_care", "lunch": "nutrition", "tea": "nutrition", "bed": "personal_care"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """A resident and who they became."""

    resident: Resident
    person_id: UUID
    line_ids: dict[str, UUID]


def make_up_crews(
    patches: Sequence[PatchPlan], residents: Sequence[Resident], options: Options, providers: int
) -> list[WorkerSpec]:
    """A crew for each provider in each patch. The first of them is Grace."""
    crews: list[WorkerSpec] = []
    for number, patch in enumerate(patches):
        for provider in range(providers):
            theirs = [r for r in residents if (r.patch, r.provider) == (number, provider)]
            if theirs:
                crews += crew_for(
                    residents=theirs,
                    provider=provider,
                    patch=number,
                    doors=patch.doors,
                    first_index=len(crews),
                    rng=Random(f"{options.seed}:crew:{number}:{provider}"),
                )
    grace = replace(crews[0], first_name="Grace", family_name="Oduya", travel_mode="walk")
    return [grace, *crews[1:]]


def agree_plans(
    residents: Sequence[Resident], ids: Sequence[UUID], cast: Cast, options: Options
) -> list[Registered]:
    """A plan for each person, with its goal in their words, answered by all three parties."""
    registered: list[Registered] = []
    for batch in in_batches(list(zip(residents, ids, strict=True))):
        plans = [_plan(resident, person_id, cast, options) for resident, person_id in batch]
        write_plans(by=None, at=options.settled_at, plans=plans)
        answer_plans(by=None, at=options.settled_at, answers=list(_answers(plans, batch, cast)))
        registered += [
            Registered(
                resident=resident,
                person_id=person_id,
                line_ids=dict(
                    zip((s.key for s in resident.slots), (line.id for line in plan.lines), strict=True)
                ),
            )
            for (resident, person_id), plan in zip(batch, plans, strict=True)
        ]
    return registered


def _plan(resident: Resident, person_id: UUID, cast: Cast, options: Options) -> NewPlan:
    return NewPlan(
        person_id=person_id,
        starts_on=options.first_week,
        goals=(resident.goal,),
        written_by=cast.users["helen"],
        lines=tuple(
            NewPlanLine(
                outcome=OUTCOMES[slot.key],
                title=SLOTS[slot.key][0],
                tasks=TASKS[slot.key],
                minutes=slot.minutes,
                workers_needed=slot.workers,
                goal=0,
            )
            for slot in resident.slots
        ),
    )


def _answers(
    plans: Iterable[NewPlan], batch: Iterable[tuple[Resident, UUID]], cast: Cast
) -> Iterator[Answer]:
    for plan, (resident, _) in zip(plans, batch, strict=True):
        provider_voice = cast.users["olu" if resident.provider == 0 else "sam"]
        person_voice = cast.users["ada"] if resident.index == 0 else cast.users["helen"]
        yield Answer(plan_id=plan.id, party="person", answered_by=person_voice)
        yield Answer(plan_id=plan.id, party="council", answered_by=cast.users["helen"])
        yield Answer(plan_id=plan.id, party="provider", answered_by=provider_voice)


def award(registered: Sequence[Registered], contracts: Sequence[Contract], options: Options) -> None:
    """A package for each person: a line for each need of the plan, with the provider of their street."""
    for batch in in_batches(registered):
        award_packages(
            by=None,
            at=options.settled_at,
            packages=[
                NewPackage(
                    id=options.id_of("package", each.resident.index),
                    reference=f"P{100_000 + each.resident.index}",
                    person_id=each.person_id,
                    lines=tuple(
                        NewLine(
                            id=options.id_of(f"line:{slot.key}", each.resident.index),
                            contract_id=contracts[each.resident.provider].pk,
                            service_type=each.resident.service_type,
                            pattern=(slot,),
                            starts_on=options.first_week,
                            plan_line_id=each.line_ids[slot.key],
                        )
                        for slot in each.resident.slots
                    ),
                )
                for each in batch
            ],
        )


def allocate(registered: Sequence[Registered], cast: Cast, options: Options) -> None:
    """Helen is the social worker of the first twenty people; Ada lets Wilf see who comes and her plan."""
    starts_on = options.settled_at.date()
    rows = [
        NewRelationship(
            person_id=each.person_id,
            kind="allocation",
            source="allocation:helen",
            starts_on=starts_on,
            user_id=cast.users["helen"].pk,
        )
        for each in registered[:20]
    ]
    open_relationships(by=None, at=options.settled_at, relationships=rows)
    ada, person_id = cast.users["ada"], registered[0].person_id
    let_family_in(by=ada, at=options.settled_at, person_id=person_id, user_id=cast.users["wilf"].pk)
    for data_class in SHARED_WITH_WILF:
        choose_sharing(
            by=ada,
            at=options.settled_at,
            person_id=person_id,
            data_class=data_class,
            audience="family",
            shared=True,
        )


def engage(
    crews: Sequence[WorkerSpec], teams: Sequence[Team], cast: Cast, options: Options
) -> list[tuple[WorkerSpec, UUID]]:
    """The workers, with their skills and the shifts they usually work."""
    engaged: list[tuple[WorkerSpec, UUID]] = []
    for batch in in_batches(crews):
        workers = [_worker(spec, teams, cast, options) for spec in batch]
        engage_workers(by=None, at=options.settled_at, workers=workers)
        engaged += [(spec, worker.id) for spec, worker in zip(batch, workers, strict=True)]
    return engaged


def _worker(spec: WorkerSpec, teams: Sequence[Team], cast: Cast, options: Options) -> NewWorker:
    began_on = options.first_week - timedelta(days=30 + spec.index % 900)
    return NewWorker(
        id=options.id_of("worker", spec.index),
        organisation_id=cast.providers[spec.provider].pk,
        first_name=spec.first_name,
        family_name=spec.family_name,
        home_postcode=spec.door.postcode,
        home_lat=spec.door.lat,
        home_lon=spec.door.lon,
        contract_minutes=spec.contract_minutes,
        starts_on=began_on,
        travel_mode=spec.travel_mode,
        phone=drama_mobile((spec.index + 200) % 1000),
        team_id=teams[spec.patch].pk,
        user_id=cast.users["grace"].pk if spec.index == 0 else None,
        skills=(SignOff(skill="personal_care", signed_off_on=began_on),),
        shifts=(
            UsualShift(
                weekdays=spec.weekdays, starts=spec.starts, ends=spec.ends, starts_on=options.first_week
            ),
        ),
    )
