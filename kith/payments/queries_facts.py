"""What is known of each place of a visit, gathered from the rooms below for pricing. Read, never copied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from kith.brokerage.models import Contract, PackageLine
from kith.core.dates import Period, week_starts_on
from kith.core.verification import Outcome
from kith.delivery.models import Verification
from kith.delivery.queries import newest_verifications
from kith.payments.models import Claim
from kith.payments.pricing import PlaceFacts
from kith.rota.models import Visit
from kith.rota.queries import PlannedVisit, current_entries, planned_visits, visits_of
from kith.rota.queries_freeze import FrozenEntry, frozen_entries

Place = tuple[UUID, int]
VISITS_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What the other rooms know of some visits, by place."""

    verifications: Mapping[Place, Verification]
    frozen: Mapping[Place, FrozenEntry]
    claims: Mapping[Place, int]
    rostered: frozenset[Place]
    contracts: Mapping[UUID, UUID]


def places_of_period(period: Period, contracts: Iterable[Contract], at: datetime) -> Iterator[PlaceFacts]:
    """The places of all visits of some days under these contracts, as known now."""
    if period.until is None:
        raise ValueError("a pay run's period has an end")
    lines = _contracts_of_lines([contract.pk for contract in contracts])
    planned = planned_visits(period.starts_on, period.until)
    yield from _facts([each for each in planned if each.visit.package_line_id in lines], lines)


def place_facts(visits: QuerySet[Visit], at: datetime) -> Iterator[PlaceFacts]:
    """The places of some visits, as known now."""
    planned = visits_of(list(visits.values_list("pk", flat=True)))
    lines = _contracts_of_lines(None)
    yield from _facts(planned, lines)


def verifications_by_place(visit_ids: Sequence[UUID]) -> dict[Place, Verification]:
    """The newest verification of each place of these visits."""
    newest = newest_verifications(visit_ids)
    return {(row.visit_id, row.place): row for rows in newest.values() for row in rows}


def newest_claims(visit_ids: Sequence[UUID]) -> dict[Place, int]:
    """The minutes a provider claims for each place: the newest claim holds."""
    claims = Claim.objects.filter(visit_id__in=visit_ids).order_by("pk")
    return {
        (visit_id, place): minutes
        for visit_id, place, minutes in claims.values_list("visit_id", "place", "invoiced_minutes")
    }


def _facts(planned: Sequence[PlannedVisit], contracts: Mapping[UUID, UUID]) -> Iterator[PlaceFacts]:
    for start in range(0, len(planned), VISITS_AT_ONCE):
        some = planned[start : start + VISITS_AT_ONCE]
        ids = [each.visit.pk for each in some]
        known = _Known(
            verifications=verifications_by_place(ids),
            frozen=frozen_entries(ids),
            claims=newest_claims(ids),
            rostered=_rostered(ids),
            contracts=contracts,
        )
        for each in some:
            for place in range(1, each.terms.workers_needed + 1):
                facts = _place(each, place, known)
                if facts is not None:
                    yield facts


def _place(planned: PlannedVisit, place: int, known: _Known) -> PlaceFacts | None:
    """One place, or None where it was called off before the rota was frozen, and nothing happened."""
    visit, key = planned.visit, (planned.visit.pk, place)
    verification, frozen = known.verifications.get(key), known.frozen.get(key)
    if not planned.due and frozen is None and (verification is None or not verification.actual_minutes):
        return None
    verdict = verification.verdict if verification else "" if planned.due else Outcome.CANCELLED
    return PlaceFacts(
        visit_id=visit.pk,
        place=place,
        person_id=visit.person_id,
        provider_id=visit.provider_id,
        contract_id=known.contracts[visit.package_line_id],
        on=visit.on,
        week_starts_on=week_starts_on(visit.on),
        commissioned_minutes=planned.terms.minutes if planned.due else 0,
        rostered_minutes=frozen.minutes if frozen else None if key in known.rostered else 0,
        actual_minutes=verification.actual_minutes if verification else 0,
        invoiced_minutes=known.claims.get(key),
        verdict=str(verdict),
        verification_id=verification.pk if verification else None,
        freeze_id=frozen.freeze_id if frozen else None,
    )


def _rostered(visit_ids: Sequence[UUID]) -> frozenset[Place]:
    """The places that somebody is rostered to: where nobody is, there are no minutes to wait for."""
    entries = current_entries(visit_ids)
    return frozenset(
        (visit_id, entry.place) for visit_id, held in entries.items() for entry in held if entry.worker_id
    )


def _contracts_of_lines(contract_ids: Sequence[UUID] | None) -> dict[UUID, UUID]:
    lines = PackageLine.objects.all()
    if contract_ids is not None:
        lines = lines.filter(contract_id__in=contract_ids)
    return dict(lines.values_list("pk", "contract_id"))
