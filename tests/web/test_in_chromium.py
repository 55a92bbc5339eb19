"""The pages in a real browser: axe, 320 px (1280 px at 400 %), dark, the keyboard, and no script at all.

The `page` fixture fails the test by itself if the content security policy was violated or a script failed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from kith.orgs.models import User
from tests.web.street import Street, street
from tests.web.test_every_page import BUDGETS, every_address, visitor

SMALL = {"width": 320, "height": 640}
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SignIn = Callable[[User], Client]
Show = Callable[[Page, User, str], Page]


@pytest.fixture
def here(transactional_db: None) -> Street:
    """The street, kept where the live server sees it."""
    return street()


@pytest.fixture
def show(live_server: LiveServer, as_somebody: SignIn) -> Show:
    """Open an address as somebody who has signed in."""

    def opened(page: Page, user: User, address: str) -> Page:
        cookie = as_somebody(user).cookies["sessionid"]
        page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live_server.url}])
        page.goto(live_server.url + address)
        assert "/account/" not in page.url
        return page

    return opened


@pytest.fixture
def without_script(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False, locale="en-GB", timezone_id="Europe/London")
    yield context.new_page()
    context.close()


def violations(page: Page) -> list[str]:
    """What axe finds wrong, each with where."""
    found: dict[str, Any] = Axe().run(page, options=AXE).response
    return [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in found["violations"]]


def test_every_page_is_clean_and_fits_320_px(page: Page, here: Street, show: Show) -> None:
    wrong: dict[str, object] = {}
    for what in BUDGETS:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.set_viewport_size({"width": 1280, "height": 900} if scheme == "light" else SMALL)
            show(page, visitor(here, what), every_address(here)[what])
            found = violations(page)
            width = page.evaluate("document.documentElement.scrollWidth")
            if found or width > page.viewport_size["width"]:  # type: ignore[index]
                wrong[f"{what}, {scheme}"] = (found, width)
    assert {} == wrong


def test_keys_lead_from_today_to_a_person_and_their_visit(page: Page, here: Street, show: Show) -> None:
    show(page, here.cast.olu, "/")
    page.keyboard.press("g")
    page.keyboard.press("p")
    page.wait_for_url("**/people/")
    page.keyboard.press("/")
    page.keyboard.type("Okafor")
    expect(page.locator("#h-found")).to_have_text("1 found")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Ada Okafor")
    page.get_by_role("link", name="Open the visit").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Lunch, Tuesday 7 April")


def test_arrows_walk_the_board(page: Page, here: Street, show: Show) -> None:
    show(page, here.cast.olu, reverse("rota_day", args=[here.cast.kindly_care.pk, here.morning.on]))
    names = "document.activeElement.closest('.lane').querySelector('.pn b').textContent"
    page.locator(".lane:not(.open) a.v").first.focus()
    assert "Grace Okafor" == page.evaluate(names)
    page.keyboard.press("ArrowDown")
    assert "Hal Brook" == page.evaluate(names)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert "Unassigned" == page.evaluate(names)


def test_a_visit_is_left_as_it_was_or_moved_with_the_keyboard(page: Page, here: Street, show: Show) -> None:
    show(page, here.cast.olu, reverse("rota_day", args=[here.cast.kindly_care.pk, here.morning.on]))
    page.locator(".lane.open a.v").first.focus()
    for key in ("m", "ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
    expect(page.locator("#moving-effect")).to_contain_text("would not lie in the window")
    assert "12:05" in page.locator(".v.new").inner_text()
    assert [] == violations(page)
    page.keyboard.press("Escape")
    expect(page.locator("#moving")).to_be_hidden()
    assert page.evaluate("document.activeElement.matches('.lane.open a.v')")
    for key in ("m", "ArrowDown", "ArrowDown", "ArrowLeft"):
        page.keyboard.press(key)
    expect(page.locator("#moving-effect")).to_contain_text("Send Hal at 11:55")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved. Lunch is at 11:55 with Hal Brook.")).to_be_visible()


def test_what_is_new_waits_while_somebody_is_busy_in_the_list(page: Page, here: Street, show: Show) -> None:
    show(page, here.cast.olu, reverse("today", args=[here.cast.patch.pk]))
    page.locator("#needs a").first.focus()
    here.phone.send([here.phone.event("check_out", visit=here.morning)])
    page.evaluate("htmx.ajax('GET', location.href, {source: '#live', target: '#live', select: '#live'})")
    offered = page.get_by_role("button", name="Something is new since then. Show it")
    expect(offered).to_be_visible()
    expect(page.locator("#rounds")).to_contain_text("since 08:31")
    offered.click()
    expect(page.locator("#rounds")).to_contain_text("on the way")


def test_people_are_found_and_work_is_closed_without_script(
    without_script: Page, here: Street, show: Show
) -> None:
    page = show(without_script, here.cast.olu, reverse("people"))
    page.get_by_label("Find somebody").fill("Bert")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Bert Holroyd").click()
    expect(page.locator("h1")).to_have_text("Bert Holroyd")
