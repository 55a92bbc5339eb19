"""Whatever an address may name, as somebody's own, another's, of an ended relationship, or not there.

To let an address name a new kind of thing, add one to `THINGS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any
from uuid import uuid4

from kith.insight.defined.definition import Definition, Side
from kith.insight.diagnosis.result import Column, Result, Table
from kith.insight.diagnosis.stored import to_plain
from kith.insight.facts.known import pseudonym
from kith.insight.models import AgreedAction, CauseNote, DefinedMeasure, Finding, Snapshot
from kith.orgs.actions_accounts import ROLE_ASKED, invite
from kith.orgs.actions_role_requests import RoleAsked
from kith.orgs.actions_work import NewItem, open_item
from kith.orgs.models import Organisation, Supervision, User, WorkItem
from kith.people.actions_emergency import open_emergency
from kith.plans.actions_requests import NewRequest, record_requests
from kith.rota.models import RotaProposal, RotaPublication, ShadowRun
from tests.delivery.factories import worker
from tests.factories import NOW, TODAY
from tests.factories import user as make_user
from tests.insight.test_measures import visit as fact_of_visit
from tests.insight.test_measures import written
from tests.refusals import case_files
from tests.refusals.world import LAST_MONDAY, MONDAY, YESTERDAY, Case, World

FOLDERS = TemporaryDirectory(prefix="kith-walk-")  # gone when the tests end
Arguments = dict[str, Any]
Thing = Callable[[World, User, Case], Arguments | None]


def _of_own_or_another(world: World, user: User, case: Case) -> Organisation:
    """The user's own organisation, or for the other case another that is in the world."""
    own = user.organisation or world.cast.council
    return own if case is Case.OWN else next(one for one in world.providers.values() if one != own)


def _named(argument: str, things: Callable[[World], Mapping[Case, Any]], **more: Any) -> Thing:
    """An address that names one thing by its id; no arguments where there is no such case."""

    def arguments(world: World, user: User, case: Case) -> Arguments | None:
        if case is Case.ABSENT:
            return {argument: uuid4(), **more}
        found = things(world).get(case)
        return None if found is None else {argument: found.pk, **more}

    return arguments


def _item(world: World, user: User, case: Case) -> Arguments | None:
    """Something that waits for the user's own organisation, or for another."""
    if case is Case.ABSENT:
        return {"item_id": uuid4()}
    if case is Case.ENDED:
        return None
    item = NewItem(
        kind="walk",
        subject_kind="test",
        subject_id=uuid4(),
        organisation_id=(_of_own_or_another(world, user, case)).pk,
        due_at=NOW,
    )
    return {"item_id": open_item(at=NOW, item=item).pk}


def _request(world: World, user: User, case: Case) -> Arguments | None:
    """Help that was asked for by somebody, with the person's own address."""
    person = world.people.get(case)
    if person is None:
        return {"person_id": uuid4(), "request_id": uuid4()}
    new = NewRequest(person_id=person.pk, on=TODAY, route="Community / Other route")
    return {"person_id": person.pk, "request_id": record_requests(by=None, at=NOW, requests=[new])[0].pk}


def _proposal(world: World, user: User, case: Case) -> Arguments | None:
    """Proposed rounds of the provider's own rota, or of another's."""
    if case is Case.ABSENT:
        return {"proposal_id": uuid4()}
    if case is Case.ENDED:
        return None
    row = RotaProposal.objects.create(
        organisation=world.providers[case], starts_on=TODAY, until=TODAY + timedelta(days=1), asked_at=NOW
    )
    return {"proposal_id": row.pk}


def _shadow_run(world: World, user: User, case: Case) -> Arguments | None:
    """A week that the provider has tried, or another has."""
    if case is Case.ABSENT:
        return {"run_id": uuid4()}
    if case is Case.ENDED:
        return None
    row = ShadowRun.objects.create(
        organisation=world.providers[case], asked_at=NOW, starts_on=TODAY, visits=1, tolerance_minutes=30,
        reading={"kind": "calendar", "rows": 1, "used": 1, "columns": [], "header": [], "unused": [],
                 "counts": {}, "findings": []},
    )  # fmt: skip
    return {"run_id": row.pk}


def _publication(world: World, user: User, case: Case) -> Arguments | None:
    """A published rota of the provider's own, or of another."""
    if case is Case.ABSENT:
        return {"publication_id": uuid4()}
    if case is Case.ENDED:
        return None
    made = RotaPublication.objects.create(
        organisation=world.providers[case],
        starts_on=TODAY,
        until=TODAY + timedelta(days=1),
        method="by hand",
        recorded_at=NOW,
    )
    return {"publication_id": made.pk}


def _remittance(world: World, user: User, case: Case) -> Arguments | None:
    """A run of one's own council to one's own provider; or the same of others."""
    if case is Case.ABSENT:
        return {"run_id": world.runs[Case.OWN].pk, "provider_id": uuid4()}
    if case is Case.ENDED:
        return None
    return {"run_id": world.runs[case].pk, "provider_id": world.providers[case].pk}


def _priced_week(world: World, user: User, case: Case) -> Arguments | None:
    """A person's week in a run of one's own council."""
    person = uuid4() if case is Case.ABSENT else world.people[case].pk
    run = world.runs[Case.OTHER if case is Case.OTHER else Case.OWN]
    return {"run_id": run.pk, "person_id": person, "week": LAST_MONDAY}


def _measure(world: World, user: User, case: Case) -> Arguments | None:
    """A measure there is, or none."""
    return {Case.OWN: {"key": "continuity"}, Case.ABSENT: {"key": "nosuchmeasure"}}.get(case)


def _defined(world: World, user: User, case: Case) -> Arguments | None:
    """A measure that the user's own organisation defined, or another, or none."""
    if case is Case.ABSENT:
        return {"key": "own_nosuchmeasure"}
    if case is Case.ENDED:
        return None
    rows = Side(table="visits", counts="rows")
    body = Definition(
        title="Visits", question="How many?", owner="Ann", top=rows, bottom=rows, unit="share",
        improvement="neutral",
    ).plain()  # fmt: skip
    made = DefinedMeasure.objects.create(
        recorded_at=NOW, key=f"own_{uuid4().hex}", version=1, by=user, body=body,
        organisation=_of_own_or_another(world, user, case),
    )  # fmt: skip
    return {"key": made.key}


def _figure(world: World, user: User, case: Case) -> Arguments | None:
    """A week of a measure there is, or of none."""
    _facts_of(world)
    found = _measure(world, user, case)
    return found and found | {"week": LAST_MONDAY}


def _part_of_figure(world: World, user: User, case: Case) -> Arguments | None:
    """A person's part of a week: everybody in the world was visited in it once."""
    _facts_of(world)
    person = uuid4() if case is Case.ABSENT else world.people[case].pk
    return {"key": "punctuality", "week": LAST_MONDAY, "person_id": person}


def _facts_of(world: World) -> None:
    """A snapshot with one visit to everybody by the coordinator's provider, in the council's patch."""
    rows = [
        fact_of_visit(
            visit_key=str(world.visits[case].pk),
            person_key=pseudonym(person.pk),
            provider_key=str(world.cast.kindly_care.pk),
            patch_key=str(world.cast.patch.pk),
            on_day=LAST_MONDAY,
            week_starts_on=LAST_MONDAY,
        )
        for case, person in world.people.items()
    ]
    folder = written(Path(mkdtemp(dir=FOLDERS.name)), rows, [])
    Snapshot.objects.create(recorded_at=NOW, facts_at=NOW, folder=str(folder), rows={})


def _cause(world: World, user: User, case: Case) -> Arguments | None:
    """A cause that the user's own organisation noted, or another."""
    if case is Case.ABSENT:
        return {"note_id": uuid4()}
    if case is Case.ENDED:
        return None
    note = CauseNote.objects.create(
        recorded_at=NOW,
        measure="continuity",
        week_starts_on=LAST_MONDAY,
        text="A bridge was closed",
        rebases=False,
        by=user,
        organisation=_of_own_or_another(world, user, case),
    )
    return {"note_id": note.pk}


def _action(world: World, user: User, case: Case) -> Arguments | None:
    """An action that a meeting of the user's own organisation agreed, or of another."""
    if case is Case.ABSENT:
        return {"action_id": uuid4()}
    if case is Case.ENDED:
        return None
    action = AgreedAction.objects.create(
        recorded_at=NOW,
        text="Share out the lunch peak",
        owner="Rota team",
        due_on=TODAY,
        by=user,
        organisation=_of_own_or_another(world, user, case),
    )
    return {"action_id": action.pk}


def _pack(world: World, user: User, case: Case) -> Arguments | None:
    """A weekly pack of the newest snapshot, or a kind there is none of."""
    if case is Case.OWN:
        Snapshot.objects.create(recorded_at=NOW, facts_at=NOW, folder="", rows={})
    return {Case.OWN: {"kind": "weekly"}, Case.ABSENT: {"kind": "nosuchpack"}}.get(case)


def _file_of_pack(world: World, user: User, case: Case) -> Arguments | None:
    """It as a file."""
    found = _pack(world, user, case)
    return found and found | {"ending": "html"}


def _analysis(world: World, user: User, case: Case) -> Arguments | None:
    """An analysis of the newest snapshot, or none of that name."""
    if case is Case.ABSENT:
        return {"key": "nosuchanalysis"}
    if case is not Case.OWN:
        return None
    snapshot = Snapshot.objects.create(recorded_at=NOW, facts_at=NOW, folder="", rows={})
    body = to_plain(
        Result(
            key="utilisation", title="How long visits took", question="", answer="", definition="",
            n=0, n_of="", owner="", next_test="",
            tables=(Table(title="Lengths", columns=(Column(key="n", heading="N"),), rows=(("30",),)),),
        )
    )  # fmt: skip
    Finding.objects.create(recorded_at=NOW, snapshot=snapshot, key="utilisation", place=0, body=body)
    return {"key": "utilisation"}


def _table_of_analysis(world: World, user: User, case: Case) -> Arguments | None:
    """Its first table."""
    found = _analysis(world, user, case)
    return found and found | {"number": 1}


def _emergency(world: World, user: User, case: Case) -> Arguments | None:
    """Somebody of one's own council was looked at in an emergency, or somebody of another's."""
    if case is Case.ABSENT:
        return {"relationship_id": uuid4()}
    if case is Case.ENDED:
        return None
    opened = open_emergency(
        by=world.users["discharge_hub"],
        at=NOW,
        person_id=world.people[case].pk,
        reason="danger_to_life",
        words="On the floor and the door is locked",
    )
    return {"relationship_id": opened.pk}


def _account(world: World, user: User, case: Case) -> Arguments | None:
    """Somebody who signs in where the user works, or elsewhere."""
    if case in (Case.ABSENT, Case.ENDED):
        return {"user_id": uuid4()} if case is Case.ABSENT else None
    return {"user_id": _colleague(world, user, case).pk}


def _supervised(world: World, user: User, case: Case) -> Arguments | None:
    """A colleague whom the user supervises, supervised until yesterday, or does not."""
    if case is Case.ABSENT:
        return {"user_id": uuid4()}
    colleague = make_user(f"Colleague {uuid4().hex}", role="analyst", organisation=user.organisation)
    if case is not Case.OTHER:
        until = YESTERDAY if case is Case.ENDED else None
        Supervision.objects.create(
            user=colleague, supervisor=user, starts_on=YESTERDAY, until=until, set_at=NOW
        )
    return {"user_id": colleague.pk}


def _role(world: World, user: User, case: Case) -> Arguments | None:
    """A role somebody holds where the user works, or elsewhere."""
    if case in (Case.ABSENT, Case.ENDED):
        return {"user_id": uuid4(), "grant_id": 1} if case is Case.ABSENT else None
    colleague = _colleague(world, user, case)
    return {"user_id": colleague.pk, "grant_id": colleague.grants.get().pk}


def _role_asked(world: World, user: User, case: Case) -> Arguments | None:
    """A role somebody else asked for: for a colleague where the user works, or for somebody elsewhere."""
    if case in (Case.ABSENT, Case.ENDED):
        return {"user_id": uuid4()} if case is Case.ABSENT else None
    colleague = _colleague(world, user, case)
    WorkItem.objects.create(
        kind=ROLE_ASKED,
        subject_kind="user",
        subject_id=str(colleague.pk),
        organisation=colleague.organisation,
        opened_at=NOW,
        due_at=NOW,
        detail=RoleAsked(role="worker", starts_on=TODAY, because="cover").as_detail(world.cast.maya),
    )
    return {"user_id": colleague.pk}


def _colleague(world: World, user: User, case: Case) -> User:
    organisation = _of_own_or_another(world, user, case)
    return make_user(f"Colleague {uuid4().hex[:6]}", role="worker", organisation=organisation)


def _worker(world: World, user: User, case: Case) -> Arguments | None:
    """Somebody who works where the rota is planned, or elsewhere."""
    if case in (Case.ABSENT, Case.ENDED):
        return {"worker_id": uuid4()} if case is Case.ABSENT else None
    return {"worker_id": worker(organisation=world.providers[case]).pk}


def _invitation(world: World, user: User, case: Case) -> Arguments | None:
    """An invitation of somebody; or one that was made up."""
    if case is Case.ABSENT:
        return {"user_id": uuid4(), "code": "abc-def"}
    if case is not Case.OWN:
        return None
    colleague = _colleague(world, user, case)
    return {"user_id": colleague.pk, "code": invite(by=None, at=NOW, user=colleague)}


THINGS: Mapping[str, Thing] = {
    "nothing": lambda world, user, case: {} if case is Case.OWN else None,
    "person": _named("person_id", lambda world: world.people),
    "way to care": _named("person_id", lambda world: world.people, what="request"),
    "request": _request,
    "question": _named("person_id", lambda world: world.people, key="gender"),
    "visit": _named("visit_id", lambda world: world.visits),
    "visit's place": _named("visit_id", lambda world: world.visits, place=1),
    "patch": _named("area_id", lambda world: world.patches),
    "provider": _named("organisation_id", lambda world: world.providers),
    "proposal": _proposal,
    "shadow run": _shadow_run,
    "publication": _publication,
    "provider's day": _named("organisation_id", lambda world: world.providers, on=TODAY),
    "provider's week": _named("organisation_id", lambda world: world.providers, week=MONDAY),
    "work item": _item,
    "pay run": _named("run_id", lambda world: world.runs),
    "remittance": _remittance,
    "priced week": _priced_week,
    "measure": _measure,
    "defined measure": _defined,
    "figure": _figure,
    "part of a figure": _part_of_figure,
    "cause": _cause,
    "pack": _pack,
    "agreed action": _action,
    "pack's file": _file_of_pack,
    "analysis": _analysis,
    "analysis's table": _table_of_analysis,
    "emergency": _emergency,
    "account": _account,
    "supervised colleague": _supervised,
    "worker": _worker,
    "role": _role,
    "role asked for": _role_asked,
    "invitation": _invitation,
    "case audit": case_files.audit,
    "case result": case_files.result,
    "case file": case_files.file,
    "case file to approve": case_files.file_to_approve,
    "passkey": lambda world, user, case: {"pk": 1} if case is Case.ABSENT else None,
}
