"""A role is held once a second person who manages accounts has given what the first asked for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kith.core.errors import Invalid, NotFound, NotPermitted
from kith.orgs import actions_accounts
from kith.orgs.actions_accounts import GrantsToSelf, RoleNotHere, end_user, grant_role
from kith.orgs.actions_role_requests import (
    AskedAlready,
    RoleAsked,
    TakesTwo,
    ask_for_role,
    give_role,
    leave_role,
    welcome,
)
from kith.orgs.models import AuditRow, Organisation, RoleGrant, User, WorkItem
from kith.orgs.queries import roles_of
from kith.orgs.queries_accounts import access_account
from kith.orgs.queries_work import my_work
from tests import factories
from tests.factories import NOW, TODAY, Cast

pytestmark = pytest.mark.django_db
COVER = RoleAsked(role="coordinator", starts_on=TODAY, because="cover")


@pytest.fixture
def cast() -> Cast:
    return factories.cast()


@pytest.fixture
def noor(cast: Cast) -> User:
    """The second person at Kindly Care who manages accounts."""
    return factories.user("Noor", role="account_manager", organisation=cast.kindly_care)


def held(user: User, on: date = TODAY) -> list[str]:
    return [role.key for role in roles_of(user, on)]


def test_what_is_asked_for_is_not_held_until_somebody_else_gives_it(cast: Cast, noor: User) -> None:
    ask_for_role(by=cast.maya, at=NOW, user=cast.grace, asked=COVER)
    assert ["worker"] == held(cast.grace)
    grant = give_role(by=noor, at=NOW, user_id=cast.grace.pk)
    assert ["worker", "coordinator"] == held(cast.grace)
    assert (cast.maya, noor, "cover") == (grant.asked_by, grant.granted_by, grant.because)
    assert ["given"] == [item.outcome for item in WorkItem.objects.all()]
    done = AuditRow.objects.filter(action__in=("ask_for.role", "grant.role"), reason="cover").order_by("pk")
    assert [("ask_for.role", cast.maya.pk), ("grant.role", noor.pk)] == [
        (row.action, row.user_id) for row in done
    ]


def test_who_asked_cannot_give_it(cast: Cast, noor: User) -> None:
    ask_for_role(by=cast.maya, at=NOW, user=cast.grace, asked=COVER)
    with pytest.raises(TakesTwo, match="somebody else gives it"):
        give_role(by=cast.maya, at=NOW, user_id=cast.grace.pk)
    assert ["worker"] == held(cast.grace)


def test_nobody_gives_what_they_are_to_have_themselves(cast: Cast, noor: User) -> None:
    ask_for_role(by=cast.maya, at=NOW, user=noor, asked=COVER)
    with pytest.raises(GrantsToSelf):
        give_role(by=noor, at=NOW, user_id=noor.pk)


@pytest.mark.parametrize("by", ["olu", "sam", "pru"])
def test_only_who_manages_accounts_there_gives_or_leaves_it(cast: Cast, by: str) -> None:
    ask_for_role(by=cast.maya, at=NOW, user=cast.grace, asked=COVER)
    for step in (give_role, leave_role):
        with pytest.raises(NotPermitted):
            step(by=getattr(cast, by), at=NOW, user_id=cast.grace.pk)


def test_the_operator_is_the_second_where_there_is_no_other(cast: Cast) -> None:
    house = Organisation.objects.create(kind="operator", name="The house")
    opal = factories.user("Opal", role="operator", organisation=house)
    ask_for_role(by=cast.maya, at=NOW, user=cast.grace, asked=COVER)
    assert COVER == access_account(by=opal, at=NOW, user_id=cast.grace.pk).asked
    give_role(by=opal, at=NOW, user_id=cast.grace.pk)
    assert ["worker", "coordinator"] == held(cast.grace)


def test_what_is_left_comes_to_nothing_and_can_be_asked_for_again(cast: Cast, noor: User) -> None:
    ask_for_role(by=cast.maya, at=NOW, user=cast.grace, asked=COVER)
    leave_role(by=cast.maya, at=NOW, user_id=cast.grace.pk)
    assert access_account(by=noor, at=NOW, user_id=cast.grace.pk).asked is None
    with pytest.raises(NotFound):
        give_role(by=noor, at=NOW, user_id=cast.grace.pk)
    assert ["worker"] == held(cast.grace)
    ask_for_role(by=noor, at=NOW, user=cast.grace, asked=COVER)


def test_one_role_waits_at_a_time(cast: Cast, noor: User) -> None:
    first = ask_for_role(by=cast.maya, at=NOW, user=cast.grace, asked=COVER)
    assert first == ask_for_role(by=cast.maya, at=NOW, user=cast.grace, asked=COVER)
    other = RoleAsked(role="provider_finance", starts_on=TODAY, because="cover")
    with pytest.raises(AskedAlready):
        ask_for_role(by=noor, at=NOW, user=cast.grace, asked=other)


def test_it_counts_from_the_day_it_is_given_and_not_before(cast: Cast, noor: User) -> None:
    ask_for_role(by=cast.maya, at=NOW, user=cast.grace, asked=COVER)
    later = NOW + timedelta(days=3)
    assert TODAY + timedelta(days=3) == give_role(by=noor, at=later, user_id=cast.grace.pk).starts_on


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"role": "boss"}, Invalid),
        ({"role": "operator"}, RoleNotHere),
        ({"because": "felt like it"}, Invalid),
        ({"until": TODAY}, Invalid),
    ],
)
def test_what_could_not_be_given_cannot_be_asked_for(
    cast: Cast, changes: dict[str, object], refused: type[Exception]
) -> None:
    asked = RoleAsked(**{"role": "coordinator", "starts_on": TODAY, "because": "cover"} | changes)  # type: ignore[arg-type]
    with pytest.raises(refused):
        ask_for_role(by=cast.maya, at=NOW, user=cast.grace, asked=asked)
    assert not WorkItem.objects.exists()


def test_no_action_gives_a_role_by_one_person_alone(cast: Cast) -> None:
    given = {"at": NOW, "user": cast.grace, "organisation": cast.kindly_care, "starts_on": TODAY}
    for asked_by in (None, cast.maya):
        with pytest.raises(NotPermitted, match="takes two people"):
            grant_role(by=cast.maya, role="coordinator", because="cover", asked_by=asked_by, **given)


def test_somebody_new_holds_nothing_until_the_second_person_has_given_it(cast: Cast, noor: User) -> None:
    asked = RoleAsked(role="worker", starts_on=TODAY, because="new_starter")
    nia, _code = welcome(by=cast.maya, at=NOW, username="nia", display_name="Nia", asked=asked)
    assert [] == held(nia)
    give_role(by=noor, at=NOW, user_id=nia.pk)
    assert ["worker"] == held(nia)


def test_what_waits_for_an_account_that_closes_is_left(cast: Cast, noor: User) -> None:
    ask_for_role(by=cast.maya, at=NOW, user=cast.grace, asked=COVER)
    end_user(by=noor, at=NOW, user=cast.grace)
    with pytest.raises(NotFound):
        give_role(by=noor, at=NOW, user_id=cast.grace.pk)
    assert not RoleGrant.objects.filter(user=cast.grace, role="coordinator").exists()


def test_it_waits_among_the_work_of_who_manages_accounts_alone(cast: Cast, noor: User) -> None:
    ask_for_role(by=cast.maya, at=NOW, user=cast.grace, asked=COVER)
    assert [1, 0, 0] == [my_work(one, NOW).count() for one in (noor, cast.olu, cast.sam)]
    assert actions_accounts.ROLE_ASKED == my_work(noor, NOW).get().kind
