"""Awarding, changing and ending package lines, and who sees the person because of it."""

from datetime import date
from uuid import uuid4

import pytest

from kith.brokerage.actions_packages import (
    LineHasEnded,
    NewLine,
    NewPackage,
    OutsideContract,
    PackageReferenceTaken,
    award_packages,
    change_line,
    end_line,
)
from kith.brokerage.models import Contract, Package, PackageLine
from kith.brokerage.patterns import TooManyWorkers, pattern_data, slots_of
from kith.brokerage.queries import lines_active, versions_of
from kith.core.dates import Period
from kith.core.errors import NotFound, NotPermitted
from kith.core.visit_pattern import InvalidSlot
from kith.orgs.announced import Announced
from kith.orgs.models import AuditRow, Outbox
from kith.people.models import Person, Relationship
from tests.brokerage import factories as make
from tests.factories import NOW, Cast, cast, council

pytestmark = pytest.mark.django_db


@pytest.fixture
def everybody() -> Cast:
    return cast()


@pytest.fixture
def ada(everybody: Cast) -> Person:
    return make.person(commissioner=everybody.council)


@pytest.fixture
def contract(everybody: Cast) -> Contract:
    return make.contract(commissioner=everybody.council, provider=everybody.kindly_care)


def dates_of(line: PackageLine) -> list[tuple[date, date | None]]:
    return [(each.starts_on, each.until) for each in versions_of(line.pk)]


def test_the_provider_sees_the_person_from_the_award_on(
    ada: Person, contract: Contract, everybody: Cast
) -> None:
    line = make.package(person=ada, contract=contract, starts_on=date(2026, 4, 20), by=everybody.bea)
    relationship = Relationship.objects.get(source=f"package_line:{line.pk}")
    assert everybody.kindly_care == relationship.organisation
    assert (date(2026, 4, 7), None) == (relationship.starts_on, relationship.until)


def test_an_award_is_announced_and_audited(ada: Person, contract: Contract, everybody: Cast) -> None:
    line = make.package(person=ada, contract=contract, by=everybody.bea)
    assert str(line.package_id) == Outbox.objects.get(kind=Announced.PACKAGE_AWARDED).subject_id
    assert everybody.bea.pk == AuditRow.objects.get(action="award.packages").user_id


def test_only_a_role_that_awards_may(ada: Person, contract: Contract, everybody: Cast) -> None:
    for who in (everybody.sam, everybody.olu, everybody.fay):
        with pytest.raises(NotPermitted):
            make.package(person=ada, contract=contract, by=who)
    assert not Package.objects.exists()


def test_another_councils_person_is_not_found(contract: Contract, everybody: Cast) -> None:
    elsewhere = make.person("Mo Else", commissioner=council("Otherford Council"))
    with pytest.raises(NotFound):
        make.package(person=elsewhere, contract=contract, by=everybody.bea)
    with pytest.raises(NotFound):
        make.package(person=elsewhere, contract=contract)


def test_a_line_starts_within_its_contract(ada: Person, contract: Contract) -> None:
    with pytest.raises(OutsideContract, match=r"C-1 does not hold on 04/01/2026"):
        make.package(person=ada, contract=contract, starts_on=date(2026, 1, 4))


def test_a_reference_names_one_package(ada: Person, contract: Contract) -> None:
    make.package(person=ada, contract=contract, reference="P-7")
    with pytest.raises(PackageReferenceTaken, match="P-7"):
        make.package(person=ada, contract=contract, reference="P-7")
    twins = [NewPackage(reference="P-8", person_id=ada.pk, lines=()) for _ in range(2)]
    with pytest.raises(PackageReferenceTaken, match="P-8"):
        award_packages(by=None, at=NOW, packages=twins)


def test_a_pattern_reads_as_it_was_written() -> None:
    slots = [make.slot(), make.slot("bed", starts="21:00", ends="23:00", preferred="21:30", workers=2)]
    assert slots == slots_of(pattern_data(slots))


def test_a_visit_has_one_worker_or_two() -> None:
    with pytest.raises(TooManyWorkers):
        pattern_data([make.slot(workers=3)])
    with pytest.raises(InvalidSlot):
        pattern_data([make.slot(), make.slot()])


def test_a_change_is_a_newer_version_with_its_own_dates(
    ada: Person, contract: Contract, everybody: Cast
) -> None:
    line = make.package(person=ada, contract=contract)
    changed = change_line(
        by=everybody.bea,
        at=NOW,
        line_id=line.pk,
        pattern=[make.slot(minutes=45)],
        starts_on=date(2026, 4, 20),
        reason="review",
    )
    assert (2, line.pk, 45) == (changed.version, changed.supersedes_id, changed.pattern[0]["minutes"])
    assert [(date(2026, 4, 6), date(2026, 4, 20)), (date(2026, 4, 20), None)] == dates_of(line)
    assert {line.pk} == {each.origin_id for each in lines_active()}


def test_a_change_starts_after_the_version_it_changes(ada: Person, contract: Contract) -> None:
    line = make.package(person=ada, contract=contract, until=date(2026, 5, 1))
    for day in (date(2026, 4, 6), date(2026, 5, 1)):
        with pytest.raises(LineHasEnded):
            change_line(
                by=None, at=NOW, line_id=line.pk, pattern=[make.slot()], starts_on=day, reason="review"
            )


def test_the_newest_end_holds_for_every_version(ada: Person, contract: Contract) -> None:
    line = make.package(person=ada, contract=contract)
    change_line(
        by=None, at=NOW, line_id=line.pk, pattern=[make.slot()], starts_on=date(2026, 4, 20), reason="review"
    )
    end_line(by=None, at=NOW, line_id=line.pk, until=date(2026, 4, 27), reason="moved away")
    assert [(date(2026, 4, 6), date(2026, 4, 20)), (date(2026, 4, 20), date(2026, 4, 27))] == dates_of(line)
    end_line(by=None, at=NOW, line_id=line.pk, until=date(2026, 4, 13), reason="moved sooner")
    assert (date(2026, 4, 6), date(2026, 4, 13)) == dates_of(line)[0]
    assert [line.pk] == [each.line.pk for each in lines_active()]


def test_ending_a_line_ends_what_the_provider_sees(ada: Person, contract: Contract) -> None:
    line = make.package(person=ada, contract=contract)
    end_line(by=None, at=NOW, line_id=line.pk, until=date(2026, 4, 27), reason="moved away")
    relationship = Relationship.objects.get(source=f"package_line:{line.pk}")
    assert (date(2026, 4, 27), date(2026, 5, 25)) == (relationship.until, relationship.read_until)


def test_a_line_counts_on_the_day_of_death_and_no_longer(ada: Person, contract: Contract) -> None:
    line = make.package(person=ada, contract=contract)
    Person.objects.filter(pk=ada.pk).update(died_on=date(2026, 4, 10))
    assert [(date(2026, 4, 6), date(2026, 4, 11))] == dates_of(line)


def test_only_lines_that_touch_the_period_are_active(
    ada: Person, contract: Contract, everybody: Cast
) -> None:
    make.package(person=ada, contract=contract, until=date(2026, 4, 13))
    week = Period(starts_on=date(2026, 4, 6), until=date(2026, 4, 13))
    assert 1 == len(lines_active(everybody.kindly_care, week))
    assert [] == lines_active(everybody.other_hands, week)
    assert [] == lines_active(None, Period(starts_on=date(2026, 4, 13)))


def test_no_such_line_is_not_found() -> None:
    assert [] == versions_of(uuid4())
    with pytest.raises(NotFound):
        end_line(by=None, at=NOW, line_id=uuid4(), until=date(2026, 4, 27), reason="moved away")


def test_reading_lines_takes_two_queries(
    ada: Person, contract: Contract, django_assert_num_queries: object
) -> None:
    lines = (
        NewLine(
            contract_id=contract.pk, service_type="home_care", pattern=(make.slot(),), starts_on=NOW.date()
        ),
    )
    award_packages(
        by=None,
        at=NOW,
        packages=[NewPackage(reference=f"P-{n}", person_id=ada.pk, lines=()) for n in range(20)]
        + [NewPackage(reference="P-20", person_id=ada.pk, lines=lines)],
    )
    with django_assert_num_queries(2):  # type: ignore[operator]
        lines_active()
