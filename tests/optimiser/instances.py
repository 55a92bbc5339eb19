"""The public instances beside the checkout, when they are there."""

from __future__ import annotations

from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "hhcrsp"


def instance_path(name: str) -> Path:
    """The file of a public instance; skips the test when the data is not there."""
    path = DATA / name
    if not path.exists():
        pytest.skip(f"the public instance {path.name} is not beside the checkout")
    return path
