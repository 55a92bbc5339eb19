"""Sharing: what a person lets others see, changed by them or by whom they let choose, with its history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from kith.core.errors import Invalid, NotFound
from kith.people import actions_sharing
from kith.people.queries_sharing import FAMILY_PARTS, WORK_PARTS, Sharing, sharing_of
from kith.web.page import Visitor, render_page, signed_in

# Each part of a record as the person would say it, and what is in it.
PARTS: Mapping[int, tuple[str, str]] = MappingProxyType(
    {
        1: (gettext_noop("Name and how to reach you"), gettext_noop("Name, address and telephone")),
        2: (gettext_noop("How to get in"), gettext_noop("The code of the key safe")),
        3: (gettext_noop("Visits"), gettext_noop("Who comes and when")),
        4: (
            gettext_noop("Support plan"),
            gettext_noop("Goals, what matters, what to look out for, and why you have care"),
        ),
        5: (gettext_noop("Daily notes"), gettext_noop("What workers write after a visit")),
        6: (gettext_noop("Medicines and allergies"), gettext_noop("What you take, and what harms you")),
        7: (gettext_noop("Assessments"), gettext_noop("What social workers write")),
        9: (gettext_noop("What you pay"), gettext_noop("Your bills, and who pays")),
    }
)
STEPS: Mapping[str, tuple[Callable[..., Any], str]] = MappingProxyType(
    {
        "let_in": (
            actions_sharing.let_family_in,
            gettext_noop("They may now see what you share with family."),
        ),
        "shut_out": (actions_sharing.shut_family_out, gettext_noop("They see nothing of yours any more.")),
        "let_choose": (actions_sharing.let_choose, gettext_noop("They may now choose for you.")),
        "stop_choosing": (actions_sharing.stop_choosing, gettext_noop("They no longer choose for you.")),
    }
)


@signed_in
def sharing(request: HttpRequest, visitor: Visitor, person_id: UUID) -> HttpResponse:
    """What is shared with whom, each with one button to change it."""
    shown = sharing_of(by=visitor.user, at=visitor.at, person_id=person_id)
    return render_page(
        request,
        "kith/sharing.html",
        title=_("What you share") if shown.own else _("What %(name)s shares") % {"name": shown.name.known_as},
        visitor=visitor,
        here="people",
        shown=shown,
        family=[
            (part, *_part(part), part in shown.with_family, _exceptions(shown, part)) for part in FAMILY_PARTS
        ],
        at_work=[
            (each, [(part, *_part(part), part not in each.kept_back) for part in WORK_PARTS])
            for each in shown.at_work
        ],
        changes=[(each, _audience(shown, each.audience), _part(each.part)[0]) for each in shown.changes],
    )


@require_POST
@signed_in
def sharing_change(request: HttpRequest, visitor: Visitor, person_id: UUID) -> HttpResponseBase:
    """Change one thing. It holds from the next thing anybody presses."""
    step = request.POST.get("step", "")
    if step == "choose":
        said = _choose(request, visitor, person_id)
    elif step in STEPS:
        action, words = STEPS[step]
        user_id = _id(request.POST.get("user", ""))
        action(by=visitor.user, at=visitor.at, person_id=person_id, user_id=user_id)
        said = _(words)
    else:
        raise Invalid("Choose what is to change.", step=step)
    messages.success(request, said)
    return redirect("sharing", person_id=person_id)


def _choose(request: HttpRequest, visitor: Visitor, person_id: UUID) -> str:
    part, shared = request.POST.get("part", ""), request.POST.get("shared") == "yes"
    choice = actions_sharing.choose_sharing(
        by=visitor.user,
        at=visitor.at,
        person_id=person_id,
        data_class=int(part) if part.isdecimal() else 0,
        audience=request.POST.get("audience", ""),
        shared=shared,
    )
    name = _part(choice.data_class)[0]
    return (_("Shared: %(part)s.") if shared else _("No longer shared: %(part)s.")) % {"part": name}


def _exceptions(shown: Sharing, part: int) -> list[tuple[Any, bool]]:
    """Each relative, and whether they see a part that is shared with family; nobody where that goes without
    saying.
    """
    found = [(each.user, part in each.sees) for each in shown.relatives]
    return found if len(found) > 1 or not all(sees for _user, sees in found) else []


def _part(part: int) -> tuple[str, str]:
    name, holds = PARTS.get(part, ("", ""))
    return (_(name), _(holds)) if name else (_("Another part"), "")


def _audience(shown: Sharing, audience: str) -> str:
    """With whom, in words."""
    kind, _colon, number = audience.partition(":")
    if kind == "user":
        names = {str(each.user.pk): each.user.display_name for each in shown.relatives}
        return names.get(number, _("somebody who no longer sees anything"))
    if kind == "organisation":
        firms = {str(each.organisation.pk): each.organisation.name for each in shown.at_work}
        return firms.get(number, _("an organisation that no longer works with you"))
    return _("family and friends") if kind == "family" else kind.replace("_", " ")


def _id(text: str) -> UUID:
    """The id written; what is none is nobody. Raises `NotFound`."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None
