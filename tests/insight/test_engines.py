"""Which engine an address opens."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from kith.insight.engines import UnknownEngine, opened
from kith.insight.engines_elsewhere import SparkMissing


def test_it_refuses_an_address_that_names_no_engine(tmp_path: Path) -> None:
    with pytest.raises(UnknownEngine, match="mysql"):
        opened("mysql://somebody:secret@host/figures", tmp_path)


def test_the_refusal_keeps_the_password_to_itself(tmp_path: Path) -> None:
    with pytest.raises(UnknownEngine) as refused:
        opened("mysql://somebody:secret@host/figures", tmp_path)
    assert "secret" not in str(refused.value)


def test_a_spark_that_nothing_here_speaks_to_is_said_to_be_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(SparkMissing, match="Install pyspark"), opened("spark://127.0.0.1:7077", tmp_path):
        pass
