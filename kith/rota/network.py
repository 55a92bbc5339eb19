"""The network of streets of this installation: built from a map once, and read by whoever plans."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from kith.rota.street_build import Way as Way
from kith.rota.street_build import build_streets
from kith.rota.streets import Streets, load_streets

FILE = "streets.npz"
ATTRIBUTION = "© OpenStreetMap contributors"


def network_file() -> Path:
    """Where the network is kept. Every server that plans rotas needs the file."""
    return Path(settings.HOME) / FILE


def build_network(ways: Iterable[Way], *, source: str) -> Streets:
    """The network of these ways, kept for whoever plans from now on.

    Raises `NoStreets`, or `OSError` when the folder cannot be written.
    """
    streets = build_streets(ways, source=source)
    network_file().parent.mkdir(parents=True, exist_ok=True)
    streets.save(network_file())
    return streets


def remove_network() -> bool:
    """Whether there was a network to remove. From now on journeys are the straight line times a detour."""
    there = network_file().exists()
    network_file().unlink(missing_ok=True)
    return there


def current_streets() -> Streets | None:
    """The network that was built, or None. It is read once, and again when the file has changed."""
    try:
        changed = network_file().stat().st_mtime_ns
    except OSError:
        return None
    return _streets(network_file(), changed)


@lru_cache(maxsize=1)
def _streets(path: Path, changed: int) -> Streets:
    return load_streets(path)
