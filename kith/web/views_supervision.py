"""Saying who supervises a colleague."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kith.core.errors import Refused
from kith.orgs.actions_supervision import NotASupervisor, set_supervisor
from kith.orgs.models import User
from kith.orgs.queries_accounts import access_account
from kith.orgs.queries_supervision import colleagues_of, supervisor_of
from kith.web.accounts_step_up import step_up
from kith.web.page import Visitor, render_page, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@step_up
def account_supervisor(request: HttpRequest, visitor: Visitor, user_id: UUID) -> HttpResponseBase:
    """Who supervises somebody, and choosing another."""
    found = access_account(by=visitor.user, at=visitor.at, user_id=user_id)
    colleagues, refused = colleagues_of(found.user), None
    if request.method == "POST":
        try:
            chosen = _chosen(request.POST.get("supervisor", ""), colleagues)
            set_supervisor(by=visitor.user, at=visitor.at, user=found.user, supervisor=chosen)
        except Refused as said:
            refused = said
        else:
            messages.success(request, _("Saved."))
            return redirect("account", user_id=user_id)
    return render_page(
        request,
        "kith/account_supervisor.html",
        title=_("Who supervises %(name)s") % {"name": found.user.display_name},
        visitor=visitor,
        here="accounts",
        status=400 if refused else 200,
        account=found,
        colleagues=colleagues,
        supervisor=supervisor_of(found.user, visitor.on),
        refused=refused,
    )


def _chosen(asked: str, colleagues: list[User]) -> User | None:
    """The colleague chosen, or None for nobody. Raises `NotASupervisor` for anybody else."""
    if not asked:
        return None
    chosen = next((each for each in colleagues if str(each.pk) == asked), None)
    if chosen is None:
        raise NotASupervisor("A supervisor works in the same organisation. Choose a colleague.")
    return chosen
