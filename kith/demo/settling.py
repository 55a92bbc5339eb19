"""Before the first visit: people registered, plans agreed, packages awarded, workers engaged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import TypeVar
from uuid import UUID

from kith.brokerage.actions_packages import NewLine, NewPackage, award_packages
from kith.brokerage.models import Contract
from kith.core.nhs_number import test_number
from kith.core.phone_numbers import drama_mobile
from kith.demo.answers import answer
from kith.demo.asked import ask
from kith.demo.cast import Cast
from kith.demo.crews import WorkerSpec, crew_for
from kith.demo.options import Options
from kith.demo.places import PatchPlan
from kith.demo.residents import SLOTS, TASKS, CarerSpec, Resident, residents_of
from kith.orgs.models import Team
from kith.people.actions import NewPerson, register_people
from kith.people.actions_access import NewRelationship, open_relationships
from kith.people.actions_circle import NewMember, add_to_circle
from kith.people.actions_content import NewContent, write_contents
from kith.people.actions_households import NewHome
from kith.people.actions_sharing import choose_sharing, let_family_in
from kith.plans.actions import Answer, NewPlan, NewPlanLine, answer_plans, write_plans
from kith.workforce.actions import NewWorker, SignOff, UsualShift, engage_workers

T = TypeVar("T")
BATCH = 400
A_GENERATION = 29 * 365  # days
SHARED_WITH_WILF = (1, 3, 4)  # her name, when somebody comes, and her plan: not the notes
OUTCOMES = {"morning": "personal_care", "lunch": "nutrition", "tea": "nutrition", "bed": "personal_care"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """A resident and who they became."""

    resident: Resident
    person_id: UUID
    line_ids: dict[str, UUID]


def make_up_residents(patches: Sequence[PatchPlan], options: Options, providers: int) -> list[Resident]:
    """The people of every patch, shared out evenly. The first of them is Ada."""
    residents: list[Resident] = []
    for number, patch in enumerate(patches):
        count = (options.people * (number + 1)) // len(patches) - len(residents)
        residents += residents_of(
            patch=number,
            doors=patch.doors,
            count=min(count, len(patch.doors)),
            first_index=len(residents),
            today=options.now.date(),
            providers=providers,
            rng=Random(f"{options.seed}:residents:{number}"),
        )
    return [_as_ada(residents[0]), *residents[1:]]


def _as_ada(resident: Resident) -> Resident:
    wilf = CarerSpec(name="Wilf Holroyd", kind="husband", phone_index=0, at_home=True)
    return replace(
        resident,
        name="Ada Holroyd",
        known_as="Ada",
        lives_alone=False,
        carer=wilf,
        allergy="Penicillin",
        risk="Falls: wears a pendant",
        service_type="home_care",
        what_matters="I want to get to the chapel coffee morning on my own two feet. "
        "I don't want a stream of strangers.",
    )


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


def register(residents: Sequence[Resident], cast: Cast, options: Options) -> list[UUID]:
    """Everybody who draws on care, and their carers, as people with doors, numbers and circles."""
    at = options.settled_at
    ids: list[UUID] = []
    for batch in _batches(residents):
        people = [_person(resident, cast, options) for resident in batch]
        register_people(by=None, at=at, people=people)
        answer(people, options)
        ask(
            ((person.id, options.settled_at.date(), resident.service_type == "reablement")
             for resident, person in zip(batch, people, strict=True)),
            options,
        )  # fmt: skip
        ids += [person.id for person in people]
        _register_carers(list(zip(batch, people, strict=True)), cast, options)
        write_contents(
            by=None,
            at=at,
            pieces=[
                NewContent(person_id=person.id, kind=kind, text=text, written_at=at)
                for resident, person in zip(batch, people, strict=True)
                for kind, text in _texts(resident)
                if text
            ],
        )
    return ids


def _texts(resident: Resident) -> Iterator[tuple[str, str]]:
    yield "what_matters", resident.what_matters
    yield "allergy", resident.allergy
    yield "risk", resident.risk
    yield "home_entry", f"Key safe by the door, code {1000 + resident.index * 37 % 9000}"


def _person(resident: Resident, cast: Cast, options: Options) -> NewPerson:
    door = resident.door
    return NewPerson(
        id=options.id_of("person", resident.index),
        name=resident.name,
        known_as=resident.known_as,
        commissioner=cast.council,
        home=NewHome(postcode=door.postcode, lat=door.lat, lon=door.lon, street=door.street),
        address=f"{door.number} {door.street}, {door.postcode}",
        phone=drama_mobile(resident.index % 1000),
        born_on=resident.born_on,
        lives_alone=resident.lives_alone,
        nhs_number=test_number(resident.index),
        council_reference=f"C{100_000 + resident.index}",
        starts_on=options.settled_at.date(),
        user=cast.users["ada"] if resident.index == 0 else None,
    )


def _register_carers(pairs: Sequence[tuple[Resident, NewPerson]], cast: Cast, options: Options) -> None:
    """Unpaid carers are people too; those at home share the front door."""
    carers: list[tuple[Resident, NewPerson, NewPerson]] = []
    for resident, person in pairs:
        if resident.carer:
            carer = NewPerson(
                id=options.id_of("carer", resident.index),
                name=resident.carer.name,
                commissioner=cast.council,
                home=person.home if resident.carer.at_home else None,
                address=person.address if resident.carer.at_home else "",
                phone=drama_mobile((resident.carer.phone_index + 500) % 1000),
                born_on=_carers_birth(resident),
                starts_on=options.settled_at.date(),
                user=cast.users["wilf"] if resident.index == 0 else None,
            )
            carers.append((resident, person, carer))
    register_people(by=None, at=options.settled_at, people=[carer for _, _, carer in carers])
    for resident, person, carer in carers:
        add_to_circle(
            by=None,
            at=options.settled_at,
            person_id=person.id,
            new=NewMember(
                member_id=carer.id,
                kind=resident.carer.kind if resident.carer else "",
                is_carer=True,
                ring_order=1,
            ),
        )


def _carers_birth(resident: Resident) -> date:
    """Husbands, wives and sisters are as old; a child or a neighbour is a generation younger."""
    peer = resident.carer is not None and resident.carer.kind in {"wife", "husband", "sister"}
    return resident.born_on + timedelta(days=0 if peer else A_GENERATION)


def agree_plans(
    residents: Sequence[Resident], ids: Sequence[UUID], cast: Cast, options: Options
) -> list[Registered]:
    """A plan for each person, with its goal in their words, answered by all three parties."""
    registered: list[Registered] = []
    for batch in _batches(list(zip(residents, ids, strict=True))):
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
    for batch in _batches(registered):
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
    for batch in _batches(crews):
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


def _batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), BATCH):
        yield items[start : start + BATCH]
