"""Pages that are written from tables: each must say what the tables say now.

Run this file to write them again: `python -m tests.config.test_reference_pages`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import kith
from kith.config.reference import roles_page, settings_page
from kith.config.variables import VARIABLES, read

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"
PAGES: dict[str, Callable[[], str]] = {"roles.md": roles_page, "settings.md": settings_page}


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_fresh(name: str) -> None:
    assert PAGES[name]() == (REFERENCE / name).read_text(encoding="utf-8"), (
        "The page is stale. Write it again: python -m tests.config.test_reference_pages"
    )


def test_every_variable_that_is_named_anywhere_is_in_the_table() -> None:
    named = {
        name
        for path in Path(kith.__path__[0]).rglob("*.py")
        for name in re.findall(r"\bKITH_[A-Z_]+\b", path.read_text(encoding="utf-8"))
    }
    assert set() == named - set(VARIABLES)


def test_a_variable_outside_the_table_cannot_be_read() -> None:
    with pytest.raises(KeyError):
        read("KITH_SOMETHING_ELSE")


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KITH_BIND", "")
    assert "127.0.0.1:8000" == read("KITH_BIND", "127.0.0.1:8000")


if __name__ == "__main__":
    for name, page in PAGES.items():
        (REFERENCE / name).write_text(page(), encoding="utf-8")
