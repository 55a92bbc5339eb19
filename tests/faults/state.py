"""All that a database holds, to be compared with what it held before."""

from __future__ import annotations

from django.apps import apps
from django.db import connection

from kith.orgs.context import as_house


def state() -> dict[str, list[str]]:
    """Every row of every table."""
    with as_house(), connection.cursor() as cursor:
        rows = {}
        for model in apps.get_models():
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            rows[model._meta.db_table] = sorted(map(repr, cursor.fetchall()))
        return rows
