"""Every measure and payment model answers the same on DuckDB over Parquet and on a real PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from kith.core.payment_models import PAYMENT_MODELS
from kith.insight.columnar import costs
from kith.insight.engines import answers, opened, over_postgresql
from kith.insight.engines_elsewhere import columns_in_postgresql
from kith.insight.facts.tables import TABLES
from kith.insight.measures import MEASURES

from .test_measures import invented, written

pytestmark = pytest.mark.postgres


def filled(cursor: CursorWrapper, facts: dict[str, list[dict[str, Any]]]) -> None:
    """The fact tables in PostgreSQL, for as long as the transaction lasts."""
    for name, rows in facts.items():
        typed = columns_in_postgresql(TABLES[name])
        cursor.execute(f"CREATE TEMPORARY TABLE {name} ({typed}) ON COMMIT DROP")
        places = ", ".join(["%s"] * len(TABLES[name].columns))
        cursor.executemany(f"INSERT INTO {name} VALUES ({places})", [tuple(row.values()) for row in rows])


@pytest.mark.parametrize("seed", range(2))
def test_all_answers_are_equal(seed: int, tmp_path: Path, postgres: str) -> None:
    folder = written(tmp_path, *invented(Random(seed), 2_000))
    models = list(PAYMENT_MODELS.values())
    with opened("duckdb", folder) as here, opened(postgres, folder) as there:
        assert answers(MEASURES.values(), here) == answers(MEASURES.values(), there)
        assert costs(models, here) == costs(models, there)


def test_the_facts_may_stand_in_the_database_already(tmp_path: Path) -> None:
    visits, payments = invented(Random(3), 500)
    with opened("duckdb", written(tmp_path, visits, payments)) as here:
        expected = answers(MEASURES.values(), here)
    with transaction.atomic(), connection.cursor() as cursor:
        filled(cursor, {"visits": visits, "payments": payments})
        assert expected == {key: over_postgresql(measure, cursor) for key, measure in MEASURES.items()}
