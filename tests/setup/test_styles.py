"""The style sheet keeps its promises: one place for colours, nothing from outside, nothing missing."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "frontend" / "kith").rglob("*.scss"))
TEMPLATES = sorted((ROOT / "kith").rglob("templates/**/*.html"))
VENDOR = ROOT / "kith" / "web" / "static" / "vendor"


@pytest.fixture(scope="module")
def styles() -> str:
    if not (VENDOR / "kith.css").exists():
        pytest.skip("the style sheet is not built: python frontend/build.py")
    return (VENDOR / "kith.css").read_text()


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_raw_colours_live_in_the_tokens_only(source: Path) -> None:
    text = re.sub(r"//.*|#\{[^}]*\}", "", source.read_text())
    raw = re.findall(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(", text)
    assert source.stem == "_tokens" or [] == raw


def test_every_token_that_is_used_is_defined(styles: str) -> None:
    used = set(re.findall(r"var\((--[\w-]+)\)", styles))
    defined = set(re.findall(r"(--[\w-]+):", styles))
    geometry = {"--at", "--d", "--w", "--a"}  # set by each page for its own figures
    assert set() == used - defined - geometry


def test_the_pages_fetch_nothing_from_outside(styles: str) -> None:
    assert [] == re.findall(r"(?:https?:)?//[^\s\"')]+", styles)


def test_every_file_the_style_sheet_names_is_shipped(styles: str) -> None:
    named = re.findall(r"url\(\"?([^\")]+)\"?\)", styles)
    assert named
    assert [] == [name for name in named if not (VENDOR / name).is_file()]


def test_phones_without_light_dark_get_the_same_colours(styles: str) -> None:
    pairs = dict(re.findall(r"(--[\w-]+):light-dark\(([^,]+),", styles))
    fallback = styles.split("@supports not (color: light-dark(#000, #fff))")[1]
    assert pairs == pairs | dict(re.findall(r"(--[\w-]+):(#\w+)", fallback.split("}")[0]))
    assert set(pairs) == set(re.findall(r"(--[\w-]+):#", fallback.split("}")[0]))


def test_each_drawing_has_a_name_of_its_own() -> None:
    sprite = ET.parse(ROOT / "frontend" / "kith" / "icons.svg")  # noqa: S314  (our own file)
    names = [symbol.get("id") for symbol in sprite.iter("{http://www.w3.org/2000/svg}symbol")]
    assert len(names) == len(set(names))
    assert {"i-ok", "i-late", "i-miss", "i-off", "i-unk", "i-shut", "logo"} <= set(names)


def test_every_class_a_template_gives_is_styled(styles: str) -> None:
    own = (ROOT / "kith" / "insight" / "report" / "report.css").read_text()  # what a report adds to the sheet
    styled = set(re.findall(r"\.([a-zA-Z][\w-]*)", styles + own))
    given = {(name, page.name) for page in TEMPLATES for name in classes_of(page.read_text())}
    assert [] == sorted((name, page) for name, page in given if name not in styled)


def test_no_template_carries_a_style_or_a_script_of_its_own() -> None:
    inline = re.compile(r"<[^>]*\s(?:style|on[a-z]+)=\"|<script(?![^>]*(?:\bsrc=|application/json))")
    assert [] == [page.name for page in TEMPLATES if inline.search(page.read_text())]


def classes_of(template: str) -> set[str]:
    """The class names written out in a template; one that a tag completes is left out."""
    always = re.sub(r"\{% (?:if|elif|else|endif)\b.*?%\}", " ", template)
    marked = re.sub(r"\{[{%].*?[%}]\}", "\0", always)
    names = " ".join(re.findall(r'class="([^"]*)"', marked)).split()
    return {name for name in names if "\0" not in name}
