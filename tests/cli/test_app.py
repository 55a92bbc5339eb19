"""Refusals of the command line: one sentence, exit code 2, and nothing left behind."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from pytest_django import Settings

from kith.cli.app import Commands
from kith.config.commands import run_work
from tests.cli.conftest import Kith, Process


def test_a_chart_needs_no_installation_and_leaves_nothing_behind(
    kith_process: Process, tmp_path: Path
) -> None:
    (tmp_path / "series.csv").write_text("date,y\n2026-01-05,1\n2026-01-12,3\n")
    done = kith_process("spc", "series.csv", "--json")
    assert (0, "") == (done.returncode, done.stderr)
    assert '"mean": 2.0' in done.stdout
    assert ["series.csv"] == [path.name for path in tmp_path.iterdir()]


def test_a_refusal_is_one_sentence_and_exit_code_2(kith_process: Process, tmp_path: Path) -> None:
    (tmp_path / "series.csv").write_text("date,y\n")
    done = kith_process("spc", "series.csv")
    assert 2 == done.returncode
    assert "kith: There are no points to draw. Give at least one value." == done.stderr.splitlines()[-1]


def test_a_missing_file_is_one_sentence_too(kith: Kith) -> None:
    result = kith("spc", "nowhere.csv")
    assert 2 == result.exit_code
    assert 1 == len(result.stderr.splitlines())
    assert "nowhere.csv" in result.stderr


def test_a_command_that_is_unknown_is_refused(kith: Kith) -> None:
    result = kith("neighbours")
    assert (2, "kith: No such command 'neighbours'.\n") == (result.exit_code, result.stderr)


def test_without_secrets_production_says_how_to_make_them(kith_process: Process) -> None:
    done = kith_process("retention", "due")
    assert 2 == done.returncode
    assert 1 == len(done.stderr.splitlines())
    assert "kith secret" in done.stderr


@pytest.mark.django_db
def test_settings_that_a_command_finds_wanting_are_a_refusal_too(settings: Settings) -> None:
    """`kith work` looks at its database when it starts, not before."""
    settings.DEMO, settings.SECRET_KEY = False, "short"
    house = Commands("kith", commands={"work": run_work})
    result = CliRunner().invoke(house, ["work", "--once"])
    assert 2 == result.exit_code
    assert result.stderr.startswith("kith: ")


def test_what_was_looked_at_and_is_not_whole_is_exit_code_1(kith_process: Process, tmp_path: Path) -> None:
    (tmp_path / "visits.csv").write_text("nothing,of,use\n1,2,3\n")
    assert 1 == kith_process("check-file", "visits.csv").returncode


def test_without_tables_it_says_what_to_run(kith_process: Process) -> None:
    done = kith_process("retention", "due", KITH_DEMO="1")
    assert 2 == done.returncode
    assert ["kith: The database does not answer as it should (OperationalError). Run: kith check"] == (
        done.stderr.splitlines()
    )


def test_the_reference_pages_say_what_the_code_says(kith_process: Process) -> None:
    done = kith_process("docs", "--check")
    assert 0 == done.returncode, done.stdout + done.stderr
