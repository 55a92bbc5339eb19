"""My work: what waits for the visitor or their organisation, and closing it with what came of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from kith.core.errors import Invalid
from kith.orgs import actions_work
from kith.orgs.models import WorkItem
from kith.orgs.queries_work import how_many_of
from kith.orgs.queries_work import my_work as waiting_for
from kith.people.queries import visible_people
from kith.people.queries_names import PersonName, names_of
from kith.web import code_words
from kith.web.page import Visitor, render_page, signed_in
from kith.web.work_sentences import sentence_of

OUTCOMES = {
    "visited_by_another": gettext_noop("Somebody else went"),
    "family_is_there": gettext_noop("Family or a neighbour is there"),
    "rung_and_well": gettext_noop("Rang: all is well"),
    "moved": gettext_noop("The visit is moved"),
    "looked_into": gettext_noop("Looked into, nothing to do"),
}
# Kinds that are decided on pages of their own.
DECIDED_ON = {
    "emergency_access": "emergencies",
    "disposal": "disposals",
    "role_asked": "accounts",
    "case_files": "case_audits",
}
ON_A_PAGE = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Something that waits, in words."""

    item: WorkItem
    name: PersonName | None
    sentence: str
    status_key: str
    overdue: bool
    decided_on: str
    visit_id: UUID | None


@signed_in
def my_work(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """What waits, most harm first, then what is due soonest; so many on a page."""
    items = waiting_for(visitor.user, visitor.at)
    shown = Paginator(items, ON_A_PAGE).get_page(request.GET.get("page"))
    waiting = in_words(list(shown), visitor)
    return render_page(
        request,
        "kith/my_work.html",
        title=_("My work"),
        visitor=visitor,
        here="work",
        strip=_("What waits for you, or for anybody where you work"),
        waiting=waiting,
        page=shown,
        how_many=how_many_of(items, visitor.at),
        outcomes=outcomes(),
    )


@require_POST
@signed_in
def close_item(request: HttpRequest, visitor: Visitor, item_id: UUID) -> HttpResponseBase:
    """Close something that waits, with what came of it, and go back to where it stood."""
    outcome = request.POST.get("outcome", "")
    if outcome not in OUTCOMES:
        raise Invalid("Choose what was done, then close it.", outcome=outcome)
    item = actions_work.close_item(by=visitor.user, at=visitor.at, item_id=item_id, outcome=outcome)
    messages.success(
        request,
        _("Closed: %(kind)s. %(outcome)s.")
        % {"kind": code_words.work(item.kind), "outcome": _(OUTCOMES[outcome])},
    )
    back = request.POST.get("back", "")
    inside = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return redirect(back if inside else "my_work")


def in_words(items: Sequence[WorkItem], visitor: Visitor) -> list[Waiting]:
    """These items with who they are about, as far as the visitor may know; three queries."""
    names = _names(items, visitor)
    return [
        Waiting(
            item=item,
            name=names.get(item.person_id) if item.person_id else None,
            sentence=sentence_of(item, visitor.at),
            status_key=code_words.WORK_KEYS.get(item.kind, "unk"),
            overdue=item.due_at <= visitor.at,
            decided_on=DECIDED_ON.get(item.kind, ""),
            visit_id=_uuid(item.subject_id) if item.subject_kind == "visit" else None,
        )
        for item in items
    ]


def outcomes() -> list[tuple[str, str]]:
    """What may have come of something, in words."""
    return [(key, _(words)) for key, words in OUTCOMES.items()]


def _names(items: Sequence[WorkItem], visitor: Visitor) -> dict[UUID, PersonName]:
    about: Collection[UUID] = {item.person_id for item in items if item.person_id}
    if not about:
        return {}
    seen = visible_people(visitor.user, visitor.on, visitor.at).filter(pk__in=about)
    return names_of(seen.values_list("pk", flat=True))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
