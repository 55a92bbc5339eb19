import pytest
from django.db import connection

from kith.orgs.models import AuditRow
from tests import factories


@pytest.mark.django_db
def test_the_cast_stands_on_sqlite() -> None:
    everybody = factories.cast()
    assert "Millgate" == everybody.patch.name
    assert AuditRow.objects.filter(action="grant.role").count() == 12


def test_it_runs_on_both_databases(database: str) -> None:
    factories.cast()
    assert database.startswith(connection.vendor[:8])
