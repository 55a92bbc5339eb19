"""Every kind of announcement has its row and is announced by something."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import kith
from kith.config.reactions import REACTIONS
from kith.orgs.announced import Announced

ANNOUNCING = {"announce", "announce_each"}


def announced() -> set[str]:
    """The name of every kind that something in the source announces."""
    return {
        word.value.attr
        for path in Path(kith.__path__[0]).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", "")) in ANNOUNCING
        for word in node.keywords
        if word.arg == "kind" and isinstance(word.value, ast.Attribute)
    }


def test_every_kind_has_a_row() -> None:
    assert set(Announced) == set(REACTIONS)


def test_every_kind_is_announced_by_something() -> None:
    assert {kind.name for kind in Announced} == announced()


def test_every_kind_is_spelled_like_its_name() -> None:
    assert [kind.name.lower() for kind in Announced] == list(Announced)
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", kind) for kind in Announced)


def test_a_reaction_s_name_is_its_own() -> None:
    names = [follow.name for follows in REACTIONS.values() for follow in follows]
    assert sorted(set(names)) == sorted(names)
    assert all(len(name) <= 50 for name in names)
