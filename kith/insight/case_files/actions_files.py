"""Files as their owner looks them through: gathered from the record, put right, and approved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kith.core.anonymise import is_marked, unmarked
from kith.core.dates import london_day
from kith.core.errors import Invalid, NotFound, NotPermitted
from kith.insight.case_files import file as files
from kith.insight.case_files.audits import Audit, case_of, owned_audit
from kith.insight.case_files.file import File
from kith.insight.case_files.gather import file_of
from kith.insight.case_files.queries import file_kept
from kith.insight.models_case_files import CaseFile, CaseSubject, CaseText
from kith.orgs import audit as record_of
from kith.orgs.context import as_house
from kith.orgs.models import User
from kith.people.access import CASE
from kith.people.actions_content import NewContent, write_contents
from kith.people.queries import Access, access_person

NAMES, ASSESSMENT = 1, 7  # classes of data, see orgs/roles.py
KIND = "case_file"


class NotAFile(Invalid):
    """What was typed does not fit the file it was typed for."""

    code = "not_a_file"


class StillMarked(Invalid):
    """Words of a file are marked that could name somebody."""

    code = "still_marked"


class NotYet(NotPermitted):
    """Something has to be done first, or was done already."""

    code = "not_yet"


def gather(by: User, at: datetime, cases: Sequence[tuple[CaseFile, UUID]]) -> None:
    """Keep each file as it stands in the record, without names, not approved. For the action that draws."""
    with as_house():  # names of workers and of the circle are looked up to be taken out
        made = [(case, person_id, files.written(_file(by, at, person_id))) for case, person_id in cases]
        _keep(by, at, made, approved=False)


def _file(by: User, at: datetime, person_id: UUID) -> File:
    on = london_day(at)
    try:
        access = access_person(by=by, person_id=person_id, data_class=ASSESSMENT, on=on, at=at)
    except NotFound:  # the person keeps this from such a role, or is close to the owner: no words of theirs
        access = access_person(by=None, person_id=person_id, data_class=ASSESSMENT, on=on, at=at)
        return replace(file_of(access, on), words=())
    return file_of(access, on)


def _keep(by: User, at: datetime, made: Sequence[tuple[CaseFile, UUID, str]], *, approved: bool) -> None:
    pieces = [
        NewContent(person_id=person_id, kind=KIND, text=text, written_at=at) for _, person_id, text in made
    ]
    contents = write_contents(by=by, at=at, pieces=pieces)
    CaseText.objects.bulk_create(
        CaseText(case=case, content=content, approved=approved, by=by, recorded_at=at)
        for (case, *_), content in zip(made, contents, strict=True)
    )


def write_file(
    *, by: User, at: datetime, audit_id: UUID, number: int, words: Sequence[str], approve: bool,
    names_nobody: bool = False,
) -> None:  # fmt: skip
    """Keep a file's words as its owner has put them, and perhaps let its readers see them.

    ``names_nobody`` says that what is still marked names nobody. Raises `NotFound`, `NotYet` once reading
    has begun, `NotAFile` for another number of words, or `StillMarked`, when nothing is kept as approved
    and everything typed is kept.
    """
    on = london_day(at)
    audit = owned_audit(by=by, audit_id=audit_id, on=on)
    check_state(audit, "preparing")
    case = case_of(audit, number)
    file, person_id = file_kept(case), _person_of(case)
    if len(words) != len(file.words):
        raise NotAFile("This file was changed meanwhile. Open it again.")
    said = [unmarked(each) if names_nobody else each for each in words]
    put = tuple(replace(before, text=text.strip()) for before, text in zip(file.words, said, strict=True))
    marked = any(is_marked(each.text) for each in put)
    with transaction.atomic(), as_house():
        made = [(case, person_id, files.written(replace(file, words=put)))]
        _keep(by, at, made, approved=approve and not marked)
        record_of.record(
            by=by, at=at, action="approve.case_file" if approve and not marked else "write.case_file",
            person_id=person_id, data_class=ASSESSMENT, subject_kind="case_file", subject_id=case.pk,
            reason=CASE,
        )  # fmt: skip
    if approve and marked:
        raise StillMarked("Something is still marked. Take it out, or say that what is marked names nobody.")


def _person_of(case: CaseFile) -> UUID:
    with as_house():
        return CaseSubject.objects.get(case=case).person_id


def person_of_case(*, by: User, at: datetime, audit_id: UUID, number: int) -> Access:
    """Who a file is about, for the audit's owner alone, while it lasts; a row of the audit says so.

    Raises `NotFound`.
    """
    on = london_day(at)
    case = case_of(owned_audit(by=by, audit_id=audit_id, on=on), number)
    return access_person(by=by, person_id=_person_of(case), data_class=NAMES, on=on, at=at)


def check_state(audit: Audit, state: str) -> None:
    """Nothing when the audit is at this step. Raises `NotYet`."""
    if audit.state != state:
        raise NotYet("The audit is at another step by now. Open it again to see what can be done.")
