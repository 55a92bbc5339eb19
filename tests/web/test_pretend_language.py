"""In the pretend language nothing on a page stays plain but what people and places are called."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from kith.orgs.models import User
from kith.web.pretend import CLOSING, OPENING, PRETEND
from tests.web.street import Street
from tests.web.test_every_page import BUDGETS, every_address, visitor

SignIn = Callable[[User], Client]
# What people and places are called, keys of a keyboard, units, and the street's own name for a visit's slot.
DATA = re.compile(
    r"Kith|Kindly Care|Other Hands|Aireford City Council|Aireford|Millgate|Mill Road|Brook\b|LS12 1AU|"
    r"\b(Ada|Bert|Bertie|Grace|Hal|Wilf|Olu|Maya|Bea|Helen|Fay|Ivy|Cass|Pru|Sam|Okafor|Holroyd)\b|"
    r"My own front door\.|Penicillin|Falls: wears a pendant|"
    r"\b[A-Z]{2}\b|\bmin\b|^(, )?rota$"
)


def plain(page: str) -> list[str]:
    """The pieces of visible text, and of what is read aloud, that nobody marked for translation."""
    body = re.sub(r"<(script|style|kbd).*?</\1>|<!--.*?-->", " ", page, flags=re.DOTALL)
    spoken = re.findall(r'\s(?:aria-label|alt|title|placeholder|data-l)="([^"]*)"', body)
    texts = [*re.split(r"<[^>]+>", _without_translated(body)), *map(_without_translated, spoken)]
    left = [DATA.sub(" ", text.strip()) for text in texts]
    return [text.strip() for text in left if re.search(r"[A-Za-z]{2}", re.sub(r"&\w+;", " ", text))]


def _without_translated(text: str) -> str:
    inner = re.compile(f"{OPENING}[^{OPENING}{CLOSING}]*{CLOSING}")
    while inner.search(text):
        text = inner.sub(" ", text)
    return text


@pytest.mark.parametrize("what", BUDGETS)
def test_every_text_of_a_page_is_marked_for_translation(here: Street, as_somebody: SignIn, what: str) -> None:
    page = as_somebody(visitor(here, what)).get(f"{every_address(here)[what]}?language={PRETEND}")
    assert OPENING in page.content.decode()
    assert [] == plain(page.content.decode())
