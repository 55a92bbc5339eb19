"""ASCOF 2D: older people who left hospital to reablement and were in their community 12 weeks later.

It needs hospital stays, which a council gets from the NHS. Source: DHSC, Create_ASCOF_2D.sql.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kith.core.returns.ascof import MeasureResult, Member, share
from kith.core.returns.events import CARE_HOME, PRISON, Event, age_on, by_person
from kith.core.returns.reablement import Spell, is_reablement, spells

OLDER = 65
FOLLOW_UP = timedelta(days=84)
BEFORE_REABLEMENT, AFTER_REABLEMENT = timedelta(days=7), timedelta(days=3)
EMERGENCY = frozenset({"EM", "NE"})
ADMISSIONS_LEFT_OUT = frozenset({"31", "32", "82", "83"})
DISCHARGES_LEFT_OUT = frozenset({"4", "5"})
DESTINATIONS_LEFT_OUT = frozenset({"49", "50", "51", "52", "79", "87", "88"})
TREATMENTS_LEFT_OUT = frozenset(
    {
        "199", "223", "290", "291", "331", "344", "345", "346", "424", "499", "501", "504", "560", "660",
        "661", "662", "840", "920",
    }
)  # fmt: skip
TREATMENT_GROUPS_LEFT_OUT = ("65", "7")


@dataclass(frozen=True, slots=True, kw_only=True)
class HospitalStay:
    """One stay in an acute hospital, in NHS codes. ``row`` is its number in the file."""

    row: int
    person: str
    admitted_on: date
    left_on: date
    born_on: date | None
    died_on: date | None = None
    management: str = ""
    admission_method: str = ""
    discharge_method: str = ""
    destination: str = ""
    treatment_function: str = ""

    @property
    def is_left_out(self) -> bool:
        """Whether the stay is of a kind that the measure does not look at: births, deaths, mental health."""
        return (
            self.admission_method in ADMISSIONS_LEFT_OUT
            or self.discharge_method in DISCHARGES_LEFT_OUT
            or self.destination in DESTINATIONS_LEFT_OUT
            or self.treatment_function in TREATMENTS_LEFT_OUT
            or self.treatment_function.startswith(TREATMENT_GROUPS_LEFT_OUT)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Linked:
    spell: Spell
    stay: HospitalStay


def ascof_2d(
    events: Iterable[Event], stays: Sequence[HospitalStay], *, starts_on: date, ends_on: date
) -> tuple[MeasureResult, MeasureResult]:
    """2D(1), the share still in their community after 84 days, and 2D(2), discharges given reablement.

    The year is that of the discharge; both its days count. `events` are joined, one row each.
    """
    own = by_person(event for event in events if event.is_service_user)
    all_stays = _by_person(stays)
    discharges = [
        stay
        for stay in stays
        if starts_on <= stay.left_on <= ends_on and _in_scope(stay, own.get(stay.person, ()))
    ]
    linked = [
        found
        for person, mine in _by_person(discharges).items()
        for spell in spells(own.get(person, ()), _is_reablement_at_home)
        if (found := _link(spell, mine)) is not None
    ]
    members = [_follow(found, own[found.stay.person], all_stays[found.stay.person]) for found in linked]
    at_home = share(
        "2D(1)", "Still in the community twelve weeks after leaving hospital to reablement", members
    )
    given = MeasureResult(
        key="2D(2)",
        title="People 65 and over who were given reablement on leaving hospital",
        numerator=len(linked),
        denominator=len(discharges),
        per=100,
        members=members,
    )
    return at_home, given


def _by_person(stays: Iterable[HospitalStay]) -> Mapping[str, list[HospitalStay]]:
    grouped: dict[str, list[HospitalStay]] = {}
    for stay in stays:
        grouped.setdefault(stay.person, []).append(stay)
    return grouped


def _in_scope(stay: HospitalStay, own: Sequence[Event]) -> bool:
    age = age_on(stay.born_on, stay.left_on)
    lived_elsewhere = any(
        event.service_type in CARE_HOME | {PRISON} and event.open_on(stay.admitted_on)
        for event in own
        if event.is_service
    )
    return age is not None and age >= OLDER and not stay.is_left_out and not lived_elsewhere


def _is_reablement_at_home(event: Event) -> bool:
    return is_reablement(event) and event.component == "Reablement"


def _link(spell: Spell, stays: Sequence[HospitalStay]) -> _Linked | None:
    """The latest discharge from a week before a spell to three days after, of a stay begun before it."""
    near = [
        stay
        for stay in stays
        if spell.starts_on - BEFORE_REABLEMENT <= stay.left_on <= spell.starts_on + AFTER_REABLEMENT
        and stay.admitted_on <= spell.starts_on
    ]
    return _Linked(spell=spell, stay=max(near, key=lambda stay: (stay.left_on, stay.row))) if near else None


def _follow(found: _Linked, own: Sequence[Event], stays: Sequence[HospitalStay]) -> Member:
    left_on, until = found.stay.left_on, found.stay.left_on + FOLLOW_UP
    died_on = found.stay.died_on or found.spell.events[0].died_on
    what = [
        ("died", died_on is not None and died_on <= until),
        (
            "went back to hospital in an emergency",
            any(s.management in EMERGENCY and left_on < s.admitted_on <= until for s in stays),
        ),
        (
            "moved into a care home",
            any(e.service_type in CARE_HOME and left_on <= e.starts_on <= until for e in own if e.is_service),
        ),
    ]
    happened = [words for words, did in what if did]
    return Member(
        person=found.stay.person,
        row=found.spell.events[0].row,
        counts=not happened,
        why=" and ".join(happened) or "still in the community",
    )
