"""Services as rows of Client Level Data: one row for each stretch with one provider, or in one care home.

A change of hours or of price changes the row and does not end it: a start that moves each April is a named
fault of national data. A suspended service stays open. Source: the return's specification, Release 2.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from kith.brokerage.models_placements import Placement
from kith.brokerage.patterns import slots_of
from kith.brokerage.queries import ActiveLine
from kith.core.dates import ONE_DAY
from kith.core.returns.events import COMMUNITY, NURSING, RESIDENTIAL, ST_MAX
from kith.core.visit_pattern import PatternSlot
from kith.insight.returns.contracts import MINUTES_IN_AN_HOUR, Contracts, two_places
from kith.insight.returns.outcomes import DAYS_OF_A_SEQUEL, Known

SERVICES = {"reablement": (ST_MAX, "Reablement"), "extra_care": (COMMUNITY, "Extra care housing")}
HOME_CARE = (COMMUNITY, "Home support or domiciliary care")
PLACED = {
    Placement.Kind.NURSING.value: (NURSING, "Long term nursing care"),
    Placement.Kind.RESIDENTIAL.value: (RESIDENTIAL, "Long term residential care"),
}
PAID_BY_THE_NHS = "delegated_healthcare"
COMMISSIONED = "CASSR commissioned support"

Row = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Unbroken support: of one kind by one provider, with its lines, or in one care home, with its placement.

    ``until`` is the first day that no longer counts. ``reference`` leads back to the record.
    """

    person_id: UUID
    reference: str
    starts_on: date
    until: date | None
    lines: Sequence[ActiveLine] = ()
    placement: Placement | None = None

    def touches(self, starts_on: date, ends_on: date) -> bool:
        """Whether it was open in a period both of whose days count."""
        return self.starts_on <= ends_on and (self.until is None or self.until > starts_on)


def services_of(
    person_ids: Collection[UUID], lines: Iterable[ActiveLine]
) -> Mapping[UUID, Sequence[Service]]:
    """Every service these people ever had, of these lines and of their placements; one query."""
    found: defaultdict[UUID, list[Service]] = defaultdict(list)
    grouped: defaultdict[tuple[UUID, UUID, str], list[ActiveLine]] = defaultdict(list)
    for active in lines:
        line = active.line
        if line.service_type != PAID_BY_THE_NHS:
            grouped[line.person_id, line.provider_id, line.service_type].append(active)
    for (person_id, _, _), alike in grouped.items():
        found[person_id] += _stretches(person_id, alike)
    placements = Placement.objects.filter(person__in=person_ids).select_related("person")
    for placement in placements.order_by("starts_on", "pk"):
        died_on = placement.person.died_on
        ends = [day for day in (placement.until, died_on + ONE_DAY if died_on else None) if day]
        found[placement.person_id].append(
            Service(
                person_id=placement.person_id,
                reference=f"placement:{placement.pk}",
                starts_on=placement.starts_on,
                until=min(ends, default=None),
                placement=placement,
            )
        )
    return found


def service_rows(
    services: Mapping[UUID, Sequence[Service]],
    known: Known,
    contracts: Contracts,
    starts_on: date,
    ends_on: date,
) -> Iterator[tuple[UUID, Row]]:
    """Every service that was open in the period, both of whose days count."""
    for person_id, theirs in services.items():
        for service in theirs:
            if service.touches(starts_on, ends_on):
                yield person_id, _row(service, theirs, known, contracts, ends_on)


def _stretches(person_id: UUID, lines: Iterable[ActiveLine]) -> Iterator[Service]:
    """Lines that touch or overlap are one service."""
    kept: list[ActiveLine] = []
    until: date | None = date.min
    for line in sorted(lines, key=lambda line: line.starts_on):
        if kept and until is not None and line.starts_on > until:
            yield _stretch(person_id, kept, until)
            kept, until = [], date.min
        kept.append(line)
        until = None if until is None or line.until is None else max(until, line.until)
    if kept:
        yield _stretch(person_id, kept, until)


def _stretch(person_id: UUID, lines: Sequence[ActiveLine], until: date | None) -> Service:
    return Service(
        person_id=person_id,
        reference=f"package_line:{lines[0].origin_id}",
        starts_on=lines[0].starts_on,
        until=until,
        lines=tuple(lines),
    )


def _row(
    service: Service, theirs: Iterable[Service], known: Known, contracts: Contracts, ends_on: date
) -> Row:
    ended = service.until is not None and service.until <= ends_on + ONE_DAY
    last_day = service.until - ONE_DAY if service.until and ended else ends_on
    others = (other for other in theirs if other is not service)
    goes_on = any(
        other.touches(last_day + ONE_DAY, last_day + DAYS_OF_A_SEQUEL * ONE_DAY) for other in others
    )
    return {
        "Event type": "Service",
        "Event reference": service.reference,
        "Event start date": service.starts_on.isoformat(),
        "Event end date": last_day.isoformat() if ended else "",
        "Event outcome": known.outcome(service.person_id, last_day, service.lines, goes_on) if ended else "",
        **(
            _placed(service.placement)
            if service.placement
            else _commissioned(service.lines, last_day, contracts)
        ),
    }


def _placed(placement: Placement) -> Row:
    service_type, component = PLACED[placement.kind]
    return {"Service type": service_type, "Service component": component}


def _commissioned(lines: Sequence[ActiveLine], last_day: date, contracts: Contracts) -> Row:
    """What was bought, from whom and for how much, as it was on the last day; the council bought it."""
    now = [line for line in lines if line.on(last_day)]
    line = (now or lines)[-1].line
    provider = contracts.provider(line.contract_id)
    service_type, component = SERVICES.get(line.service_type, HOME_CARE)
    hours = sum((_weekly_hours(slots_of(each.line.pattern)) for each in now), Fraction(0))
    return {
        "Service type": service_type,
        "Service component": component,
        "Delivery mechanism": COMMISSIONED,
        "Provider CQC location name": provider.name,
        "Provider CQC location ID": provider.code if provider.code.startswith("1-") else "",
        "Unit cost": contracts.hourly(line.contract_id, last_day),
        "Cost frequency (unit type)": "Hourly",
        "Planned units per week": two_places(hours * 100),
    }


def _weekly_hours(slots: Sequence[PatternSlot]) -> Fraction:
    minutes = sum(
        (Fraction(slot.minutes * slot.workers * len(slot.weekdays), slot.every_weeks) for slot in slots),
        Fraction(0),
    )
    return minutes / MINUTES_IN_AN_HOUR
