"""The sheet of a report: the house's own, with its fonts inside, and what only a report needs."""

from __future__ import annotations

import base64
import re
from pathlib import Path

from django.contrib.staticfiles import finders

HOUSE_SHEET = "vendor/kith.css"
OWN_SHEET = Path(__file__).with_name("report.css")


def sheet() -> str:
    """All styles of a report as one text that refers to no other file.

    Without the built front end, as in a checkout before its first build, the report is plain and whole.
    """
    found = finders.find(HOUSE_SHEET)
    house = _with_fonts_inside(Path(str(found))) if found else ""
    return house + OWN_SHEET.read_text(encoding="utf-8")


def _with_fonts_inside(path: Path) -> str:
    def inside(match: re.Match[str]) -> str:
        file = path.parent / match[1]
        if file.suffix != ".woff2" or not file.exists():
            return "none"
        kept = base64.b64encode(file.read_bytes()).decode()
        return f'url("data:font/woff2;base64,{kept}")'

    text = path.read_text(encoding="utf-8-sig")
    return re.sub(r'url\("?([^)"]+)"?\)', inside, text)
