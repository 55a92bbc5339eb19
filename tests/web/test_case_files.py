"""Case files in the browser: drawing, looking through, reading blind, talking through, and the result."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from kith.insight.case_files.actions import take_step
from kith.insight.case_files.audits import progress_of
from kith.insight.models import CaseAudit, CaseScore
from kith.orgs.models import AuditRow, User, WorkItem
from kith.web.pretend import PRETEND
from tests.factories import NOW
from tests.insight.case_files.street import Street, begun, less, new_audit, of, opened, score, scored, street
from tests.web.test_pretend_language import plain

SignIn = Callable[[User], Client]


@pytest.fixture
def here(db: None) -> Street:
    return street()


def page(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(name, args=args))
    assert 200 == answer.status_code
    return answer.content.decode()


def typed(**changed: object) -> dict[str, object]:
    new = new_audit()
    return {
        "title": new.title, "asked": new.asked, "size": "5", "least": "1", "readers_each": "2", "seed": "7",
        "sorted_by": ["tier"], "causes": "equipment: Equipment would have helped\nother: Something else",
        **changed,
    }  # fmt: skip


def test_an_audit_is_drawn_from_a_form_and_its_files_wait_to_be_looked_through(
    here: Street, as_somebody: SignIn
) -> None:
    client = as_somebody(here.petra)
    assert "Risk" not in page(client, "case_audit_new")
    answer = client.post(reverse("case_audit_new"), typed())
    audit = CaseAudit.objects.get()
    assert reverse("case_audit", args=[audit.pk]) == answer["Location"]
    shown = page(client, "case_audit", audit.pk)
    assert "0 of 5 files are approved" in shown
    assert 5 == shown.count("Look through")
    assert "Person 1 Bell" not in shown


def test_what_was_typed_stays_when_it_is_refused(here: Street, as_somebody: SignIn) -> None:
    client = as_somebody(here.petra)
    assert 400 == client.post(reverse("case_audit_new"), typed(size="9" * 5_000)).status_code
    answer = client.post(reverse("case_audit_new"), typed(size="900", title="Kept"))
    assert 400 == answer.status_code
    shown = answer.content.decode()
    assert "Draw 1 to 200 files" in shown
    assert 'value="Kept"' in shown
    assert 'value="900"' in shown
    assert "equipment: Equipment would have helped" in shown


def test_who_leads_no_audits_is_offered_none(here: Street, as_somebody: SignIn) -> None:
    client = as_somebody(here.cast.helen)
    assert "No audit yet" in page(client, "case_audits")
    assert "Begin an audit" not in page(client, "case_audits")
    assert 403 == client.get(reverse("case_audit_new")).status_code


def test_marks_are_taken_off_by_whoever_says_they_name_nobody(here: Street, as_somebody: SignIn) -> None:
    audit, client = begun(here), as_somebody(here.petra)
    number = next(
        each.case.number for each in progress_of(of(here, audit))
        if each.case.subject.person_id == here.people[0].pk
    )  # fmt: skip
    address = reverse("case_approve", args=[audit.pk, number])
    assert "Ring ⟦Wilf⟧ on [telephone]" in client.get(address).content.decode()
    refused = client.post(address, {"words": ["With ⟦Wilf⟧ at home"], "step": "approve"})
    assert 400 == refused.status_code
    assert "Something is still marked" in refused.content.decode()
    assert "With ⟦Wilf⟧ at home" in refused.content.decode()
    kept = client.post(
        address, {"words": ["With ⟦family⟧ at home"], "step": "approve", "names_nobody": "yes"}
    )
    assert 302 == kept.status_code
    assert "With family at home" in client.get(address).content.decode()


def test_a_reader_reads_blind_and_goes_on_to_the_next(here: Street, as_somebody: SignIn) -> None:
    audit, client = opened(here), as_somebody(here.tess)
    score(here.cast.helen, audit, 1, less())
    assert "0 of 12 read" in page(client, "case_audits")
    shown = page(client, "case_read", audit.pk, 1)
    assert "Minutes of care a week" in shown
    assert "Social worker" not in shown
    assert not any(name in shown for name in ("Ada", "Bell", "LS12", "Kindly"))
    answer = client.post(
        reverse("case_read", args=[audit.pk, 1]),
        {"verdict": "less_than_ideal", "causes": ["equipment"], "enough_minutes": "140", "note": "A rail"},
    )
    assert reverse("case_read", args=[audit.pk, 2]) == answer["Location"]
    kept = CaseScore.objects.get(reader__user=here.tess)
    assert ("less_than_ideal", 140, ["equipment"]) == (kept.verdict, kept.enough_minutes, kept.causes)
    again = page(client, "case_read", audit.pk, 1)
    assert "A rail" in again
    assert re.search(r'id="v-less_than_ideal"[^>]* checked', again)
    assert "1 of 12 read" in again


@pytest.mark.parametrize(
    "wrong",
    [
        {"causes": []},
        {"enough_minutes": "some"},
        {"enough_minutes": "9" * 5_000},
        {"note": "ada@example.org"},
    ],
)
def test_a_score_that_is_refused_loses_nothing(
    here: Street, as_somebody: SignIn, wrong: dict[str, object]
) -> None:
    audit = opened(here)
    sent = {
        "verdict": "less_than_ideal",
        "causes": ["other"],
        "enough_minutes": "70",
        "note": "A rail",
        **wrong,
    }
    answer = as_somebody(here.tess).post(reverse("case_read", args=[audit.pk, 1]), sent)
    assert 400 == answer.status_code
    shown = answer.content.decode()
    assert f'value="{sent["enough_minutes"]}"' in shown
    assert f">{sent['note']}</textarea>" in shown
    assert bool(sent["causes"]) == bool(re.search(r'id="c-other"[^>]* checked', shown))
    assert not CaseScore.objects.exists()


def test_readers_find_their_files_among_their_work_until_all_are_read(
    here: Street, as_somebody: SignIn
) -> None:
    audit, client = opened(here), as_somebody(here.tess)
    assert "You were asked to read case files" in page(client, "my_work")
    for number in range(1, 13):
        client.post(reverse("case_read", args=[audit.pk, number]), {"verdict": "ideal"})
    assert "all_read" == WorkItem.objects.get(owner=here.tess).outcome
    assert "12 of 12 read" in page(client, "case_audit", audit.pk)


def test_once_closed_readers_see_what_others_said_by_profession(here: Street, as_somebody: SignIn) -> None:
    audit = opened(here)
    scored(here, audit)
    take_step(by=here.petra, at=NOW, audit_id=audit.pk, step="closed")
    client = as_somebody(here.tess)
    assert ["Case 7"] == re.findall(r"Case \d+", page(client, "case_audit", audit.pk))
    shown = page(client, "case_read", audit.pk, 7)
    assert "<b>Social worker</b>: Ideal" in shown
    assert "Helen" not in shown
    client.post(reverse("case_read", args=[audit.pk, 7]), {"verdict": "ideal"})
    assert CaseScore.objects.filter(agreed=True, verdict="ideal").exists()
    assert "Nothing to talk through" in page(client, "case_read", audit.pk, 1)


def test_the_owner_goes_step_by_step_to_a_result_that_can_be_taken_away(
    here: Street, as_somebody: SignIn
) -> None:
    audit, client = opened(here), as_somebody(here.petra)
    scored(here, audit)
    step = reverse("case_step", args=[audit.pk])
    client.post(step, {"step": "closed"})
    told = client.post(step, {"step": "finished"}, follow=True).content.decode()
    assert "Readers differ on 1 files" in told
    score(here.tess, audit, 7)
    shown = client.post(step, {"step": "finished"}, follow=True).content.decode()
    assert "6 of 12 files might be less than ideal." in shown
    assert "Causes named in files less than ideal" in shown
    assert "Who it is" not in shown
    answer = as_somebody(here.cast.bea).get(reverse("case_result_csv", args=[audit.pk, 1]))
    assert b"cause,files,share\r\nEquipment would have helped,6,1.0" in answer.content
    assert 404 == client.get(reverse("case_result_csv", args=[audit.pk, 9])).status_code


def test_the_draw_can_be_taken_away_without_case_numbers(here: Street, as_somebody: SignIn) -> None:
    audit = begun(here, size=5)
    answer = as_somebody(here.petra).get(reverse("case_draw_csv", args=[audit.pk])).content.decode()
    lines = answer.splitlines()
    assert "stratum,key,drawn,seed" == lines[0]
    assert 5 == sum(",yes,7" in line for line in lines)
    assert 13 == len(lines)


def test_opening_who_it_is_takes_a_button_and_is_recorded(here: Street, as_somebody: SignIn) -> None:
    audit, client = begun(here), as_somebody(here.petra)
    address = reverse("case_person", args=[audit.pk, 1])
    assert 405 == client.get(address).status_code
    answer = client.post(address)
    person_id = CaseAudit.objects.get().cases.get(number=1).subject.person_id
    assert reverse("person", args=[person_id]) == answer["Location"]
    assert 200 == client.get(answer["Location"]).status_code
    assert AuditRow.objects.filter(action="see.person", person_id=person_id, user_id=here.petra.pk).exists()
    assert 404 == as_somebody(here.tess).post(address).status_code


# How many queries each page may take; none grows with the files.
BUDGETS = {
    "case_audits": 24,
    "case_audit_new": 14,
    "case_audit": 26,
    "case_read": 34,
    "case_approve": 30,
}


@pytest.mark.parametrize("name", BUDGETS)
def test_each_page_is_sound_and_stays_within_its_queries(
    here: Street, as_somebody: SignIn, name: str, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    audit = begun(here) if name == "case_approve" else opened(here)
    who = here.tess if name == "case_read" else here.petra
    args = {"case_audits": [], "case_audit_new": [], "case_audit": [audit.pk]}.get(name, [audit.pk, 1])
    client = as_somebody(who)
    client.get(reverse("keys"))  # the session's own first queries
    with django_assert_max_num_queries(BUDGETS[name]):  # type: ignore[attr-defined]
        response = client.get(reverse(name, args=args))
    shown = response.content.decode()
    ids = re.findall(r'\sid="([^"]+)"', shown)
    assert 200 == response.status_code
    assert len(set(ids)) == len(ids)
    assert 1 == shown.count("<h1")
    assert [] == re.findall(r"<[^>]*\s(?:style|on[a-z]+)=", shown)
    assert [] == re.findall(r"\{[{%]|&lt;\w", shown)


DATA = re.compile(
    r"Kith|Aireford City Council|Aireford|Kindly Care|\b(Petra|Tess|Helen|Grace|Maya)\b|First packages|"
    r"Might less care have been enough\?|Equipment would have helped|Something else|"
    r"\[person\] likes tea\.|⟦Wilf⟧|Ring|on \[telephone\]\.|⟦Nesta⟧ calls on Sundays\.|\b[A-Z]{2}\b"
)


@pytest.mark.parametrize("name", BUDGETS)
def test_each_page_is_marked_for_translation(here: Street, as_somebody: SignIn, name: str) -> None:
    audit = begun(here) if name == "case_approve" else opened(here)
    who = here.tess if name == "case_read" else here.petra
    args = {"case_audits": [], "case_audit_new": [], "case_audit": [audit.pk]}.get(name, [audit.pk, 1])
    shown = as_somebody(who).get(f"{reverse(name, args=args)}?language={PRETEND}").content.decode()
    shown = re.sub(r"<textarea.*?</textarea>", " ", shown, flags=re.DOTALL)  # the council's own words
    left = [DATA.sub(" ", text) for text in plain(shown)]
    assert [] == [text for text in left if re.search(r"[A-Za-z]{2}", text)]
