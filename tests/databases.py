"""Putting another database in the place of the default one for a while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import dj_database_url
from django.db import connections


@contextmanager
def default_database(url: str) -> Iterator[None]:
    """Within this, Django's default connection of every thread goes to the database at ``url``."""
    settings: dict[str, Any] = {**dj_database_url.parse(url), "CONN_MAX_AGE": 0}
    if settings["ENGINE"].endswith("sqlite3"):
        settings["OPTIONS"] = connections.settings["default"]["OPTIONS"]
    before, connection_before = connections.settings["default"], connections["default"]
    connections.settings["default"] = connections.configure_settings({"default": settings})["default"]
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        connections["default"].close()
        connections.settings["default"] = before
        connections["default"] = connection_before
