"""The totals of everything that stands in the house, as text that people can read and compare."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Sum

from kith.core.money import pounds
from kith.core.payment_models import PAYMENT_MODELS
from kith.delivery.models import Verification, VisitEvent
from kith.insight.measures import MEASURES
from kith.insight.models import Snapshot
from kith.insight.queries import series
from kith.insight.queries_payments import compare_models, hours_spent
from kith.insight.queries_scopes import Scope
from kith.orgs.models import Organisation
from kith.payments.models import PaymentLine, PaymentTotal, PayRun
from kith.payments.queries import runs_with_state
from kith.rota.models import RotaEntry, RotaFreeze, Visit


def golden(snapshot: Snapshot) -> str:
    """Every total, a line each, under headings."""
    providers = list(Organisation.objects.filter(kind=Organisation.Kind.PROVIDER).order_by("name"))
    sections = {
        "What happened": list(_counts()),
        "Minutes of verified visits": list(_minutes(snapshot)),
        "What each payment model would have paid": list(_models(snapshot, providers)),
        "Pay runs": list(_runs(providers)),
        "Measures, week by week": list(_measures(snapshot)),
    }
    parts = [f"{heading}\n{'-' * len(heading)}\n" + "\n".join(lines) for heading, lines in sections.items()]
    return "\n\n".join(parts) + "\n"


def _counts() -> Iterator[str]:
    for words, model in (("visits", Visit), ("rota entries", RotaEntry), ("frozen shifts", RotaFreeze)):
        yield f"{words:<24}{model.objects.count():>9,}"
    for kind, count in _counted(VisitEvent, "kind"):
        yield f"event {kind:<18}{count:>9,}"
    for verdict, count in _counted(Verification, "verdict"):
        yield f"verified {verdict:<15}{count:>9,}"


def _counted(model: type[VisitEvent | Verification], field: str) -> Iterator[tuple[str, int]]:
    rows = model.objects.values_list(field).annotate(count=Count("pk")).order_by(field)
    yield from ((str(value), count) for value, count in rows)


def _minutes(snapshot: Snapshot) -> Iterator[str]:
    spent = hours_spent(snapshot, Scope())
    for kind in ("commissioned", "rostered", "actual", "invoiced", "missed"):
        yield f"{kind:<24}{getattr(spent, f'{kind}_minutes'):>9,}"


def _models(snapshot: Snapshot, providers: list[Organisation]) -> Iterator[str]:
    columns = [compare_models(snapshot, Scope(provider=provider)) for provider in providers]
    everybody = compare_models(snapshot, Scope())
    yield f"{'':<24}{'all':>14}" + "".join(f"{provider.short_name:>24}" for provider in providers)
    for number, key in enumerate(PAYMENT_MODELS):
        cells = "".join(f"{pounds(column[number].pence):>24}" for column in columns)
        yield f"{key:<24}{pounds(everybody[number].pence):>14}{cells}"


def _runs(providers: list[Organisation]) -> Iterator[str]:
    for run in runs_with_state(PayRun.objects.all()).order_by("starts_on"):
        lines = PaymentLine.objects.filter(run=run)
        held, adjusting = lines.exclude(held="").count(), lines.filter(adjusts__isnull=False).count()
        yield (
            f"{run.starts_on} to {run.until} {run.state}: "
            f"{lines.count():,} lines, {held} held, {adjusting} adjusting"
        )
        for provider in providers:
            totals = PaymentTotal.objects.filter(run=run, provider=provider)
            pence = totals.aggregate(pence=Sum("pence"))["pence"] or 0
            yield f"    {provider.short_name:<20}{pounds(pence):>14}  in {totals.count()} totals"


def _measures(snapshot: Snapshot) -> Iterator[str]:
    for key, measure in MEASURES.items():
        for week in series(measure, snapshot, Scope()):
            yield f"{key:<24}{week.week_starts_on}{week.numerator:>12,} of {week.denominator:>8,}"
