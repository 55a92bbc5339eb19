"""Every measure and payment model answers the same on a real Spark, with a master and two workers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from kith.insight.measures import MEASURES
from tests.conftest import is_missing
from tests.spark import SparkCluster, what_is_missing

from .asked import everything
from .test_measures import invented, written

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkCluster]:
    """A running cluster."""
    missing = what_is_missing()
    if missing:
        is_missing(missing)
    cluster = SparkCluster()
    try:
        cluster.start(workers=2)
        yield cluster
    finally:
        cluster.remove()


def test_all_answers_are_equal_on_spark(spark: SparkCluster, tmp_path: Path) -> None:
    folder = written(tmp_path, *invented(Random(1), 4_000))
    asked = subprocess.run(  # in a process of its own, with which the driver's Java ends
        [sys.executable, "-m", "tests.insight.asked", spark.address, str(folder)],
        env=os.environ | spark.environment, cwd=ROOT, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert 0 == asked.returncode, asked.stderr[-2_000:] + spark.log()
    expected, found = json.loads(everything("duckdb", folder)), json.loads(asked.stdout)
    assert list(MEASURES) == list(found["measures"])
    assert expected == found
    assert [1, 1] == spark.work_done()
