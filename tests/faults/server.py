"""The product under gunicorn on the loopback, as a process that can be killed, and the database it needs."""

from __future__ import annotations

import base64
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from psycopg import sql

from tests.postgres import Cluster, free_port

ROOT = Path(__file__).parents[2]


@dataclass(kw_only=True)
class Server:
    """gunicorn with two workers of four threads. Workers that die are replaced at once."""

    process: subprocess.Popen[bytes]
    port: int

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def kill_workers(self) -> None:
        """SIGKILL to every worker, whatever it is doing."""
        for pid in self.workers():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue  # it has just died by itself


@contextmanager
def serving(database: str, *, home: Path, crash: float = 0.0, mutant: str = "") -> Iterator[Server]:
    """The product, serving phones from this database until the end of the block."""
    port = free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": database,
        "KITH_SECRET_KEY": base64.b64encode(b"only for tests".ljust(32)).decode(),
        "KITH_CONTENT_KEY": settings.CONTENT_KEY,
        "KITH_HOME": str(home),
        "KITH_FAULT_CRASH": str(crash),
        "KITH_FAULT_MUTANT": mutant,
    }
    with (home / "server.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "gunicorn", "tests.faults.app:application",
             f"--bind=127.0.0.1:{port}", "--workers=2", "--threads=4", "--preload", "--timeout=30"],
            cwd=ROOT, env=environment, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        yield Server(process=process, port=port)
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def crash_database(cluster: Cluster) -> None:
    """SIGKILL to every process of the database server, so that none can still flush; then start it."""
    postmaster = int((cluster.home / "data" / "postmaster.pid").read_text().split()[0])
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    for pid in (postmaster, *map(int, children)):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue  # a backend that had just ended
    start_again(cluster)


def cut_off(cluster: Cluster, database: str, seconds: float = 1.0) -> None:
    """End every connection to a database and let nobody in for a while, as a cut network does."""
    name = sql.Identifier(database)
    with cluster.connect() as administrator:
        administrator.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(name))
        administrator.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [database]
        )
        time.sleep(seconds)
        administrator.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(name))


def start_again(cluster: Cluster) -> None:
    """Start the server, once the processes of the one before are really gone."""
    for _ in range(50):
        try:
            cluster.start()
        except RuntimeError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the database did not start again")
