"""The secrets of second factors, sealed anew after the installation's content key was changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction

from kith.orgs import audit
from kith.web.accounts import FACTORS, box

SEALED = ("secret", "seed")  # what allauth keeps encrypted, by its names
AT_ONCE = 500


def reseal_factors(*, at: datetime) -> int:
    """How many second factors were sealed anew, some hundreds in a transaction. Again changes nothing to see.

    Raises `InvalidToken` when one was sealed by neither the content key nor one before it.
    """
    ids = list(Authenticator.objects.order_by("pk").values_list("pk", flat=True))
    changed = 0
    for start in range(0, len(ids), AT_ONCE):
        with transaction.atomic():
            factors = Authenticator.objects.select_for_update().filter(pk__in=ids[start : start + AT_ONCE])
            sealed = [factor for factor in factors if any(key in factor.data for key in SEALED)]
            for factor in sealed:
                factor.data = _anew(factor.data)
            Authenticator.objects.bulk_update(sealed, ["data"])
            audit.record(by=None, at=at, action="reseal.factors", detail={"factors": len(sealed)})
            changed += len(sealed)
    return changed


def _anew(data: Mapping[str, object]) -> dict[str, object]:
    factors = box(FACTORS)
    return {
        key: factors.rotate(str(value).encode()).decode() if key in SEALED else value
        for key, value in data.items()
    }
