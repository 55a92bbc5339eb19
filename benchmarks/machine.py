"""The machine that figures were taken on, for the head of every table."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path

TOLD = ("duckdb", "numpy")


def machine(*packages: str) -> str:
    """One line: processors, memory, Python, and the packages that matter."""
    name = next(
        (line.split(":", 1)[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.processor(),
    )
    memory = next(
        (int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0
    )
    libraries = ", ".join(f"{package} {version(package)}" for package in (*TOLD, *packages))
    parts = (
        f"{os.cpu_count()} processors ({name})",
        f"{memory / 1e6:.0f} GB",
        f"Python {platform.python_version()}",
        libraries,
    )
    return f"{', '.join(parts)}. Load when it ended: {os.getloadavg()[0]:.1f}."


def _lines(path: str) -> list[str]:
    file = Path(path)
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []
