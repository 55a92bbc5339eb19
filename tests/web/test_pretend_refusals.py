"""What is refused on a page is refused in the reader's language: each form with wrong input."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from kith.insight.actions_meetings import NewAction, agree_action
from kith.insight.case_files.actions import begin_audit
from kith.orgs.actions_accounts import grant_role, invite
from kith.orgs.actions_role_requests import RoleAsked, ask_for_role
from kith.orgs.actions_work import NewItem, open_item
from kith.orgs.models import User
from kith.payments.actions_runs import draft_run
from kith.people.actions_emergency import open_emergency
from kith.plans.actions_requests import NewRequest, record_requests
from kith.rota.actions_proposals import ask_for_proposal
from kith.web.pretend import OPENING, PRETEND
from tests.factories import NOW, TODAY
from tests.insight.case_files.street import new_audit
from tests.rota.shadow_weeks import tried
from tests.web.street import Street
from tests.web.test_pretend_language import plain

SignIn = Callable[[User], Client]
TEMPLATES = Path(__file__).resolve().parents[2] / "kith" / "web" / "templates" / "kith"
MONDAY = TODAY.replace(day=6)
ASSESSED = {
    "starts_on": "2026-03-02", "completed_on": "2026-03-06", "kind": "Long term assessment",
    "outcome": "NFA: Other", "eligible_needs": "no", "method": "",
}  # fmt: skip
# Forms in which nothing can be typed or chosen wrongly.
ONE_BUTTON = {
    "sign_out", "emergency_close", "cause_withdraw", "measure_withdraw", "rota_pin", "case_person",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """Somebody sends something that is refused, to an address that the street knows."""

    who: Callable[[Street], User]
    named: Callable[[Street], list[object]] = lambda here: []
    sent: Mapping[str, str] = field(default_factory=dict)
    asked: Mapping[str, str] | None = None  # where it is a question, and nothing is sent
    told_after: bool = False  # on the page that it leads back to


def olu(here: Street) -> User:
    return here.cast.olu


def maya(here: Street) -> User:
    return here.cast.maya


def pru(here: Street) -> User:
    return here.cast.pru


def helen(here: Street) -> User:
    return here.cast.helen


def ada(here: Street) -> User:
    return here.cast.ada


def grace(here: Street) -> User:
    return here.cast.grace


def fay(here: Street) -> User:
    return here.cast.fay


def leads_audits(here: Street) -> User:
    grant_role(
        by=None, at=NOW, user=here.cast.helen, role="principal_social_worker",
        organisation=here.cast.council, starts_on=MONDAY,
    )  # fmt: skip
    return here.cast.helen


def case_audit(here: Street) -> list[object]:
    new = new_audit(title="Mill Road", asked="My own front door.", causes={"other": "Brook"})
    return [begin_audit(by=here.cast.helen, at=NOW, new=new).pk]


def provider_today(here: Street) -> list[object]:
    return [here.cast.kindly_care.pk, TODAY]


def lunch(here: Street) -> list[object]:
    return [here.lunch.pk, 1]


def waiting(here: Street) -> list[object]:
    item = NewItem(
        kind="visit_late",
        subject_kind="visit",
        subject_id=here.late.pk,
        organisation_id=here.cast.kindly_care.pk,
        due_at=NOW,
        person_id=here.bert.pk,
    )
    return [open_item(at=NOW, item=item).pk]


def run(here: Street) -> list[object]:
    return [
        draft_run(
            by=fay(here), at=NOW, commissioner=here.cast.council, starts_on=MONDAY.replace(month=3, day=2),
            until=MONDAY.replace(month=3, day=9),
        ).pk
    ]  # fmt: skip


def proposal(here: Street) -> list[object]:
    asked = ask_for_proposal(
        by=olu(here), at=NOW, organisation=here.cast.kindly_care, starts_on=TODAY, until=TODAY.replace(day=8)
    )
    return [asked.pk]


def opened(here: Street) -> list[object]:
    words = "On the floor and the door is locked"
    return [
        open_emergency(
            by=helen(here), at=NOW, person_id=here.ada.pk, reason="danger_to_life", words=words, minutes=15
        ).pk
    ]


def invitation(here: Street) -> list[object]:
    return [here.cast.olu.pk, invite(by=here.cast.maya, at=NOW, user=here.cast.olu)]


def her(here: Street) -> list[object]:
    return [here.ada.pk]


def her_ethnicity(here: Street) -> list[object]:
    return [here.ada.pk, "ethnicity"]


def her_request(here: Street) -> list[object]:
    return [here.ada.pk, "request"]


def her_assessment(here: Street) -> list[object]:
    return [here.ada.pk, "assessment"]


def open_request(here: Street) -> list[object]:
    new = NewRequest(person_id=here.ada.pk, on=MONDAY, route="Prison")
    return [here.ada.pk, record_requests(by=None, at=NOW, requests=[new])[0].pk]


def asked_for_olu(here: Street) -> list[object]:
    asked = RoleAsked(role="provider_finance", starts_on=TODAY, because="cover")
    ask_for_role(by=maya(here), at=NOW, user=olu(here), asked=asked)
    return [olu(here).pk]


def agreed(here: Street) -> list[object]:
    what = NewAction(
        provider_id=here.cast.kindly_care.pk, patch_id=None, text="Ring round", owner="Olu", due_on=TODAY
    )
    return [agree_action(by=maya(here), at=NOW, action=what).pk]


WRONG: Mapping[str, list[Wrong]] = {
    "account_new": [
        Wrong(who=maya),
        Wrong(who=maya, sent={"name": "Nia", "username": "olu", "role": "coordinator", "because": "joined"}),
        Wrong(who=maya, sent={"name": "Nia", "username": "nia", "role": "commissioner", "because": "joined"}),
        Wrong(who=maya, sent={"name": "Nia", "username": "nia", "role": "coordinator", "starts_on": "soon"}),
    ],
    "account_role": [
        Wrong(who=maya, named=lambda here: [here.cast.olu.pk], sent={"role": "none"}),
        Wrong(who=maya, named=lambda here: [here.cast.maya.pk], sent={"role": "worker", "because": "joined"}),
    ],
    "account_step": [Wrong(who=maya, named=lambda here: [here.cast.olu.pk], sent={"step": "none"})],
    "account_supervisor": [
        Wrong(who=maya, named=lambda here: [here.cast.olu.pk], sent={"supervisor": str(uuid4())})
    ],
    "account_asked": [
        Wrong(who=maya, named=asked_for_olu),
        Wrong(who=maya, named=asked_for_olu, sent={"step": "give"}),
    ],
    "account_end_role": [
        Wrong(who=maya, named=lambda here: [here.cast.olu.pk, here.cast.olu.grants.get().pk])
    ],
    "invited": [Wrong(who=maya, named=invitation, sent={"password": "short"})],
    "emergency": [
        Wrong(who=helen, named=her),
        Wrong(who=helen, named=her, sent={"reason": "danger_to_life", "minutes": "7"}),
        Wrong(
            who=helen,
            named=her,
            sent={"reason": "danger_to_life", "minutes": "15", "words": "999"},
        ),
    ],
    "emergency_review": [Wrong(who=pru, named=opened)],
    "sharing_change": [
        Wrong(who=ada, named=her),
        Wrong(who=ada, named=her, sent={"step": "choose", "part": "99", "audience": "family"}),
        Wrong(who=ada, named=her, sent={"step": "choose", "part": "5", "audience": "everybody"}),
    ],
    "about_answer": [
        Wrong(who=ada, named=her_ethnicity),
        Wrong(who=ada, named=her_ethnicity, sent={"value": "martian"}),
        Wrong(who=ada, named=her_ethnicity, sent={"value": "White: Irish", "since": "2126-01-01"}),
        Wrong(who=ada, named=her_ethnicity, sent={"value": "White: Irish", "since": "soon"}),
        Wrong(who=ada, named=her_ethnicity, sent={"value": "White: Irish", "said_by": "a ghost"}),
    ],
    "way_to_care_add": [
        Wrong(who=helen, named=her_request),
        Wrong(who=helen, named=her_request, sent={"on": "2126-01-01", "route": "Prison"}),
        Wrong(who=helen, named=her_request, sent={"on": "2026-04-01", "route": "By pigeon"}),
        Wrong(who=helen, named=her_assessment, sent=ASSESSED | {"eligible_needs": ""}),
        Wrong(who=helen, named=her_assessment, sent=ASSESSED | {"completed_on": "2026-01-01"}),
        Wrong(who=grace, named=her_request),
    ],
    "request_close": [
        Wrong(who=helen, named=open_request),
        Wrong(who=helen, named=open_request, sent={"on": "2026-01-01", "outcome": "NFA: Other"}),
        Wrong(who=helen, named=open_request, sent={"on": "2026-04-07", "outcome": "Well"}),
    ],
    "export": [Wrong(who=pru, named=her)],
    "disposal": [
        Wrong(who=pru, named=her),
        Wrong(who=pru, named=her, sent={"step": "ask", "reason": "because"}),
        Wrong(who=pru, named=her, sent={"step": "hold", "reason": "because"}),
        Wrong(who=pru, named=her, sent={"step": "dispose"}),
    ],
    "close_item": [Wrong(who=olu, named=waiting)],
    "pay_draft": [Wrong(who=olu)],
    "pay_step": [
        Wrong(who=fay, named=run),
        Wrong(who=fay, named=run, sent={"step": "approved"}),
        Wrong(who=fay, named=run, sent={"step": "paid"}),
    ],
    "rota_move": [
        Wrong(who=olu, named=lunch),
        Wrong(who=olu, named=lunch, sent={"to": str(uuid4()), "starts_at": "noon"}),
        Wrong(who=olu, named=lunch, sent={"to": str(uuid4())}),
        Wrong(who=olu, named=lunch, asked={"at": "noon"}),
    ],
    "rota_off_sick": [
        Wrong(who=olu, named=provider_today),
        Wrong(who=olu, named=provider_today, sent={"worker": str(uuid4())}),
    ],
    "rota_proposals": [Wrong(who=olu, named=lambda here: [here.cast.kindly_care.pk])],
    "rota_proposal_step": [
        Wrong(who=olu, named=proposal),
        Wrong(who=olu, named=proposal, sent={"step": "accept"}),
    ],
    "rota_shadow": [Wrong(who=olu, named=lambda here: [here.cast.kindly_care.pk])],
    "rota_shadow_step": [Wrong(who=olu, named=lambda here: [tried(here.cast.kindly_care).pk])],
    "rota_offer_step": [
        Wrong(who=grace),
        Wrong(who=grace, sent={"step": "offer", "entry": "mine"}),
        Wrong(who=grace, sent={"step": "take", "offer": "that"}),
    ],
    "rota_slots": [
        Wrong(who=olu, named=provider_today, asked={"postcode": "ZZ99 9ZZ"}),
        Wrong(who=olu, named=provider_today, asked={"postcode": "LS12 1AA", "minutes": "many"}),
    ],
    "action_agree": [Wrong(who=maya, told_after=True)],
    "action_end": [Wrong(who=maya, named=agreed)],
    "cause_note": [Wrong(who=maya, named=lambda here: ["punctuality"])],
    "case_reader": [Wrong(who=leads_audits, named=case_audit, told_after=True)],
    "case_step": [
        Wrong(who=leads_audits, named=case_audit, sent={"step": "opened"}, told_after=True),
        Wrong(who=leads_audits, named=case_audit, sent={"step": "finished"}, told_after=True),
    ],
}
EACH = [(name, number) for name, rows in WRONG.items() for number in range(len(rows))]


@pytest.mark.parametrize(("name", "number"), EACH)
def test_a_refusal_is_in_the_reader_s_language(
    here: Street, as_somebody: SignIn, name: str, number: int
) -> None:
    wrong = WRONG[name][number]
    client, address = as_somebody(wrong.who(here)), reverse(name, args=wrong.named(here))
    client.get(f"{reverse('keys')}?language={PRETEND}")
    if wrong.asked is None:
        response = client.post(address, wrong.sent, follow=wrong.told_after)
    else:
        response = client.get(address, wrong.asked)
    page = response.content.decode()
    assert wrong.told_after or 400 <= response.status_code < 500
    assert OPENING in page
    assert [] == plain(page)


def test_every_form_is_sent_something_wrong() -> None:
    markup = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html"))
    forms = set(re.findall(r'<form[^>]*method="post"[^>]*action="\{% url \'(\w+)\'', markup))
    assert set() == forms - WRONG.keys() - ONE_BUTTON
