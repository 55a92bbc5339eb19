from __future__ import annotations

import re
from datetime import timedelta

import pytest
from click.testing import CliRunner, Result
from pytest_django import Settings

from kith.config.commands_accounts import accounts
from kith.orgs import clock
from kith.orgs.actions_accounts import accept_invitation, end_user
from kith.orgs.actions_first_manager import ManagedAlready, NoSuchOrganisation, WhichOrganisation
from kith.orgs.models import AuditRow, Organisation, RoleGrant, User
from kith.orgs.roles import may
from tests import factories

pytestmark = pytest.mark.django_db
COUNCIL = "Airebrough City Council"


@pytest.fixture(autouse=True)
def _quick_hasher(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def run(*more: str, organisation: str = COUNCIL, name: str = "Noor Hussain") -> Result:
    given = ["first", "--organisation", organisation, "--name", name, "--username", name.split()[0].lower()]
    return CliRunner().invoke(accounts, [*given, *more])


def test_a_councils_first_manager_is_let_in_by_a_link(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["kith.example.org"]
    said = run("--kind", "council").output.splitlines()
    noor, now = User.objects.get(), clock.now()
    link = re.fullmatch(rf"https://kith\.example\.org/\S*{noor.pk}/([^/]+)/?", said[-1])
    assert link is not None, said
    accept_invitation(at=now, user_id=noor.pk, code=link[1], password="correct horse battery staple")
    assert ("Airebrough City Council", "council") == (noor.organisation.name, noor.organisation.kind)
    assert may(noor, "manage accounts", None, now.date())
    assert not any(may(noor, "R", data_class, now.date()) for data_class in range(1, 15))


def test_what_was_done_is_in_the_audit() -> None:
    run("--kind", "council")
    noor = str(User.objects.get().pk)
    assert ["create.user", "grant.role", "invite.user"] == list(
        AuditRow.objects.filter(subject_id=noor).order_by("pk").values_list("action", flat=True)
    )


def test_an_organisation_that_is_here_is_taken_as_it_is() -> None:
    factories.council(COUNCIL)
    assert 0 == run().exit_code
    assert 1 == Organisation.objects.count()


def test_a_name_that_is_not_here_needs_a_kind() -> None:
    assert isinstance(run().exception, NoSuchOrganisation)
    assert not User.objects.exists()


def test_a_name_of_two_needs_a_kind() -> None:
    factories.council("Aire")
    factories.provider("Aire")
    assert isinstance(run(organisation="Aire").exception, WhichOrganisation)
    assert 0 == run("--kind", "provider", organisation="Aire").exit_code


def test_a_second_manager_takes_two_people() -> None:
    run("--kind", "council")
    refused = run(name="Jo Firth").exception
    assert isinstance(refused, ManagedAlready)
    assert "a second person gives the role" in refused.message
    assert 1 == User.objects.count()


def test_a_registered_manager_manages_accounts_too() -> None:
    factories.cast()
    assert isinstance(run(organisation="Kindly Care").exception, ManagedAlready)


def test_a_role_that_begins_tomorrow_counts_as_there() -> None:
    run("--kind", "council")
    RoleGrant.objects.update(starts_on=clock.now().date() + timedelta(days=1))
    assert isinstance(run(name="Jo Firth").exception, ManagedAlready)


def test_where_the_only_manager_has_left_there_is_a_first_one_again() -> None:
    run("--kind", "council")
    end_user(by=None, at=clock.now(), user=User.objects.get())
    assert 0 == run(name="Jo Firth").exit_code
