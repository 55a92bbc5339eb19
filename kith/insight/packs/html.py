"""A pack as HTML: as the body of a page, or as one file that needs nothing else."""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from jinja2 import Environment, PackageLoader, select_autoescape
from markupsafe import Markup

from kith.insight.packs.document import Grid, Pack
from kith.insight.report.look import sheet
from kith.insight.writing import moment_words


def body(pack: Pack) -> str:
    """The sections alone, for a page that has a frame of its own."""
    return _environment().get_template("body.html").render(pack=pack)


def html(pack: Pack) -> str:
    """The pack as one file: no links to elsewhere, no script, its styles and fonts inside."""
    page = _environment().get_template("pack.html")
    return page.render(pack=pack, sheet=Markup(sheet()), language=get_language())  # noqa: S704  # our own sheet


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("kith.insight.packs"), autoescape=select_autoescape(default=True),
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.globals |= {"_": _, "moment": moment_words}
    environment.filters["drawn"] = Markup  # drawn and escaped by our own charts
    environment.tests["grid"] = lambda part: isinstance(part, Grid)
    return environment
