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
    scratch = folder.parent / f"{folder.name}-scratch"
    scratch.mkdir(exist_ok=True)
    with duckdb.connect(":memory:") as connection:
        return read_extracts(connection, folder, mapping, scratch, lambda words, share: None)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    (tmp_path / "visits.csv").write_text('Client Ref,Date,Duration,Supplier\nP1,01/07/2025,20,"Aire ""A"""\n')
    mapping = ExtractMapping(secret="kept", prices=Prices(contact_pence=1200))
    extracts = read(tmp_path, mapping)
    spellings = {each.spelling: each.goes_by for each in extracts.spellings}
    text = mapping_text(
        mapping,
        list(extracts.recognised),
        {"poems.csv": "It is nearest to reviews."},
        spellings,
        folder=tmp_path,
        out=tmp_path,
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


def test_what_headings_hold_does_not_break_the_mapping(tmp_path: Path) -> None:
    header = 'Client Ref,Date,"Call\nnotes",Supplier,Odd\x00\x07'
    (tmp_path / "visits.csv").write_text(f"{header}\nP1,01/07/2025,x,Aire\x7f,y\n")
    (tmp_path / "other.csv").write_text('"Client\nRef",Provider,\x07Other\nP1,Aire,3\n')
    extracts = read(tmp_path, guessed())
    spellings = {each.spelling: each.goes_by for each in extracts.spellings}
    text = mapping_text(
        guessed(), list(extracts.recognised), extracts.not_read, spellings, folder=tmp_path, out=tmp_path
    )
    kept = tmp_path / "mapping.toml"
    kept.write_text(text, encoding="utf-8")
    assert {"visits.csv", "other.csv"} == set(read_mapping(kept).files)


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


def test_a_column_the_file_does_not_have_is_named_with_those_it_has(tmp_path: Path) -> None:
    (tmp_path / "visits.csv").write_text("Client Ref,Date,Duration\nP1,01/07/2025,20\n")
    columns = {"person": "Klient", "on_day": "Date"}
    mapping = ExtractMapping(secret="s", files={"visits.csv": FileMapping(table="visits", columns=columns)})
    (file,) = read(tmp_path, mapping).files
    assert (
        "The mapping takes it for visits, but nothing is headed “Klient”. "
        "Its headings: “Client Ref”, “Date”, “Duration”."
    ) == file.why


def test_what_a_file_lacks_to_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "packages.csv").write_text("Client Ref,Provider,Commenced\nP1,Aire,01/07/2025\n")
    (file,) = read(tmp_path, guessed()).files
    assert (
        "It is nearest to packages, and no column was found for “starts_on”. "
        "Its headings: “Client Ref”, “Provider”, “Commenced”."
    ) == file.why


def test_what_somebody_said_is_kept_where_a_file_or_a_column_is_gone(tmp_path: Path) -> None:
    columns = {"person": "Client Ref", "on_day": "Date", "actual_minutes": "Took"}
    june = FileMapping(table="visits", columns=columns, month_first=True)
    mapping = ExtractMapping(secret="s", files={"june.csv": june, "july.csv": june}, providers={"A": "B"})
    (tmp_path / "july.csv").write_text("Client Ref,Date,Duration\nP1,01/07/2025,20\n")
    extracts = read(tmp_path, mapping)
    text = mapping_text(
        mapping, list(extracts.recognised), extracts.not_read, {"C": "C"}, folder=tmp_path, out=tmp_path
    )
    kept = tmp_path / "mapping.toml"
    kept.write_text(text, encoding="utf-8")
    again = read_mapping(kept)
    assert ({"june.csv": june, "july.csv": june}, {"A": "B", "C": "C"}) == (again.files, again.providers)


def test_a_file_of_nothing_known_shows_its_headings(tmp_path: Path) -> None:
    (tmp_path / "odd.csv").write_text(VISITS.replace(",", ";"))
    (file,) = read(tmp_path, guessed()).files
    assert "It has the columns of no table Kith knows. Its headings: “Ref”, “When”, “Took”." == file.why


def test_a_file_renamed_since_the_mapping_is_missed(tmp_path: Path) -> None:
    columns = {"person": "Client Ref", "on_day": "Date"}
    mapping = ExtractMapping(secret="s", files={"june.csv": FileMapping(table="visits", columns=columns)})
    (tmp_path / "july.csv").write_text("Client Ref,Date,Duration\nP1,01/07/2025,20\n")
    july, june = read(tmp_path, mapping).files
    assert ("july.csv", "visits") == (july.name, july.table)
    assert "The mapping names it, and it is not in the folder. Has it another name now?" == june.why
