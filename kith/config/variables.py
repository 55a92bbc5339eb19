"""Every variable of the environment that Kith reads, printed as ``docs/reference/settings.md``."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

REQUIRED = "none: production does not start without it"


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable, what it is when not set, and what it does."""

    name: str
    default: str
    words: str


_ROWS = (
    Variable(
        "DATABASE_URL",
        "a SQLite file in KITH_HOME",
        "The database, as `postgres://kith_app:password@host/kith`. A council needs PostgreSQL.",
    ),
    Variable(
        "KITH_SECRET_KEY",
        REQUIRED,
        "Signs sessions. 32 bytes in base64; make one with `kith secret`. A new one signs everybody out.",
    ),
    Variable(
        "KITH_CONTENT_KEY",
        REQUIRED,
        "Wraps the key of every person. 32 bytes in base64; make one with `kith secret`. Keep it apart from "
        "the database's backups. If it is lost, no name, note or address can ever be read again.",
    ),
    Variable(
        "KITH_CONTENT_KEY_BEFORE",
        "not set",
        "The content keys before this one, newest first, with spaces between them: they still open what they "
        "sealed, and seal nothing new. `kith check` says when they can be taken away.",
    ),
    Variable(
        "KITH_HOSTS",
        "localhost,127.0.0.1,[::1]",
        "The host names under which people reach this installation, with commas between them.",
    ),
    Variable(
        "KITH_HOME",
        ".kith",
        "The folder for what is not in the database: fact tables, a demonstration.",
    ),
    Variable(
        "KITH_EXTRACTS",
        "not set",
        "A folder with a council’s own files of what no part of Kith keeps, such as complaints, answers to "
        "surveys and published figures. They are read with every snapshot, as `kith diagnose` reads them; "
        "what could not be used stands in `findings.csv` beside the facts. For an installation of one "
        "council.",
    ),
    Variable(
        "KITH_RETURN_SPECIFICATION",
        "ours: Release 2, provisional",
        "The specification of the national return, as a file like `kith/core/returns/cld_release_2.toml` "
        "with the official lists in it. Questions about people are answered in its words, and returns are "
        "checked by it.",
    ),
    Variable(
        "KITH_FIGURES",
        "duckdb",
        "The engine that works out measures: `duckdb`, inside the installation; `postgres://user:password@host/"
        "name`, another database; or `spark://host:7077`, a Spark cluster that reaches the folder of fact "
        "tables too. The answers are the same; [How far one definition goes](../explanation/scale.md) says "
        "which is needed when.",
    ),
    Variable(
        "KITH_BIND", "127.0.0.1:8000", "Where gunicorn listens: an address and port, or `unix:` and a path."
    ),
    Variable(
        "KITH_PROXIES",
        "127.0.0.1",
        "Addresses of proxies in front that are believed about who calls, and that the call was secure.",
    ),
    Variable("KITH_WORKERS", "one for each processor", "How many processes answer requests."),
    Variable("KITH_THREADS", "4", "How many threads each of these processes has."),
    Variable("KITH_LOG_LEVEL", "INFO", "How much is logged: DEBUG, INFO, WARNING or ERROR."),
    Variable(
        "KITH_DEMO",
        "not set",
        "`1` makes this a demonstration: one-click sign-in, no second factor, its own clock. `kith demo` "
        "sets it. Never with real people.",
    ),
)
VARIABLES: Mapping[str, Variable] = MappingProxyType({variable.name: variable for variable in _ROWS})


def read(name: str, default: str = "") -> str:
    """The value of a variable, or the default when it is not set or empty.

    Raises `KeyError` for a variable that is not in the table.
    """
    return os.environ.get(VARIABLES[name].name) or default
