"""Reading audits: how far one has come, whose it is, who reads which file, and what was said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NoReturn
from uuid import UUID

from django.db.models import Q, QuerySet

from kith.core.agreement import standing
from kith.core.case_sample import in_turns, readers_of
from kith.core.errors import NotFound
from kith.insight.models_case_files import CaseAudit, CaseAuditStep, CaseFile, CaseReader, CaseScore, CaseText
from kith.orgs.models import RoleGrant, User
from kith.orgs.queries import live
from kith.orgs.roles import ROLES, may

FIGURES = 13  # the class of data of measures, see orgs/roles.py
RUN, SCORE = "run case audit", "score case files"
WAITS = "case_files"  # the kind of work item by which readers are asked
SCORERS = frozenset(key for key, role in ROLES.items() if SCORE in role.functions)


@dataclass(frozen=True, kw_only=True)
class Audit:
    """An audit as somebody sees it: as its owner, as one of its readers, or only its result."""

    row: CaseAudit
    steps: Mapping[str, CaseAuditStep]
    readers: Sequence[CaseReader]
    is_owner: bool
    own: CaseReader | None

    @property
    def state(self) -> str:
        """How far it has come: preparing, opened, closed or finished."""
        taken = [step for step in CaseAuditStep.Step.values if step in self.steps]
        return taken[-1] if taken else "preparing"

    @property
    def result(self) -> dict[str, Any] | None:
        """What was found, once it is finished."""
        step = self.steps.get(CaseAuditStep.Step.FINISHED)
        return step.result if step else None

    @cached_property
    def turns(self) -> tuple[str, ...]:
        """The readers by their ids, in the order in which they take turns."""
        return in_turns({str(each.pk): each.profession for each in self.readers})

    def reads(self, reader: CaseReader, number: int) -> bool:
        """Whether a reader was asked to read this file."""
        return str(reader.pk) in readers_of(number, self.turns, self.row.readers_each)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """One file of an audit: whether its words are approved, who read it, and what stands."""

    case: CaseFile
    approved: bool
    readers: tuple[CaseReader, ...]
    said: Mapping[int, CaseScore]
    agreed: CaseScore | None

    @property
    def differs(self) -> bool:
        """Whether its blind readers did not all say the same, and so have something to talk through."""
        return len({each.verdict for each in self.said.values()}) > 1

    @property
    def waits(self) -> bool:
        """Whether its readers differ and have not agreed."""
        return self.differs and self.agreed is None

    @property
    def verdict(self) -> str | None:
        """What was agreed, or what more than half said."""
        return self.agreed.verdict if self.agreed else standing([each.verdict for each in self.said.values()])


def audits_of(*, by: User, on: date) -> list[Audit]:
    """The audits somebody owns or reads in, and the finished ones of their council; newest first."""
    return [_audit(row, by) for row in _seen(by, on).order_by("-recorded_at")]


def access_audit(*, by: User, audit_id: UUID, on: date) -> Audit:
    """One audit. Raises `NotFound` for one that is absent, or of which they may see nothing."""
    row = _seen(by, on).filter(pk=audit_id).first()
    return _audit(row, by) if row else _absent()


def owned_audit(*, by: User, audit_id: UUID, on: date) -> Audit:
    """One audit of the user's own. Raises `NotFound` for any other, and for who may run none."""
    audit = access_audit(by=by, audit_id=audit_id, on=on)
    if not audit.is_owner or not may(by, RUN, None, on):
        raise NotFound
    return audit


def case_of(audit: Audit, number: int) -> CaseFile:
    """One file of an audit by its number. Raises `NotFound`."""
    case: CaseFile | None = CaseFile.objects.filter(audit=audit.row, number=number).first()
    return case or _absent()


def progress_of(audit: Audit) -> list[Progress]:
    """Every file of an audit in order of number. Three queries."""
    cases = list(CaseFile.objects.filter(audit=audit.row).order_by("number"))
    newest = CaseText.objects.filter(case__audit=audit.row).order_by("pk")
    approved = dict(newest.values_list("case_id", "approved"))
    said: dict[UUID, dict[int, CaseScore]] = {case.pk: {} for case in cases}
    agreed: dict[UUID, CaseScore] = {}
    for score in CaseScore.objects.filter(case__audit=audit.row).order_by("pk"):
        if score.agreed:
            agreed[score.case_id] = score
        else:
            said[score.case_id][score.reader_id] = score
    return [
        Progress(
            case=case,
            approved=approved.get(case.pk, False),
            readers=tuple(each for each in audit.readers if audit.reads(each, case.number)),
            said=said[case.pk],
            agreed=agreed.get(case.pk),
        )
        for case in cases
    ]


def readers_to_ask(audit: Audit, on: date) -> list[User]:
    """Who may be asked to read: in the council, at providers it contracts with and in the NHS, by name."""
    council = audit.row.council
    held = RoleGrant.objects.filter(
        live(on),
        Q(organisation=council)
        | Q(organisation__contracts__commissioner=council)
        | Q(organisation__kind="nhs"),
        role__in=SCORERS,
        user__is_active=True,
    )
    asked = {each.user_id for each in audit.readers}
    users = User.objects.filter(pk__in=held.values("user")).exclude(pk__in=asked)
    return list(users.select_related("organisation").order_by("display_name", "pk"))


def _seen(by: User, on: date) -> QuerySet[CaseAudit]:
    """The audits somebody may see: asked of the database in one query, so that a refusal takes the same work
    whether there is such an audit or not.
    """
    seen = Q(pk__in=())
    if may(by, RUN, None, on):
        seen |= Q(by=by)
    if may(by, SCORE, None, on):
        seen |= Q(pk__in=CaseReader.objects.filter(user=by).values("audit"))
    if by.organisation_id and may(by, "R", FIGURES, on):
        finished = CaseAuditStep.objects.filter(step=CaseAuditStep.Step.FINISHED)
        seen |= Q(council=by.organisation_id, pk__in=finished.values("audit"))
    rows = CaseAudit.objects.filter(seen).defer("frame").select_related("by", "council")
    return rows.prefetch_related("steps", "readers__user")


def _audit(row: CaseAudit, by: User) -> Audit:
    readers = sorted(row.readers.all(), key=lambda each: each.pk)
    return Audit(
        row=row,
        steps={step.step: step for step in row.steps.all()},
        readers=readers,
        is_owner=row.by_id == by.pk,
        own=next((each for each in readers if each.user_id == by.pk), None),
    )


def _absent() -> NoReturn:
    raise NotFound
