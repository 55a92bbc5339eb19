"""The whole diagnosis as one PDF."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from kith.insight.diagnosis.queries import findings
from kith.insight.report.pdf import findings_pdf
from kith.web.page import Visitor, signed_in


@signed_in
def diagnosis_pdf(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """What the visitor reads of the newest diagnosis, on paper; before the first, the page that says so."""
    held = findings(by=visitor.user, on=visitor.on)
    if not held:
        return redirect("diagnosis")
    snapshot, council = held[0].snapshot, held[0].council
    made = findings_pdf(
        [each.body for each in held],
        rows=snapshot.rows,
        facts_at=snapshot.facts_at,
        whose=str(council or ""),
    )
    response = HttpResponse(made, content_type="application/pdf")
    name = f"diagnosis-{snapshot.facts_at:%Y-%m-%d}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
