"""A long remittance is read a hundred rows at a time, and printed whole."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from kith.payments.models import PaymentTotal
from tests.refusals.world import Case, world
from tests.sessions import signed_in_as

pytestmark = pytest.mark.django_db


def test_a_hundred_rows_stand_on_a_page_and_all_on_paper() -> None:
    here = world()
    run, provider = here.runs[Case.OWN], here.cast.kindly_care
    first = PaymentTotal.objects.get(run=run)
    PaymentTotal.objects.bulk_create(
        PaymentTotal(
            run=run,
            contract=first.contract,
            provider=provider,
            person_id=first.person_id,
            week_starts_on=first.week_starts_on - timedelta(weeks=weeks),
            pence=100,
            recorded_at=first.recorded_at,
        )
        for weeks in range(1, 121)
    )
    address = reverse("remittance", args=[run.pk, provider.pk])
    finance = signed_in_as(here.users["council_finance"])
    one, two, whole = (finance.get(address, {"page": page}).content.decode() for page in ("1", "2", "all"))
    assert [100, 21, 121] == [text.count('data-l="Pays"') for text in (one, two, whole)]
    assert "1 to 100 of 121" in one and "101 to 121 of 121" in two
    assert all("£121.00" in text for text in (one, two, whole))
