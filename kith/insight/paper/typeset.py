"""A document as a PDF: A4, tagged for screen readers (PDF/UA-1), its charts as vectors.

Typst sets it from a template that reads what it says as JSON; nothing is fetched, and no font of the machine
is used. ADR 15 says why.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst
from django.contrib.staticfiles import finders
from django.utils.translation import get_language

from kith.insight.report.look import HOUSE_SHEET

ROOT = Path(__file__).parents[1]  # what a template may read: those of this room
FONTS = "vendor/fonts"
SANS = "Atkinson Hyperlegible Next, Libertinus Serif"
# Without the built front end, as in a checkout before its first build, the paper is plain and whole.
PLAIN = {
    "ink": "#000000", "ink-2": "#444444", "card": "#ffffff", "sunk": "#eeeeee", "line": "#cccccc",
    "edge": "#777777", "damson": "#333333", "miss": "#000000", "lamp": "#999999",
    "spc-good": "#1064b0", "spc-bad": "#b84a00", "spc-same": "#6c6471",
}  # fmt: skip


def typeset(template: Path, says: Mapping[str, Any], *, at: datetime) -> bytes:
    """The PDF of what is said: the same, byte for byte, whenever it is made anew.

    Raises `typst.TypstError` only where the template itself is wrong.
    """
    language = (get_language() or "en").split("-")[0]
    made = typst.compile(
        str(template),
        root=str(ROOT),
        format="pdf",
        font_paths=_fonts(),
        ignore_system_fonts=True,
        pdf_standards="ua-1",
        timestamp=at.replace(microsecond=0),
        sys_inputs={"says": json.dumps({**says, "language": language, "colours": dict(_colours())})},
    )
    return bytes(made)


def on_paper(svg: str) -> str:
    """A drawing of ours as a file of its own: the light colours by value, and the styles of its letters."""
    colours = _colours()
    style = (
        f"<style>text{{font-family:{SANS};font-size:13px;fill:{colours['ink-2']}}}"
        f".hi{{fill:{colours['ink']};font-weight:700}}.mid{{text-anchor:middle}}</style>"
    )
    coloured = re.sub(r"var\(--([a-z0-9-]+)\)", lambda name: colours.get(name[1], colours["ink"]), svg)
    opened, tag, rest = coloured.partition(">")
    namespace = "" if "xmlns=" in opened else ' xmlns="http://www.w3.org/2000/svg"'
    return f"{opened}{namespace}{tag}{style}{rest}"


@lru_cache(maxsize=1)
def _colours() -> Mapping[str, str]:
    """The light value of every colour of the design language, read from the house's own sheet."""
    found = finders.find(HOUSE_SHEET)
    text = Path(str(found)).read_text(encoding="utf-8-sig") if found else ""
    pairs = re.findall(r"--([a-z0-9-]+):\s*(?:light-dark\()?(#[0-9a-f]{3,6})\b", text)
    return PLAIN | {name: value for name, value in reversed(pairs)}


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """The house's fonts where the front end is built, and those that Typst carries."""
    found = finders.find(FONTS)
    return typst.Fonts(include_system_fonts=False, font_paths=[str(found)] if found else [])
