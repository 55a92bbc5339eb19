"""Scoring files: blind while the audit is open, and together where readers differ once it is closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kith.core.dates import london_day
from kith.core.errors import Invalid, NotFound
from kith.insight.case_files.actions_files import NotYet
from kith.insight.case_files.audits import SCORE, WAITS, Audit, access_audit, case_of
from kith.insight.case_files.causes import checked
from kith.insight.models_case_files import LONGEST_NOTE, CaseFile, CaseReader, CaseScore, CaseSubject
from kith.insight.wording import plain_words
from kith.orgs import audit as record_of
from kith.orgs.actions_work import close_items_about
from kith.orgs.context import as_house
from kith.orgs.models import User
from kith.orgs.roles import check_may
from kith.people.actions_content import NewContent, write_contents

MOST_MINUTES_A_WEEK = 2 * 7 * 24 * 60  # two workers, day and night
NOTE_KIND = "case_note"


class NotAScore(Invalid):
    """What was said of a file is not enough, or cannot be."""

    code = "not_a_score"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewScore:
    """What a reader says of a file. Minutes are worker minutes a week that might have been enough."""

    verdict: str
    enough_minutes: int | None
    causes: tuple[str, ...]
    note: str


def score_case(*, by: User, at: datetime, audit_id: UUID, number: int, new: NewScore) -> CaseScore:
    """What a reader says of a file; what they said before stays and no longer counts.

    While the audit is open it is theirs alone. Once it is closed it is what its readers agreed on, for files
    on which they differ. Raises `NotPermitted`, `NotFound`, `NotYet`, `NotAScore`, `NotCauses` or
    `NotPlainWords`.
    """
    on = london_day(at)
    check_may(by, SCORE, None, on)
    audit = access_audit(by=by, audit_id=audit_id, on=on)
    reader, case = audit.own, case_of(audit, number)
    if reader is None or (audit.state == "opened" and not audit.reads(reader, number)):
        raise NotFound
    together = audit.state == "closed"
    if audit.state not in ("opened", "closed") or (together and not _differ(case)):
        raise NotYet("This file is not being scored now. Open the audit again to see what can be done.")
    _check(new)
    causes = checked(new.causes, dict(audit.row.causes))
    with transaction.atomic(), as_house():  # a note is kept under the key of a person the reader is not told
        score = CaseScore.objects.create(
            case=case,
            reader=reader,
            agreed=together,
            verdict=new.verdict,
            enough_minutes=new.enough_minutes if new.verdict == CaseScore.Verdict.LESS else None,
            causes=causes if new.verdict == CaseScore.Verdict.LESS else [],
            note_id=_noted(by, at, case, new.note),
            recorded_at=at,
        )
        if not together and not _left(audit, reader):
            close_items_about(by=by, at=at, kind=WAITS, subject_ids=[reader.pk], outcome="all_read")
        record_of.record(
            by=by, at=at, action="score.case_file", subject_kind="case_file", subject_id=case.pk,
            detail={"verdict": new.verdict, "together": together},
        )  # fmt: skip
    return score


def _left(audit: Audit, reader: CaseReader) -> bool:
    """Whether a file is left that the reader was asked to read and has not."""
    read = set(reader.scores.values_list("case__number", flat=True))
    numbers = CaseFile.objects.filter(audit=audit.row).values_list("number", flat=True)
    return any(audit.reads(reader, number) and number not in read for number in numbers)


def _differ(case: CaseFile) -> bool:
    said = CaseScore.objects.filter(case=case, agreed=False).order_by("pk")
    return len(set(dict(said.values_list("reader_id", "verdict")).values())) > 1


def _check(new: NewScore) -> None:
    if new.verdict not in CaseScore.Verdict.values:
        raise NotAScore("Say whether the care is ideal, less than ideal, or cannot be told.")
    if new.verdict != CaseScore.Verdict.LESS:
        return
    if not new.causes:
        raise NotAScore("Name at least one cause.")
    if new.enough_minutes is not None and not 0 <= new.enough_minutes <= MOST_MINUTES_A_WEEK:
        raise NotAScore("Give minutes a week between 0 and {most:,}.", most=MOST_MINUTES_A_WEEK)


def _noted(by: User, at: datetime, case: CaseFile, note: str) -> UUID | None:
    if not note.strip():
        return None
    person_id = CaseSubject.objects.get(case=case).person_id
    text = plain_words(note, most=LONGEST_NOTE)
    piece = NewContent(person_id=person_id, kind=NOTE_KIND, text=text, written_at=at)
    return write_contents(by=by, at=at, pieces=[piece])[0].pk
