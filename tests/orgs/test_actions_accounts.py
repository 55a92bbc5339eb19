from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator

from kith.core.errors import Invalid, NotFound, NotPermitted
from kith.orgs import actions_accounts as actions
from kith.orgs.models import AuditRow, User
from kith.orgs.queries import roles_of
from kith.orgs.queries_accounts import access_account, accounts_of, roles_to_give
from kith.orgs.roles import may
from tests import factories
from tests.factories import NOW, TODAY

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery staple"


def operator() -> User:
    return factories.user("Opal", role="operator")


def audited(action: str) -> list[tuple[str, str]]:
    return list(AuditRow.objects.filter(action=action).values_list("subject_kind", "subject_id"))


def test_a_manager_makes_accounts_of_their_own_organisation() -> None:
    cast = factories.cast()
    new = actions.create_user(
        by=cast.maya, at=NOW, username="noor", display_name="Noor", organisation=cast.kindly_care
    )
    assert () == roles_of(new, TODAY)
    assert not new.has_usable_password()
    with pytest.raises(NotPermitted, match="own organisation only"):
        actions.create_user(
            by=cast.maya, at=NOW, username="x", display_name="X", organisation=cast.other_hands
        )


def test_a_manager_grants_roles_in_their_own_organisation() -> None:
    cast = factories.cast()
    actions.grant_role(
        by=cast.maya,
        at=NOW,
        user=cast.grace,
        role="coordinator",
        organisation=cast.kindly_care,
        starts_on=TODAY,
        because="new_job",
        asked_by=cast.olu,
    )
    assert ["worker", "coordinator"] == [held.key for held in roles_of(cast.grace, TODAY)]
    with pytest.raises(NotPermitted):
        actions.grant_role(
            by=cast.maya, at=NOW, user=cast.sam, role="worker", organisation=cast.other_hands, starts_on=TODAY
        )


def test_nobody_grants_themselves_a_role() -> None:
    cast = factories.cast()
    for by in (cast.maya, operator()):
        with pytest.raises(actions.GrantsToSelf):
            actions.grant_role(
                by=by, at=NOW, user=by, role="coordinator", organisation=cast.kindly_care, starts_on=TODAY
            )


def test_a_role_that_does_not_exist_cannot_be_granted() -> None:
    cast = factories.cast()
    with pytest.raises(Invalid, match="no role called boss"):
        actions.grant_role(
            by=None, at=NOW, user=cast.grace, role="boss", organisation=cast.kindly_care, starts_on=TODAY
        )


def test_a_role_that_is_ended_no_longer_counts() -> None:
    cast = factories.cast()
    grant = cast.olu.grants.get()
    actions.end_grant(by=cast.maya, at=NOW, grant=grant, until=TODAY, because="not_needed")
    assert not may(cast.olu, "publish rota", None, TODAY)
    assert [("user", str(cast.olu.pk))] == audited("end.grant")


def test_an_account_that_is_closed_loses_its_roles() -> None:
    cast = factories.cast()
    actions.end_user(by=cast.maya, at=NOW, user=cast.olu)
    cast.olu.refresh_from_db()
    assert not cast.olu.is_active
    assert TODAY == cast.olu.grants.get().until


def test_a_role_takes_a_reason_to_give_and_a_reason_to_end() -> None:
    cast = factories.cast()
    given = {"at": NOW, "organisation": cast.kindly_care, "starts_on": TODAY}
    for because in ("", "felt like it"):
        with pytest.raises(Invalid, match="Say why"):
            actions.grant_role(by=cast.maya, user=cast.grace, role="coordinator", because=because, **given)
    with pytest.raises(Invalid, match="ends before it starts"):
        actions.grant_role(
            by=cast.maya, user=cast.grace, role="coordinator", because="cover", until=TODAY, **given
        )
    with pytest.raises(Invalid, match="Say why"):
        actions.end_grant(by=cast.maya, at=NOW, grant=cast.grace.grants.get(), until=TODAY)


@pytest.mark.parametrize("role", ["operator", "council_finance", "privacy_officer", "person"])
def test_a_manager_cannot_give_what_their_kind_of_organisation_has_not(role: str) -> None:
    cast = factories.cast()
    with pytest.raises(actions.RoleNotHere):
        actions.grant_role(
            by=cast.maya,
            at=NOW,
            user=cast.grace,
            role=role,
            organisation=cast.kindly_care,
            starts_on=TODAY,
            because="new_job",
        )
    assert role not in roles_to_give(cast.maya, TODAY)


def test_a_manager_gives_no_role_to_who_works_elsewhere() -> None:
    cast = factories.cast()
    with pytest.raises(NotPermitted, match="another organisation"):
        actions.grant_role(
            by=cast.maya,
            at=NOW,
            user=cast.sam,
            role="coordinator",
            organisation=cast.kindly_care,
            starts_on=TODAY,
            because="cover",
        )


def test_a_user_name_is_somebody_s_once() -> None:
    cast = factories.cast()
    with pytest.raises(actions.NameTaken):
        actions.create_user(
            by=cast.maya, at=NOW, username="olu", display_name="Olu", organisation=cast.kindly_care
        )


class TestInvitation:
    def test_it_lets_somebody_choose_a_password_once(self) -> None:
        cast = factories.cast()
        code = actions.invite(by=cast.maya, at=NOW, user=cast.olu)
        accept = {"at": NOW, "user_id": cast.olu.pk, "code": code, "password": PASSWORD}
        assert actions.accept_invitation(**accept).check_password(PASSWORD)
        with pytest.raises(NotFound):
            actions.accept_invitation(**accept)

    def test_it_is_void_for_anybody_else_when_made_up_and_when_the_account_is_closed(self) -> None:
        cast = factories.cast()
        code = actions.invite(by=cast.maya, at=NOW, user=cast.olu)
        for user, tried in ((cast.grace, code), (cast.olu, f"{code}0"), (cast.olu, "")):
            with pytest.raises(NotFound):
                actions.invited(user.pk, tried)
        actions.end_user(by=cast.maya, at=NOW, user=cast.olu)
        with pytest.raises(NotFound):
            actions.invited(cast.olu.pk, code)

    def test_a_password_is_fifteen_letters_and_not_a_common_one(self) -> None:
        cast = factories.cast()
        code = actions.invite(by=cast.maya, at=NOW, user=cast.olu)
        with pytest.raises(actions.NotAPassword, match="15"):
            actions.accept_invitation(at=NOW, user_id=cast.olu.pk, code=code, password="short")

    def test_another_organisation_s_manager_invites_nobody_here(self) -> None:
        cast = factories.cast()
        with pytest.raises(NotPermitted):
            actions.invite(by=cast.maya, at=NOW, user=cast.sam)


class TestLettingInAgain:
    def test_password_and_second_factors_end_at_once(self) -> None:
        cast = factories.cast()
        cast.olu.set_password(PASSWORD)
        cast.olu.save()
        Authenticator.objects.create(user=cast.olu, type="totp", data={})
        code = actions.let_in_again(by=cast.maya, at=NOW, user=cast.olu)
        cast.olu.refresh_from_db()
        assert not cast.olu.has_usable_password()
        assert not Authenticator.objects.filter(user=cast.olu).exists()
        assert cast.olu == actions.invited(cast.olu.pk, code)
        assert [("user", str(cast.olu.pk))] == audited("recover.user")

    def test_nobody_does_it_for_themselves_or_closes_their_own(self) -> None:
        cast = factories.cast()
        for act in (actions.let_in_again, actions.end_user):
            with pytest.raises(actions.GrantsToSelf):
                act(by=cast.maya, at=NOW, user=cast.maya)


class TestReading:
    def test_a_manager_sees_the_accounts_of_their_own_organisation(self) -> None:
        cast = factories.cast()
        found = accounts_of(by=cast.maya, at=NOW)
        assert ["Grace", "Maya", "Olu"] == [account.user.display_name for account in found]
        assert [["worker"], ["registered_manager"], ["coordinator"]] == [
            [grant.role for grant in account.held] for account in found
        ]
        for nobody in (cast.olu, cast.bea):
            with pytest.raises(NotPermitted):
                accounts_of(by=nobody, at=NOW)

    def test_an_account_elsewhere_is_not_there(self) -> None:
        cast = factories.cast()
        assert cast.olu == access_account(by=cast.maya, at=NOW, user_id=cast.olu.pk).user
        with pytest.raises(NotFound):
            access_account(by=cast.maya, at=NOW, user_id=cast.sam.pk)
        with pytest.raises(NotFound):
            access_account(by=cast.olu, at=NOW, user_id=cast.grace.pk)

    def test_what_is_to_come_and_what_is_over_are_told_apart(self) -> None:
        cast = factories.cast()
        actions.grant_role(
            by=cast.maya,
            at=NOW,
            user=cast.olu,
            role="provider_finance",
            organisation=cast.kindly_care,
            starts_on=TODAY + timedelta(days=7),
            because="cover",
            asked_by=cast.olu,
        )
        actions.end_grant(by=cast.maya, at=NOW, grant=cast.olu.grants.first(), until=TODAY, because="new_job")
        account = access_account(by=cast.maya, at=NOW, user_id=cast.olu.pk)
        assert ([], ["provider_finance"], ["coordinator"]) == (
            [grant.role for grant in account.held],
            [grant.role for grant in account.to_come],
            [grant.role for grant in account.over],
        )
