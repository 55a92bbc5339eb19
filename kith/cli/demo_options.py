"""The options of ``kith demo`` that settings must know before Django starts: where its database is."""

from __future__ import annotations

import os
from collections.abc import Sequence


def put_in_environment(arguments: Sequence[str]) -> None:
    """Turn ``--database URL`` and ``--home DIR`` into the settings they stand for."""
    for name, option in (("DATABASE_URL", "--database"), ("KITH_HOME", "--home")):
        given = _value_of(option, arguments)
        if given:
            os.environ[name] = given


def _value_of(option: str, arguments: Sequence[str]) -> str:
    for place, argument in enumerate(arguments):
        if argument == option and place + 1 < len(arguments):
            return arguments[place + 1]
        if argument.startswith(f"{option}="):
            return argument.partition("=")[2]
    return ""
