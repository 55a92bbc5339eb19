"""A copy of a record, and disposal of one that was kept long enough, as pages."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from kith.orgs.models import AuditRow, User
from kith.people.models import Person
from kith.people.queries_names import FORGOTTEN, name_of
from tests.factories import NOW, user
from tests.people.neighbours import register
from tests.sessions import signed_in_as
from tests.web.street import Street
from tests.web.test_pages import words

SignIn = Callable[[User], Client]


class TestCopy:
    def test_the_privacy_officer_makes_it_for_a_reason_and_the_person_sees_that(
        self, here: Street, as_somebody: SignIn
    ) -> None:
        pru, address = as_somebody(here.cast.pru), reverse("export", args=[here.ada.pk])
        assert "A copy of Ada’s record" in words(pru.get(address))
        answer = pru.post(address, {"reason": "subject_access"})
        assert "My own front door." in json.dumps(json.loads(answer.content), ensure_ascii=False)
        assert "attachment" in answer["Content-Disposition"]
        assert "subject_access" == AuditRow.objects.get(action="export.person").reason
        told = words(as_somebody(here.cast.ada).get(reverse("who_looked", args=[here.ada.pk])))
        assert "exported this record" in told

    def test_it_takes_a_reason_and_the_second_factor(self, here: Street, as_somebody: SignIn) -> None:
        address = reverse("export", args=[here.ada.pk])
        assert 400 == as_somebody(here.cast.pru).post(address, {"reason": "because"}).status_code
        old = signed_in_as(here.cast.pru, seconds_ago=301)
        assert 302 == old.post(address, {"reason": "subject_access"}).status_code
        assert not AuditRow.objects.filter(action="export.person").exists()


class TestDisposal:
    @pytest.fixture
    def long_ago(self, here: Street) -> Person:
        """Somebody with whom there was contact alone, more than two years ago."""
        person = register(here.cast, "Cora Whitwell")
        Person.objects.filter(pk=person.pk).update(opened_at=NOW.replace(year=2023))
        return person

    @pytest.fixture
    def petra(self, here: Street) -> User:
        return user("Petra", role="privacy_officer", organisation=here.cast.council)

    def step(self, client: Client, person: Person, step: str, reason: str = "") -> int:
        address = reverse("disposal", args=[person.pk])
        return client.post(address, {"step": step, "reason": reason}).status_code

    def test_one_asks_and_another_disposes(
        self, here: Street, long_ago: Person, petra: User, as_somebody: SignIn
    ) -> None:
        pru, second, listed = as_somebody(here.cast.pru), as_somebody(petra), reverse("disposals")
        assert "There was contact alone, last on Friday 7 April 2023." in words(pru.get(listed))
        self.step(pru, long_ago, "ask", "retention_due")
        assert "You asked, so somebody else disposes of it." in words(pru.get(listed))
        assert 403 == self.step(pru, long_ago, "dispose")
        assert "1 waits for you." in words(second.get(listed))
        self.step(second, long_ago, "dispose")
        assert FORGOTTEN == name_of(long_ago.pk)
        assert "No record is due" in words(second.get(listed))

    def test_a_hold_keeps_it_and_its_release_lets_it_go(
        self, here: Street, long_ago: Person, as_somebody: SignIn
    ) -> None:
        pru, listed = as_somebody(here.cast.pru), reverse("disposals")
        self.step(pru, long_ago, "hold", "complaint")
        assert "On legal hold" in words(pru.get(listed))
        assert 403 == self.step(pru, long_ago, "ask", "retention_due")
        self.step(pru, long_ago, "release")
        assert "Ask for disposal" in words(pru.get(listed))

    def test_it_takes_the_second_factor_and_a_step_of_the_list(
        self, here: Street, long_ago: Person, as_somebody: SignIn
    ) -> None:
        old = signed_in_as(here.cast.pru, seconds_ago=301)
        assert 302 == self.step(old, long_ago, "ask", "retention_due")
        assert 400 == self.step(as_somebody(here.cast.pru), long_ago, "burn")
        assert "Ask for disposal" in words(as_somebody(here.cast.pru).get(reverse("disposals")))

    def test_another_council_s_records_are_not_listed(
        self, here: Street, long_ago: Person, as_somebody: SignIn
    ) -> None:
        elsewhere = user("Paul", role="privacy_officer", organisation=here.cast.other_hands)
        assert "No record is due" in words(as_somebody(elsewhere).get(reverse("disposals")))
