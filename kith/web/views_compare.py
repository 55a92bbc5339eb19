"""Nine ways to pay for the same care: every payment model on the same visits."""

from __future__ import annotations

import csv

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kith.core.money import difference
from kith.insight.queries import latest_snapshot
from kith.insight.queries_payments import ModelComparison, compare_models, hours_spent
from kith.insight.queries_scopes import PAYMENTS, scope_for
from kith.web import words
from kith.web.page import Visitor, render_page, signed_in
from kith.web.scopes import ScopeChoice, ids_asked_for, patches_to_choose, providers_to_choose
from kith.web.views_measures import scope_in_words

DECIDED = "final"


@signed_in
def compare(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """What each model would have paid, beside what is invoiced now, and where the hours went."""
    provider_id, patch_id = ids_asked_for(request)
    scope = scope_for(
        by=visitor.user, on=visitor.on, provider_id=provider_id, patch_id=patch_id, data_class=PAYMENTS
    )
    snapshot = latest_snapshot()
    hours = hours_spent(snapshot, scope) if snapshot else None
    withheld = hours is not None and hours.suppressed
    models = compare_models(snapshot, scope) if snapshot and not withheld else []
    largest = max((each.pence for each in models), default=0)
    decided = next((each for each in models if each.model.key == DECIDED), None)
    return render_page(
        request,
        "kith/compare.html",
        title=_("Nine ways to pay for the same care"),
        visitor=visitor,
        here="money",
        strip=scope_in_words(scope),
        snapshot=snapshot,
        models=models if largest else [],
        largest=largest,
        decided=decided,
        decided_words=_against_now(decided),
        cheapest=min(models, key=lambda each: each.pence, default=None),
        hours=hours,
        withheld=withheld,
        choices=ScopeChoice(
            providers=providers_to_choose(visitor), patches=patches_to_choose(visitor), scope=scope
        ),
    )


@signed_in
def compare_csv(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The comparison as a file, in pence."""
    provider_id, patch_id = ids_asked_for(request)
    scope = scope_for(
        by=visitor.user, on=visitor.on, provider_id=provider_id, patch_id=patch_id, data_class=PAYMENTS
    )
    snapshot = latest_snapshot()
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="payment-models.csv"'
    file = csv.writer(response)
    file.writerow(("payment_model", "name", "pence", "difference_pence"))
    shown = snapshot is not None and not hours_spent(snapshot, scope).suppressed
    for each in compare_models(snapshot, scope) if snapshot and shown else []:
        file.writerow((each.model.key, each.model.name, each.pence, each.difference_pence))
    return response


def _against_now(decided: ModelComparison | None) -> str:
    """How the decision compares with what is invoiced, in words."""
    if decided is None or decided.difference_share is None:
        return ""
    share = words.percent(abs(decided.difference_share), 1)
    more = _("more") if decided.difference_pence > 0 else _("less")
    return f"{difference(decided.difference_pence).lstrip('+−')} {more}, {share}"
