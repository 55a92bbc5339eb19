"""About somebody: what they were asked and what they said, and the page on which one question is answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from kith.core.errors import NotFound, NotPermitted
from kith.core.phrases import phrase, say
from kith.orgs.models import User
from kith.people.actions_characteristics import NewAnswer, NotAnAnswer, record_answers
from kith.people.characteristics import PREFERS_NOT_TO_SAY, Characteristic, SaidBy
from kith.people.queries_characteristics import About, Asked, Said, access_about
from kith.people.queries_names import PersonName, name_of
from kith.web.page import Visitor, render_page, signed_in

WORD_OF: Mapping[SaidBy, str] = MappingProxyType(
    {
        SaidBy.PERSON: gettext_noop("Their own"),
        SaidBy.FAMILY: gettext_noop("Family’s or a friend’s"),
        SaidBy.PROFESSIONAL: gettext_noop("A professional’s, such as a doctor’s or a social worker’s"),
        SaidBy.RECORDS: gettext_noop("Earlier records’"),
    }
)
SAID_BY: Mapping[SaidBy, str] = MappingProxyType(
    {
        SaidBy.PERSON: gettext_noop("said by themselves"),
        SaidBy.FAMILY: gettext_noop("said by family or a friend"),
        SaidBy.PROFESSIONAL: gettext_noop("said by a professional"),
        SaidBy.RECORDS: gettext_noop("from earlier records"),
    }
)
YOU_SAID = gettext_noop("said by you")
PREFERS_NOT = phrase("Would rather not say")
NOT_KNOWN = phrase("Asked, and not known")


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerShown:
    """An answer in words, since when, whose word it is, and who wrote it down."""

    words: str
    since: date
    said: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionShown:
    """A question in words, why it is asked, what stands, and what was answered before."""

    key: str
    name: str
    why: str
    stands: AnswerShown | None
    before: tuple[AnswerShown, ...]
    may_answer: bool


@signed_in
def about(request: HttpRequest, visitor: Visitor, person_id: UUID) -> HttpResponse:
    """Everything that was asked about somebody, as far as the visitor may know it."""
    found = access_about(by=visitor.user, at=visitor.at, on=visitor.on, person_id=person_id)
    name = name_of(person_id)
    questions = _shown(found)
    return render_page(
        request,
        "kith/about.html",
        title=_title(found, name),
        visitor=visitor,
        here="people",
        person_id=person_id,
        name=name,
        own=found.own,
        questions=questions,
        answered=sum(1 for each in questions if each.stands),
        may_answer=any(each.may_answer for each in questions),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def about_answer(request: HttpRequest, visitor: Visitor, person_id: UUID, key: str) -> HttpResponseBase:
    """Ask one question, and write down its answer."""
    found = access_about(by=visitor.user, at=visitor.at, on=visitor.on, person_id=person_id)
    asked = next((each for each in found.asked if each.characteristic.key == key), None)
    if asked is None:
        raise NotFound
    if not asked.may_answer:
        raise NotPermitted("You may read this and not change it. Ask the person, or their social worker.")
    if request.method != "POST":
        return _ask(request, visitor, found, asked)
    try:
        record_answers(by=visitor.user, at=visitor.at, answers=[_typed(request, visitor, person_id, asked)])
    except NotAnAnswer as refused:
        return _ask(request, visitor, found, asked, refused)
    messages.success(request, _("Written down: %(name)s.") % {"name": say(asked.characteristic.name)})
    return redirect("about", person_id=person_id)


def answer_words(characteristic: Characteristic, value: str) -> str:
    """An answer as a page says it."""
    if value == PREFERS_NOT_TO_SAY:
        return say(PREFERS_NOT)
    return say(NOT_KNOWN) if value == characteristic.not_known else say(value)


def _title(found: About, name: PersonName) -> str:
    return _("About you") if found.own else _("About %(name)s") % {"name": name.known_as}


def _shown(found: About) -> list[QuestionShown]:
    said = [each for one in found.asked for each in (one.stands, *one.before) if each]
    users = User.objects.in_bulk({each.by_id for each in said if each.by_id})
    whose = {**SAID_BY, SaidBy.PERSON: YOU_SAID} if found.own else SAID_BY
    return [_question(one, users, whose) for one in found.asked]


def _question(one: Asked, users: Mapping[UUID, User], whose: Mapping[SaidBy, str]) -> QuestionShown:
    def shown(said: Said) -> AnswerShown:
        by = users.get(said.by_id) if said.by_id else None
        return AnswerShown(
            words=answer_words(one.characteristic, said.value),
            since=said.since,
            said=_(whose[said.said_by]),
            by=by.display_name if by else "",
        )

    return QuestionShown(
        key=one.characteristic.key,
        name=say(one.characteristic.name),
        why=say(one.characteristic.why),
        stands=shown(one.stands) if one.stands else None,
        before=tuple(map(shown, one.before)),
        may_answer=one.may_answer,
    )


def _ask(
    request: HttpRequest, visitor: Visitor, found: About, asked: Asked, refused: NotAnAnswer | None = None
) -> HttpResponse:
    characteristic, name = asked.characteristic, name_of(found.access.person.pk)
    stands = asked.stands.value if asked.stands else ""
    return render_page(
        request,
        "kith/about_answer.html",
        title=say(characteristic.name),
        visitor=visitor,
        here="people",
        status=400 if refused else 200,
        person_id=found.access.person.pk,
        name=name,
        own=found.own,
        back_words=_title(found, name),
        why=say(characteristic.why),
        answers=[
            *((value, say(value)) for value in characteristic.answers()),
            (PREFERS_NOT_TO_SAY, say(PREFERS_NOT)),
            (characteristic.not_known, _("I do not know") if found.own else say(NOT_KNOWN)),
        ],
        chosen=request.POST.get("value", stands),
        stands=answer_words(characteristic, stands) if stands else "",
        words_of=[(each.value, _(words)) for each, words in WORD_OF.items()],
        typed=request.POST,
        since=request.POST.get("since") or visitor.on.isoformat(),
        today=visitor.on.isoformat(),
        refused=refused,
    )


def _typed(request: HttpRequest, visitor: Visitor, person_id: UUID, asked: Asked) -> NewAnswer:
    """What was sent. Raises `NotAnAnswer` where it is none."""
    said_by = request.POST.get("said_by", SaidBy.PERSON.value)
    since = _day(request.POST.get("since") or visitor.on.isoformat())
    if since is None:
        raise NotAnAnswer("This is not a day. Write it like 2026-04-07.")
    if said_by not in set(SaidBy):
        raise NotAnAnswer("Say whose word it is. Choose one of the list.", said_by=said_by)
    return NewAnswer(
        person_id=person_id,
        key=asked.characteristic.key,
        value=request.POST.get("value", ""),
        said_by=SaidBy(said_by),
        since=since,
        corrects=request.POST.get("was") == "wrong",
    )


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
