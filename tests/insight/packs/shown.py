"""Looking into a pack that was made."""

from __future__ import annotations

from io import BytesIO

from pypdf import PdfReader

from kith.insight.packs.document import Grid, Pack, Picture


def grid(pack: Pack, title: str) -> Grid:
    """The table whose title begins so."""
    parts = [part for section in pack.sections for part in section.parts]
    return next(part for part in parts if isinstance(part, Grid) and part.title.startswith(title))


def pictures(pack: Pack) -> dict[str, Picture]:
    """Every chart by its title."""
    parts = [part for section in pack.sections for part in section.parts]
    return {part.title: part for part in parts if isinstance(part, Picture)}


def text_of(made: bytes) -> str:
    """All words of a PDF on one line."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages).split())
