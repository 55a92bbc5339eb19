"""What an address of case files may name: an audit one runs or reads in, another's, or none.

Petra, the principal social worker, owns what is one's own; whoever may score case files reads in it.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from kith.insight.case_files import file as files
from kith.insight.case_files.audits import SCORERS
from kith.insight.case_files.file import File, Words
from kith.insight.diagnosis.result import Column, Result, Table
from kith.insight.diagnosis.stored import to_plain
from kith.insight.models import CaseAudit, CaseAuditStep, CaseFile, CaseReader, CaseSubject, CaseText
from kith.orgs.models import User
from kith.people.actions_content import NewContent, write_contents
from kith.people.models import Person
from tests.factories import NOW
from tests.refusals.world import Case, World

Arguments = dict[str, Any]
STEPS = ("opened", "closed", "finished")
FILE = File(
    age="75–84", lives_alone=True, last_week=1, stretches=(), happened=(),
    words=(Words(kind="goal", text="To make porridge"),),
)  # fmt: skip


def _audit(world: World, user: User, case: Case, *, until: str = "") -> CaseAudit | None:
    """An audit as far as a step: one's own, or of another council's; nothing ended."""
    if case not in (Case.OWN, Case.OTHER):
        return None
    owner = world.users["principal_social_worker"] if case is Case.OWN else world.cast.ivy
    person = Person.objects.get(pk=world.people[case].pk)
    audit = CaseAudit.objects.create(
        recorded_at=NOW, council=person.commissioner, by=owner, title="First packages", asked="Enough?",
        size=1, least=1, readers_each=1, strata=[], seed="7", frame={"everybody": ["abc"]},
        causes=[["other", "Other"]],
    )  # fmt: skip
    row = CaseFile.objects.create(recorded_at=NOW, audit=audit, number=1, stratum="everybody")
    CaseSubject.objects.create(recorded_at=NOW, case=row, person=person)
    piece = NewContent(person_id=person.pk, kind="case_file", text=files.written(FILE), written_at=NOW)
    [content] = write_contents(by=None, at=NOW, pieces=[piece])
    CaseText.objects.create(recorded_at=NOW, case=row, content=content, approved=True, by=owner)
    if case is Case.OWN and user.grants.filter(role__in=SCORERS).exists():
        CaseReader.objects.create(recorded_at=NOW, audit=audit, user=user, profession="other", by=owner)
    for step in STEPS[: STEPS.index(until) + 1] if until else ():
        result = _result() if step == "finished" else {}
        CaseAuditStep.objects.create(recorded_at=NOW, audit=audit, step=step, result=result, by=owner)
    return audit


def _result() -> dict[str, Any]:
    table = Table(title="Causes", columns=(Column(key="cause", heading="Cause"),), rows=(("Other",),))
    return to_plain(
        Result(
            key="case_files", title="Files", question="", answer="", definition="", n=10, n_of="files",
            owner="", next_test="", tables=(table,),
        )
    )  # fmt: skip


def _named(world: World, user: User, case: Case, until: str = "", **more: Any) -> Arguments | None:
    if case is Case.ABSENT:
        return {"audit_id": uuid4(), **more}
    audit = _audit(world, user, case, until=until)
    return None if audit is None else {"audit_id": audit.pk, **more}


def audit(world: World, user: User, case: Case) -> Arguments | None:
    """An audit whose names are being taken out."""
    return _named(world, user, case)


def result(world: World, user: User, case: Case) -> Arguments | None:
    """The first table of what a finished audit found."""
    return _named(world, user, case, "finished", table=1)


def file(world: World, user: User, case: Case) -> Arguments | None:
    """A file that is being read."""
    return _named(world, user, case, "opened", number=1)


def file_to_approve(world: World, user: User, case: Case) -> Arguments | None:
    """A file that its audit's owner looks through."""
    return _named(world, user, case, number=1)
