"""Two addresses for machines. Neither says anything about anybody."""

from __future__ import annotations

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kith.config.checks import alerts, unapplied
from kith.config.findings import Level

UNAVAILABLE = 503


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """For a load balancer: whether this process can serve. 503 while the database is away or not migrated."""
    try:
        missing = unapplied()
    except DatabaseError:
        return JsonResponse({"ready": False, "why": "database"}, status=UNAVAILABLE)
    if missing:
        return JsonResponse({"ready": False, "why": "migrations"}, status=UNAVAILABLE)
    return JsonResponse({"ready": True})


@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """For whoever is rung at night: 503 when the database is away or alerts are no longer looked for."""
    try:
        finding = alerts()
    except DatabaseError:
        return JsonResponse({"healthy": False, "why": "database"}, status=UNAVAILABLE)
    if finding.level is Level.BAD:
        return JsonResponse({"healthy": False, "why": finding.what}, status=UNAVAILABLE)
    return JsonResponse({"healthy": True})
