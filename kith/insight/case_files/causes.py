"""The causes a reader may name: data. Each audit keeps its own copy, so that old answers stay readable."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from kith.core.errors import Invalid

FIRST_LIST = Path(__file__).with_name("causes.toml")
MOST_CAUSES, LONGEST_CAUSE = 24, 80
OTHER = "other"
Causes = Mapping[str, str]


class NotCauses(Invalid):
    """The list of causes cannot be used."""

    code = "not_causes"


def first_causes() -> Causes:
    """The list to begin with: code and words."""
    return tomllib.loads(FIRST_LIST.read_text(encoding="utf-8"))


def written(causes: Causes) -> str:
    """A list as it is written: one cause on a line, its code and its words."""
    return "\n".join(f"{code}: {words}" for code, words in causes.items())


def read(text: str) -> Causes:
    """The list that somebody wrote. A line without a code gets one of its first words.

    Raises `NotCauses` for an empty or very long list, a long line, and a code that stands twice.
    """
    causes: dict[str, str] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        code, words = _parted(line)
        if code in causes:
            raise NotCauses("Two causes are called {code}. Give each its own name.", code=code)
        if not words or len(words) > LONGEST_CAUSE or ";" in words:
            raise NotCauses(
                "Say each cause in at most {most} letters, without a semicolon: {line}",
                most=LONGEST_CAUSE,
                line=line,
            )
        causes[code] = words
    if not 1 <= len(causes) <= MOST_CAUSES:
        raise NotCauses("Write one to {most} causes, each on a line of its own.", most=MOST_CAUSES)
    return causes


def _parted(line: str) -> tuple[str, str]:
    given = re.fullmatch(r"([a-z][a-z0-9_]{0,29}):\s*(.*)", line)
    if given:
        return given[1], given[2]
    return "_".join(re.findall(r"[a-z0-9]+", line.casefold())[:3])[:30] or OTHER, line


def checked(codes: Sequence[str], causes: Causes) -> list[str]:
    """The codes given that are on the list, each once, in the list's order.

    Raises `NotCauses` for one that is not on it.
    """
    unknown = set(codes) - causes.keys()
    if unknown:
        raise NotCauses("There is no cause called {codes} in this audit.", codes=", ".join(sorted(unknown)))
    return [code for code in causes if code in codes]
