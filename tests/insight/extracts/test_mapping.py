"""The mapping file: guessed, corrected by a person, and taken at its word."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from kith.insight.diagnosis.opportunities.opportunity import Prices
from kith.insight.extracts.mapping import (
    ExtractMapping,
    FileMapping,
    UnreadableMapping,
    guessed,
    mapping_text,
    read_mapping,
)
from kith.insight.extracts.read import Extracts, read_extracts

VISITS = "Ref,When,Took\nP1,01/07/2025,20\n"


def read(folder: Path, mapping: ExtractMapping) -> Extracts:
    scratch = folder / "scratch"
    scratch.mkdir(exist_ok=True)
    with duckdb.connect(":memory:") as connection:
        return read_extracts(connection, folder, mapping, scratch, lambda words, share: None)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    (tmp_path / "visits.csv").write_text('Client Ref,Date,Duration,Supplier\nP1,01/07/2025,20,"Aire ""A"""\n')
    mapping = ExtractMapping(secret="kept", prices=Prices(contact_pence=1200))
    extracts = read(tmp_path, mapping)
    spellings = {each.spelling: each.goes_by for each in extracts.spellings}
    text = mapping_text(
        mapping, list(extracts.recognised), ["poems.csv"], spellings, folder=tmp_path, out=tmp_path
    )
    kept = tmp_path / "mapping.toml"
    kept.write_text(text, encoding="utf-8")
    again = read_mapping(kept)
    columns = {
        "person": "Client Ref", "on_day": "Date", "actual_minutes": "Duration", "provider": "Supplier",
    }  # fmt: skip
    assert ("kept", True, 1200) == (again.secret, again.confirmed, again.prices.contact_pence)
    assert FileMapping(table="visits", columns=columns) == again.files["visits.csv"]
    assert "not_read" == again.files["poems.csv"].table
    assert {'Aire "A"': 'Aire "A"'} == again.providers


def test_columns_nobody_would_guess_are_given(tmp_path: Path) -> None:
    (tmp_path / "odd.csv").write_text(VISITS)
    assert [""] == [each.table for each in read(tmp_path, guessed()).files]
    columns = {"person": "Ref", "on_day": "When", "actual_minutes": "Took"}
    mapping = ExtractMapping(secret="s", files={"odd.csv": FileMapping(table="visits", columns=columns)})
    (file,) = read(tmp_path, mapping).files
    assert ("visits", 1, columns) == (file.table, file.used, dict(file.columns))


def test_a_file_that_is_not_to_be_read_is_not(tmp_path: Path) -> None:
    (tmp_path / "visits.csv").write_text("Client Ref,Date,Duration\nP1,01/07/2025,20\n")
    mapping = ExtractMapping(secret="s", files={"visits.csv": FileMapping(table="not_read", columns={})})
    assert [("visits.csv", "")] == [(each.name, each.table) for each in read(tmp_path, mapping).files]


def test_providers_go_by_the_name_given(tmp_path: Path) -> None:
    (tmp_path / "visits.csv").write_text("Client Ref,Date,Supplier\nP1,01/07/2025,Aire Care Ltd\n")
    mapping = ExtractMapping(secret="s", providers={"Aire Care Ltd": "Aire Care at Home"})
    (spelling,) = read(tmp_path, mapping).spellings
    assert "Aire Care at Home" == spelling.goes_by


@pytest.mark.parametrize(
    "text",
    [
        "secret = ",
        "[[file]]\nname = 'a'\ntable = 'visits'",
        "secret = 's'\n[[file]]\nname = 'a'\ntable = 'ducks'",
        "secret = 's'\n[[file]]\nname = 'a'\ntable = 'visits'\n[file.columns]\nfeathers = 'F'",
        "secret = 's'\n[prices]\ncontact_pence = -1",
        "secret = 's'\n[prices]\nduck_pence = 1",
    ],
)
def test_a_mapping_that_makes_no_sense_is_refused(text: str, tmp_path: Path) -> None:
    file = tmp_path / "mapping.toml"
    file.write_text(text)
    with pytest.raises(UnreadableMapping):
        read_mapping(file)
