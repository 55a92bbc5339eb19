from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from kith.core.errors import NotFound
from kith.orgs.models import AuditRow, WorkItem
from kith.orgs.roles import Right
from kith.people.actions_emergency import (
    NoEmergencyAccess,
    NotAReason,
    _working_days_after,
    may_break_glass,
    open_emergency,
)
from kith.people.models import Content
from kith.people.queries import access_person, visible_people
from kith.people.queries_content import contents_of
from tests.factories import NOW, TODAY, cast, user
from tests.people.neighbours import choose, register, relate

pytestmark = pytest.mark.django_db
WORDS = "Neighbour rang: she is on the floor and the door is locked."
NOTES, HOME_ENTRY = 5, 2


@pytest.fixture
def here():
    everybody = cast()
    hana = user("Hana", role="social_worker_not_allocated", organisation=everybody.council)
    return everybody, hana, register(everybody)


def break_glass(by, ada, *, at=NOW, reason="danger_to_life", words=WORDS, minutes=60):
    return open_emergency(by=by, at=at, person_id=ada.pk, reason=reason, words=words, minutes=minutes)


def sees(by, person, data_class, *, at=NOW, right=Right.READ) -> bool:
    try:
        access_person(by=by, person_id=person.pk, data_class=data_class, right=right, on=TODAY, at=at)
    except NotFound:
        return False
    return True


def test_it_opens_one_record_for_sixty_minutes_of_reading(here):
    _, hana, ada = here
    other = register(here[0], "Wilf Okafor")
    assert not sees(hana, ada, NOTES)
    break_glass(hana, ada)
    assert sees(hana, ada, NOTES, at=NOW + timedelta(minutes=59))
    assert not sees(hana, ada, NOTES, at=NOW + timedelta(minutes=60))
    assert not sees(hana, ada, NOTES, right=Right.APPEND)
    assert not sees(hana, other, NOTES)


def test_it_opens_no_more_than_the_role_could_read_with_work_to_do(here):
    _, hana, ada = here
    break_glass(hana, ada)
    assert not sees(hana, ada, HOME_ENTRY)


def test_only_while_it_lasts_is_she_among_the_visible(here):
    _, hana, ada = here
    break_glass(hana, ada)
    assert ada in visible_people(hana, TODAY, NOW)
    assert ada not in visible_people(hana, TODAY)
    assert ada not in visible_people(hana, TODAY, NOW + timedelta(hours=1))


def test_an_objection_does_not_stop_it_for_the_reason_is_written_down(here):
    everybody, hana, ada = here
    choose(ada, NOTES, f"user:{hana.pk}", False, cast=everybody)
    break_glass(hana, ada)
    assert sees(hana, ada, NOTES)


@pytest.mark.parametrize("who", ["wilf", "ada", "fay", "cass", "olu", "grace", "sam", "bea"])
def test_it_is_never_for_family_finance_or_providers(here, who):
    everybody, _, ada = here
    assert not may_break_glass(getattr(everybody, who), TODAY)
    with pytest.raises(NoEmergencyAccess):
        break_glass(getattr(everybody, who), ada)


@pytest.mark.parametrize(
    "role", ["third_sector", "operator", "invited_provider", "analyst", "privacy_officer"]
)
def test_it_is_never_for(here, role):
    everybody, _, ada = here
    with pytest.raises(NoEmergencyAccess):
        break_glass(user("Somebody", role=role, organisation=everybody.council), ada)


def test_it_is_not_for_somebody_close(here):
    _, hana, ada = here
    relate(ada, "family", user=hana)
    with pytest.raises(NoEmergencyAccess):
        break_glass(hana, ada)


@pytest.mark.parametrize(
    "given",
    [{"reason": "curious"}, {"words": "because I say"}, {"words": " " * 30}, {"minutes": 90}, {"minutes": 0}],
)
def test_it_takes_a_reason_from_the_list_and_in_words(here, given):
    _, hana, ada = here
    with pytest.raises(NotAReason):
        break_glass(hana, ada, **given)
    assert not sees(hana, ada, NOTES)


def test_absent_is_absent(here):
    _, hana, _ = here
    with pytest.raises(NotFound):
        open_emergency(by=hana, at=NOW, person_id=hana.pk, reason="safeguarding", words=WORDS)


def test_the_privacy_officer_is_given_the_case_and_three_working_days(here):
    everybody, hana, ada = here
    assert not sees(everybody.pru, ada, NOTES)
    opened = break_glass(hana, ada)
    assert sees(everybody.pru, ada, NOTES)
    item = WorkItem.objects.get(kind="emergency_access")
    assert (str(opened.pk), everybody.council, 1) == (item.subject_id, item.organisation, item.harm)
    assert datetime(2026, 4, 10, 23, 0, tzinfo=UTC) == item.due_at  # the end of Friday, in summer time


def test_three_working_days_step_over_easter():
    assert date(2026, 4, 9) == _working_days_after(date(2026, 4, 2), 3)


def test_the_words_are_kept_sealed_and_the_code_is_audited(here):
    _, hana, ada = here
    break_glass(hana, ada)
    row = AuditRow.objects.get(action="open.emergency")
    assert "danger_to_life" == row.reason
    assert WORDS not in str(row.detail)
    assert [WORDS] == [piece.text for piece in contents_of([ada.pk], ["emergency_reason"])]
    assert not Content.objects.filter(sealed__contains=WORDS.encode()).exists()


def test_a_fourth_in_a_week_is_looked_at(here):
    _, hana, ada = here
    for n in range(3):
        break_glass(hana, ada, at=NOW + timedelta(hours=2 * n))
    assert not WorkItem.objects.filter(kind="emergency_often").exists()
    break_glass(hana, ada, at=NOW + timedelta(hours=8))
    assert str(hana.pk) == WorkItem.objects.get(kind="emergency_often").subject_id
