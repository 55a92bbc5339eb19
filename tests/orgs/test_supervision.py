"""Who supervises whom: one at a time, dated, and said by who manages the account."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kith.core.errors import NotPermitted
from kith.orgs import clock
from kith.orgs.actions_supervision import NotASupervisor, set_supervisor
from kith.orgs.models import AuditRow, Supervision, User
from kith.orgs.queries_supervision import colleagues_of, supervised_by, supervisor_of
from tests.factories import NOW, TODAY, Cast, cast, user
from tests.sessions import signed_in_as

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=3)


@pytest.fixture
def everybody() -> Cast:
    return cast()


def test_one_supervisor_at_a_time_and_each_for_a_time(everybody: Cast) -> None:
    helen, bea, cass = everybody.helen, everybody.bea, everybody.cass
    set_supervisor(by=None, at=NOW, user=helen, supervisor=bea)
    set_supervisor(by=None, at=LATER, user=helen, supervisor=cass)
    day = TODAY + timedelta(days=3)
    assert (bea, cass) == (supervisor_of(helen, TODAY), supervisor_of(helen, day))
    assert ([helen], []) == (supervised_by(bea, TODAY), supervised_by(bea, day))
    assert day == Supervision.objects.get(supervisor=bea).until
    assert 2 == AuditRow.objects.filter(action="set.supervisor", subject_id=str(helen.pk)).count()


def test_the_same_again_changes_nothing(everybody: Cast) -> None:
    first = set_supervisor(by=None, at=NOW, user=everybody.helen, supervisor=everybody.bea)
    assert first == set_supervisor(by=None, at=LATER, user=everybody.helen, supervisor=everybody.bea)


def test_nobody_can_be_the_answer(everybody: Cast) -> None:
    set_supervisor(by=None, at=NOW, user=everybody.helen, supervisor=everybody.bea)
    set_supervisor(by=None, at=LATER, user=everybody.helen, supervisor=None)
    assert supervisor_of(everybody.helen, TODAY + timedelta(days=3)) is None


def test_it_refuses_oneself_and_other_organisations(everybody: Cast) -> None:
    for supervisor in (everybody.helen, everybody.sam):
        with pytest.raises(NotASupervisor):
            set_supervisor(by=None, at=NOW, user=everybody.helen, supervisor=supervisor)


def test_it_refuses_who_does_not_manage_the_account(everybody: Cast) -> None:
    for by in (everybody.bea, everybody.maya):
        with pytest.raises(NotPermitted):
            set_supervisor(by=by, at=NOW, user=everybody.helen, supervisor=everybody.bea)


def test_a_supervisor_who_has_gone_reads_nothing(everybody: Cast) -> None:
    set_supervisor(by=None, at=NOW, user=everybody.helen, supervisor=everybody.bea)
    User.objects.filter(pk=everybody.bea.pk).update(is_active=False)
    assert supervisor_of(everybody.helen, TODAY) is None
    assert everybody.bea not in colleagues_of(everybody.helen)


class TestThePage:
    """Choosing, as the manager of accounts."""

    @pytest.fixture(autouse=True)
    def _at_the_cast_s_hour(self, monkeypatch: pytest.MonkeyPatch, settings: object) -> None:
        monkeypatch.setattr(clock, "now", lambda: NOW)
        monkeypatch.setattr("kith.web.accounts.is_mfa_enabled", lambda user, types: True)

    @pytest.fixture
    def amir(self, everybody: Cast) -> Client:
        return signed_in_as(user("Amir", role="account_manager", organisation=everybody.council))

    def test_a_colleague_is_chosen(self, amir: Client, everybody: Cast) -> None:
        path = reverse("account_supervisor", args=[everybody.helen.pk])
        assert "Nobody" in amir.get(path).content.decode()
        assert 302 == amir.post(path, {"supervisor": str(everybody.bea.pk)}).status_code
        assert "<b>Bea</b> does." in amir.get(path).content.decode()

    @pytest.mark.parametrize("asked", ["nobody-there", "sam"])
    def test_anybody_else_is_refused(self, asked: str, amir: Client, everybody: Cast) -> None:
        path = reverse("account_supervisor", args=[everybody.helen.pk])
        chosen = str(everybody.sam.pk) if asked == "sam" else asked
        answer = amir.post(path, {"supervisor": chosen})
        assert 400 == answer.status_code
        assert "Choose a colleague." in answer.content.decode()
