"""Every measure and payment model answers the same on DuckDB over Parquet and on a real PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pytest
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from kith.core.payment_models import PAYMENT_MODELS
from kith.insight.columnar import costs, costs_over_postgresql
from kith.insight.engines import over_parquet, over_postgresql
from kith.insight.facts.tables import TABLES
from kith.insight.measures import MEASURES

from .test_measures import invented, written

pytestmark = pytest.mark.postgres

TYPES = {
    pa.string(): "text",
    pa.int64(): "bigint",
    pa.date32(): "date",
    pa.timestamp("us"): "timestamp",
    pa.bool_(): "boolean",
}


def filled(cursor: CursorWrapper, facts: dict[str, list[dict[str, Any]]]) -> None:
    """The fact tables in PostgreSQL, for as long as the transaction lasts."""
    for name, rows in facts.items():
        columns = TABLES[name].columns
        typed = ", ".join(f"{column} {TYPES[kind.type]}" for column, kind in columns.items())
        cursor.execute(f"CREATE TEMPORARY TABLE {name} ({typed}) ON COMMIT DROP")
        places = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {name} VALUES ({places})", [tuple(row.values()) for row in rows])


@pytest.mark.parametrize("seed", range(2))
def test_all_answers_are_equal(seed: int, tmp_path: Path) -> None:
    visits, payments = invented(Random(seed), 2_000)
    folder = written(tmp_path, visits, payments)
    models = list(PAYMENT_MODELS.values())
    with transaction.atomic(), connection.cursor() as cursor:
        filled(cursor, {"visits": visits, "payments": payments})
        for measure in MEASURES.values():
            assert over_parquet(measure, folder) == over_postgresql(measure, cursor), measure.key
        assert costs(models, folder) == costs_over_postgresql(models, cursor)
