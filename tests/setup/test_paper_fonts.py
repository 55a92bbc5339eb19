"""Fonts for paper: unpacked from the web's own files as they were before they were packed."""

from __future__ import annotations

import importlib.util
import zlib
from pathlib import Path
from types import ModuleType

import pytest

BUILD = Path(__file__).resolve().parents[2] / "frontend" / "build.py"
LONG, SHORT = b"glyphs " * 20, b"abc"  # the second is stored as it is, for packing makes it no smaller


@pytest.fixture(scope="module")
def build() -> ModuleType:
    """The front end's build, which stands outside the package."""
    spec = importlib.util.spec_from_file_location("frontend_build", BUILD)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def number(value: int, size: int = 4) -> bytes:
    return value.to_bytes(size, "big")


def packed_font() -> bytes:
    """A WOFF 1.0 file of two tables, put together by hand."""
    packed = zlib.compress(LONG)
    first = 44 + 2 * 20
    second = first + len(packed) + -len(packed) % 4
    header = b"wOFF" + b"\x00\x01\x00\x00" + number(0) + number(2, 2) + bytes(30)
    directory = b"glyf" + number(first) + number(len(packed)) + number(len(LONG)) + b"sum1"
    directory += b"name" + number(second) + number(len(SHORT)) + number(len(SHORT)) + b"sum2"
    return header + directory + packed + bytes(-len(packed) % 4) + SHORT


def test_a_packed_font_is_unpacked_table_by_table(build: ModuleType) -> None:
    font = build.unpacked(packed_font())
    # Two tables: the largest power of two not above them is 2, so 32 is searched in one step, and 0 is left.
    assert b"\x00\x01\x00\x00" + number(2, 2) + number(32, 2) + number(1, 2) + number(0, 2) == font[:12]
    assert b"glyf" + b"sum1" + number(44) + number(140) == font[12:28]
    assert b"name" + b"sum2" + number(184) + number(3) == font[28:44]
    assert LONG == font[44:184]
    assert SHORT + b"\x00" == font[184:]


def test_a_file_that_is_no_font_is_refused_with_what_to_do(build: ModuleType) -> None:
    with pytest.raises(build.BuildFailed, match="remove frontend/node_modules and run again"):
        build.unpacked(b"wOF2" + bytes(60))
