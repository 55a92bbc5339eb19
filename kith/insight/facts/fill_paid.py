"""What is paid, as rows of facts: each person's week over all approved runs, and each place as priced."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Sum

from kith.core.money import PENCE_MINUTES_IN_A_PENNY
from kith.core.payment_definitions import Basis
from kith.insight.facts.known import patch_key, pseudonym
from kith.payments.models import PaymentLine, PaymentTotal
from kith.people.queries_households import patches_lived_in

Row = dict[str, Any]
SUNDAY = timedelta(days=6)


class _Part(NamedTuple):
    """A priced part as it is kept with its line."""

    name: str
    basis: str
    minutes: int
    pence_per_hour: int


def payment_rows() -> Iterator[Row]:
    """What each person's week came to, over all runs that were approved."""
    totals = PaymentTotal.objects.filter(run__steps__step="approved", person__isnull=False)
    groups = totals.values_list("person_id", "provider_id", "contract_id", "week_starts_on").annotate(
        pence=Sum("pence")
    )
    by_week: dict[date, list[tuple[UUID, UUID, UUID, int]]] = {}
    for person_id, provider_id, contract_id, week, pence in groups.order_by("week_starts_on"):
        by_week.setdefault(week, []).append((person_id, provider_id, contract_id, pence))
    for week, rows in by_week.items():
        homes = patches_lived_in({person_id for person_id, *_ in rows})
        for person_id, provider_id, contract_id, pence in rows:
            yield {
                "person_key": pseudonym(person_id),
                "provider_key": str(provider_id),
                "patch_key": patch_key(homes, person_id, week + SUNDAY),
                "contract_key": str(contract_id),
                "week_starts_on": week,
                "pence": pence,
            }


def priced_rows() -> Iterator[list[Row]]:
    """Every place as the newest approved run priced it, a week at a time; then what is paid by the year."""
    approved = PaymentLine.objects.filter(run__steps__step="approved")
    standing = approved.exclude(pk__in=approved.filter(adjusts__isnull=False).values("adjusts"))
    for week in standing.order_by("week_starts_on").values_list("week_starts_on", flat=True).distinct():
        lines = standing.filter(week_starts_on=week).values_list(
            "visit_id", "place", "person_id", "provider_id", "contract_id", "payment_model", "actual_minutes",
            "parts", "pence_minutes", "held",
        )  # fmt: skip
        held = list(lines.order_by("pk"))
        homes = patches_lived_in({line[2] for line in held})
        yield [_priced(line, week) | {"patch_key": patch_key(homes, line[2], week + SUNDAY)} for line in held]
    yield list(_by_the_year())


def _priced(line: Sequence[Any], week: date) -> Row:
    visit_id, place, person_id, provider_id, contract_id, model, actual, kept, pence_minutes, held = line
    parts = [_Part(*part) for part in kept]
    forgiven = [part for part in parts if part.basis == Basis.ACTUAL_AND_TOLERANCE]
    return {
        "visit_key": str(visit_id),
        "place": place,
        "person_key": pseudonym(person_id),
        "provider_key": str(provider_id),
        "contract_key": str(contract_id),
        "week_starts_on": week,
        "payment_model": model,
        "basis": max(parts, key=lambda part: part.pence_per_hour).basis if parts else "",
        "pence_per_hour": sum(part.pence_per_hour for part in parts),
        "pence_minutes": pence_minutes,
        "tolerance_pence_minutes": 0
        if held
        else sum(max(0, part.minutes - actual) * part.pence_per_hour for part in forgiven),
        "held": held,
    }


def _by_the_year() -> Iterator[Row]:
    totals = PaymentTotal.objects.filter(run__steps__step="approved", person__isnull=True)
    for total in totals.order_by("pk"):
        yield {
            "visit_key": "",
            "person_key": "",
            "provider_key": str(total.provider_id),
            "patch_key": "",
            "contract_key": str(total.contract_id),
            "week_starts_on": total.week_starts_on,
            "payment_model": total.part,
            "basis": "year",
            "pence_minutes": total.pence * PENCE_MINUTES_IN_A_PENNY,
            "tolerance_pence_minutes": 0,
            "held": "",
        }
