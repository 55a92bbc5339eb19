"""Running an audit: drawn once, its files looked through and approved, its readers asked, step by step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from kith.core.case_sample import Drawn, draw
from kith.core.dates import london_day
from kith.core.errors import Invalid, NotPermitted
from kith.insight.case_files.actions_files import NotYet, check_state, gather
from kith.insight.case_files.audits import RUN, WAITS, Audit, owned_audit, progress_of, readers_to_ask
from kith.insight.case_files.causes import Causes
from kith.insight.case_files.frame import frame_of
from kith.insight.case_files.result import result_of_audit
from kith.insight.case_files.strata import SORTED_BY
from kith.insight.facts.known import pseudonym
from kith.insight.models_case_files import (
    LONGEST_QUESTION,
    LONGEST_TITLE,
    CaseAudit,
    CaseAuditStep,
    CaseFile,
    CaseReader,
    CaseSubject,
)
from kith.insight.wording import plain_words
from kith.orgs import audit as record_of
from kith.orgs.actions_work import NewItem, close_items_about, open_items
from kith.orgs.context import as_house
from kith.orgs.models import Organisation, User
from kith.orgs.roles import check_may
from kith.people.access import CASE
from kith.people.actions_access import NewRelationship, end_relationships, open_relationships

MOST_FILES, MOST_READERS_EACH = 200, 6
LONGEST_SIGHT = timedelta(weeks=26)
READ_WITHIN = timedelta(days=28)


class NotAnAudit(Invalid):
    """What was asked for cannot be drawn or read."""

    code = "not_an_audit"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAudit:
    """What is asked, how many files are drawn by what, and from which causes readers choose."""

    title: str
    asked: str
    size: int
    least: int
    readers_each: int
    sorted_by: tuple[str, ...]
    seed: str
    causes: Causes


def begin_audit(*, by: User, at: datetime, new: NewAudit) -> CaseAudit:
    """The audit just begun: its sample drawn, its files gathered for its owner to look through.

    The owner may read the record of everybody drawn until the audit is finished, and half a year at most:
    an audit that is left must not keep records open. Raises `NotPermitted`,
    `NotAnAudit`, `NotPlainWords`, or as `draw` does.
    """
    on = london_day(at)
    check_may(by, RUN, None, on)
    council = by.organisation
    if council is None or council.kind != Organisation.Kind.COUNCIL:
        raise NotPermitted("A council runs an audit of its own case files.")
    _check(new)
    with transaction.atomic():
        with as_house():  # everybody could be drawn, also whom the owner does not know yet
            frame = frame_of(council, new.sorted_by, on)
        people = {pseudonym(person_id): person_id for ids in frame.values() for person_id in ids}
        keys = {stratum: sorted(map(pseudonym, ids)) for stratum, ids in sorted(frame.items())}
        drawn = draw(keys, new.size, seed=new.seed.strip(), least=new.least)
        audit = _audit(by, at, council, new, keys)
        _open_records(by, at, audit, [people[key] for key in drawn.numbered])
        cases = _cases(audit, at, drawn, people)
        record_of.record(
            by=by, at=at, action="begin.case_audit", subject_kind="case_audit", subject_id=audit.pk,
            detail={"files": len(cases), "people": len(people)},
        )  # fmt: skip
        gather(by, at, cases)
    return audit


def _check(new: NewAudit) -> None:
    if (
        not 1 <= new.size <= MOST_FILES
        or not 1 <= new.readers_each <= MOST_READERS_EACH
        or not 1 <= new.least <= new.size
    ):
        raise NotAnAudit(
            "Draw 1 to {files} files, each for 1 to {readers} readers, and of each stratum at least 1 and no "
            "more than all.",
            files=MOST_FILES, readers=MOST_READERS_EACH,
        )  # fmt: skip
    if not set(new.sorted_by) <= SORTED_BY.keys() or not new.seed.strip() or len(new.seed) > 40:
        raise NotAnAudit("Say by what files are sorted, and give a seed of at most 40 letters or figures.")


def _audit(
    by: User, at: datetime, council: Organisation, new: NewAudit, keys: Mapping[str, Sequence[str]]
) -> CaseAudit:
    return CaseAudit.objects.create(
        recorded_at=at,
        council=council,
        title=plain_words(new.title, most=LONGEST_TITLE),
        asked=plain_words(new.asked, most=LONGEST_QUESTION),
        size=new.size,
        least=new.least,
        readers_each=new.readers_each,
        strata=list(new.sorted_by),
        seed=new.seed.strip(),
        frame=keys,
        causes=list(map(list, new.causes.items())),
        by=by,
    )


def _open_records(by: User, at: datetime, audit: CaseAudit, person_ids: Sequence[UUID]) -> None:
    on = london_day(at)
    opened = [
        NewRelationship(
            person_id=person_id, kind=CASE, source=_source(audit), user_id=by.pk,
            starts_on=on, until=on + LONGEST_SIGHT,
        )
        for person_id in person_ids
    ]  # fmt: skip
    open_relationships(by=by, at=at, relationships=opened)


def _source(audit: CaseAudit) -> str:
    return f"case_audit:{audit.pk}"


def _cases(
    audit: CaseAudit, at: datetime, drawn: Drawn, people: Mapping[str, UUID]
) -> list[tuple[CaseFile, UUID]]:
    strata = {key: stratum for stratum, keys in drawn.by_stratum.items() for key in keys}
    cases = [
        CaseFile(audit=audit, number=number, stratum=strata[key], recorded_at=at)
        for number, key in enumerate(drawn.numbered, start=1)
    ]
    held = list(
        zip(CaseFile.objects.bulk_create(cases), map(people.__getitem__, drawn.numbered), strict=True)
    )
    CaseSubject.objects.bulk_create(
        CaseSubject(case=case, person_id=person_id, recorded_at=at) for case, person_id in held
    )
    return held


def ask_reader(*, by: User, at: datetime, audit_id: UUID, user_id: UUID, profession: str) -> CaseReader:
    """Somebody is asked to read files of an audit. Raises `NotFound`, `NotYet` once reading has begun, or
    `NotAnAudit` for who cannot be asked, or for no profession.
    """
    on = london_day(at)
    audit = owned_audit(by=by, audit_id=audit_id, on=on)
    check_state(audit, "preparing")
    user = next((each for each in readers_to_ask(audit, on) if each.pk == user_id), None)
    if user is None or profession not in CaseReader.Profession.values:
        raise NotAnAudit("Choose somebody who may read case files, and the profession they read as.")
    with transaction.atomic():
        reader = CaseReader.objects.create(
            audit=audit.row, user=user, profession=profession, by=by, recorded_at=at
        )
        record_of.record(
            by=by, at=at, action="ask.case_reader", subject_kind="user", subject_id=user.pk,
            detail={"audit": str(audit.row.pk), "profession": profession},
        )  # fmt: skip
    return reader


def take_step(*, by: User, at: datetime, audit_id: UUID, step: str) -> CaseAuditStep:
    """An audit goes a step further. Finishing works out its result and ends its owner's sight of records.

    Raises `NotFound`, `NotYet` with what has to be done first, or `TooFew` files to say anything.
    """
    audit = owned_audit(by=by, audit_id=audit_id, on=london_day(at))
    before = {"opened": "preparing", "closed": "opened", "finished": "closed"}.get(step, "")
    check_state(audit, before)
    _check_ready(audit, step)
    with transaction.atomic():
        result = result_of_audit(audit) if step == CaseAuditStep.Step.FINISHED else {}
        taken = CaseAuditStep.objects.create(audit=audit.row, step=step, result=result, by=by, recorded_at=at)
        if step == CaseAuditStep.Step.OPENED:
            open_items(at=at, items=list(_waiting(audit, at)))
        if step == CaseAuditStep.Step.CLOSED:
            close_items_about(
                by=by, at=at, kind=WAITS, subject_ids=[each.pk for each in audit.readers], outcome="closed"
            )
        if step == CaseAuditStep.Step.FINISHED:
            end_relationships(by=by, at=at, until=london_day(at), source=_source(audit.row))
        record_of.record(
            by=by,
            at=at,
            action=f"{VERBS[step]}.case_audit",
            subject_kind="case_audit",
            subject_id=audit.row.pk,
        )
    return taken


def _waiting(audit: Audit, at: datetime) -> Iterator[NewItem]:
    """Files that wait to be read, on each reader's list of work."""
    for reader in audit.readers:
        if reader.user.organisation_id:
            yield NewItem(
                kind=WAITS, subject_kind="case_reader", subject_id=reader.pk,
                organisation_id=reader.user.organisation_id, owner_id=reader.user_id, due_at=at + READ_WITHIN,
            )  # fmt: skip


VERBS = {"opened": "open", "closed": "close", "finished": "finish"}


def _check_ready(audit: Audit, step: str) -> None:
    progress = progress_of(audit)
    if step == CaseAuditStep.Step.OPENED:
        left = sum(not each.approved for each in progress)
        if left or not audit.readers:
            raise NotYet(
                "Approve the {left} files that are left and ask at least one reader first.", left=left
            )
    elif step == CaseAuditStep.Step.CLOSED and not any(each.said for each in progress):
        raise NotYet("Nobody has read a file yet. Wait until somebody has.")
    elif step == CaseAuditStep.Step.FINISHED and any(each.waits for each in progress):
        left = sum(each.waits for each in progress)
        raise NotYet("Readers differ on {left} files. Talk them through and note what was agreed.", left=left)
