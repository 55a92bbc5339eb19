"""Reading pay runs: their state, what they pay whom, and the sentence behind each penny."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum

from kith.core.errors import NotFound
from kith.orgs.models import Organisation, User
from kith.orgs.roles import check_may
from kith.payments.models import PaymentLine, PaymentTotal, PayRun, PayRunStep

CLOSED_TO_PROVIDERS = ("draft", "discarded")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderTotal:
    """What one run pays one provider."""

    provider: Organisation
    pence: int
    adjustment_pence: int
    people: int
    held_lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonWeek:
    """One rounding group of a remittance."""

    person_id: UUID | None
    week_starts_on: date
    contract: str
    part: str
    is_adjustment: bool
    pence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Remittance:
    """What one run pays one provider, and for what. Rounded once for each person, week and contract."""

    run: PayRun
    provider: Organisation
    rows: tuple[PersonWeek, ...]
    held: tuple[PaymentLine, ...]
    pence: int
    pence_before: int | None

    @property
    def difference_pence(self) -> int | None:
        """Against the run before, or None where there is none."""
        return None if self.pence_before is None else self.pence - self.pence_before


def newest_step(run: PayRun) -> PayRunStep | None:
    """The last step taken in a run."""
    return PayRunStep.objects.filter(run=run).order_by("-pk").first()


def run_state(run: PayRun) -> str:
    """draft, approved, paid or discarded: the last step taken."""
    step = newest_step(run)
    return step.step if step else ""


def standing_runs(commissioner: Organisation) -> QuerySet[Any]:
    """The commissioner's runs that were not discarded, newest first, each with its ``state``."""
    return runs_with_state(PayRun.objects.filter(commissioner=commissioner)).exclude(state="discarded")


def runs_with_state(runs: QuerySet[PayRun]) -> QuerySet[Any]:
    """Runs, newest first, each with its ``state``."""
    newest = PayRunStep.objects.filter(run=OuterRef("pk")).order_by("-pk").values("step")[:1]
    return runs.annotate(state=Subquery(newest)).order_by("-starts_on", "-opened_at")


def latest_run(commissioner: Organisation) -> Any:
    """The commissioner's newest run that was not discarded, with its ``state``, or None."""
    return standing_runs(commissioner).first()


def access_run(*, by: User, run_id: UUID, on: date) -> PayRun:
    """The run, for its commissioner, or for a provider it pays once it is approved.

    Raises `NotFound` when there is none or it is not theirs, `NotPermitted` without a right to payments.
    """
    check_may(by, "R", 10, on)
    run: PayRun | None = (
        runs_with_state(visible_runs(by)).filter(pk=run_id).select_related("commissioner").first()
    )
    if run is None:
        raise NotFound()
    return run


def visible_runs(by: User) -> QuerySet[Any]:
    """The runs a user's organisation makes or is paid by."""
    runs = PayRun.objects.filter(
        Q(commissioner=by.organisation_id)
        | Q(pk__in=PaymentTotal.objects.filter(provider=by.organisation_id).values("run"))
    )
    theirs = runs_with_state(runs)
    return theirs.filter(Q(commissioner=by.organisation_id) | ~Q(state__in=CLOSED_TO_PROVIDERS))


def provider_totals(run: PayRun, by: User) -> list[ProviderTotal]:
    """What the run pays each provider, largest first; a provider sees its own row alone."""
    totals = PaymentTotal.objects.filter(run=run)
    held = PaymentLine.objects.filter(run=run).exclude(held="")
    if by.organisation_id != run.commissioner_id:
        totals, held = totals.filter(provider=by.organisation_id), held.filter(provider=by.organisation_id)
    waiting = dict(held.values_list("provider").annotate(count=Count("pk")))
    sums = totals.values("provider").annotate(
        all_pence=Sum("pence"),
        adjusted=Sum("pence", filter=Q(is_adjustment=True)),
        people=Count("person", distinct=True),
    )
    providers = Organisation.objects.in_bulk([row["provider"] for row in sums])
    rows = [
        ProviderTotal(
            provider=providers[row["provider"]],
            pence=row["all_pence"],
            adjustment_pence=row["adjusted"] or 0,
            people=row["people"],
            held_lines=waiting.get(row["provider"], 0),
        )
        for row in sums
    ]
    return sorted(rows, key=lambda row: (-row.pence, row.provider.name))


def remittance(*, by: User, run: PayRun, provider_id: UUID) -> Remittance:
    """What the run pays one provider, group by group, and what it holds back.

    Raises `NotFound` when the run does not pay that provider, or it is not the user's to see.
    """
    if by.organisation_id not in (run.commissioner_id, provider_id):
        raise NotFound()
    totals = PaymentTotal.objects.filter(run=run, provider=provider_id).select_related("contract")
    rows = tuple(_person_week(total) for total in totals.order_by("week_starts_on", "contract", "pk"))
    provider = Organisation.objects.filter(pk=provider_id).first()
    if provider is None or not rows:
        raise NotFound()
    return Remittance(
        run=run,
        provider=provider,
        rows=rows,
        held=tuple(
            PaymentLine.objects.filter(run=run, provider=provider_id)
            .exclude(held="")
            .select_related("visit")[:200]
        ),
        pence=sum(row.pence for row in rows),
        pence_before=_pence_before(run, provider_id),
    )


def lines_of_visit(visit_id: UUID) -> list[PaymentLine]:
    """Every line ever written for a visit, oldest first: the first and its adjustments."""
    lines = PaymentLine.objects.filter(visit=visit_id).select_related("run", "contract")
    discarded = PayRunStep.objects.filter(step="discarded").values("run")
    return list(lines.exclude(run__in=discarded).order_by("pk"))


def lines_of_person_week(
    *, by: User, run: PayRun, person_id: UUID, week_starts_on: date
) -> dict[UUID, list[PaymentLine]]:
    """The lines behind one figure of a remittance, by contract; a provider sees its own alone.

    Raises `NotFound` when the run has none that are theirs to see.
    """
    found = PaymentLine.objects.filter(run=run, person=person_id, week_starts_on=week_starts_on)
    if by.organisation_id != run.commissioner_id:
        found = found.filter(provider=by.organisation_id)
    lines: defaultdict[UUID, list[PaymentLine]] = defaultdict(list)
    in_order = found.select_related("visit", "contract").order_by(
        "visit__on", "visit__slot_key", "place", "pk"
    )
    for line in in_order:
        lines[line.contract_id].append(line)
    if not lines:
        raise NotFound()
    return dict(lines)


def steps_of(run: PayRun) -> list[PayRunStep]:
    """The steps taken in a run, oldest first, with who took them."""
    return list(run.steps.select_related("by").order_by("pk"))


def _person_week(total: PaymentTotal) -> PersonWeek:
    return PersonWeek(
        person_id=total.person_id,
        week_starts_on=total.week_starts_on,
        contract=total.contract.reference,
        part=total.part,
        is_adjustment=total.is_adjustment,
        pence=total.pence,
    )


def _pence_before(run: PayRun, provider_id: UUID) -> int | None:
    before = (
        runs_with_state(PayRun.objects.filter(commissioner=run.commissioner_id, until__lte=run.starts_on))
        .exclude(state="discarded")
        .first()
    )
    if before is None:
        return None
    paid = PaymentTotal.objects.filter(run=before, provider=provider_id).aggregate(pence=Sum("pence"))
    pence: int | None = paid["pence"]
    return pence
