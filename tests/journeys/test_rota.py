"""From demand to a published rota, as Olu makes it, and what Grace sees of it; in real Chromium."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_from_plan_to_payment import picture, sign_in, sign_out

pytestmark = [pytest.mark.browser, pytest.mark.journey]
LONGEST_SEARCH_MS = 180_000


def test_a_week_is_proposed_compared_and_published(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 860})
    sign_in(page, site, "Olu Adeyemi")
    page.goto(f"{site}/rota/")
    page.get_by_role("link", name="Week", exact=True).click()
    page.get_by_role("navigation", name="Other weeks").get_by_role("link").last.click()
    expect(page.get_by_text("have nobody yet")).to_be_visible()

    page.goto(f"{site}/rota/")
    page.get_by_role("link", name="Propose rounds").click()
    page.get_by_role("button", name="Propose rounds").click()
    expect(page.locator("#h-compare")).to_be_visible(timeout=LONGEST_SEARCH_MS)
    expect(page.get_by_role("row", name="Places that nobody has")).to_be_visible()
    picture(page, "proposal")
    page.get_by_role("button", name="Accept and publish").click()
    expect(page.get_by_text("Published. Workers see it at once.")).to_be_visible()
    sign_out(page)


def test_a_visit_is_moved_with_the_keyboard_and_the_day_goes_on_paper(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 860})
    sign_in(page, site, "Olu Adeyemi")
    page.goto(f"{site}/rota/?part=evening")
    page.goto(f"{page.url.split('?')[0]}?part=evening")
    page.locator(".lane[data-worker] a.v").last.focus()
    page.keyboard.press("m")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#moving-effect").get_by_role("status")).to_be_visible()
    picture(page, "move")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Day sheets").click()
    page.emulate_media(media="print")
    expect(page.locator(".sheet").first).to_be_visible()
    expect(page.get_by_role("navigation", name="Places")).to_be_hidden()
    picture(page, "day-sheet")
    page.emulate_media(media="screen")
    sign_out(page)


def test_somebody_is_off_sick_and_everybody_affected_is_told(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 860})
    sign_in(page, site, "Olu Adeyemi")
    page.goto(f"{site}/rota/")
    page.get_by_role("link", name="Somebody is off sick").click()
    busy = page.locator("li", has_text="visits until").first
    busy.get_by_role("button", name="is off sick").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Cover for")
    picture(page, "cover")
    page.get_by_role("button", name="Accept and publish").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Who is told")
    page.get_by_role("button", name="was told").first.click()
    expect(page.get_by_text("Told", exact=True).first).to_be_visible()
    picture(page, "told")
    sign_out(page)


def test_grace_has_notice_of_it_and_may_offer_a_visit(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, site, "Grace Oduya")
    page.goto(f"{site}/my-work/")
    expect(page.get_by_text("Your rota from").first).to_be_visible()
    page.goto(f"{site}/rota/swaps/")
    page.get_by_role("button", name="Offer this visit").last.click()
    expect(page.get_by_text("Offered. The visit stays yours until somebody takes it.")).to_be_visible()
    page.get_by_role("button", name="Take it back").first.click()
    expect(page.get_by_text("Taken back.")).to_be_visible()
    sign_out(page)
