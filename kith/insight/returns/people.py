"""The person half of a row of Client Level Data, from what the house knows of somebody."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q

from kith.brokerage.models_placements import Placement
from kith.core.returns.validation import KNOWN_BY_ASSOCIATION
from kith.orgs.models import Organisation
from kith.people.characteristics import CHARACTERISTICS
from kith.people.models import CircleMember, Identifier, Person, Residence
from kith.people.queries_characteristics import Said, standing_on
from kith.people.queries_names import PersonName, names_of

OF_SERVICE_USERS = frozenset(
    {
        "Has unpaid carer",
        *(CHARACTERISTICS[key].field for key in ("autism", "sight", "hearing", "dementia", "funding")),
    }
)
"""What a row about an unpaid carer leaves blank."""

COUNCIL_NUMBER = "LA person unique identifier"
ACCOMMODATION = CHARACTERISTICS["accommodation"].field
CARE_HOMES = {
    Placement.Kind.RESIDENTIAL.value: "Registered care home",
    Placement.Kind.NURSING.value: "Registered nursing home",
}


def person_cells(ids: Collection[UUID], on: date) -> dict[UUID, dict[str, str]]:
    """The cells that are the same in every row about a person, by person. Seven queries for all of them.

    Who is in a care home on the day lives there, whatever was answered about their home before.
    """
    people = Person.objects.filter(pk__in=ids).values_list("pk", "born_on", "died_on")
    names = names_of(ids)
    numbers, said, placed = _numbers(ids), standing_on(ids, on), _care_homes(ids, on)
    postcodes = dict(
        Residence.objects.filter(person__in=ids, starts_on__lte=on)
        .order_by("starts_on")
        .values_list("person_id", "household__postcode")
    )
    carers = set(
        CircleMember.objects.filter(_now(on), person__in=ids, is_carer=True).values_list(
            "person_id", flat=True
        )
    )
    return {
        person_id: {
            **_named(names[person_id]),
            **numbers.get(person_id, {}),
            COUNCIL_NUMBER: _council_number(person_id, numbers),
            "Date of birth": _day(born_on),
            "Date of death": _day(died_on),
            "Postcode": postcodes.get(person_id, ""),
            **_about(said.get(person_id, {})),
            **({ACCOMMODATION: placed[person_id]} if person_id in placed else {}),
            "Client type": "Service user",
            "Has unpaid carer": "Yes" if person_id in carers else "Unknown",
        }
        for person_id, born_on, died_on in people
    }


def _care_homes(ids: Collection[UUID], on: date) -> dict[UUID, str]:
    """In which kind of care home people live on a day, of those who do."""
    placements = Placement.objects.filter(_now(on), person__in=ids).order_by("starts_on", "pk")
    return {person_id: CARE_HOMES[kind] for person_id, kind in placements.values_list("person_id", "kind")}


def carers_in(council: Organisation, on: date) -> Mapping[UUID, Sequence[UUID]]:
    """Each unpaid carer in the circles of a council's people on a day, and for whom they care; one query."""
    found: dict[UUID, list[UUID]] = {}
    circle = CircleMember.objects.filter(_now(on), person__commissioner=council, is_carer=True).order_by("pk")
    for carer_id, person_id in circle.values_list("member_id", "person_id"):
        found.setdefault(carer_id, []).append(person_id)
    return found


def carer_rows(caring: Mapping[UUID, Sequence[UUID]], on: date) -> list[dict[str, str]]:
    """One row for each of these unpaid carers: who they are, and for whom they care; no event."""
    carers = person_cells(caring.keys(), on)
    numbers = _numbers({person_id for cared_for in caring.values() for person_id in cared_for})
    return [
        {
            **{label: cell for label, cell in carers[carer_id].items() if label not in OF_SERVICE_USERS},
            "Client type": KNOWN_BY_ASSOCIATION,
            "No. of adults being cared for": str(len(cared_for)),
            **{
                f"Adult {place} linked person ID": _council_number(person_id, numbers)
                for place, person_id in enumerate(cared_for[:3], start=1)
            },
        }
        for carer_id, cared_for in caring.items()
    ]


def _now(on: date) -> Q:
    return Q(starts_on__lte=on) & (Q(until__isnull=True) | Q(until__gt=on))


def _named(name: PersonName) -> dict[str, str]:
    first, _, last = name.full.rpartition(" ")
    return {"First name": first or last, "Last name": last}


def _about(said: Mapping[str, Said]) -> dict[str, str]:
    """What was answered, in the words of the return; what was not asked is not known."""
    return {
        each.field: each.cell(said[each.key].value if each.key in said else None)
        for each in CHARACTERISTICS.values()
    }


def _numbers(ids: Collection[UUID]) -> dict[UUID, dict[str, str]]:
    labels = {
        Identifier.Scheme.NHS.value: "NHS number",
        Identifier.Scheme.COUNCIL.value: COUNCIL_NUMBER,
    }
    numbers: dict[UUID, dict[str, str]] = {}
    known = Identifier.objects.filter(person__in=ids, scheme__in=labels).order_by("pk")
    for person_id, scheme, value in known.values_list("person_id", "scheme", "value"):
        numbers.setdefault(person_id, {})[labels[scheme]] = value
    return numbers


def _council_number(person_id: UUID, numbers: Mapping[UUID, Mapping[str, str]]) -> str:
    """The council's own number of somebody, or ours where it gave none."""
    return numbers.get(person_id, {}).get(COUNCIL_NUMBER, str(person_id))


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
