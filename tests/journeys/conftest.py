"""A whole demonstration, built and served by its own command, for journeys in real Chromium."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import is_missing

KITH = [sys.executable, "-c", "from kith.config.main import main; main()"]
ROOT = Path(__file__).resolve().parents[2]
LONGEST_BUILD_SECONDS = 900


def free_port() -> int:
    """A port on this machine that nothing uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a demonstration: a small one, or the one that KITH_JOURNEY_HOME names."""
    if not (ROOT / "kith/web/static/vendor/kith.css").exists():
        is_missing("the compiled front-end files (./run test makes them)")
    given = os.environ.get("KITH_JOURNEY_HOME")
    home = given or str(tmp_path_factory.mktemp("demo"))
    size = [] if given else ["--people", "16", "--weeks", "2"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KITH_")}
    demo = [*KITH, "demo", "--home", home, *size]
    subprocess.run(
        [*demo, "--no-serve"], cwd=ROOT, env=environment, check=True, timeout=LONGEST_BUILD_SECONDS
    )
    port = free_port()
    serving = subprocess.Popen(
        [*demo, "--port", str(port)], cwd=ROOT, env=environment, start_new_session=True
    )
    try:
        _wait_until_it_answers(f"http://127.0.0.1:{port}/health", serving)
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(serving.pid, signal.SIGTERM)
        serving.wait(timeout=30)


def _wait_until_it_answers(address: str, serving: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if serving.poll() is not None:
            pytest.fail(f"kith demo stopped with exit code {serving.returncode}")
        try:
            with urllib.request.urlopen(address, timeout=1):  # noqa: S310  (our own server)
                return
        except OSError:
            try:
                serving.wait(timeout=0.1)
            except subprocess.TimeoutExpired:
                continue
    pytest.fail("kith demo did not answer in time")
