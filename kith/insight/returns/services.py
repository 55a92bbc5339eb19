"""Services and reviews as rows of Client Level Data: one row for each stretch with one provider.

A change of hours or of price changes the row and does not end it: a start that moves each April is a named
fault of national data. A suspended service stays open. Source: the return's specification, Release 2.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from uuid import UUID

from kith.brokerage.models import Contract
from kith.brokerage.models_placements import Placement
from kith.brokerage.patterns import slots_of
from kith.brokerage.queries import ActiveLine, rates_on, terms_on
from kith.core.dates import ONE_DAY
from kith.core.money import half_up, to_pence
from kith.core.payment_models import MissingRate, VisitMinutes, payment_model, price_visit
from kith.core.returns.events import COMMUNITY, NURSING, RESIDENTIAL, ST_MAX
from kith.core.verification import Outcome
from kith.core.visit_pattern import PatternSlot
from kith.orgs.models import Organisation
from kith.plans.models_reviews import Review

MINUTES_IN_AN_HOUR = 60
SERVICES = {"reablement": (ST_MAX, "Reablement"), "extra_care": (COMMUNITY, "Extra care housing")}
HOME_CARE = (COMMUNITY, "Home support or domiciliary care")
PLACED = {
    Placement.Kind.NURSING.value: (NURSING, "Long term nursing care"),
    Placement.Kind.RESIDENTIAL.value: (RESIDENTIAL, "Long term residential care"),
}
PAID_BY_THE_NHS = "delegated_healthcare"
REVIEWED = {Review.Kind.PLANNED.value: "Planned", Review.Kind.UNPLANNED.value: "Unplanned: Other reason"}

Row = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Unbroken support of one kind by one provider: its lines, and the days from the first to the last."""

    lines: Sequence[ActiveLine]
    starts_on: date
    until: date | None


def service_rows(
    lines: Iterable[ActiveLine], contracts: Contracts, starts_on: date, ends_on: date
) -> Iterator[tuple[UUID, Row]]:
    """Every service made of these lines that was open in the period, both of whose days count."""
    grouped: defaultdict[tuple[UUID, UUID, str], list[ActiveLine]] = defaultdict(list)
    for active in lines:
        line = active.line
        if line.service_type != PAID_BY_THE_NHS:
            grouped[line.person_id, line.provider_id, line.service_type].append(active)
    for (person_id, _, _), alike in grouped.items():
        for stretch in _stretches(alike):
            if stretch.starts_on <= ends_on and (stretch.until is None or stretch.until > starts_on):
                yield person_id, _service(stretch, ends_on, contracts)


def review_rows(
    person_ids: Collection[UUID], lines: Iterable[ActiveLine], starts_on: date, ends_on: date
) -> Iterator[tuple[UUID, Row]]:
    """Every review of these people held in the period, and whether care went on the day after."""
    held = Review.objects.filter(person__in=person_ids, on__gte=starts_on, on__lte=ends_on).order_by(
        "on", "pk"
    )
    of_person: defaultdict[UUID, list[ActiveLine]] = defaultdict(list)
    for each in lines:
        of_person[each.line.person_id].append(each)
    for review in held:
        goes_on = any(each.on(review.on + ONE_DAY) for each in of_person[review.person_id])
        outcome = "Continuation of support or services" if goes_on else ""
        yield (
            review.person_id,
            {
                "Event type": "Review",
                "Event reference": f"review:{review.pk}",
                "Event start date": review.on.isoformat(),
                "Event end date": review.on.isoformat(),
                "Event outcome": outcome,
                "Review reason": REVIEWED[review.kind],
            },
        )


def _stretches(lines: Iterable[ActiveLine]) -> Iterator[Stretch]:
    """Lines that touch or overlap are one stretch."""
    kept: list[ActiveLine] = []
    until: date | None = date.min
    for line in sorted(lines, key=lambda line: line.starts_on):
        if kept and until is not None and line.starts_on > until:
            yield Stretch(lines=tuple(kept), starts_on=kept[0].starts_on, until=until)
            kept, until = [], date.min
        kept.append(line)
        until = None if until is None or line.until is None else max(until, line.until)
    if kept:
        yield Stretch(lines=tuple(kept), starts_on=kept[0].starts_on, until=until)


def _service(stretch: Stretch, ends_on: date, contracts: Contracts) -> Row:
    last_day = ends_on if stretch.until is None else min(ends_on, stretch.until - ONE_DAY)
    now = [line for line in stretch.lines if line.on(last_day)]
    line = (now or stretch.lines)[-1].line
    provider = contracts.provider(line.contract_id)
    service_type, component = SERVICES.get(line.service_type, HOME_CARE)
    hours = sum((_weekly_hours(slots_of(each.line.pattern)) for each in now), Fraction(0))
    ended = stretch.until is not None and stretch.until <= ends_on + ONE_DAY
    return {
        "Event type": "Service",
        "Event reference": f"package_line:{stretch.lines[0].origin_id}",
        "Event start date": stretch.starts_on.isoformat(),
        "Event end date": last_day.isoformat() if ended else "",
        "Event outcome": "NFA: Support ended for other reason" if ended else "",
        "Service type": service_type,
        "Service component": component,
        "Delivery mechanism": "CASSR commissioned support" if service_type == COMMUNITY else "",
        "Provider CQC location name": provider.name,
        "Provider CQC location ID": provider.code if provider.code.startswith("1-") else "",
        "Unit cost": contracts.hourly(line.contract_id, last_day),
        "Cost frequency (unit type)": "Hourly",
        "Planned units per week": _two_places(hours * 100),
    }


def _weekly_hours(slots: Sequence[PatternSlot]) -> Fraction:
    minutes = sum(
        (Fraction(slot.minutes * slot.workers * len(slot.weekdays), slot.every_weeks) for slot in slots),
        Fraction(0),
    )
    return minutes / MINUTES_IN_AN_HOUR


class Contracts:
    """Who holds each contract, and what it pays for one hour asked for, rostered and delivered."""

    def __init__(self) -> None:
        self._contracts = Contract.objects.select_related("provider").in_bulk()
        self._hourly: dict[tuple[UUID, date], str] = {}

    def provider(self, contract_id: UUID) -> Organisation:
        """The provider who holds it."""
        return self._contracts[contract_id].provider

    def hourly(self, contract_id: UUID, on: date) -> str:
        """Pounds an hour, or nothing where the contract has no terms or rates on that day."""
        key = contract_id, on
        if key not in self._hourly:
            self._hourly[key] = self._work_out(self._contracts[contract_id], on)
        return self._hourly[key]

    def _work_out(self, contract: Contract, on: date) -> str:
        terms = terms_on(contract, on)
        if terms is None:
            return ""
        hour = VisitMinutes(
            commissioned_minutes=MINUTES_IN_AN_HOUR,
            invoiced_minutes=MINUTES_IN_AN_HOUR,
            rostered_minutes=MINUTES_IN_AN_HOUR,
            actual_minutes=MINUTES_IN_AN_HOUR,
            outcome=Outcome.DELIVERED,
        )
        try:
            parts = price_visit(payment_model(terms.payment_model), rates_on(contract, on), hour)
        except MissingRate:
            return ""
        return _two_places(Fraction(to_pence(sum(part.pence_minutes for part in parts))))


def placement_rows(
    person_ids: Collection[UUID], starts_on: date, ends_on: date
) -> Iterator[tuple[UUID, Row]]:
    """Every care home place of these people that was lived in during the period."""
    placements = Placement.objects.filter(person__in=person_ids, starts_on__lte=ends_on)
    for placement in placements.order_by("starts_on", "pk"):
        if placement.until is not None and placement.until <= starts_on:
            continue
        service_type, component = PLACED[placement.kind]
        last_day = placement.until - timedelta(days=1) if placement.until else None
        ended = last_day is not None and last_day <= ends_on
        yield (
            placement.person_id,
            {
                "Event type": "Service",
                "Event reference": f"placement:{placement.pk}",
                "Event start date": placement.starts_on.isoformat(),
                "Event end date": last_day.isoformat() if last_day is not None and ended else "",
                "Event outcome": "NFA: Support ended for other reason" if ended else "",
                "Service type": service_type,
                "Service component": component,
            },
        )


def _two_places(hundredths: Fraction) -> str:
    whole = half_up(hundredths.numerator, hundredths.denominator)
    return f"{whole // 100}.{whole % 100:02d}"
