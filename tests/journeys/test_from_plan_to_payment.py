"""One visit followed through the house as its users would: plan, rota, visit, verification, payment, figure.

The same journey takes the pictures that the README shows: ``just screenshots``.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.journey]


def sign_in(page: Page, site: str, name: str) -> None:
    """One click, as somebody of the cast."""
    page.goto(f"{site}/sign-in/")
    page.get_by_role("button", name=re.compile(name)).click()
    expect(page.get_by_role("main")).to_be_visible()


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").first.click()


def picture(page: Page, name: str) -> None:
    """A picture for the README, where one is asked for."""
    folder = os.environ.get("KITH_SCREENSHOTS")
    if folder:
        page.wait_for_load_state("networkidle")
        page.screenshot(path=Path(folder) / f"{name}.png")


def test_a_visit_is_followed_from_plan_to_payment_line(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 860})
    sign_in(page, site, "Olu Adeyemi")
    page.goto(f"{site}/today/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Today in")
    picture(page, "today")

    page.goto(f"{site}/people/?q=Ada")
    page.get_by_role("link", name="Ada Holroyd").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ada Holroyd")
    expect(page.get_by_text("coffee morning")).to_be_visible()
    picture(page, "person")

    page.locator("a[href^='/visits/']").first.click()
    for stage in ("Needed", "Commissioned", "Planned", "Rostered", "Delivered", "Verified", "Priced"):
        expect(page.locator(".thread").first).to_contain_text(stage)
    picture(page, "visit")

    page.goto(f"{site}/rota/")
    expect(page.locator(".board").first).to_be_visible()
    picture(page, "rota")
    sign_out(page)


def test_a_second_person_approves_the_run_and_every_figure_opens(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 860})
    sign_in(page, site, "Fay Whittle")
    page.goto(f"{site}/money/")
    page.locator("main table a").first.click()
    if "Draft" in page.locator("main .eyebrow").inner_text():
        expect(page.get_by_text("You drafted this run, so somebody else approves it.")).to_be_visible()
        run = page.url
        sign_out(page)
        sign_in(page, site, "Ivy Castle")
        page.goto(run)
        page.get_by_role("button", name=re.compile("^Approve £")).click()
        page.get_by_role("button", name="I am Ivy Castle: go on").click()
        page.get_by_role("button", name=re.compile("^Pay £")).click()
    expect(page.locator("main .eyebrow")).to_contain_text("Paid")
    picture(page, "pay-run")
    page.get_by_role("link", name="Aire Companions").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Remittance to Aire Companions")
    picture(page, "remittance")
    page.locator("main table a").first.click()
    expect(
        page.get_by_text(re.compile(r"minutes rostered and frozen, at £22\.35 an hour")).first
    ).to_be_visible()
    page.locator("a[href^='/visits/']").first.click()
    expect(page.locator(".thread").first).to_contain_text("Priced")
    sign_out(page)


def test_the_commissioner_compares_nine_ways_to_pay_and_reads_a_chart(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 860})
    sign_in(page, site, "Cass Okafor")
    page.goto(f"{site}/compare/")
    expect(page.get_by_role("heading", name="Nine ways to pay for the same care")).to_be_visible()
    assert 10 == page.locator("section[aria-labelledby=cost] .bars li").count()
    picture(page, "compare")
    page.goto(f"{site}/measures/half_hours_under_20/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Half-hour visits over before 20 minutes")
    picture(page, "measure")
    sign_out(page)


def test_the_commissioner_reads_what_could_be_freed_and_how_care_grows(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 860})
    sign_in(page, site, "Cass Okafor")
    page.goto(f"{site}/diagnosis/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Diagnosis")
    page.get_by_role("link", name="What could be freed").click()
    expect(page.get_by_role("heading", name="How each is worked out")).to_be_visible()
    assert 10 == page.locator("section:has(h2:text-is('How each is worked out')) tbody tr").count()
    page.get_by_role("link", name="Whole diagnosis").click()
    page.get_by_role("link", name="How care grows over a person’s journey").click()
    expect(page.get_by_role("heading", name="What the facts say")).to_be_visible()
    picture(page, "diagnosis")
    sign_out(page)


def test_sam_of_another_provider_sees_none_of_olus_people(page: Page, site: str) -> None:
    sign_in(page, site, "Olu Adeyemi")
    page.goto(f"{site}/people/?q=Ada")
    page.get_by_role("link", name="Ada Holroyd").first.click()
    adas_page = page.url
    sign_out(page)
    sign_in(page, site, "Sam Thornton")
    response = page.goto(adas_page)
    assert response is not None
    assert 404 == response.status
    expect(page.get_by_role("heading", level=1)).to_contain_text("You cannot open this page")
