"""Contrast of the colours as built: text 4.5 to 1, edges and marks 3 to 1 (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
from pathlib import Path

import pytest

STYLES = Path(__file__).resolve().parents[2] / "kith" / "web" / "static" / "vendor" / "kith.css"

PAPER = ("plaster", "card", "sunk", "damson-tint")
STATUSES = ("ok", "late", "miss", "off", "unk", "shut")
ROUNDS = ("r1", "r2", "r3", "r4", "r5", "r6")
POINTS = ("spc-good", "spc-bad", "spc-same")

TEXT = [
    *(("ink", surface) for surface in (*PAPER, *(f"{status}-t" for status in STATUSES))),
    *(("ink-2", surface) for surface in PAPER),
    *(("damson", surface) for surface in PAPER),
    *((status, surface) for status in STATUSES for surface in ("plaster", "card", f"{status}-t")),
    *(("on-fill", fill) for fill in ("damson", "damson-hover", *ROUNDS)),
    *((ink, "damson-deep") for ink in ("on-deep", "on-deep-2", "lamp")),
    *(("lamp-ink", surface) for surface in ("lamp", "on-deep")),
    ("ink-2", "map-ground"),
]
MARKS = [
    *(("edge", surface) for surface in PAPER),
    *((point, surface) for point in POINTS for surface in ("card", "sunk")),
    *((hue, surface) for hue in (*ROUNDS, "damson") for surface in ("card", "map-ground")),
]


@pytest.fixture(scope="module")
def tokens() -> dict[str, tuple[str, str]]:
    """Each token's light and dark colour."""
    if not STYLES.exists():
        pytest.skip("the style sheet is not built: python frontend/build.py")
    root = re.search(r"@layer tokens\{:root\{(.*?)\}", STYLES.read_text(), re.DOTALL)
    assert root
    found = re.findall(r"--([\w-]+):\s*(?:light-dark\((#\w+),\s*(#\w+)\)|(#\w+))", root[1])
    return {name: (light or same, dark or same) for name, light, dark, same in found}


def luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    shares = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("#000", "#fff", 21.0), ("#777777", "#fff", 4.48), ("#fff", "#fff", 1.0)]
)
def test_the_ratio_is_the_one_of_wcag(one: str, other: str, ratio: float) -> None:
    assert ratio == pytest.approx(contrast(one, other), abs=0.005)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "surface"), TEXT)
def test_text_can_be_read(tokens: dict[str, tuple[str, str]], ink: str, surface: str, scheme: int) -> None:
    assert contrast(tokens[ink][scheme], tokens[surface][scheme]) >= 4.5


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("mark", "surface"), MARKS)
def test_edges_and_marks_can_be_seen(
    tokens: dict[str, tuple[str, str]], mark: str, surface: str, scheme: int
) -> None:
    assert contrast(tokens[mark][scheme], tokens[surface][scheme]) >= 3.0
