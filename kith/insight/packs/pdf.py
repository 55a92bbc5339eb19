"""A pack as a PDF: A4, tagged for screen readers (PDF/UA-1), its charts as vectors.

Typst sets it from ``pack.typ``; nothing is fetched, and no font of the machine is used. ADR 15 says why.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst
from django.contrib.staticfiles import finders
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kith.insight.packs.document import Basis, Grid, Pack, Part
from kith.insight.report.look import HOUSE_SHEET
from kith.insight.writing import moment_words

TEMPLATE = Path(__file__).with_name("pack.typ")
FONTS = "vendor/fonts"
SANS = "Atkinson Hyperlegible Next, Libertinus Serif"
# Without the built front end, as in a checkout before its first build, the paper is plain and whole.
PLAIN = {
    "ink": "#000000", "ink-2": "#444444", "card": "#ffffff", "sunk": "#eeeeee", "line": "#cccccc",
    "edge": "#777777", "damson": "#333333", "miss": "#000000", "lamp": "#999999",
    "spc-good": "#1064b0", "spc-bad": "#b84a00", "spc-same": "#6c6471",
}  # fmt: skip


def pdf(pack: Pack) -> bytes:
    """The PDF. Raises `typst.TypstError` only where the template itself is wrong."""
    made = typst.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        font_paths=_fonts(),
        ignore_system_fonts=True,
        pdf_standards="ua-1",
        timestamp=pack.made_at.replace(microsecond=0),
        sys_inputs={"pack": json.dumps(_plain(pack))},
    )
    return bytes(made)


def _plain(pack: Pack) -> dict[str, Any]:
    """What the template reads."""
    return {
        "title": pack.title,
        "whose": pack.whose,
        "period": pack.period,
        "made": _("Made %(at)s") % {"at": moment_words(pack.made_at)},
        "language": (get_language() or "en").split("-")[0],
        "withheld": _("not shown"),
        "colours": _colours(),
        "closing": pack.closing,
        "sections": [
            {"title": section.title, "lede": section.lede, "parts": [_part(part) for part in section.parts]}
            for section in pack.sections
        ],
    }


def _part(part: Part) -> dict[str, Any]:
    if isinstance(part, Grid):
        return {
            "kind": "grid",
            "title": part.title,
            "headings": part.headings,
            "rows": part.rows,
            "numeric": sorted(part.numeric),
            "empty": part.empty,
            "basis": _basis(part.basis),
        }
    return {
        "kind": "picture",
        "title": part.title,
        "value": part.value,
        "says": part.says,
        "svg": _on_paper(part.drawing),
        "icons": [{"svg": _on_paper(icon), "words": _words_of(icon)} for icon in part.icons],
        "notes": part.notes,
        "basis": _basis(part.basis),
    }


def _basis(basis: Basis) -> dict[str, str]:
    return {
        "definition": basis.definition,
        "owned": _("Owner: %(owner)s.") % {"owner": basis.owner},
        "known": _("Known up to %(at)s.") % {"at": moment_words(basis.known_at)},
    }


def _on_paper(svg: str) -> str:
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


def _words_of(icon: str) -> str:
    found = re.search(r'aria-label="([^"]*)"', icon)
    return found[1] if found else ""


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
