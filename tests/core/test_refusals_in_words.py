"""Every refusal is a constant text with named values, that translators find."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

KITH = Path(__file__).resolve().parents[2] / "kith"
TREES = {
    path.relative_to(KITH.parent).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
    for path in KITH.rglob("*.py")
}
REASON_FIRST = "BadCell"  # a cell's reason, and then its text


def refusals() -> set[str]:
    """The name of `Refused` and of every class below it."""
    bases = {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    found = {"Refused"}
    while below := {name for name, above in bases.items() if above & found} - found:
        found |= below
    return found


def made() -> Iterator[tuple[str, ast.expr, ast.Call]]:
    """Where each refusal is made, its text and the call."""
    names = refusals()
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
                texts = node.args[1:] if node.func.id == REASON_FIRST else node.args
                yield from ((f"{path}:{node.lineno}", text, node) for text in texts[:1])


def is_kept_text(text: ast.expr) -> bool:
    """Whether this is a constant, one of a table of phrases, or the text of a refusal that was caught."""
    match text:
        case ast.Constant(value=str()):
            return True
        case ast.Name(id=name) | ast.Subscript(value=ast.Name(id=name)):
            return name.isupper()
        case ast.Attribute(attr="text"):
            return True
        case ast.IfExp(body=one, orelse=other):
            return is_kept_text(one) and is_kept_text(other)
    return False


def test_every_refusal_is_a_text_that_translators_can_find() -> None:
    assert [] == [where for where, text, _ in made() if not is_kept_text(text)]


def test_every_value_that_a_text_names_is_given() -> None:
    missing = [
        (where, name)
        for where, text, call in made()
        if isinstance(text, ast.Constant)
        for _, name, _, _ in Formatter().parse(str(text.value))
        if name and name not in {each.arg for each in call.keywords}
    ]
    assert [] == missing
