"""From demand to a published rota, as Olu makes it, and what Grace sees of it; in real Chromium."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_from_plan_to_payment import picture, sign_in, sign_out

pytestmark = [pytest.mark.browser, pytest.mark.journey]
LONGEST_SEARCH_MS = 180_000
NOBODY = ".lane[data-worker=nobody]"
GIVEN = ".lane[data-worker]:not([data-worker=nobody]):has(a.v)"


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


def test_a_visit_is_left_to_nobody_by_keyboard_and_put_back(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 860})
    sign_in(page, site, "Olu Adeyemi")
    tomorrow(page, site)
    given = page.locator(GIVEN).first
    who = given.locator(".pn b").inner_text()
    given.locator("a.v").first.focus()
    page.keyboard.press("m")
    while page.locator(f"{NOBODY} a.v.new").count() == 0:
        page.keyboard.press("ArrowUp")
    expect(page.locator("#moving-effect").get_by_role("status")).to_contain_text("Nobody at")
    page.get_by_role("button", name=re.compile("^Leave .* open at")).press("Enter")
    expect(page.locator(".note.ok")).to_contain_text("Nobody has")
    page.get_by_role("link", name="Undo").press("Enter")
    expect(page.locator("#effect").get_by_role("status")).to_contain_text(who)
    page.get_by_role("button", name=re.compile("^Send ")).press("Enter")
    expect(page.locator(".note.ok")).to_contain_text(who)
    sign_out(page)


def test_a_visit_is_dragged_to_nobody_and_left_as_it_was(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 860})
    sign_in(page, site, "Olu Adeyemi")
    tomorrow(page, site)
    box = page.locator(GIVEN).first.locator("a.v").first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 12, box["y"] + 12)
    page.mouse.down()
    page.mouse.move(box["x"] + 12, box["y"] - 8, steps=4)
    top = page.locator(NOBODY).bounding_box()
    assert top is not None
    page.mouse.move(box["x"] + 12, top["y"] + top["height"] / 2, steps=4)
    page.mouse.up()
    expect(page.locator("#moving-effect").get_by_role("status")).to_contain_text("Nobody at")
    page.keyboard.press("Escape")
    expect(page.locator("#moving")).to_be_hidden()
    sign_out(page)


def test_from_demand_to_a_rota_that_is_published_pinned_and_mended(page: Page, site: str) -> None:
    """One coordinator, one week: propose, compare, accept, pin, off sick in one tap, accept again, tell."""
    page.set_viewport_size({"width": 1280, "height": 860})
    sign_in(page, site, "Olu Adeyemi")
    tomorrow(page, site)
    day = page.url.split("?")[0]
    propose(page, site, day)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Proposed rounds")
    accept = page.get_by_role("button", name="Accept and publish")
    if accept.count():
        expect(page.get_by_role("row", name="Places that nobody has")).to_be_visible()
        accept.click()
        expect(page.get_by_text("Published. Workers see it at once.")).to_be_visible()

    page.goto(f"{day}?part=day")
    lane = page.locator(GIVEN).filter(has=page.get_by_role("button", name="off sick")).first
    sick = lane.locator(".pn b").inner_text()
    kept = page.locator(GIVEN).filter(has_not_text=sick).first.locator("a.v").first
    moves = str(kept.get_attribute("data-move"))
    page.goto(f"{site}{moves}")
    page.get_by_role("checkbox", name=re.compile("^Keep ")).first.check()
    page.get_by_role("button", name="Keep these").click()
    expect(page.get_by_text("Pinned. Proposals leave it as it is.")).to_be_visible()

    page.goto(f"{day}?part=day")
    expect(page.locator(f'a.v.pin[data-move="{moves}"]')).to_be_visible()
    lane = page.locator(GIVEN).filter(has_text=sick).first
    lane.hover()
    lane.get_by_role("button", name="off sick").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Cover for {sick}")
    expect(page.get_by_role("button", name="is not off sick")).to_be_visible()
    picture(page, "cover")
    page.get_by_role("button", name="Accept and publish").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Who is told")
    page.get_by_role("button", name="was told").first.click()
    expect(page.get_by_text("Told", exact=True).first).to_be_visible()
    picture(page, "told")

    propose(page, site, day)
    if page.locator("#h-changes").count():
        expect(page.locator("#proposal")).not_to_contain_text(f"{sick}, ")
    sign_out(page)


def tomorrow(page: Page, site: str) -> None:
    """The board of the day after today, from morning to evening."""
    page.goto(f"{site}/rota/")
    page.get_by_role("navigation", name="Other days").get_by_role("link").last.click()
    page.get_by_role("link", name="Whole day").click()
    expect(page.locator(GIVEN).first).to_be_visible()


def propose(page: Page, site: str, day: str) -> None:
    """Ask for the rounds of one day again, and wait until they can be compared."""
    on = date.fromisoformat(day.rstrip("/").rsplit("/", 1)[1])
    page.goto(f"{site}/rota/")
    page.get_by_role("link", name="Propose rounds").click()
    page.get_by_label("Days").select_option(f"{on}/{on + timedelta(days=1)}")
    page.get_by_role("button", name="Propose rounds").click()
    expect(page.locator("#h-compare, #h-none").first).to_be_visible(timeout=LONGEST_SEARCH_MS)


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
