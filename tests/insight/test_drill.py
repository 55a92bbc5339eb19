"""From a figure to the people behind it: the parts add up, and nobody is shown who may not be."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from kith.core.errors import NotFound
from kith.insight.actions_figures import keep_figures, worked_out
from kith.insight.drill import (
    FiguresOnly,
    NoPeopleBehind,
    Part,
    part_of_person,
    people_behind,
    reaches_people,
)
from kith.insight.engines import opened
from kith.insight.facts.known import pseudonym
from kith.insight.measures import MEASURES
from kith.insight.models import Snapshot
from kith.insight.queries import series, series_by_provider
from kith.insight.queries_scopes import Scope, scope_for
from kith.orgs.models import AuditRow, User
from kith.people.models import Person
from kith.people.queries_audit import who_looked
from tests.factories import NOW, TODAY, Cast, cast, user
from tests.people.neighbours import choose, register, relate

from .test_measures import payment, visit, written

pytestmark = pytest.mark.django_db
WEEK = date(2026, 3, 30)
Fact = dict[str, Any]
PUNCTUALITY = MEASURES["punctuality"]
LATE = {"late_seconds": 1_000}


@pytest.fixture
def everybody() -> Cast:
    return cast()


@pytest.fixture
def ada(everybody: Cast) -> Person:
    return whom_kindly_care_comes_to(everybody, "Ada Okafor")


@pytest.fixture
def bert(everybody: Cast) -> Person:
    return whom_kindly_care_comes_to(everybody, "Bert Holroyd")


def whom_kindly_care_comes_to(everybody: Cast, name: str) -> Person:
    person = register(everybody, name)
    relate(person, "package", organisation=everybody.kindly_care)
    return person


def of(everybody: Cast, person: str, **changes: Any) -> dict[str, Any]:
    """A visit of Kindly Care's in Millgate in that week."""
    places = {"provider_key": str(everybody.kindly_care.pk), "patch_key": str(everybody.patch.pk)}
    return visit(person_key=person, on_day=WEEK, week_starts_on=WEEK, **places) | changes


def taken(
    folder: Path, visits: list[dict[str, Any]], payments: list[dict[str, Any]] | None = None
) -> Snapshot:
    """A snapshot of these facts, with the figures of every measure."""
    written(folder, visits, payments or [])
    snapshot = Snapshot.objects.create(recorded_at=NOW, facts_at=NOW, folder=str(folder), rows={})
    with opened("duckdb", folder) as ask:
        keep_figures(snapshot, worked_out(MEASURES.values(), ask), at=NOW)
    return snapshot


def asked(by: User, snapshot: Snapshot, key: str = "punctuality", start: int = 0) -> Any:
    scope = scope_for(by=by, on=TODAY, provider_id=None, patch_id=None)
    return people_behind(MEASURES[key], snapshot, scope, by=by, week=WEEK, at=NOW, on=TODAY, start=start)


def test_names_are_those_the_reader_works_with_and_the_rest_is_one_line(
    everybody: Cast, ada: Person, bert: Person, tmp_path: Path
) -> None:
    # Ada: 1 of 2 on time. Bert: 1 of 1. Ten strangers: 1 of 1 each, twice late: 8 of 10.
    rows = [of(everybody, pseudonym(ada.pk)), of(everybody, pseudonym(ada.pk), **LATE)]
    rows += [of(everybody, pseudonym(bert.pk))]
    rows += [of(everybody, f"stranger{n}", **(LATE if n < 2 else {})) for n in range(10)]
    snapshot = taken(tmp_path, rows)
    behind = asked(everybody.olu, snapshot)

    assert {ada.pk: (1, 2), bert.pk: (1, 1)} == {
        each.person_id: (each.part.numerator, each.part.denominator) for each in behind.named
    }
    assert Part(people=10, numerator=8, denominator=10) == behind.others
    assert Part(people=12, numerator=10, denominator=13) == behind.whole
    (week,) = series(PUNCTUALITY, snapshot, Scope(provider=everybody.kindly_care))
    assert (week.numerator, week.denominator) == (behind.whole.numerator, behind.whole.denominator)


def test_somebody_with_two_providers_is_one_person_behind_the_councils_figure(
    everybody: Cast, ada: Person, tmp_path: Path
) -> None:
    elsewhere = {"provider_key": str(everybody.other_hands.pk)}
    rows = [of(everybody, pseudonym(ada.pk)), of(everybody, pseudonym(ada.pk), **elsewhere)]
    rows += [of(everybody, f"stranger{n}") for n in range(10)]
    snapshot = taken(tmp_path, rows)
    of_council = scope_for(by=everybody.bea, on=TODAY, provider_id=None, patch_id=None)
    figure = of_council.figures(snapshot).get(measure="punctuality")
    expected = Part(people=11, numerator=12, denominator=12)
    assert expected == asked(everybody.bea, snapshot).whole
    assert expected == Part(people=figure.people, numerator=figure.numerator, denominator=figure.denominator)


def test_so_few_others_that_they_would_show_hide_everybodys_part(
    everybody: Cast, ada: Person, tmp_path: Path
) -> None:
    rows = [of(everybody, pseudonym(ada.pk)), *(of(everybody, f"stranger{n}") for n in range(9))]
    behind = asked(everybody.olu, taken(tmp_path, rows))
    assert behind.guarded
    assert not AuditRow.objects.filter(action="see.figures").exists()


def test_who_sees_everybody_in_a_small_figure_sees_their_parts(
    everybody: Cast, ada: Person, tmp_path: Path
) -> None:
    behind = asked(everybody.olu, taken(tmp_path, [of(everybody, pseudonym(ada.pk))]))
    assert not behind.guarded
    assert [ada.pk] == [each.person_id for each in behind.named]


def test_another_provider_is_shown_nobody(everybody: Cast, ada: Person, tmp_path: Path) -> None:
    rows = [of(everybody, pseudonym(ada.pk)), *(of(everybody, f"stranger{n}") for n in range(12))]
    behind = asked(everybody.sam, taken(tmp_path, rows))
    assert ((), 0) == (behind.named, behind.whole.people)


def test_roles_that_read_figures_alone_are_refused(everybody: Cast, tmp_path: Path) -> None:
    snapshot = taken(tmp_path, [])
    analyst = user("Ann", role="analyst", organisation=everybody.council)
    for by in (everybody.cass, analyst, everybody.fay, everybody.grace):
        with pytest.raises(FiguresOnly, match="one person’s"):
            asked(by, snapshot)


def test_money_takes_a_right_to_money(everybody: Cast, ada: Person, tmp_path: Path) -> None:
    paid = payment(
        person_key=pseudonym(ada.pk), provider_key=str(everybody.kindly_care.pk),
        patch_key=str(everybody.patch.pk), week_starts_on=WEEK,
    )  # fmt: skip
    snapshot = taken(tmp_path, [], [paid])
    assert [ada.pk] == [
        each.person_id for each in asked(everybody.fay, snapshot, "cost_per_person_week").named
    ]
    with pytest.raises(FiguresOnly):
        asked(everybody.bea, snapshot, "cost_per_person_week")  # who reads the rate, and no amounts


def test_a_measure_of_workers_days_is_not_taken_apart(everybody: Cast, tmp_path: Path) -> None:
    assert not reaches_people(everybody.olu, MEASURES["days_without_a_car"], TODAY)
    with pytest.raises(NoPeopleBehind):
        asked(everybody.olu, taken(tmp_path, []), "days_without_a_car")


def test_who_does_not_want_it_is_among_the_others(everybody: Cast, ada: Person, tmp_path: Path) -> None:
    choose(ada, 3, f"organisation:{everybody.kindly_care.pk}", False, cast=everybody)
    rows = [of(everybody, pseudonym(ada.pk)), *(of(everybody, f"stranger{n}") for n in range(12))]
    behind = asked(everybody.olu, taken(tmp_path, rows))
    assert ((), 13) == (behind.named, behind.others.people)


def test_ada_sees_who_looked_at_her_part(everybody: Cast, ada: Person, tmp_path: Path) -> None:
    asked(everybody.olu, taken(tmp_path, [of(everybody, pseudonym(ada.pk))]))
    look = who_looked(by=None, person_id=ada.pk, on=TODAY, at=NOW)[0]
    assert ("Olu", "looked at visit times behind a figure", "their organisation provides the care") == (
        look.who, look.did, look.why,
    )  # fmt: skip


def test_only_those_on_the_page_are_written_down(everybody: Cast, tmp_path: Path) -> None:
    people = [whom_kindly_care_comes_to(everybody, f"Person {n}") for n in range(27)]
    snapshot = taken(tmp_path, [of(everybody, pseudonym(person.pk)) for person in people])
    first, second = asked(everybody.olu, snapshot), asked(everybody.olu, snapshot, start=25)
    assert (25, 2, 2) == (len(first.named), first.further.people, len(second.named))
    assert 27 == AuditRow.objects.filter(action="see.figures").count()


def test_one_persons_part_is_their_visits(everybody: Cast, ada: Person, tmp_path: Path) -> None:
    key = pseudonym(ada.pk)
    rows = [of(everybody, key, visit_key="v1"), of(everybody, key, visit_key="v2", **LATE)]
    snapshot = taken(tmp_path, [*rows, of(everybody, "somebody", visit_key="v3")])
    parts = part_of(everybody.olu, snapshot, ada)
    assert {"v1": (1, 1), "v2": (0, 1)} == {
        visit_key: (part.numerator, part.denominator) for visit_key, part in parts.items()
    }


def part_of(by: User, snapshot: Snapshot, person: Person) -> Any:
    return part_of_person(
        PUNCTUALITY, snapshot, Scope(), by=by, person_id=person.pk, week=WEEK, at=NOW, on=TODAY
    )


def test_sam_who_is_not_theirs_finds_nothing_and_the_try_is_written_down(
    everybody: Cast, ada: Person, tmp_path: Path
) -> None:
    snapshot = taken(tmp_path, [of(everybody, pseudonym(ada.pk))])
    with pytest.raises(NotFound):
        part_of(everybody.sam, snapshot, ada)
    assert (False, "no_right") == tuple(
        AuditRow.objects.values_list("allowed", "reason").get(action="see.figures", person_id=ada.pk)
    )
    with pytest.raises(NotFound):
        part_of(everybody.olu, snapshot, Person(pk=uuid4()))


@pytest.mark.parametrize("key", [key for key, measure in MEASURES.items() if measure.finest != "place"])
def test_people_add_up_to_providers_and_providers_to_the_whole(
    key: str, everybody: Cast, tmp_path: Path
) -> None:
    providers = (everybody.kindly_care, everybody.other_hands)
    rows = [
        of(everybody, f"p{n % 7}", provider_key=str(providers[n % 2].pk), visit_key=f"v{n}", place=1 + n % 2)
        for n in range(30)
    ]
    paid = [
        payment(person_key=f"p{n}", provider_key=str(providers[n % 2].pk), week_starts_on=WEEK,
                patch_key=str(everybody.patch.pk), pence=100 * n)
        for n in range(14)
    ]  # fmt: skip
    snapshot, measure = taken(tmp_path, rows, paid), MEASURES[key]
    (whole,) = series(measure, snapshot, Scope())
    each = series_by_provider(measure, snapshot, Scope())
    assert whole.numerator == sum(week.numerator for weeks in each.values() for week in weeks)
    assert whole.denominator == sum(week.denominator for weeks in each.values() for week in weeks)
    everywhere = Scope(commissioner=everybody.council)
    reader = everybody.maya if "payments" in measure.sql or "invoiced" in measure.sql else everybody.olu
    behind = people_behind(measure, snapshot, everywhere, by=reader, week=WEEK, at=NOW, on=TODAY)
    assert (whole.numerator, whole.denominator) == (behind.whole.numerator, behind.whole.denominator)
