"""Reading one file: what its readers see of it, and what was said of it. Each look is in the audit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kith.core.dates import london_day
from kith.core.errors import NotFound
from kith.insight.case_files.audits import Audit, access_audit, case_of, owned_audit
from kith.insight.case_files.file import File, read
from kith.insight.diagnosis.case_tables import profession_words
from kith.insight.models_case_files import CaseFile, CaseReader, CaseScore, CaseSubject, CaseText
from kith.orgs import audit as record_of
from kith.orgs.context import as_house
from kith.orgs.models import User
from kith.people.access import CASE
from kith.people.queries_content import texts_of

ASSESSMENT = 7
LOOKED = "see.case_file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a reader said of a file, with their words."""

    score: CaseScore
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A file open before one of its readers, and what they may see was said of it: before the audit is
    closed their own words alone.
    """

    audit: Audit
    case: CaseFile
    file: File
    own: Said | None
    others: tuple[Said, ...]
    agreed: Said | None

    @property
    def talked_through(self) -> tuple[Said, ...]:
        """What every reader said, one's own among them, once it is talked through."""
        return (*self.others, *([self.own] if self.own else ())) if self.others else ()

    @property
    def may_score(self) -> bool:
        """Whether its reader may say something of it now."""
        return self.audit.state == "opened" or (self.audit.state == "closed" and self.differs)

    @property
    def differs(self) -> bool:
        """Whether its readers said different things, and may see that."""
        verdicts = {each.score.verdict for each in self.others}
        return len(verdicts | ({self.own.score.verdict} if self.own else set())) > 1


def open_case(*, by: User, at: datetime, audit_id: UUID, number: int) -> Opened:
    """One file for one of its readers, or any reader of the audit once they talk files through.

    Writes a row of the audit, which the person it is about can see. Raises `NotFound` for a file that is not
    theirs to read, or not yet, or no longer.
    """
    audit = access_audit(by=by, audit_id=audit_id, on=london_day(at))
    reader = audit.own
    if reader is None or audit.state not in ("opened", "closed"):
        raise NotFound
    if audit.state == "opened" and not audit.reads(reader, number):
        raise NotFound
    case = case_of(audit, number)
    said = _said(case, audit)
    _record(by, at, case)
    blind = {each.score.reader_id: each for each in said if not each.score.agreed}
    closed = audit.state == "closed"
    return Opened(
        audit=audit,
        case=case,
        file=file_kept(case),
        own=blind.get(reader.pk),
        others=tuple(each for key, each in blind.items() if key != reader.pk) if closed else (),
        agreed=next((each for each in reversed(said) if each.score.agreed), None) if closed else None,
    )


def file_to_look_through(
    *, by: User, at: datetime, audit_id: UUID, number: int
) -> tuple[Audit, CaseFile, File]:
    """One file for its owner, approved or not. Writes a row of the audit. Raises `NotFound`."""
    audit = owned_audit(by=by, audit_id=audit_id, on=london_day(at))
    case = case_of(audit, number)
    _record(by, at, case)
    return audit, case, file_kept(case)


def file_kept(case: CaseFile) -> File:
    """A file as it was last kept. Raises `NotFound` where its person's record was disposed of."""
    content_id = CaseText.objects.filter(case=case).order_by("-pk").values_list("content_id", flat=True)[0]
    with as_house():  # readers have no relationship to the person, and are not told who it is
        text = texts_of([content_id]).get(content_id)
    if text is None:
        raise NotFound
    return read(text)


def _said(case: CaseFile, audit: Audit) -> Sequence[Said]:
    readers = {each.pk: each for each in audit.readers}
    scores = list(CaseScore.objects.filter(case=case).order_by("pk"))
    noted = [score.note_id for score in scores if score.note_id]
    with as_house():
        notes = texts_of(noted) if noted else {}
    for score in scores:
        score.reader = readers.get(score.reader_id, score.reader)
    return [Said(score=score, note=notes.get(score.note_id, "")) for score in scores]


def _record(by: User, at: datetime, case: CaseFile) -> None:
    with as_house():
        person_id = CaseSubject.objects.values_list("person_id", flat=True).get(case=case)
    record_of.record(
        by=by, at=at, action=LOOKED, person_id=person_id, data_class=ASSESSMENT,
        subject_kind="case_file", subject_id=case.pk, reason=CASE,
    )  # fmt: skip


def professions() -> Sequence[tuple[str, str]]:
    """The professions somebody may read as: key and words."""
    return [(key, profession_words(key)) for key in CaseReader.Profession.values]
