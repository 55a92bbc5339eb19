"""Reading support plans: the version that counts on a day, and who has answered it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kith.plans.models import PlanAgreement, SupportPlan

PARTIES: tuple[str, ...] = tuple(PlanAgreement.Party.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a version of a plan stands with its three parties: who agreed, dissented, or has yet to answer."""

    agreed: tuple[str, ...]
    dissented: tuple[str, ...]
    waiting_for: tuple[str, ...]

    @property
    def valid(self) -> bool:
        """Whether all three have answered. Dissent on record is an answer: it is kept and does not block."""
        return not self.waiting_for


def standing_of(plan_ids: Collection[UUID]) -> dict[UUID, Standing]:
    """How each of these plan versions stands; a party's newest answer holds. One query."""
    answers: dict[tuple[UUID, str], bool] = {}
    rows = PlanAgreement.objects.filter(plan_id__in=plan_ids).order_by("recorded_at", "pk")
    for plan_id, party, agreed in rows.values_list("plan_id", "party", "agreed"):
        answers[plan_id, party] = agreed
    return {plan_id: _standing(plan_id, answers) for plan_id in plan_ids}


def plan_valid(plan: SupportPlan) -> bool:
    """Whether all three parties have answered this version of the plan."""
    return standing_of([plan.pk])[plan.pk].valid


def plan_on(person_id: UUID, on: date) -> SupportPlan | None:
    """The newest version that had started by this day and that all three parties have answered, or None."""
    versions = list(
        SupportPlan.objects.filter(person_id=person_id, starts_on__lte=on).order_by("-starts_on", "-version")
    )
    standing = standing_of([plan.pk for plan in versions])
    return next((plan for plan in versions if standing[plan.pk].valid), None)


def versions_of(person_id: UUID) -> list[tuple[SupportPlan, Standing]]:
    """Every version of a person's plan with how it stands, newest first, its goals and lines loaded."""
    versions = list(
        SupportPlan.objects.filter(person_id=person_id)
        .prefetch_related("goals", "lines")
        .order_by("-version")
    )
    standing = standing_of([plan.pk for plan in versions])
    return [(plan, standing[plan.pk]) for plan in versions]


def _standing(plan_id: UUID, answers: dict[tuple[UUID, str], bool]) -> Standing:
    by_party = {party: answers.get((plan_id, party)) for party in PARTIES}
    return Standing(
        agreed=tuple(party for party, agreed in by_party.items() if agreed is True),
        dissented=tuple(party for party, agreed in by_party.items() if agreed is False),
        waiting_for=tuple(party for party, agreed in by_party.items() if agreed is None),
    )
