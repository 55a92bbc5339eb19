from __future__ import annotations

import pytest
from click.testing import CliRunner, Result
from pytest_django import Settings

from kith.config.commands_begin import HasBegun, begin
from kith.orgs import clock
from kith.orgs.models import AuditRow, Organisation, User
from kith.orgs.roles import may
from tests import factories

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery staple"


@pytest.fixture(autouse=True)
def _quick_hasher(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def run(password: str = PASSWORD, name: str = "Opal Reyes") -> Result:
    given = ["--operator", "The house", "--name", name, "--username", name.split()[0].lower()]
    given += ["--password", password]
    return CliRunner().invoke(begin, given)


def test_the_first_account_manages_accounts_and_sees_nobody_s_record() -> None:
    assert "Opal Reyes can sign in as opal, and is asked for a second factor first.\n" == run().output
    opal, today = User.objects.get(), clock.now().date()
    assert opal.check_password(PASSWORD)
    assert may(opal, "grant role", None, today)
    assert not any(may(opal, "R", data_class, today) for data_class in range(1, 12))
    assert 3 == AuditRow.objects.count()


def test_there_are_two_first_accounts_since_a_role_takes_two_people() -> None:
    run()
    assert (
        "Ines Marsh can sign in as ines, and is asked for a second factor first.\n"
        == run(name="Ines Marsh").output
    )
    assert 1 == Organisation.objects.count()
    assert isinstance(run(name="Third").exception, HasBegun)


def test_nobody_begins_where_others_have_accounts() -> None:
    factories.user("Olu")
    assert isinstance(run().exception, HasBegun)
    assert not User.objects.filter(username="opal").exists()


def test_a_short_password_makes_nothing() -> None:
    said = run("short")
    assert 2 == said.exit_code
    assert "at least 15 characters" in said.output
    assert not User.objects.exists()
