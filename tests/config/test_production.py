"""A production server as it is started in earnest: gunicorn, PostgreSQL, its own role, its secrets."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.config.test_modes import ROOT, SECRETS
from tests.postgres import Cluster, free_port

HOST = "kith.example"
SECURE = {"Host": HOST, "X-Forwarded-Proto": "https"}


def environment(home: Path, url: str, port: int) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "kith.config.settings",
        "KITH_HOME": str(home),
        "KITH_HOSTS": HOST,
        "KITH_BIND": f"127.0.0.1:{port}",
        "KITH_WORKERS": "1",
        "DATABASE_URL": url,
        **SECRETS,
    }


def gunicorn(home: Path, url: str, port: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--config", "python:kith.config.gunicorn", "kith.config.wsgi"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=ROOT,
        env=environment(home, url, port),
    )


@contextmanager
def serving(home: Path, url: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A server that has said it listens."""
    port = free_port()
    server = gunicorn(home, url, port)
    try:
        assert server.stdout is not None
        for line in server.stdout:
            if "Booting worker" in line:
                break
        yield server, port
    finally:
        server.terminate()
        server.communicate(timeout=40)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    status: int
    headers: http.client.HTTPMessage
    body: bytes


def ask(port: int, path: str, headers: dict[str, str]) -> Answered:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request("GET", path, headers={**headers, "Connection": "close"})
        response = connection.getresponse()
        return Answered(status=response.status, headers=response.headers, body=response.read())


def test_it_serves_over_postgresql_and_ends_when_asked(postgres: str, tmp_path: Path) -> None:
    with serving(tmp_path, postgres) as (server, port):
        assert {"ready": True} == json.loads(ask(port, "/ready", SECURE).body)
        assert 503 == ask(port, "/health", SECURE).status
        plain = ask(port, "/account/sign-in/", {"Host": HOST})
        assert (301, f"https://{HOST}/account/sign-in/") == (plain.status, plain.headers["Location"])
        page = ask(port, "/account/sign-in/", SECURE)
        assert 200 == page.status
        assert "__Host-csrf" in page.headers["Set-Cookie"]
        assert "max-age=31536000" in page.headers["Strict-Transport-Security"]
        assert 400 == ask(port, "/account/sign-in/", {**SECURE, "Host": "elsewhere.example"}).status
        assert 404 == ask(port, "/demo/sign-in/", SECURE).status
        server.send_signal(signal.SIGTERM)
        assert 0 == server.wait(timeout=40)


@pytest.mark.parametrize("setting", ["synchronous_commit"])
def test_it_does_not_serve_before_a_database_that_could_lose_what_it_saved(
    setting: str, postgres: str, cluster: Cluster, tmp_path: Path
) -> None:
    with cluster.connect() as administrator:
        administrator.execute(f"ALTER ROLE kith_app SET {setting} = off")
    try:
        server = gunicorn(tmp_path, postgres, free_port())
        said, _ = server.communicate(timeout=60)
    finally:
        with cluster.connect() as administrator:
            administrator.execute(f"ALTER ROLE kith_app RESET {setting}")
    assert server.returncode
    assert "ImproperlyConfigured" in said


def test_kith_work_makes_a_pass_and_then_the_house_is_healthy(postgres: str, tmp_path: Path) -> None:
    question = "import django; django.setup(); from kith.config.work import run; run(once=True)"
    finished = subprocess.run(
        [sys.executable, "-c", question],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=120,
        env=environment(tmp_path, postgres, free_port()),
    )
    assert 0 == finished.returncode, finished.stderr
    events = [json.loads(line)["event"] for line in finished.stderr.splitlines()]
    assert ["work started", "work ended"] == [events[0], events[-1]]
    with serving(tmp_path, postgres) as (_, port):
        assert {"healthy": True} == json.loads(ask(port, "/health", SECURE).body)
