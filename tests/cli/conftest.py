"""The command line as tests call it: in this process, or as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kith.cli.app import app

CHECKOUT = Path(__file__).resolve().parents[2]
RUN = "from kith.config.main import main; main()"

Kith = Callable[..., Result]
Process = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def kith() -> Kith:
    """Run a command in this process, on the test's database."""

    def run(*arguments: str | Path, **options: object) -> Result:
        return CliRunner().invoke(app, list(map(str, arguments)), **options)

    return run


@pytest.fixture
def kith_process(tmp_path: Path) -> Process:
    """Run a command as a process of its own, in an empty folder, with nothing set in the environment."""

    def run(*arguments: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(CHECKOUT), **variables}
        return subprocess.run(
            [sys.executable, "-c", RUN, *map(str, arguments)],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
        )

    return run
