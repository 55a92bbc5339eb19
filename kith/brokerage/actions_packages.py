"""Packages: awarding their lines to providers, changing them and ending them.

A line is a fact. A change is a newer version of the same line with its own first day: the person, the
provider, the contract and the service stay, so that visits keep their identity. Anything else ends the line
and awards another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from kith.brokerage.models import Contract, Package, PackageLine, PackageLineEnd
from kith.brokerage.patterns import pattern_data
from kith.brokerage.queries import ActiveLine, versions_of
from kith.core.dates import Period, london_day
from kith.core.errors import Invalid, NotFound
from kith.core.phrases import phrase
from kith.core.service_types import service_type
from kith.core.visit_pattern import PatternSlot
from kith.orgs import audit
from kith.orgs.actions_outbox import announce, announce_each
from kith.orgs.announced import Announced
from kith.orgs.models import User
from kith.orgs.roles import Right, check_may
from kith.people.actions_access import NewRelationship, end_relationships, open_relationships
from kith.people.models import Person
from kith.people.queries import access_person

BATCH = 2_000
VISIT_TIMES = 3  # the data class of what is to happen when
_COUNTS_FROM = phrase("This line counts from {first:%d/%m/%Y}. Choose a later day within it.")
_COUNTS_UNTIL = phrase(
    "This line counts from {first:%d/%m/%Y} until {until:%d/%m/%Y}. Choose a later day within it."
)
READING_AFTER_THE_END = timedelta(days=28)  # a provider's office closes its file; reliability.md section 7


class OutsideContract(Invalid):
    """The contract does not hold on the line's first day."""

    code = "outside_contract"


class LineHasEnded(Invalid):
    """The line does not count any more on the day asked for."""

    code = "line_has_ended"


class PackageReferenceTaken(Invalid):
    """Another package has this reference."""

    code = "package_reference_taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLine:
    """What one provider is to do each week, from a day on."""

    contract_id: UUID
    service_type: str
    pattern: tuple[PatternSlot, ...]
    starts_on: date
    until: date | None = None
    plan_line_id: UUID | None = None
    reason: str = "awarded"
    id: UUID = field(default_factory=uuid4)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPackage:
    """A person's package to award, with its lines."""

    reference: str
    person_id: UUID
    lines: tuple[NewLine, ...]
    id: UUID = field(default_factory=uuid4)


def award_packages(*, by: User | None, at: datetime, packages: Sequence[NewPackage]) -> list[Package]:
    """The packages awarded, in the order given. Each provider may see the person from today on.

    Raises `OutsideContract`, `PackageReferenceTaken`, `InvalidSlot`, `TooManyWorkers`, `UnknownServiceType`,
    `NotPermitted`, or `NotFound` for a person or contract of another council.
    """
    check_may(by, "award packages", None, london_day(at))
    contracts = _contracts_for(by, at, packages)
    _check_references(packages)
    with transaction.atomic():
        awarded = Package.objects.bulk_create(
            [_package(new, at) for new in packages],
            batch_size=BATCH,
        )
        lines = PackageLine.objects.bulk_create(
            [_line(by, at, new, line, contracts[line.contract_id]) for new in packages for line in new.lines],
            batch_size=BATCH,
        )
        open_relationships(by=by, at=at, relationships=[_relationship(line, at) for line in lines])
        announce_each(kind=Announced.PACKAGE_AWARDED, subject_ids=[package.pk for package in awarded], at=at)
        audit.record(
            by=by,
            at=at,
            action="award.packages",
            subject_kind="package",
            subject_id=packages[0].id if len(packages) == 1 else "",
            person_id=packages[0].person_id if len(packages) == 1 else None,
            detail={"packages": len(packages), "lines": len(lines)},
        )
        return awarded


def change_line(
    *,
    by: User | None,
    at: datetime,
    line_id: UUID,
    pattern: Sequence[PatternSlot],
    starts_on: date,
    reason: str,
    plan_line_id: UUID | None = None,
) -> PackageLine:
    """The next version of a line: a new pattern from a day on. Any version's id names the line.

    Raises `LineHasEnded` when the line does not count on that day, `NotPermitted`, or `NotFound`.
    """
    check_may(by, "change line", None, london_day(at))
    newest = _newest(by, at, line_id)
    if starts_on <= newest.starts_on or not newest.on(starts_on):
        raise LineHasEnded(
            _COUNTS_UNTIL if newest.until else _COUNTS_FROM,
            starts_on=starts_on,
            first=newest.starts_on,
            until=newest.until,
        )
    with transaction.atomic():
        old = newest.line
        line = PackageLine.objects.create(
            package_id=old.package_id,
            person_id=old.person_id,
            plan_line_id=plan_line_id or old.plan_line_id,
            contract_id=old.contract_id,
            provider_id=old.provider_id,
            service_type=old.service_type,
            pattern=pattern_data(pattern),
            starts_on=starts_on,
            until=newest.until,
            version=old.version + 1,
            supersedes=old,
            reason=reason,
            by=by,
            recorded_at=at,
        )
        announce(kind=Announced.LINE_CHANGED, subject_id=line.pk, at=at)
        _record(by, at, "change.line", line)
        return line


def end_line(*, by: User | None, at: datetime, line_id: UUID, until: date, reason: str) -> PackageLineEnd:
    """The fact that a line ends: ``until`` is the first day that no longer counts. A newer fact may move it.

    The provider may read the person's record for 28 days more. Nothing else is written: visits read the end.
    Raises `LineHasEnded` for an end before the start, `NotPermitted`, or `NotFound`.
    """
    check_may(by, "change line", None, london_day(at))
    newest = _newest(by, at, line_id)
    first = PackageLine.objects.get(pk=newest.origin_id)
    if until < first.starts_on:
        raise LineHasEnded(
            "This line starts on {starts:%d/%m/%Y}. Give an end on or after that day.",
            until=until,
            starts=first.starts_on,
        )
    with transaction.atomic():
        end = PackageLineEnd.objects.create(
            line=newest.line, until=until, reason=reason, by=by, recorded_at=at
        )
        end_relationships(
            by=by,
            at=at,
            source=f"package_line:{newest.origin_id}",
            until=until,
            read_until=until + READING_AFTER_THE_END,
        )
        _record(by, at, "end.line", newest.line)
        return end


def _contracts_for(by: User | None, at: datetime, packages: Sequence[NewPackage]) -> dict[UUID, Contract]:
    """The contracts these packages name, once each holds and is of the person's own council."""
    contracts = Contract.objects.in_bulk({line.contract_id for new in packages for line in new.lines})
    people = Person.objects.in_bulk({new.person_id for new in packages})
    for new in packages:
        if new.person_id not in people:
            raise NotFound
        _access(by, at, new.person_id)
        for line in new.lines:
            contract = contracts.get(line.contract_id)
            if contract is None or contract.commissioner_id != people[new.person_id].commissioner_id:
                raise NotFound
            _check_line(line, contract)
    return contracts


def _access(by: User | None, at: datetime, person_id: UUID) -> None:
    access_person(
        by=by, person_id=person_id, data_class=VISIT_TIMES, right=Right.APPEND, on=london_day(at), at=at
    )


def _check_line(line: NewLine, contract: Contract) -> None:
    service_type(line.service_type)
    Period(starts_on=line.starts_on, until=line.until)
    if not Period(starts_on=contract.starts_on, until=contract.until).holds(line.starts_on):
        raise OutsideContract(
            "Contract {contract} does not hold on {starts_on:%d/%m/%Y}. Choose another contract or day.",
            contract=contract.reference,
            starts_on=line.starts_on,
        )


def _check_references(packages: Sequence[NewPackage]) -> None:
    given = Counter(new.reference for new in packages)
    twice = {reference for reference, times in given.items() if times > 1}
    taken = twice.union(Package.objects.filter(reference__in=given).values_list("reference", flat=True))
    if taken:
        raise PackageReferenceTaken(
            "There is a package {reference} already. Give another reference.",
            references=sorted(taken),
            reference=min(taken),
        )


def _package(new: NewPackage, at: datetime) -> Package:
    return Package(id=new.id, reference=new.reference, person_id=new.person_id, opened_at=at)


def _line(by: User | None, at: datetime, new: NewPackage, line: NewLine, contract: Contract) -> PackageLine:
    return PackageLine(
        id=line.id,
        package_id=new.id,
        person_id=new.person_id,
        plan_line_id=line.plan_line_id,
        contract=contract,
        provider_id=contract.provider_id,
        service_type=line.service_type,
        pattern=pattern_data(line.pattern),
        starts_on=line.starts_on,
        until=line.until,
        reason=line.reason,
        by=by,
        recorded_at=at,
    )


def _relationship(line: PackageLine, at: datetime) -> NewRelationship:
    """The provider sees the person from the award on, to prepare the first visit."""
    return NewRelationship(
        person_id=line.person_id,
        organisation_id=line.provider_id,
        kind="package",
        source=f"package_line:{line.pk}",
        starts_on=min(london_day(at), line.starts_on),
        until=line.until,
        read_until=line.until and line.until + READING_AFTER_THE_END,
    )


def _newest(by: User | None, at: datetime, line_id: UUID) -> ActiveLine:
    """The newest version of the line that any version's id names. Raises `NotFound` unless ``by`` sees it."""
    versions = versions_of(line_id)
    if not versions:
        raise NotFound
    _access(by, at, versions[-1].line.person_id)
    return versions[-1]


def _record(by: User | None, at: datetime, action: str, line: PackageLine) -> None:
    audit.record(
        by=by, at=at, action=action, subject_kind="package_line", subject_id=line.pk, person_id=line.person_id
    )
