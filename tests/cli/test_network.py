"""`kith network` builds streets from an extract, says what is used, and goes back to the straight line."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pytest_django import Settings

from kith.cli.network import network
from kith.rota.network import current_streets

MAP = """<?xml version="1.0"?><osm version="0.6">
<node id="1" lat="53.8" lon="-1.6"/><node id="2" lat="53.803" lon="-1.6"/>
<node id="3" lat="53.803" lon="-1.59"/>
<way id="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="residential"/></way></osm>"""


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path) -> Path:
    settings.HOME = tmp_path / "home"
    return tmp_path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(network, [str(argument) for argument in arguments])


def test_it_is_built_used_and_removed(home: Path) -> None:
    assert "the straight line times a detour of 1.3" in run("show").stdout
    (home / "aire.osm").write_text(MAP)
    assert (
        "3 street corners: 1 km to walk, 1 km to cycle, 1 km to drive."
        in run("build", home / "aire.osm").stdout
    )
    said = run("show").stdout
    assert "They are from aire.osm, " in said
    assert "© OpenStreetMap contributors" in said
    streets = current_streets()
    assert streets is not None
    assert streets is current_streets()
    assert "The network is removed." in run("remove").stdout
    assert current_streets() is None


def test_a_file_that_is_no_map_leaves_what_was_there(home: Path) -> None:
    (home / "aire.osm").write_text(MAP)
    run("build", home / "aire.osm")
    (home / "bad.osm.pbf").write_bytes(b"nothing")
    assert "is no OpenStreetMap extract" in str(run("build", home / "bad.osm.pbf").exception)
    assert current_streets() is not None
