"""The fact tables of people and their care over the years, from what the rooms below know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from kith.brokerage.models import Contract, ContractRate, ContractTerms, Package, PackageLineEnd
from kith.brokerage.models_placements import Placement
from kith.brokerage.queries import ActiveLine, lines_active
from kith.core.dates import london_day
from kith.core.money import half_up, to_pence
from kith.core.payment_models import PAYMENT_MODELS, MissingRate, VisitMinutes, price_visit
from kith.core.verification import Outcome
from kith.core.visit_pattern import PatternSlot, read_slot
from kith.insight.case_files.result import case_score_rows
from kith.insight.facts.fill_reablement import reablement_rows
from kith.insight.facts.known import patch_key, pseudonym
from kith.people.characteristics import CHARACTERISTICS, answer_or_none, ethnic_group
from kith.people.models import Person
from kith.people.queries_characteristics import Said, standing_on
from kith.people.queries_deprivation import deprivation_of
from kith.people.queries_households import LivedIn, patches_lived_in
from kith.plans.models_reviews import Review

Row = dict[str, Any]
SEXES = {"Female": "female", "Male": "male", "Other": "other"}


class Priced(NamedTuple):
    """What a contract pays by from a day on: a payment model, or a rate by name."""

    starts_on: date
    name: str
    pence_per_hour: int = 0


def care_rows() -> Mapping[str, list[Row]]:
    """The rows of people, packages, reviews, placements, reablement and readings of case files. Whoever
    calls sees everybody.
    """
    lines = lines_active()
    first_on = _first_days(lines)
    people = list(Person.objects.filter(pk__among=set(first_on)).order_by("pk"))
    homes = patches_lived_in([person.pk for person in people])
    said = standing_on([person.pk for person in people], date.max, ("gender", "ethnicity", "support_reason"))
    lived = list(_people(people, first_on, homes, said, deprivation_of([person.pk for person in people])))
    packages, placements = list(_packages(lines, homes)), list(_placements())
    return {
        "people": lived,
        "packages": packages,
        "reviews": list(_reviews()),
        "placements": placements,
        "reablement": list(reablement_rows(packages, lived, placements)),
        "case_scores": case_score_rows(),
    }


def _first_days(lines: Sequence[ActiveLine]) -> dict[UUID, date]:
    """The first day of care of everybody who has drawn on it: unpaid carers and family are not among them."""
    days = [(each.line.person_id, each.starts_on) for each in lines]
    first_on: dict[UUID, date] = {}
    for person_id, starts_on in (*days, *Placement.objects.values_list("person_id", "starts_on")):
        first_on[person_id] = min(first_on.get(person_id, starts_on), starts_on)
    return first_on


def _people(
    people: Sequence[Person],
    first_on: Mapping[UUID, date],
    homes: Mapping[UUID, Sequence[LivedIn]],
    said: Mapping[UUID, Mapping[str, Said]],
    fifths: Mapping[UUID, int],
) -> Iterator[Row]:
    for person in people:
        lived = homes.get(person.pk, ())
        answers = {key: each.value for key, each in said.get(person.pk, {}).items()}
        yield {
            "person_key": pseudonym(person.pk),
            "born_year": person.born_on.year if person.born_on else None,
            "sex": SEXES.get(answers.get("gender", "")),
            "patch_key": str(lived[-1].patch_id) if lived else "",
            "condition": answer_or_none(CHARACTERISTICS["support_reason"], answers.get("support_reason")),
            "ethnic_group": ethnic_group(answers.get("ethnicity", "")),
            "deprivation": fifths.get(person.pk),
            "first_on": first_on[person.pk],
            "died_on": person.died_on,
            "lives_alone": person.lives_alone,
        }


def _packages(lines: Sequence[ActiveLine], homes: Mapping[UUID, Sequence[LivedIn]]) -> Iterator[Row]:
    """A row for each version of a line and number of workers: only so is a second worker counted apart."""
    contracts = {contract.pk: contract for contract in Contract.objects.all()}
    opened = dict(Package.objects.values_list("pk", "opened_at"))
    terms, rates, reasons = _terms(), _rates(), _reasons(lines)
    for each in lines:
        line, contract = each.line, contracts[each.line.contract_id]
        by_workers: dict[int, list[PatternSlot]] = defaultdict(list)
        for slot in map(read_slot, line.pattern):
            by_workers[slot.workers].append(slot)
        for workers, slots in sorted(by_workers.items()):
            yield {
                "person_key": pseudonym(line.person_id),
                "provider_key": str(line.provider_id),
                "provider_type": contract.tier,
                "contract_key": str(contract.pk),
                "service_type": line.service_type,
                "patch_key": patch_key(homes, line.person_id, each.starts_on),
                "asked_on": _asked_on(each, opened),
                "starts_on": each.starts_on,
                "until": each.until,
                "weekly_minutes": _weekly(slots, [slot.minutes for slot in slots]),
                "weekly_pence": _weekly_pence(slots, workers, _on(terms, contract.pk, each.starts_on),
                                              _on(rates, contract.pk, each.starts_on)),
                "workers": workers,
                "end_reason": reasons.get(line.pk) if each.until else None,
            }  # fmt: skip


def _asked_on(each: ActiveLine, opened: Mapping[UUID, datetime]) -> date | None:
    """The day the need was sent to brokerage, for a line's first version; none where it began before."""
    day = london_day(opened[each.line.package_id])
    return day if each.line.version == 1 and day <= each.starts_on else None


def _weekly(slots: Sequence[PatternSlot], amounts: Sequence[int]) -> int:
    """So much for each visit of these slots, in a week."""
    return sum(
        half_up(amount * len(slot.weekdays), slot.every_weeks)
        for slot, amount in zip(slots, amounts, strict=True)
    )


def _weekly_pence(
    slots: Sequence[PatternSlot], workers: int, terms: Sequence[Priced], rates: Sequence[Priced]
) -> int | None:
    """What a week as commissioned costs under the contract; None where it has no model or no rate yet."""
    model = PAYMENT_MODELS.get(terms[-1].name) if terms else None
    if model is None:
        return None
    by_name = {each.name: each.pence_per_hour for each in rates}
    try:
        priced = [
            sum(part.pence_minutes for part in price_visit(model, by_name, _as_commissioned(slot.minutes)))
            for slot in slots
        ]
    except MissingRate:
        return None
    return workers * to_pence(_weekly(slots, priced))


def _as_commissioned(minutes: int) -> VisitMinutes:
    return VisitMinutes(
        commissioned_minutes=minutes,
        invoiced_minutes=minutes,
        rostered_minutes=minutes,
        actual_minutes=minutes,
        outcome=Outcome.DELIVERED,
    )


def _terms() -> Mapping[UUID, list[Priced]]:
    found: dict[UUID, list[Priced]] = defaultdict(list)
    rows = ContractTerms.objects.order_by("starts_on", "pk")
    for contract_id, starts_on, model in rows.values_list("contract_id", "starts_on", "payment_model"):
        found[contract_id].append(Priced(starts_on, model))
    return found


def _rates() -> Mapping[UUID, list[Priced]]:
    found: dict[UUID, list[Priced]] = defaultdict(list)
    rows = ContractRate.objects.order_by("starts_on", "pk")
    for contract_id, *rest in rows.values_list("contract_id", "starts_on", "name", "pence_per_hour"):
        found[contract_id].append(Priced(*rest))
    return found


def _on(priced: Mapping[UUID, list[Priced]], contract_id: UUID, day: date) -> Sequence[Priced]:
    """What had started by this day, oldest first."""
    return [each for each in priced.get(contract_id, ()) if each.starts_on <= day]


def _reasons(lines: Sequence[ActiveLine]) -> Mapping[UUID, str]:
    """Why each line that ended did: the newest end's reason, or that of the version that followed."""
    reasons = {each.line.supersedes_id: each.line.reason for each in lines if each.line.supersedes_id}
    ends = PackageLineEnd.objects.order_by("recorded_at", "pk").values_list("line_id", "reason")
    return reasons | dict(ends)


def _reviews() -> Iterator[Row]:
    for review in Review.objects.order_by("on", "pk"):
        yield {
            "review_key": str(review.pk),
            "person_key": pseudonym(review.person_id),
            "on_day": review.on,
            "kind": review.kind,
            "area_key": review.area_code,
            "team_key": None,
            "reviewer_key": pseudonym(review.by_id),
            "weekly_pence_before": None,
            "weekly_pence_after": None,
        }


def _placements() -> Iterator[Row]:
    for placement in Placement.objects.order_by("starts_on", "pk"):
        yield {
            "person_key": pseudonym(placement.person_id),
            "kind": placement.kind,
            "starts_on": placement.starts_on,
            "until": placement.until,
            "weekly_pence": None,
        }
