"""Weeks of visits that are kept from the last snapshot are those that would be written."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.db import connection

from kith.brokerage.models import Contract, PackageLine, PackageLineEnd, Suspension, SuspensionEnd
from kith.delivery.models import Verification
from kith.insight.facts import rests_on
from kith.insight.facts.fill_visits import rows_of_week
from kith.insight.facts.known import lines
from kith.insight.facts.rests_on import weeks_rest_on
from kith.insight.facts.weeks import BY_WEEK, files_of, write_weeks
from kith.payments.models import Claim
from kith.people.actions_households import place_household
from kith.people.models import HouseholdPatch, Person, Residence
from kith.rota.models import RotaEntry, RotaFreeze, Shift, Visit, VisitTerms
from tests import factories
from tests.delivery.factories import MINUTE, NINE, Round, morning_round, package_line, person, roster, visit
from tests.people.neighbours import MILL_ROAD

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
MONDAY = date(2026, 4, 6)
WEEKS = 4
_numbers = count(1)


@dataclass(kw_only=True)
class World:
    """Three people with visits in four weeks, two workers, and what may happen next."""

    morning: Round
    rng: Random
    lines: list[PackageLine] = field(default_factory=list)

    def day(self) -> date:
        """Some day of the four weeks, or of the two around them."""
        return MONDAY + DAY * self.rng.randrange(-7, 7 * WEEKS + 7)

    def some_visit(self) -> Visit:
        """One of the visits there are."""
        return self.rng.choice(list(Visit.objects.order_by("on", "pk")))

    def somebody(self) -> Person:
        """One of those who are visited."""
        return self.rng.choice(list(Person.objects.filter(package_lines__isnull=False).order_by("pk")))


def world(seed: int) -> World:
    morning = morning_round()
    made = World(morning=morning, rng=Random(seed), lines=[morning.line])
    for _ in range(2):
        somebody = person(commissioner=morning.cast.council)
        place_household(by=None, at=factories.NOW, person_id=somebody.pk, home=MILL_ROAD)
        made.lines.append(
            package_line(
                person=somebody, provider=morning.cast.kindly_care, commissioner=morning.cast.council
            )
        )
    for _ in range(12):
        a_new_visit(made)
    return made


def a_new_visit(made: World) -> None:
    on = MONDAY + DAY * made.rng.randrange(7 * WEEKS)
    visit(
        line=made.rng.choice(made.lines),
        workers=made.rng.choice(([made.morning.grace], [made.morning.grace, made.morning.hal], [None])),
        starts_at=NINE + (on - NINE.date()),
        slot=f"slot {next(_numbers)}",
    )


def other_terms(made: World) -> None:
    held = VisitTerms.objects.filter(visit=made.some_visit()).order_by("pk").last()
    assert held is not None
    held.pk, held._state.adding = None, True
    held.minutes, held.cancelled = made.rng.choice((15, 45)), made.rng.random() < 0.5
    held.save()


def another_worker(made: World) -> None:
    given = made.some_visit()
    roster(visit=given, worker=made.rng.choice((made.morning.hal, None)), minutes=made.rng.choice((20, 40)))


def a_verification(made: World) -> None:
    Verification.objects.create(
        visit=made.some_visit(), worker=made.morning.hal, verdict=made.rng.choice(("delivered", "missed")),
        started_at=NINE, actual_seconds=1_200, actual_minutes=20, policy_key="test", policy_version=1,
        inputs_hash="", recorded_at=factories.NOW,
    )  # fmt: skip


def a_claim(made: World) -> None:
    Claim.objects.create(
        visit=made.some_visit(), provider=made.morning.cast.kindly_care, invoiced_minutes=30,
        reference="KC", recorded_at=factories.NOW,
    )  # fmt: skip


def a_frozen_shift(made: World) -> None:
    given, seq = made.some_visit(), next(_numbers)
    shift = Shift.objects.create(
        worker=made.morning.grace, organisation=made.morning.cast.kindly_care, on=given.on,
        starts_at=NINE, ends_at=NINE + 60 * MINUTE, recorded_at=factories.NOW,
    )  # fmt: skip
    RotaEntry.objects.create(
        visit=given, worker=made.morning.grace, shift=shift, starts_at=NINE, minutes=30,
        reason="rota", recorded_at=factories.NOW,
    )  # fmt: skip
    RotaFreeze.objects.create(
        shift=shift, organisation=shift.organisation, seq=seq, cut_off_at=NINE,
        entries=[[str(given.pk), 1, NINE.isoformat(), 33]], terms={}, previous_hash="", hash="",
        recorded_at=factories.NOW,
    )  # fmt: skip


def a_pause(made: World) -> None:
    starts_at = NINE + (made.day() - NINE.date())
    Suspension.objects.create(
        person=made.somebody(), starts_at=starts_at, reason="hospital", recorded_at=factories.NOW
    )


def a_pause_ends(made: World) -> None:
    for pause in Suspension.objects.order_by("starts_at")[:1]:
        SuspensionEnd.objects.create(
            suspension=pause, ends_at=pause.starts_at + DAY * made.rng.randrange(1, 20),
            recorded_at=factories.NOW,
        )  # fmt: skip


def an_end_of_a_line(made: World) -> None:
    PackageLineEnd.objects.create(
        line=made.rng.choice(made.lines), until=made.day(), reason="ended", recorded_at=factories.NOW
    )


def a_death(made: World) -> None:
    Person.objects.filter(pk=made.somebody().pk).update(died_on=made.rng.choice((None, made.day())))


def a_move(made: World) -> None:
    """Somebody's home comes to lie in another patch, from a day on."""
    for held in HouseholdPatch.objects.filter(until=None).order_by("pk")[:1]:
        HouseholdPatch.objects.filter(pk=held.pk).update(until=max(held.starts_on + DAY, made.day()))


def a_leaving(made: World) -> None:
    Residence.objects.filter(person=made.somebody()).update(until=max(factories.TODAY + DAY, made.day()))


def another_tier(made: World) -> None:
    Contract.objects.update(tier=made.rng.choice(("primary", "spot")))


CHANGES: tuple[Callable[[World], None], ...] = (
    a_new_visit, other_terms, another_worker, a_verification, a_claim, a_frozen_shift, a_pause, a_pause_ends,
    an_end_of_a_line, a_death, a_move, a_leaving, another_tier,
)  # fmt: skip


def written(folder: Path, before: Path | None = None) -> Path:
    folder.mkdir()
    write_weeks(folder, before)
    return folder


def everything_in(folder: Path) -> Mapping[str, Any]:
    """Every file of the tables that go by weeks, by its name, with its rows."""
    return {
        f"{table.name} {file.name}": pq.read_table(file).to_pylist()
        for table in BY_WEEK
        for file in files_of(table, folder).iterdir()
    }


def kept(folder: Path, before: Path) -> set[str]:
    """The Mondays of the weeks that stand in both folders as one file on the disk."""
    visits, older = (files_of(BY_WEEK[0], each) for each in (folder, before))
    return {
        file.name[:10]
        for file in visits.iterdir()
        if (older / file.name).exists() and os.path.samefile(file, older / file.name)
    }


@pytest.mark.parametrize("seed", range(5))
def test_after_any_changes_weeks_kept_are_those_that_would_be_written(seed: int, tmp_path: Path) -> None:
    made = world(seed)
    last = written(tmp_path / "0")
    for step in range(1, 13):
        for change in made.rng.choices(CHANGES, k=made.rng.randrange(3)):
            change(made)
        new = written(tmp_path / str(step), last)
        assert everything_in(written(tmp_path / f"{step} afresh")) == everything_in(new)
        last = new


def test_every_change_is_noticed() -> None:
    made = world(1)
    a_pause(made)
    noticed = set()
    for change in CHANGES:
        for _ in range(9):  # not every one of them meets a visit
            before = weeks_rest_on(lines())
            change(made)
            noticed |= {change.__name__} if before != weeks_rest_on(lines()) else set()
    assert {change.__name__ for change in CHANGES} == noticed


def test_a_week_is_written_again_and_the_others_are_kept(tmp_path: Path) -> None:
    made = world(2)
    older = written(tmp_path / "older")
    weeks = {name[:10] for name in os.listdir(older / "visits.parquet")}
    a_claim(made)
    (claim,) = Claim.objects.all()
    changed = claim.visit.on - DAY * claim.visit.on.weekday()
    newer = written(tmp_path / "newer", older)
    assert weeks - {str(changed)} == kept(newer, older)
    assert 3 <= len(weeks)


def test_what_comes_later_touches_no_week_before(tmp_path: Path) -> None:
    made = world(3)
    older = written(tmp_path / "older")
    third = MONDAY + 14 * DAY
    PackageLineEnd.objects.create(line=made.lines[0], until=third, reason="ended", recorded_at=factories.NOW)
    Person.objects.filter(pk=made.lines[1].person_id).update(died_on=third + DAY)
    Suspension.objects.create(
        person=made.lines[2].person, starts_at=NINE + 20 * DAY, reason="hospital", recorded_at=factories.NOW
    )
    assert {str(MONDAY), str(MONDAY + 7 * DAY)} == kept(written(tmp_path / "newer", older), older)


def test_another_program_writes_every_week_afresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world(4)
    older = written(tmp_path / "older")
    assert kept(written(tmp_path / "same", older), older)
    monkeypatch.setattr(rests_on, "_program", lambda: "another")
    assert set() == kept(written(tmp_path / "other", older), older)


def test_a_file_that_was_cut_short_is_written_again(tmp_path: Path) -> None:
    world(5)
    older = written(tmp_path / "older")
    whole = everything_in(older)
    cut = min(files_of(BY_WEEK[0], older).iterdir())
    cut.write_bytes(cut.read_bytes()[:-9])
    assert whole == everything_in(written(tmp_path / "newer", older))


def test_a_house_without_visits_has_tables_without_rows(tmp_path: Path) -> None:
    assert {"visits": 0, "called_off": 0} == write_weeks(tmp_path, None)
    assert 0 == pq.read_table(tmp_path / "visits.parquet").num_rows


@contextmanager
def tables_read() -> Iterator[set[str]]:
    """The names of the tables that queries name meanwhile."""
    read: set[str] = set()

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        read.update(re.findall(r'(?:FROM|JOIN) "(\w+)"', sql))
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield read


def test_every_table_that_a_week_is_read_from_is_asked_whether_it_changed() -> None:
    made = world(6)
    for change in CHANGES:
        change(made)
    with tables_read() as asked:
        weeks = weeks_rest_on(lines())
    with tables_read() as read:
        for week in weeks:
            rows_of_week(week, lines())
    assert {"rota_visit", "rota_rotaentry", "delivery_verification", "people_residence"} <= read
    assert set() == read - asked
