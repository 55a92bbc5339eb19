"""A PostgreSQL server of the tests' own: in a temporary folder, on this machine alone, ended with the
tests.
"""

from __future__ import annotations

import glob
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

PASSWORD = "only-for-tests"
ROLES = Path(__file__).parents[1] / "kith" / "config" / "postgres_roles.sql"


def find_programs() -> Path | None:
    """The folder that holds ``initdb`` and ``pg_ctl``, or None."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    installed = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
    return Path(installed[-1]).parent if installed else None


def free_port() -> int:
    """A port of the loopback that nobody listens on at this moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@dataclass(kw_only=True)
class Cluster:
    """One server and its folder, with every safety of a real one left on: fsync above all."""

    programs: Path
    home: Path
    port: int

    @classmethod
    def create(cls, programs: Path) -> Cluster:
        home = Path(tempfile.mkdtemp(prefix="kith-pg-"))
        cluster = cls(programs=programs, home=home, port=free_port())
        (home / "password").write_text(PASSWORD)
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            for path in (home, home / "password"):
                shutil.chown(path, "postgres", "postgres")
        cluster.run(
            "initdb", "--pgdata", str(home / "data"), "--username=postgres", f"--pwfile={home / 'password'}",
            "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums",
        )  # fmt: skip
        return cluster

    def run(self, program: str, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run one of PostgreSQL's programs as somebody it agrees to run as."""
        who: dict[str, Any] = (
            {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
        )
        finished = subprocess.run(
            [str(self.programs / program), *arguments],
            check=False, capture_output=True, text=True, cwd=self.home, timeout=120,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}, **who,
        )  # fmt: skip
        if check and finished.returncode:
            raise RuntimeError(f"{program} failed: {finished.stderr}{self.log()}")
        return finished

    def start(self, **settings: str) -> None:
        """Start the server and wait until it answers."""
        given = " ".join(f"-c {name}={value}" for name, value in settings.items())
        self.run(
            "pg_ctl", "start", "--wait", "--timeout=60", "--silent", f"--pgdata={self.home / 'data'}",
            f"--log={self.home / 'log'}", f"--options=-p {self.port} -c listen_addresses=127.0.0.1 {given}"
            f" -c unix_socket_directories={self.home}",
        )  # fmt: skip

    def stop(self, mode: str = "fast") -> None:
        """Stop the server: smart, fast or immediate (which is a crash)."""
        self.run(
            "pg_ctl", "stop", f"--mode={mode}", f"--pgdata={self.home / 'data'}", "--silent", check=False
        )

    def kill(self) -> None:
        """End the server as a power cut would end the process: SIGKILL to the postmaster it has recorded."""
        pid = int((self.home / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)

    def remove(self) -> None:
        """Stop the server and take its folder away."""
        self.stop("immediate")
        shutil.rmtree(self.home, ignore_errors=True)

    def log(self) -> str:
        log = self.home / "log"
        return log.read_text()[-2000:] if log.exists() else ""

    def url(self, database: str, user: str = "kith_app") -> str:
        """The address of a database for ``DATABASE_URL``."""
        return f"postgres://{user}:{PASSWORD}@127.0.0.1:{self.port}/{database}"

    def connect(
        self, database: str = "postgres", user: str = "postgres"
    ) -> psycopg.Connection[tuple[Any, ...]]:
        """A connection outside Django, each statement its own transaction."""
        return psycopg.connect(self.url(database, user), autocommit=True)

    def create_roles(self) -> None:
        """The owner of the tables and the role the application signs in as."""
        with self.connect() as connection:
            for role in ("kith_owner", "kith_app"):
                connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
                        sql.Identifier(role), sql.Literal(PASSWORD)
                    )
                )

    def create_database(self, name: str) -> None:
        """An empty database with the rights that an administrator gives once."""
        with self.connect() as connection:
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER kith_owner").format(sql.Identifier(name)))
        with self.connect(name) as connection:
            connection.execute(ROLES.read_text())

    def copy_database(self, name: str, template: str) -> None:
        """A copy of a database that nobody is connected to."""
        with self.connect() as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER kith_owner").format(
                    sql.Identifier(name), sql.Identifier(template)
                )
            )

    def drop_database(self, name: str) -> None:
        with self.connect() as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )
