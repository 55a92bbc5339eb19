"""Making whom an extract tells of and nobody here knows yet: providers, workers and people.

Nothing is made twice: each step makes only what is missing when it looks, in transactions of bounded size,
so that an import that was cut off is finished by doing it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kith.delivery.import_contracts import Creating, council_for
from kith.delivery.import_matching import people_by_reference, providers_by_name, workers_by_name
from kith.delivery.import_rows import Attendance
from kith.orgs.actions import create_organisation
from kith.orgs.context import as_house
from kith.orgs.models import Organisation
from kith.people.actions import NewPerson, register_people
from kith.workforce.actions import NewWorker, engage_workers

PEOPLE_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """How much was made because it was missing, and how much of that a file left to be inferred.

    ``nameless`` people are called by their reference; ``unusual`` visits are in no package's weekly pattern;
    ``without_commissioned`` visits have their planned minutes as commissioned.
    """

    providers: int = 0
    contracts: int = 0
    workers: int = 0
    people: int = 0
    nameless: int = 0
    packages: int = 0
    visits: int = 0
    unusual: int = 0
    without_commissioned: int = 0

    def __add__(self, other: Made) -> Made:
        return Made(
            **{each.name: getattr(self, each.name) + getattr(other, each.name) for each in fields(Made)}
        )


def make_providers_and_workers(attendances: Sequence[Attendance], at: datetime) -> Made:
    """The providers and workers whose names nobody here has. No hours are guaranteed them, they walk,
    and where they live is not known.
    """
    with transaction.atomic(), as_house():
        known = providers_by_name()
        names = {each.provider.casefold(): each.provider for each in attendances}
        missing = [name for folded, name in names.items() if folded not in known]
        for name in missing:
            create_organisation(by=None, at=at, kind=Organisation.Kind.PROVIDER, name=name)
        workers = list(_missing_workers(attendances))
        if workers:
            engage_workers(by=None, at=at, workers=workers)
    return Made(providers=len(missing), workers=len(workers))


def _missing_workers(attendances: Iterable[Attendance]) -> Iterator[NewWorker]:
    providers, known = providers_by_name(), workers_by_name()
    first: dict[tuple[UUID, str], Attendance] = {}
    for each in sorted(attendances, key=lambda each: each.planned_start):
        first.setdefault((providers[each.provider.casefold()].pk, each.worker.casefold()), each)
    for (provider_id, folded), each in first.items():
        if (provider_id, folded) not in known:
            first_name, _, family_name = each.worker.partition(" ")
            yield NewWorker(
                organisation_id=provider_id,
                first_name=first_name,
                family_name=family_name,
                contract_minutes=0,
                starts_on=each.day,
            )


def make_people(attendances: Sequence[Attendance], creating: Creating, at: datetime) -> Made:
    """The people whose reference nobody here has, by their name in the file or else by the reference."""
    with as_house():
        rows = _first_rows(attendances)
    if not rows:
        return Made()
    council = council_for(creating, at)
    people = [
        NewPerson(
            name=name or each.person,
            commissioner=council,
            provider_references={provider_id: each.person},
            starts_on=each.day,
        )
        for provider_id, each, name in rows
    ]
    for start in range(0, len(people), PEOPLE_AT_ONCE):
        register_people(by=None, at=at, people=people[start : start + PEOPLE_AT_ONCE])
    return Made(people=len(people), nameless=sum(not name for _, _, name in rows))


def _first_rows(attendances: Sequence[Attendance]) -> list[tuple[UUID, Attendance, str]]:
    """For each reference that names nobody here: its provider, its first row, and the first name in any."""
    providers = providers_by_name()
    known = people_by_reference({each.person for each in attendances}, None)
    first: dict[tuple[str, UUID | None], Attendance] = {}
    names: dict[tuple[str, UUID | None], str] = {}
    for each in sorted(attendances, key=lambda each: each.planned_start):
        key = (each.person, providers[each.provider.casefold()].pk)
        if key not in known and (each.person, None) not in known:
            first.setdefault(key, each)
            names[key] = names.get(key) or each.person_name or ""
    return [(provider, row, names[person, provider]) for (person, provider), row in first.items() if provider]
