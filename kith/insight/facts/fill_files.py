"""Facts that no room keeps, from a council's own files: read with every snapshot, beside what rooms say.

Only tables that no room fills are taken, so nothing is counted twice. Providers are matched to the house's
own by their names, as extracts are; a name that is none of them stays a name. The files are one council's, so
an installation that several councils share reads none.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

import duckdb

from kith.insight.extracts.mapping import ExtractMapping, guessed, read_mapping
from kith.insight.extracts.read import read_extracts
from kith.insight.facts.tables import TABLES, FactTable
from kith.orgs.models import Organisation

MAPPING, FINDINGS = "mapping.toml", "findings.csv"


def write_from_files(extracts: Path, folder: Path, filled: Collection[str]) -> dict[str, int]:
    """Write the tables that are not ``filled`` from a folder of extracts, with what could not be used; the
    rows in each table that has any.

    Raises `UnreadableMapping` where the folder's ``mapping.toml`` cannot be used, and `OSError`.
    """
    if Organisation.objects.filter(kind=Organisation.Kind.COUNCIL).count() != 1:
        return {}
    ids = _ids_by_name()
    with tempfile.TemporaryDirectory() as scratch, duckdb.connect(":memory:") as facts:
        read_extracts(facts, extracts, _mapping(extracts, ids), Path(scratch), lambda _words, _share: None)
        _copy(facts, "SELECT * FROM findings ORDER BY file, row_number", folder / FINDINGS, "HEADER")
        wanted = [table for table in TABLES.values() if table.name not in filled]
        return {table.name: rows for table in wanted if (rows := _write(facts, table, ids, folder))}


def _write(facts: duckdb.DuckDBPyConnection, table: FactTable, ids: Mapping[str, str], folder: Path) -> int:
    """The rows written of one table; a table without any has no file."""
    if "provider_key" in table.columns:
        for name, key in ids.items():
            facts.execute(f"UPDATE {table.name} SET provider_key = ? WHERE provider_key = ?", [key, name])  # noqa: S608
    [rows] = facts.execute(f"SELECT count(*) FROM {table.name}").fetchone() or (0,)  # noqa: S608
    if rows:
        _copy(facts, f"FROM {table.name}", folder / f"{table.name}.parquet", "COMPRESSION zstd")
    return int(rows)


def _copy(facts: duckdb.DuckDBPyConnection, query: str, path: Path, how: str) -> None:
    target = str(path).replace("'", "''")
    facts.execute(f"COPY ({query}) TO '{target}' ({how})")


def _ids_by_name() -> dict[str, str]:
    providers = Organisation.objects.filter(kind=Organisation.Kind.PROVIDER).order_by("name")
    return {name: str(pk) for pk, name in providers.values_list("pk", "name")}


def _mapping(extracts: Path, ids: Collection[str]) -> ExtractMapping:
    """What somebody confirmed of these files, else what can be guessed; and every provider by its name."""
    confirmed = extracts / MAPPING
    mapping = read_mapping(confirmed) if confirmed.exists() else guessed()
    own = {name: name for name in ids}
    short = Organisation.objects.filter(name__in=ids).values_list("short_name", "name")
    return replace(mapping, providers={**own, **dict(short), **mapping.providers})
