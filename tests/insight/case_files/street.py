"""A council with people whose files can be drawn, an owner of an audit, and colleagues to read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kith.insight.case_files.actions import NewAudit, ask_reader, begin_audit, take_step
from kith.insight.case_files.actions_files import write_file
from kith.insight.case_files.actions_scores import NewScore, score_case
from kith.insight.case_files.audits import owned_audit
from kith.insight.case_files.queries import file_to_look_through
from kith.insight.models import CaseAudit, CaseFile
from kith.orgs.models import User
from kith.people.actions_content import NewContent, write_contents
from kith.people.models import Person
from tests.brokerage import factories as make
from tests.factories import NOW, TODAY, Cast, cast, user

CAUSES = {"equipment": "Equipment would have helped", "other": "Something else"}
BEGAN_ON = date(2026, 2, 2)  # a Monday, nine weeks and a day before the cast's Tuesday
WORDS = "Ada likes tea. Ring Wilf on 07700 900123. Nesta calls on Sundays."


@dataclass(frozen=True, kw_only=True)
class Street:
    """Everybody an audit needs. Petra owns it; Helen and Tess read, Grace and Nora could."""

    cast: Cast
    petra: User
    tess: User
    people: tuple[Person, ...]


def street(people: int = 12) -> Street:
    """So many people, each with half an hour a day, the first a second worker since too."""
    everybody = cast()
    contract = make.contract(commissioner=everybody.council, provider=everybody.kindly_care)
    persons = []
    for number in range(people):
        name = "Ada Bell" if number == 0 else f"Person {number} Bell"
        person = make.person(name, commissioner=everybody.council)
        make.package(person=person, contract=contract, starts_on=BEGAN_ON, reference=f"P-{number}")
        persons.append(person)
    piece = NewContent(person_id=persons[0].pk, kind="assessment", text=WORDS, written_at=NOW)
    write_contents(by=None, at=NOW, pieces=[piece])
    return Street(
        cast=everybody,
        petra=user("Petra", role="principal_social_worker", organisation=everybody.council),
        tess=user("Tess", role="trusted_assessor", organisation=everybody.council),
        people=tuple(persons),
    )


def new_audit(**changed: object) -> NewAudit:
    given: dict[str, object] = {
        "title": "First packages",
        "asked": "Might less care have been enough?",
        "size": 12,
        "least": 1,
        "readers_each": 2,
        "sorted_by": (),
        "seed": "7",
        "causes": CAUSES,
        **changed,
    }
    return NewAudit(**given)  # type: ignore[arg-type]


def begun(here: Street, **changed: object) -> CaseAudit:
    return begin_audit(by=here.petra, at=NOW, new=new_audit(**changed))


def approve_all(here: Street, audit: CaseAudit) -> None:
    for case in CaseFile.objects.filter(audit=audit):
        approve(here, audit.pk, case.number)


def approve(here: Street, audit_id: UUID, number: int) -> None:
    _audit, _case, file = file_to_look_through(by=here.petra, at=NOW, audit_id=audit_id, number=number)
    write_file(
        by=here.petra, at=NOW, audit_id=audit_id, number=number, words=[each.text for each in file.words],
        approve=True, names_nobody=True,
    )  # fmt: skip


def opened(here: Street, **changed: object) -> CaseAudit:
    """An audit that Helen and Tess read in."""
    audit = begun(here, **changed)
    approve_all(here, audit)
    for who, profession in ((here.cast.helen, "social_worker"), (here.tess, "therapist")):
        ask_reader(by=here.petra, at=NOW, audit_id=audit.pk, user_id=who.pk, profession=profession)
    take_step(by=here.petra, at=NOW, audit_id=audit.pk, step="opened")
    return audit


def less(enough: int | None = 140, *causes: str) -> NewScore:
    return NewScore(
        verdict="less_than_ideal", enough_minutes=enough, causes=causes or ("equipment",), note=""
    )


IDEAL = NewScore(verdict="ideal", enough_minutes=None, causes=(), note="")


def score(here: User, audit: CaseAudit, number: int, new: NewScore = IDEAL) -> None:
    score_case(by=here, at=NOW, audit_id=audit.pk, number=number, new=new)


def scored(here: Street, audit: CaseAudit) -> None:
    """Both readers say of the first six files that they are less than ideal; Tess of the seventh too."""
    for number in range(1, 13):
        score(here.cast.helen, audit, number, less() if number <= 6 else IDEAL)
        score(here.tess, audit, number, less() if number <= 7 else IDEAL)


def of(here: Street, audit: CaseAudit, who: User | None = None):  # type: ignore[no-untyped-def]
    return owned_audit(by=who or here.petra, audit_id=audit.pk, on=TODAY)
