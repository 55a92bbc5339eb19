"""Trying one's own week: giving the file, looking it over, watching, the comparison, and taking it away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from kith.orgs.models import User
from kith.rota.actions_shadow_work import work_out_shadow_run
from kith.rota.models import ShadowRun
from kith.rota.shadow_table import COLUMNS
from kith.web.shadow_page import COLUMN_WORDS, compared, what_to_know
from tests.factories import NOW, Cast, cast
from tests.rota.shadow_weeks import ROWS, known_postcodes, table, tried
from tests.rota.test_shadow_reading import calendar, event
from tests.web.test_pages import words

SignIn = Callable[[User], Client]


@pytest.fixture
def everybody(db: None) -> Cast:
    known_postcodes()
    return cast()


def given_(olu: Client, here: Cast, *files: bytes, **changes: str) -> HttpResponse:
    sent = [SimpleUploadedFile("week.csv", file) for file in files]
    values = {"files": sent, "tolerance": "30", "travel": "drive", **changes}
    return olu.post(reverse("rota_shadow", args=[here.kindly_care.pk]), values)  # type: ignore[return-value]


def test_a_week_is_given_looked_over_compared_and_taken_away(everybody: Cast, as_somebody: SignIn) -> None:
    olu = as_somebody(everybody.olu)
    home = reverse("rota_shadow", args=[everybody.kindly_care.pk])
    assert "No week was tried yet" in words(olu.get(home))
    bad = "9,P-Dot,LS12 9ZZ,13/04/2026,10:00,10:30,W-Nia,drive"
    answer = given_(olu, everybody, table(*ROWS, bad))
    row = ShadowRun.objects.get()
    address, step = (reverse(name, args=[row.pk]) for name in ("rota_shadow_run", "rota_shadow_step"))
    assert address == answer["Location"]

    page = words(olu.get(address))
    assert "6 visits can be compared." in page
    assert "“Client” The person’s reference" in page
    assert "1 is left out of both sides" in page
    assert "The postcode LS12 9ZZ is not known here." in page

    waiting = olu.post(step, {"step": "start"}, follow=True)
    assert "It waits its turn." in words(waiting)
    assert 'hx-trigger="every 1500ms"' in waiting.content.decode()
    work_out_shadow_run(at=NOW, run_id=row.pk)

    page = words(olu.get(address))
    assert "By car: 1.9 miles now, 0 miles as walking rounds." in page
    assert "By car 1.9 miles 0 miles −1.9 miles" in page
    assert "Workers each person meets in the week 1.7" in page
    assert "Ways between doors are the straight line times 1.3" in page
    assert "The week from Mon 13 Apr" in words(olu.get(home))

    file = olu.get(reverse("rota_shadow_csv", args=[row.pk])).content.decode().splitlines()
    assert 1 + 2 * 3 == len(file)
    assert file[1].startswith("2026-04-13,before,5,0,2,165,")
    assert file[-1].startswith("week,after,7,0,3,225,42,")

    assert "Nothing of this week is kept." in words(olu.post(step, {"step": "delete"}, follow=True))
    assert 0 == ShadowRun.objects.count()


def test_calendars_are_given_together(everybody: Cast, as_somebody: SignIn) -> None:
    olu = as_somebody(everybody.olu)
    given_(olu, everybody, calendar(event()), calendar(event(), named="Nia"))
    page = words(olu.get(reverse("rota_shadow_run", args=[ShadowRun.objects.get().pk])))
    assert "1 visit can be compared." in page
    assert "2 of 2 used" in page


def test_a_column_that_is_not_found_is_chosen(everybody: Cast, as_somebody: SignIn) -> None:
    olu = as_somebody(everybody.olu)
    odd = table(header="Visit ref,Whom,Postcode,Date,Start,End,Carer,Mode")
    refused = given_(olu, everybody, odd)
    assert 400 == refused.status_code
    assert "No column is headed “person”." in refused.content.decode()
    assert '<option value="Whom">' in refused.content.decode()
    assert 302 == given_(olu, everybody, odd, column_person="Whom").status_code
    assert 6 == ShadowRun.objects.get().visits


def test_what_is_no_week_is_refused_in_words(everybody: Cast, as_somebody: SignIn) -> None:
    olu = as_somebody(everybody.olu)
    assert 400 == given_(olu, everybody).status_code
    assert 400 == given_(olu, everybody, table(), travel="tram").status_code
    garbage = given_(olu, everybody, b"BEGIN:VCALENDAR\r\nbroken")
    assert 400 == garbage.status_code
    assert "No visit in this file can be compared." in garbage.content.decode()
    assert 0 == ShadowRun.objects.count()


def test_what_could_not_be_worked_out_says_so(everybody: Cast, as_somebody: SignIn) -> None:
    row = tried(everybody.kindly_care)
    ShadowRun.objects.update(state=ShadowRun.State.FAILED, result={})
    page = words(as_somebody(everybody.olu).get(reverse("rota_shadow_run", args=[row.pk])))
    assert "This could not be worked out." in page


def test_what_nobody_works_out_any_more_says_so(everybody: Cast, as_somebody: SignIn) -> None:
    row = tried(everybody.kindly_care)
    working = {"state": ShadowRun.State.WORKING, "result": {}, "percent": 40}
    ShadowRun.objects.update(**working, begun_at=NOW - timedelta(minutes=59))
    olu, address = as_somebody(everybody.olu), reverse("rota_shadow_run", args=[row.pk])
    assert 'aria-busy="true"' in olu.get(address).content.decode()
    ShadowRun.objects.update(begun_at=NOW - timedelta(minutes=61))
    assert "This could not be worked out." in words(olu.get(address))


def test_only_the_provider_s_own_coordinators_see_it(everybody: Cast, as_somebody: SignIn) -> None:
    row = tried(everybody.kindly_care)
    for name in ("rota_shadow_run", "rota_shadow_csv"):
        for other in (everybody.sam, everybody.grace):
            assert 404 == as_somebody(other).get(reverse(name, args=[row.pk])).status_code


def test_each_column_has_its_words() -> None:
    assert [column.key for column in COLUMNS] == list(COLUMN_WORDS)


def test_what_speaks_against_it_is_said(everybody: Cast) -> None:
    result = tried(everybody.kindly_care).result
    result |= {"stopped": True, "reasons": {"everyone is busy then": 2}, "driven": 1, "others": 1}
    result |= {"strangers": 1}
    assert [
        "The search was stopped early: this is the best it had.",
        "2 visits have nobody: everyone is busy then.",
        "1 person would meet somebody who does not come to them in this week.",
        "1 shift would still be driven: its doors are too far apart to walk.",
        "1 worker more would be needed than your file names.",
    ] == list(what_to_know(result))
    assert {"−1.9 miles"} == {line.change for line in compared(result) if line.name == "By car"}
