"""From package lines to dated visits: the same however often, never against what somebody decided."""

from datetime import UTC, date, datetime, timedelta

import pytest

from kith.brokerage.actions_packages import change_line, end_line
from kith.brokerage.actions_suspensions import resume, suspend
from kith.brokerage.models import Contract, PackageLine
from kith.core.errors import Invalid, NotFound, NotPermitted
from kith.core.visit_ids import visit_id
from kith.people.models import Person
from kith.rota.actions import Extended, extend_visits
from kith.rota.actions_terms import NotTerms, VisitBegun, cancel_visit, change_terms
from kith.rota.models import Visit, VisitTerms
from kith.rota.queries import Stop, access_visit, current_terms, planned_until, planned_visits, visits_of
from tests.brokerage import factories as make
from tests.factories import NOW, Cast, cast

pytestmark = pytest.mark.django_db
MONDAY, NEXT_MONDAY = date(2026, 4, 13), date(2026, 4, 20)
PATTERN = (make.slot(), make.slot("bed", starts="21:00", ends="23:00", preferred="21:30", workers=2))


@pytest.fixture
def everybody() -> Cast:
    return cast()


@pytest.fixture
def ada(everybody: Cast) -> Person:
    return make.person(commissioner=everybody.council)


@pytest.fixture
def contract(everybody: Cast) -> Contract:
    return make.contract(commissioner=everybody.council, provider=everybody.kindly_care)


@pytest.fixture
def line(ada: Person, contract: Contract) -> PackageLine:
    return make.package(person=ada, contract=contract, pattern=PATTERN)


def extend(starts_on: date = MONDAY, until: date = NEXT_MONDAY, *, at: datetime = NOW) -> Extended:
    return extend_visits(by=None, at=at, starts_on=starts_on, until=until)


def stops(starts_on: date = MONDAY, until: date = NEXT_MONDAY) -> list[Stop | None]:
    return [each.stop for each in planned_visits(starts_on, until)]


def test_a_week_of_two_slots_is_fourteen_visits_and_again_none(line: PackageLine) -> None:
    assert Extended(visits=14) == extend()
    assert Extended() == extend()
    morning = Visit.objects.get(pk=visit_id(line.pk, "morning", MONDAY))
    terms = current_terms([morning.pk])[morning.pk]
    assert datetime(2026, 4, 13, 7, 0, tzinfo=UTC) == terms.window_starts_at  # 08:00 in British Summer Time
    assert (30, 1, 1, "planned") == (terms.minutes, terms.workers_needed, terms.line_version, terms.reason)


def test_parts_make_the_whole(line: PackageLine) -> None:
    for days in range(7):
        extend(MONDAY + timedelta(days=days), MONDAY + timedelta(days=days + 1))
    assert (14, Extended()) == (Visit.objects.count(), extend())


def test_it_is_for_one_provider_or_some_people(line: PackageLine, everybody: Cast) -> None:
    days = {"by": None, "at": NOW, "starts_on": MONDAY, "until": NEXT_MONDAY}
    assert Extended() == extend_visits(provider=everybody.other_hands, **days)
    assert Extended() == extend_visits(person_ids=[everybody.ada.pk], **days)
    assert Extended(visits=14) == extend_visits(
        provider=everybody.kindly_care, person_ids=[line.person_id], **days
    )
    assert NEXT_MONDAY == planned_until(everybody.kindly_care)
    assert planned_until(everybody.other_hands) is None


def test_a_coordinator_cannot_lay_out_visits(everybody: Cast) -> None:
    with pytest.raises(NotPermitted):
        extend_visits(by=everybody.olu, at=NOW, starts_on=MONDAY, until=NEXT_MONDAY)
    with pytest.raises(Invalid):
        extend_visits(by=everybody.bea, at=NOW, starts_on=MONDAY, until=MONDAY)


def test_a_changed_line_gives_newer_terms_and_cancels_what_it_dropped(line: PackageLine) -> None:
    extend()
    change_line(
        by=None,
        at=NOW,
        line_id=line.pk,
        pattern=[make.slot(minutes=45)],
        starts_on=date(2026, 4, 16),
        reason="review",
    )
    assert Extended(changed=4, cancelled=4) == extend()
    assert Extended() == extend()
    thursday = visit_id(line.pk, "morning", date(2026, 4, 16))
    assert (45, 2) == ((held := current_terms([thursday])[thursday]).minutes, held.line_version)
    assert 4 == stops().count(Stop.CANCELLED)


def test_a_slot_that_comes_back_is_due_again(line: PackageLine) -> None:
    extend()
    for starts_on, pattern in ((date(2026, 4, 14), PATTERN[:1]), (date(2026, 4, 15), PATTERN)):
        change_line(by=None, at=NOW, line_id=line.pk, pattern=pattern, starts_on=starts_on, reason="review")
    extend()
    assert [Stop.CANCELLED] == [stop for stop in stops() if stop]


def test_what_has_begun_keeps_its_terms(line: PackageLine) -> None:
    extend()
    change_line(
        by=None, at=NOW, line_id=line.pk, pattern=[make.slot(minutes=45)], starts_on=MONDAY, reason="review"
    )
    assert Extended(changed=6, cancelled=7) == extend(at=datetime(2026, 4, 13, 8, 0, tzinfo=UTC))


def test_what_somebody_set_for_one_day_stays(line: PackageLine, everybody: Cast) -> None:
    extend()
    monday, tuesday = (visit_id(line.pk, "morning", MONDAY + timedelta(days=n)) for n in range(2))
    cancel_visit(by=everybody.olu, at=NOW, visit_id=monday, reason="daughter visits")
    held = current_terms([tuesday])[tuesday]
    later = timedelta(hours=2)
    change_terms(
        by=everybody.bea,
        at=NOW,
        visit_id=tuesday,
        window_starts_at=held.window_starts_at + later,
        window_ends_at=held.window_ends_at + later,
        preferred_at=held.preferred_at + later,
        minutes=20,
        workers_needed=2,
        reason="optician",
    )
    change_line(
        by=None, at=NOW, line_id=line.pk, pattern=[make.slot(minutes=45)], starts_on=MONDAY, reason="review"
    )
    extend()
    terms = current_terms([monday, tuesday])
    assert [True, False] == [terms[key].cancelled for key in (monday, tuesday)]
    assert ["daughter visits", "optician"] == [terms[key].reason for key in (monday, tuesday)]


def test_terms_stand_once_the_visit_has_begun(line: PackageLine) -> None:
    extend()
    key = visit_id(line.pk, "morning", MONDAY)
    with pytest.raises(VisitBegun, match="has begun"):
        cancel_visit(by=None, at=datetime(2026, 4, 13, 7, 30, tzinfo=UTC), visit_id=key, reason="out")
    with pytest.raises(NotTerms, match="Say why"):
        cancel_visit(by=None, at=NOW, visit_id=key, reason="")
    held = current_terms([key])[key]
    with pytest.raises(NotTerms, match="does not fit"):
        change_terms(
            by=None,
            at=NOW,
            visit_id=key,
            window_starts_at=held.window_starts_at,
            window_ends_at=held.window_ends_at,
            preferred_at=held.window_ends_at,
            minutes=30,
            workers_needed=1,
            reason="optician",
        )


def test_its_provider_moves_a_visit_and_leaves_what_was_commissioned(
    line: PackageLine, everybody: Cast
) -> None:
    extend()
    key = visit_id(line.pk, "morning", MONDAY)
    held, later = current_terms([key])[key], timedelta(hours=2)
    moved = {
        "window_starts_at": held.window_starts_at + later,
        "window_ends_at": held.window_ends_at + later,
        "preferred_at": held.preferred_at + later,
        "reason": "optician",
    }
    change_terms(
        by=everybody.olu,
        at=NOW,
        visit_id=key,
        minutes=held.minutes,
        workers_needed=held.workers_needed,
        **moved,
    )
    assert held.preferred_at + later == current_terms([key])[key].preferred_at
    for minutes, workers in ((held.minutes + 15, 1), (held.minutes, 2)):
        with pytest.raises(NotPermitted, match="change or end a package line"):
            change_terms(
                by=everybody.olu, at=NOW, visit_id=key, minutes=minutes, workers_needed=workers, **moved
            )
    with pytest.raises(NotFound):
        change_terms(by=everybody.sam, at=NOW, visit_id=key, minutes=30, workers_needed=1, **moved)


def test_another_provider_finds_no_visit(line: PackageLine, everybody: Cast) -> None:
    extend()
    key = visit_id(line.pk, "morning", MONDAY)
    assert key == access_visit(by=everybody.olu, visit_id=key, at=NOW).pk
    for who in (everybody.sam, everybody.grace, everybody.wilf):
        with pytest.raises(NotFound):
            access_visit(by=who, visit_id=key, at=NOW)
    with pytest.raises(NotFound):
        cancel_visit(by=everybody.sam, at=NOW, visit_id=key, reason="out")
    with pytest.raises(NotFound):
        access_visit(by=everybody.olu, visit_id=everybody.olu.pk, at=NOW)


def test_a_death_stops_visits_from_the_next_day_on(line: PackageLine) -> None:
    extend()
    Person.objects.update(died_on=date(2026, 4, 15))
    assert [None] * 6 + [Stop.DIED] * 8 == stops()


def test_the_end_of_a_line_stops_its_visits_and_a_later_end_brings_them_back(line: PackageLine) -> None:
    extend()
    end_line(by=None, at=NOW, line_id=line.pk, until=date(2026, 4, 15), reason="moved")
    assert [None] * 4 + [Stop.ENDED] * 10 == stops()
    end_line(by=None, at=NOW, line_id=line.pk, until=date(2026, 4, 17), reason="moved later")
    assert [None] * 8 + [Stop.ENDED] * 6 == stops()
    assert Extended() == extend()


def test_a_pause_stops_the_visits_that_start_inside_it(line: PackageLine, ada: Person) -> None:
    extend()
    pause = suspend(
        by=None, at=NOW, person_id=ada.pk, starts_at=datetime(2026, 4, 14, 12, tzinfo=UTC), reason="hospital"
    )
    assert [None] * 3 + [Stop.SUSPENDED] * 11 == stops()
    resume(by=None, at=NOW, suspension_id=pause.pk, ends_at=datetime(2026, 4, 16, 12, tzinfo=UTC))
    assert [None] * 3 + [Stop.SUSPENDED] * 4 + [None] * 7 == stops()


def test_clock_changes_follow_london(ada: Person, contract: Contract) -> None:
    make.package(person=ada, contract=contract, starts_on=date(2026, 3, 28))
    extend(date(2026, 3, 28), date(2026, 3, 30))
    hours = VisitTerms.objects.order_by("preferred_at").values_list("preferred_at__hour", flat=True)
    utc = [
        each.astimezone(UTC).hour
        for each in VisitTerms.objects.order_by("pk").values_list("preferred_at", flat=True)
    ]
    assert ([8, 8], [8, 7]) == (list(hours), utc)


def test_terms_can_be_read_as_they_were_known(line: PackageLine) -> None:
    extend()
    key = visit_id(line.pk, "morning", MONDAY)
    cancel_visit(by=None, at=NOW + timedelta(hours=1), visit_id=key, reason="out")
    assert not current_terms([key], NOW)[key].cancelled
    assert [Stop.CANCELLED] == [each.stop for each in visits_of([key])]
    assert [] == visits_of([line.pk])


def test_reading_a_week_takes_the_same_queries_however_many_people(
    ada: Person, contract: Contract, everybody: Cast, django_assert_num_queries: object
) -> None:
    for number in range(6):
        other = make.person(f"Person {number}", commissioner=everybody.council)
        make.package(person=other, contract=contract, reference=f"P-1{number}")
    extend()
    with django_assert_num_queries(3):  # type: ignore[operator]
        assert 42 == len(planned_visits(MONDAY, NEXT_MONDAY))
