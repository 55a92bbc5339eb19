"""The report in a browser: nothing axe finds wrong, and nothing that runs over the edge of a phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner
from playwright.sync_api import Page

from kith.cli.app import app

pytestmark = pytest.mark.browser

PACKAGES = "Person ID,Provider,Purchase type,Start date,Hours per week,Weekly cost\n"


def test_the_report_is_clean_and_fits_a_phone(page: Page, tmp_path: Path) -> None:
    given, out = tmp_path / "extracts", tmp_path / "report"
    given.mkdir()
    rows = (
        f"P{n},{('AIRE CARE', 'Aire Care Ltd')[n % 2]},{('Framework', 'Spot', 'Spot')[n % 3]},"
        f"0{1 + n % 9}/01/2025,7,£{150 + n % 3 * 9}.00\n"
        for n in range(60)
    )
    (given / "packages.csv").write_text(PACKAGES + "".join(rows), encoding="utf-8")
    assert 0 == CliRunner().invoke(app, ["diagnose", str(given), "--out", str(out)]).exit_code
    for scheme, width in (("light", 1280), ("dark", 390)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 900})
        page.goto((out / "index.html").as_uri())
        for details in page.locator("details").all():
            details.evaluate("each => each.open = true")
        found = Axe().run(page).response["violations"]
        assert [] == [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in found]
        assert width == page.evaluate("document.documentElement.scrollWidth")
