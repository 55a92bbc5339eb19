"""What a draft writes: lines of its own weeks, and adjustments where facts of earlier weeks have changed.

An adjustment never touches what stands. The newest line of a place holds; a group's adjustment is what its
newest lines come to, rounded, less all that earlier runs paid for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from kith.brokerage.models import Contract, ContractRate
from kith.core.dates import Period
from kith.core.money import to_pence
from kith.core.payment_models import RoundingGroup, payment_model, yearly_pence
from kith.delivery.models import Verification
from kith.payments.contract_terms import TermsBook
from kith.payments.models import Claim, PaymentLine, PaymentTotal, PayRun
from kith.payments.pricing import PlaceFacts, PricedPlace, pence_by_group, price_place
from kith.payments.queries_facts import place_facts, places_of_period
from kith.rota.models import Visit

Place = tuple[UUID, int]
VISITS = "visits"


def append_lines(run: PayRun, period: Period, at: datetime) -> None:
    """Lines and totals for every place of a visit in the run's weeks, and its contracts' yearly parts."""
    contracts = Contract.objects.filter(commissioner=run.commissioner_id)
    book = TermsBook(contracts)
    priced = [_price(facts, book) for facts in places_of_period(period, contracts, at)]
    PaymentLine.objects.bulk_create((_line(run, line, at) for line in priced), batch_size=2_000)
    provider_of = {line.facts.group: line.facts.provider_id for line in priced}
    PaymentTotal.objects.bulk_create(
        (
            _total(run, group, provider_of[group], exact, pence, at, is_adjustment=False)
            for group, (exact, pence) in sorted(pence_by_group(priced).items())
        ),
        batch_size=2_000,
    )
    _append_yearly_parts(run, period, contracts, at)


def append_adjustments(run: PayRun, last: PayRun, at: datetime) -> None:
    """Adjustment lines and totals for earlier weeks whose facts changed after ``last`` was drafted."""
    changed = list(_changed_since(run, last))
    standing = _newest_lines(run, changed)
    if not standing:
        return
    book = TermsBook(Contract.objects.filter(commissioner=run.commissioner_id))
    groups: dict[RoundingGroup, UUID] = {}
    lines = []
    for facts in place_facts(Visit.objects.filter(pk__in={visit_id for visit_id, _ in standing}), at):
        before = standing.get((facts.visit_id, facts.place))
        priced = _price(facts, book)
        if before is not None and _differs(before, priced):
            lines.append(_line(run, priced, at, adjusts=before))
            groups[facts.group] = facts.provider_id
    PaymentLine.objects.bulk_create(lines, batch_size=2_000)
    PaymentTotal.objects.bulk_create(_adjusting_totals(run, groups, at))


def _price(facts: PlaceFacts, book: TermsBook) -> PricedPlace:
    model = payment_model(book.model_key(facts.contract_id, facts.on))
    return price_place(facts, model, book.rates(facts.contract_id, facts.on))


def _changed_since(run: PayRun, last: PayRun) -> Iterable[UUID]:
    """Visits of earlier weeks with a newer verification, claim or rate, and those still held."""
    since = last.opened_at
    earlier = Visit.objects.filter(on__lt=run.starts_on)
    verified = Verification.objects.filter(recorded_at__gt=since, visit__on__lt=run.starts_on)
    claimed = Claim.objects.filter(recorded_at__gt=since, visit__on__lt=run.starts_on)
    rated = Q(pk__in=[])
    for contract_id, starts_on in _new_rates(run, since):
        rated |= Q(package_line__contract=contract_id, on__gte=starts_on)
    held = PaymentLine.objects.filter(run__commissioner=run.commissioner_id).exclude(held="").exclude(run=run)
    yield from earlier.filter(
        Q(pk__in=verified.values("visit"))
        | Q(pk__in=claimed.values("visit"))
        | Q(pk__in=held.values("visit"))
        | rated
    ).values_list("pk", flat=True)


def _new_rates(run: PayRun, since: datetime) -> Iterable[tuple[UUID, date]]:
    return ContractRate.objects.filter(
        contract__commissioner=run.commissioner_id, recorded_at__gt=since, starts_on__lt=run.starts_on
    ).values_list("contract_id", "starts_on")


def _newest_lines(run: PayRun, visit_ids: Sequence[UUID]) -> dict[Place, PaymentLine]:
    """The line that holds for each place of these visits, from earlier runs that stand."""
    newest: dict[Place, PaymentLine] = {}
    for line in _standing_lines(run).filter(visit__in=visit_ids).exclude(run=run).order_by("pk"):
        newest[line.visit_id, line.place] = line
    return newest


def _standing_lines(run: PayRun) -> QuerySet[PaymentLine]:
    return PaymentLine.objects.filter(run__commissioner=run.commissioner_id).exclude(
        run__steps__step="discarded"
    )


def _differs(before: PaymentLine, now: PricedPlace) -> bool:
    return (before.pence_minutes, before.held) != (now.pence_minutes, now.held)


def _adjusting_totals(run: PayRun, groups: Mapping[RoundingGroup, UUID], at: datetime) -> list[PaymentTotal]:
    """For each changed group: its newest lines, rounded, less what earlier runs paid."""
    totals = []
    for group, provider_id in sorted(groups.items()):
        newest: dict[Place, int] = {}
        for line in _standing_lines(run).filter(**_where(group)).order_by("pk"):
            newest[line.visit_id, line.place] = line.pence_minutes
        exact = sum(newest.values())
        paid = PaymentTotal.objects.filter(**_where(group), part=VISITS).exclude(run__steps__step="discarded")
        before = paid.aggregate(exact=Sum("pence_minutes"), pence=Sum("pence"))
        pence = to_pence(exact) - (before["pence"] or 0)
        if pence:
            exact_change = exact - (before["exact"] or 0)
            totals.append(_total(run, group, provider_id, exact_change, pence, at, is_adjustment=True))
    return totals


def _where(group: RoundingGroup) -> dict[str, object]:
    return {
        "person": group.person_id,
        "contract": group.contract_id,
        "week_starts_on": group.week_starts_on,
    }


def _line(run: PayRun, priced: PricedPlace, at: datetime, adjusts: PaymentLine | None = None) -> PaymentLine:
    facts = priced.facts
    return PaymentLine(
        run=run,
        recorded_at=at,
        contract_id=facts.contract_id,
        provider_id=facts.provider_id,
        person_id=facts.person_id,
        visit_id=facts.visit_id,
        place=facts.place,
        week_starts_on=facts.week_starts_on,
        payment_model=priced.model.key,
        model_version=priced.model.version,
        commissioned_minutes=facts.commissioned_minutes,
        rostered_minutes=facts.rostered_minutes or 0,
        actual_minutes=facts.actual_minutes,
        invoiced_minutes=facts.invoiced_minutes or 0,
        verdict=facts.verdict,
        parts=priced.parts_as_data,
        pence_minutes=priced.pence_minutes,
        verification_id=facts.verification_id,
        freeze_id=facts.freeze_id,
        adjusts=adjusts,
        held=priced.held,
    )


def _total(
    run: PayRun,
    group: RoundingGroup,
    provider_id: UUID,
    exact: int,
    pence: int,
    at: datetime,
    *,
    is_adjustment: bool,
) -> PaymentTotal:
    return PaymentTotal(
        run=run,
        recorded_at=at,
        contract_id=group.contract_id,
        provider_id=provider_id,
        person_id=group.person_id,
        week_starts_on=group.week_starts_on,
        part=VISITS,
        pence_minutes=exact,
        pence=pence,
        is_adjustment=is_adjustment,
    )


def _append_yearly_parts(run: PayRun, period: Period, contracts: Iterable[Contract], at: datetime) -> None:
    """What a contract's model pays whether or not anybody is visited, such as trusted-assessor capacity."""
    book = TermsBook(contracts)
    paid = defaultdict(list)
    for contract in contracts:
        key = book.model_key_or_none(contract.pk, period.starts_on)
        for part in payment_model(key).by_year if key else ():
            paid[contract].append(part)
    PaymentTotal.objects.bulk_create(
        PaymentTotal(
            run=run,
            recorded_at=at,
            contract=contract,
            provider_id=contract.provider_id,
            person=None,
            week_starts_on=period.starts_on,
            part=part.name[:40],
            pence=yearly_pence(part, period),
        )
        for contract, parts in paid.items()
        for part in parts
    )
