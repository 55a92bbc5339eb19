"""Who may see what, in a real browser: each page in the state that shows most of it, and by keyboard."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from kith.orgs.models import User
from kith.people.actions_disposal import ask_for_disposal
from kith.people.actions_emergency import open_emergency
from kith.people.actions_sharing import choose_sharing, let_family_in
from kith.people.models import Person
from tests.factories import NOW, user
from tests.people.neighbours import register
from tests.web import test_in_chromium as browser
from tests.web.street import Street
from tests.web.test_every_page import every_address, visitor

here, show = browser.here, browser.show
PAGES = ("emergency", "emergencies", "disposals", "export", "sharing", "accounts", "account", "account_role")
WORDS = "Neighbour rang: she is on the floor and the door is locked."


@pytest.fixture
def hana(here: Street) -> User:
    """She opened Ada's record in an emergency; Ada shares with two, and somebody's record is due."""
    somebody = user("Hana", role="social_worker_not_allocated", organisation=here.cast.council)
    given = {"by": somebody, "at": NOW, "person_id": here.ada.pk}
    open_emergency(**given, reason="danger_to_life", words=WORDS, minutes=30)
    ada = {"by": here.cast.ada, "at": NOW, "person_id": here.ada.pk}
    for relative in (here.cast.wilf, user("Nell", role="family")):
        let_family_in(**ada, user_id=relative.pk)
    choose_sharing(**ada, data_class=3, audience="family", shared=True)
    for name in ("Cora Whitwell", "Dora Whitwell"):
        old = register(here.cast, name)
        Person.objects.filter(pk=old.pk).update(opened_at=NOW.replace(year=2023))
    ask_for_disposal(by=here.cast.pru, at=NOW, person_id=old.pk, reason="retention_due")
    return somebody


def test_every_page_is_clean_with_everything_unfolded(
    page: Page, here: Street, hana: User, show: browser.Show
) -> None:
    wrong: dict[str, object] = {}
    opened = {what: (visitor(here, what), every_address(here)[what]) for what in PAGES}
    opened["in an emergency"] = (hana, reverse("person", args=[here.ada.pk]))
    opened["refused"] = (hana, reverse("person", args=[here.bert.pk]))
    for what, (who, address) in opened.items():
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.set_viewport_size({"width": 1280, "height": 900} if scheme == "light" else browser.SMALL)
            show(page, who, address)
            page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
            found = browser.violations(page)
            width = page.evaluate("document.documentElement.scrollWidth")
            if found or width > page.viewport_size["width"]:  # type: ignore[index]
                wrong[f"{what}, {scheme}"] = (found, width)
    assert {} == wrong


def test_the_keyboard_alone_opens_a_record_in_an_emergency_and_closes_it(
    page: Page, here: Street, show: browser.Show
) -> None:
    somebody = user("Hana", role="social_worker_not_allocated", organisation=here.cast.council)
    show(page, somebody, reverse("person", args=[here.ada.pk]))
    page.get_by_role("link", name="Open it in an emergency").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Somebody's life is in danger").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type(WORDS)
    page.get_by_label("15 minutes").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Ada Okafor")
    expect(page.get_by_role("region", name="Open in an emergency")).to_contain_text("until 09:12")
    page.get_by_role("button", name="Close it now").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Closed. You no longer see this record.")).to_be_visible()
