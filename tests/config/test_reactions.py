"""Every kind that anything announces has its row, and every row is announced by something."""

from __future__ import annotations

import ast
from pathlib import Path

import kith
from kith.config.reactions import REACTIONS

ANNOUNCING = {"announce", "announce_each"}


def announced() -> dict[str, str]:
    """Every kind in the source, with a file that announces it."""
    kinds: dict[str, str] = {}
    for path in Path(kith.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", getattr(node.func, "attr", "")) in ANNOUNCING
            ):
                for kind in (word.value for word in node.keywords if word.arg == "kind"):
                    assert isinstance(kind, ast.Constant), (
                        f"{path}:{node.lineno}: write the kind as plain text"
                    )
                    kinds[str(kind.value)] = f"{path}:{node.lineno}"
    return kinds


def test_every_kind_announced_has_a_row() -> None:
    missing = {kind: where for kind, where in announced().items() if kind not in REACTIONS}
    assert {} == missing


def test_every_row_is_announced_by_something() -> None:
    assert set() == set(REACTIONS) - set(announced())


def test_a_reaction_s_name_is_its_own() -> None:
    names = [follow.name for follows in REACTIONS.values() for follow in follows]
    assert sorted(set(names)) == sorted(names)
    assert all(len(name) <= 50 for name in names)
