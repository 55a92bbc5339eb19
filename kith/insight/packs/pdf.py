"""A pack as a PDF."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from kith.insight.packs.document import Basis, Grid, Pack, Part
from kith.insight.paper.typeset import on_paper, typeset
from kith.insight.writing import moment_words

TEMPLATE = Path(__file__).with_name("pack.typ")


def pdf(pack: Pack) -> bytes:
    """The PDF."""
    return typeset(TEMPLATE, _plain(pack), at=pack.made_at)


def _plain(pack: Pack) -> dict[str, Any]:
    """What the template reads."""
    return {
        "title": pack.title,
        "whose": pack.whose,
        "period": pack.period,
        "made": _("Made %(at)s") % {"at": moment_words(pack.made_at)},
        "withheld": _("not shown"),
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
        "svg": on_paper(part.drawing),
        "icons": [{"svg": on_paper(icon), "words": _words_of(icon)} for icon in part.icons],
        "notes": part.notes,
        "basis": _basis(part.basis),
    }


def _basis(basis: Basis) -> dict[str, str]:
    return {
        "definition": basis.definition,
        "owned": _("Owner: %(owner)s.") % {"owner": basis.owner},
        "known": _("Known up to %(at)s.") % {"at": moment_words(basis.known_at)},
    }


def _words_of(icon: str) -> str:
    found = re.search(r'aria-label="([^"]*)"', icon)
    return found[1] if found else ""
