"""Noting a cause from the page: the mark, the list, the table, the file, and who is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kith.core.dates import week_starts_on
from kith.insight.actions_meetings import set_target
from kith.insight.models import CauseNote
from kith.orgs.models import User
from tests.brokerage.factories import contract
from tests.factories import NOW, TODAY, Cast
from tests.insight.figures import Typed, snapshot_of
from tests.web.street import Street

SignIn = Callable[[User], Client]
WEEK = timedelta(days=7)
LAST = week_starts_on(TODAY) - WEEK
PUNCTUAL = [90, 91, 90, 91, 90, 91, 90, 91, 90, 91, 90, 40]  # of 100, the newest week last


@pytest.fixture
def cast(here: Street) -> Cast:
    """Twelve whole weeks of one measure, of which the last is far below the others."""
    place = (here.cast.kindly_care, here.cast.patch)
    snapshot_of(
        *(
            Typed("punctuality", LAST - back * WEEK, *place, punctual, 100, 50)
            for back, punctual in enumerate(reversed(PUNCTUAL))
        )
    )
    contract(commissioner=here.cast.council, provider=here.cast.other_hands, reference="C-9")
    return here.cast


PAGE = "/measures/punctuality/"
FORM = "/measures/punctuality/cause/"


def note(client: Client, **typed: str) -> object:
    return client.post(FORM, {"week": LAST.isoformat(), "text": "A bridge was closed", **typed})


def test_a_special_week_asks_for_its_cause(cast: Cast, as_somebody: SignIn) -> None:
    page = as_somebody(cast.cass).get(PAGE).content.decode()
    assert "Week of Mon 30 Mar" in page
    assert "No cause noted yet." in page
    assert f"{FORM}?week=2026-03-30" in page


def test_the_councils_target_stands_in_the_chart_and_in_words(cast: Cast, as_somebody: SignIn) -> None:
    set_target(by=cast.cass, at=NOW, measure="punctuality", value=0.75, starts_on=TODAY)
    page = as_somebody(cast.cass).get(PAGE).content.decode()
    assert "The target of 75.0 %" in page


def test_who_may_not_note_one_is_offered_no_form(cast: Cast, as_somebody: SignIn) -> None:
    page = as_somebody(cast.helen).get(PAGE).content.decode()
    assert "No cause noted yet." in page
    assert FORM not in page
    assert 403 == as_somebody(cast.helen).get(FORM).status_code
    assert 403 == note(as_somebody(cast.helen)).status_code  # type: ignore[attr-defined]
    assert not CauseNote.objects.exists()


def test_a_cause_is_numbered_on_the_chart_listed_and_in_the_file(cast: Cast, as_somebody: SignIn) -> None:
    client = as_somebody(cast.cass)
    assert f"{PAGE}#causes" == note(client)["Location"]  # type: ignore[index]
    page = client.get(PAGE).content.decode()
    assert "<b>1. Week of Mon 30 Mar</b>: A bridge was closed" in page
    assert "<td>1: A bridge was closed</td>" in page
    assert ">1</text></svg>" not in page
    assert 'text-anchor="middle">1</text>' in page
    assert (
        "2026-03-30,40,100,0.4,1: A bridge was closed"
        in client.get("/measures/punctuality.csv").content.decode()
    )
    assert "limits worked out afresh" not in page


def test_limits_begin_afresh_on_the_page(cast: Cast, as_somebody: SignIn) -> None:
    client = as_somebody(cast.cass)
    note(client, week=(LAST - 6 * WEEK).isoformat(), rebases="yes")
    page = client.get(PAGE).content.decode()
    assert "16 Feb: cause 1" in page
    assert "limits worked out afresh" in page


def test_a_refusal_keeps_what_was_typed(cast: Cast, as_somebody: SignIn) -> None:
    answer = note(as_somebody(cast.cass), text="Ring 0113 496 0000", rebases="yes")
    page = answer.content.decode()  # type: ignore[attr-defined]
    assert 400 == answer.status_code  # type: ignore[attr-defined]
    assert "could be somebody’s. Leave it out." in page
    assert "Ring 0113 496 0000</textarea>" in page
    assert 'value="yes" checked' in page


def test_a_week_that_is_none_is_refused_and_not_an_error(cast: Cast, as_somebody: SignIn) -> None:
    for week in ("", "2026-02-31", "9999-12-27", "9999-12-31", "soon"):
        assert 400 == note(as_somebody(cast.cass), week=week).status_code  # type: ignore[attr-defined]


def test_a_provider_notes_its_own_and_cannot_touch_the_council_s(cast: Cast, as_somebody: SignIn) -> None:
    note(as_somebody(cast.cass))
    (councils,) = CauseNote.objects.all()
    olu = as_somebody(cast.olu)
    assert 404 == olu.post(reverse("cause_withdraw", args=[councils.pk])).status_code
    assert 404 == olu.get(f"{FORM}?provider={cast.other_hands.pk}").status_code
    note(olu, text="Two rounds begin")
    own = CauseNote.objects.get(organisation=cast.kindly_care)
    assert cast.kindly_care == own.provider
    page = olu.get(PAGE).content.decode()
    assert "Two rounds begin" in page
    assert "A bridge was closed" not in page
    assert "Withdrawn." in olu.post(reverse("cause_withdraw", args=[own.pk]), follow=True).content.decode()
    assert "Two rounds begin" not in olu.get(PAGE).content.decode()
