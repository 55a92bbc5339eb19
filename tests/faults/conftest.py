"""A PostgreSQL server that the fault tests may kill, apart from everybody else's."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django.plugin import DjangoDbBlocker

from tests.databases import default_database
from tests.postgres import Cluster

_numbers = count(1)


@pytest.fixture(scope="session")
def mortal(programs: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Cluster]:
    """A running server with a migrated database, ``template``, to copy from."""
    server = Cluster.create(programs)
    try:
        server.start()
        server.create_roles()
        server.create_database("template")
        with django_db_blocker.unblock(), default_database(server.url("template", "kith_owner")):
            call_command("migrate", verbosity=0)
        yield server
    finally:
        server.remove()


@pytest.fixture
def doomed(mortal: Cluster, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The name of a fresh database on that server, which is the default one in this process."""
    name = f"doomed_{next(_numbers)}"
    mortal.copy_database(name, "template")
    with django_db_blocker.unblock(), default_database(mortal.url(name)):
        yield name
    mortal.drop_database(name)
