"""Reading streets from an OpenStreetMap extract, as anybody can download one for their county."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import osmium

from kith.rota.street_build import Node, Way
from kith.rota.streets import NoStreets

KEPT = ("highway", "access", "foot", "bicycle", "vehicle", "motor_vehicle", "motorcar", "oneway", "junction")


def ways_in(file: Path) -> Iterator[Way]:
    """Every way of an extract (.osm.pbf or .osm) that is tagged as a road or path.

    Raises `NoStreets` where the file is no map.
    """
    try:
        processor = (
            osmium.FileProcessor(str(file)).with_locations().with_filter(osmium.filter.KeyFilter("highway"))
        )
        for way in processor:
            if isinstance(way, osmium.osm.Way):
                yield Way(
                    nodes=[Node(n.ref, n.lat, n.lon) for n in way.nodes if n.location.valid()],
                    tags={key: way.tags[key] for key in KEPT if key in way.tags},
                )
    except RuntimeError as error:
        raise NoStreets(
            "{file} is no OpenStreetMap extract. Give a file ending in .osm.pbf.", file=file
        ) from error
