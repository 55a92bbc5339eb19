"""A network of streets: from door to door along ways one may walk, cycle or drive.

Built once from a map extract (`kith network build`) and kept as one file of arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from kith.core.errors import Invalid
from kith.rota.planner import Place
from kith.rota.street_paths import Legs, Pieces, QuickestPaths
from kith.workforce.models import TravelMode

MODES = (TravelMode.WALK, TravelMode.CYCLE, TravelMode.DRIVE)
FORMAT = 1


class NoStreets(Invalid):
    """A map extract holds no streets, or a kept network cannot be read."""

    code = "no_streets"


@dataclass(frozen=True, slots=True, kw_only=True)
class Streets:
    """The network: where its nodes are, and its pieces. ``source`` says which map, and of when."""

    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    pieces: Pieces
    source: str
    _ready: dict[str, QuickestPaths] = field(default_factory=dict, repr=False)

    def legs(self, places: Sequence[Place], mode: str) -> Legs:
        """The quickest way from each place to each other, the longer of the two directions for both.

        A door farther than 250 metres from any street open to the mode is reached from nowhere.
        """
        if mode not in self._ready:
            self._ready[mode] = QuickestPaths(self.lat, self.lon, self.pieces, mode)
        return self._ready[mode].legs(places)

    def kilometres(self, mode: str) -> float:
        """How much street is open to a mode, in at least one direction: both stand one after the other."""
        is_open = np.isfinite(self.pieces.seconds[mode]).reshape(-1, 2).any(axis=1)
        return float(self.pieces.metres.reshape(-1, 2)[is_open, 0].sum()) / 1_000

    def save(self, path: Path) -> None:
        """Write the network to one file, whole or not at all."""
        half = path.with_suffix(".part.npz")
        seconds = {f"seconds_{mode}": each for mode, each in self.pieces.seconds.items()}
        np.savez_compressed(
            half,
            format=np.array(FORMAT),
            source=np.array(self.source),
            lat=self.lat,
            lon=self.lon,
            starts=self.pieces.starts,
            ends=self.pieces.ends,
            metres=self.pieces.metres,
            **seconds,  # type: ignore[arg-type]
        )
        half.replace(path)


def load_streets(path: Path) -> Streets:
    """The network in a file. Raises `NoStreets` where it is none of ours."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            if int(kept["format"]) != FORMAT:
                raise ValueError("another format")
            pieces = Pieces(
                starts=kept["starts"],
                ends=kept["ends"],
                metres=kept["metres"],
                seconds={mode: kept[f"seconds_{mode}"] for mode in MODES},
            )
            return Streets(lat=kept["lat"], lon=kept["lon"], pieces=pieces, source=str(kept["source"]))
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        raise NoStreets(
            "{path} holds no network of streets. Build it again: kith network build", path=path
        ) from error
