"""A Spark cluster of the tests' own: a master and its workers on this machine alone, ended with the tests."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from tests.postgres import free_port

HERE = "127.0.0.1"
SECONDS_TO_START = 60
SETTINGS = f"""
spark.driver.host {HERE}
spark.driver.bindAddress {HERE}
spark.driver.memory 512m
spark.executor.cores 1
spark.executor.memory 512m
spark.cores.max 2
spark.sql.shuffle.partitions 4
spark.ui.enabled false
spark.log.level ERROR
"""


def what_is_missing() -> str | None:
    """What this machine lacks for a Spark, or None."""
    if find_spec("pyspark") is None:
        return "pyspark is not installed (`just spark` installs it)"
    if shutil.which("java") is None:
        return "Java is not installed (Debian, Ubuntu: apt install openjdk-17-jre-headless)"
    return None


@dataclass(kw_only=True)
class SparkCluster:
    """A standalone master and its workers, one core each, in a process group of their own."""

    home: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="kith-spark-")))
    port: int = field(default_factory=free_port)
    board: int = field(default_factory=free_port)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        """The master's address, for ``KITH_FIGURES``."""
        return f"spark://{HERE}:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """What a program needs to speak to this cluster and stay on this machine."""
        return {"SPARK_CONF_DIR": str(self.home), "SPARK_LOCAL_IP": HERE, "SPARK_LOCAL_DIRS": str(self.home)}

    def start(self, workers: int) -> None:
        """Start the master and so many workers, and wait until it has them all."""
        (self.home / "spark-defaults.conf").write_text(SETTINGS)
        self._run("master.Master", "--port", str(self.port), "--webui-port", str(self.board))
        for number in range(workers):
            folder = self.home / f"worker-{number}"
            self._run("worker.Worker", self.address, "--cores", "1", "--memory", "600m",
                      "--webui-port", "0", "--work-dir", str(folder))  # fmt: skip
        until = time.monotonic() + SECONDS_TO_START
        while self.workers() < workers:
            if time.monotonic() > until:
                raise RuntimeError(f"Spark did not start: {self.log()}")
            time.sleep(0.2)

    def workers(self) -> int:
        """How many workers the master has; none before it answers."""
        try:
            told = self._told()
        except OSError:
            return 0
        return sum(worker["state"] == "ALIVE" for worker in told["workers"])

    def work_done(self) -> list[int]:
        """For how many programs each worker has run an executor."""
        return [len(list(folder.glob("app-*/*/stderr"))) for folder in sorted(self.home.glob("worker-*"))]

    def remove(self) -> None:
        """End every process of the cluster and take its folder away."""
        for process in self.processes:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        shutil.rmtree(self.home, ignore_errors=True)

    def log(self) -> str:
        return (self.home / "log").read_text()[-2000:]

    def _told(self) -> dict[str, Any]:
        """What the master says of itself."""
        with urlopen(f"http://{HERE}:{self.board}/json/", timeout=5) as answer:
            told: dict[str, Any] = json.load(answer)
        return told

    def _run(self, program: str, *arguments: str) -> None:
        found = find_spec("pyspark")
        assert found is not None and found.origin is not None
        spark_class = Path(found.origin).parent / "bin" / "spark-class"
        with (self.home / "log").open("ab") as log:
            self.processes.append(
                subprocess.Popen(
                    [str(spark_class), f"org.apache.spark.deploy.{program}", "--host", HERE, *arguments],
                    env=os.environ | self.environment, stdout=log, stderr=log, start_new_session=True,
                )
            )  # fmt: skip
