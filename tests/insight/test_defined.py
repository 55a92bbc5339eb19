"""Measures defined in the browser: they agree with plain Python, take no other words, and lose no version."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.db import connection, transaction

from kith.core.errors import NotFound, NotPermitted
from kith.insight.actions_defined import keep_measure, withdraw_measure
from kith.insight.defined.definition import Condition, Definition, NotADefinition, Side, measure_of
from kith.insight.defined.vocabulary import NotAValue
from kith.insight.engines import over_parquet, over_postgresql
from kith.insight.facts.tables import TABLES
from kith.insight.measure import Measure
from kith.insight.measure_grain import APART, at_grain
from kith.insight.models import DefinedMeasure, Figure, Snapshot
from kith.insight.queries import series
from kith.insight.queries_defined import (
    access_definition,
    every_measure,
    measure_for,
    measures_for,
    preview,
    side_words,
)
from kith.insight.queries_scopes import Scope
from kith.orgs.models import AuditRow
from tests.factories import NOW, TODAY, Cast, cast, council, user

from .test_measure_grain import added_up
from .test_measures import MONDAY, invented, payment, visit, written
from .test_postgres import filled

Fact = dict[str, Any]
Keep = Callable[[Fact], bool]


def side(table: str = "visits", counts: str = "rows", *conditions: tuple[str, str, str]) -> Side:
    return Side(
        table=table,
        counts=counts,
        conditions=tuple(Condition(column=c, operator=o, value=v) for c, o, v in conditions),
    )


def definition(top: Side, bottom: Side, **changes: Any) -> Definition:
    given: dict[str, Any] = {
        "title": "Lunches by car", "question": "How many?", "owner": "Analyst", "unit": "share",
        "improvement": "decrease", "top": top, "bottom": bottom,
    }  # fmt: skip
    return Definition(**{**given, **changes})


def measure(top: Side, bottom: Side, **changes: Any) -> Measure:
    return measure_of(
        definition(top, bottom, **changes), key="own_x", version=1, source="s", words=("a", "b")
    )


def worked_out(rows: list[Fact], counts: str, keep: Keep) -> dict[Any, Any]:
    """One side in plain Python, by week, provider and patch."""
    found: dict[Any, Any] = {}
    for row in filter(keep, rows):
        group = (row["week_starts_on"], row["provider_key"], row["patch_key"])
        if counts == "people":
            found.setdefault(group, set()).add(row["person_key"])
        else:
            found[group] = found.get(group, 0) + (1 if counts == "rows" else row[counts] or 0)
    return {group: len(each) if counts == "people" else each for group, each in found.items()}


CASES: list[tuple[Side, Side, str, Keep, str, Keep]] = [
    (
        side("visits", "rows", ("travel_mode", "eq", "drive"), ("commissioned_minutes", "lt", "45")),
        side("visits", "rows"),
        "rows", lambda v: v["travel_mode"] == "drive" and v["commissioned_minutes"] < 45,
        "rows", lambda v: True,
    ),
    (
        side("visits", "actual_minutes", ("verdict", "ne", "missed"), ("cancelled", "eq", "no")),
        side("visits", "people", ("late_seconds", "known", "")),
        "actual_minutes", lambda v: v["verdict"] != "missed" and not v["cancelled"],
        "people", lambda v: v["late_seconds"] is not None,
    ),
    (
        side("visits", "rows", ("late_seconds", "unknown", ""), ("verdict", "unknown", "")),
        side("visits", "rows", ("on_day", "ge", "2026-03-25")),
        "rows", lambda v: v["late_seconds"] is None and v["verdict"] == "",
        "rows", lambda v: v["on_day"].isoformat() >= "2026-03-25",
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("seed", range(3))
def test_it_agrees_with_plain_python(case: Any, seed: int, tmp_path: Path) -> None:
    top, bottom, top_counts, top_keep, bottom_counts, bottom_keep = case
    visits, payments = invented(Random(seed), 300)
    rows = over_parquet(measure(top, bottom), written(tmp_path, visits, payments))
    tops, bottoms = worked_out(visits, top_counts, top_keep), worked_out(visits, bottom_counts, bottom_keep)
    people = worked_out(visits, "people", bottom_keep)
    expected = {
        group: (tops.get(group, 0), bottoms.get(group, 0), people.get(group, 0))
        for group in {*tops, *bottoms}
    }
    assert expected == {tuple(row[:3]): tuple(row[3:]) for row in rows}


def test_money_over_visits_by_hand(tmp_path: Path) -> None:
    # Ada was paid for with 250 pounds in a week with two visits: 125 pounds a visit.
    folder = written(tmp_path, [visit(), visit(visit_key="v2")], [payment(pence=25_000)])
    what = measure(side("payments", "pence"), side("visits", "rows"), unit="pence")
    (row,) = over_parquet(what, folder)
    assert (25_000, 2, 1) == (row.numerator, row.denominator, row.people)
    assert 12_500 == what.value(row.numerator, row.denominator)


@pytest.mark.parametrize("case", CASES)
def test_its_parts_add_up_like_those_of_the_house(case: Any, tmp_path: Path) -> None:
    what = measure(case[0], case[1])
    folder = written(tmp_path, *invented(Random(9), 300))
    assert added_up(over_parquet(what, folder)) == added_up(over_parquet(at_grain(what, what.finest), folder))
    assert all(APART in row.provider_key for row in over_parquet(at_grain(what, "person"), folder))


@pytest.mark.postgres
@pytest.mark.usefixtures("postgres")
def test_it_answers_the_same_on_postgresql(tmp_path: Path) -> None:
    visits, payments = invented(Random(4), 400)
    folder = written(tmp_path, visits, payments)
    with transaction.atomic(), connection.cursor() as cursor:
        filled(cursor, {"visits": visits, "payments": payments})
        for top, bottom, *_rest in CASES:
            what = measure(top, bottom)
            assert over_parquet(what, folder) == over_postgresql(what, cursor)


HOSTILE = [
    "' OR 1=1 --",
    "x'; DROP TABLE visits; --",
    "a\\",
    "",
    "a" * 61,
    "é",
    "\x00",
    "x\ny",
    "$$",
    "%s",
    "{0}",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_that_could_be_anything_else_is_refused(value: str) -> None:
    with pytest.raises(NotAValue):
        definition(side("visits", "rows", ("tier", "eq", value)), side())


@pytest.mark.parametrize(
    "wrong",
    [
        side("visits", "rows", ("commissioned_minutes", "eq", "30 OR 1=1")),
        side("visits", "rows", ("commissioned_minutes", "lt", "1e9")),
        side("visits", "rows", ("on_day", "ge", "yesterday")),
        side("visits", "rows", ("cancelled", "eq", "TRUE")),
    ],
)
def test_a_value_of_another_kind_is_refused(wrong: Side) -> None:
    with pytest.raises(NotAValue):
        definition(wrong, side())


@pytest.mark.parametrize(
    "wrong",
    [
        side("orgs_user"),
        side("people"),
        side("visits", "person_key"),
        side("visits", "COUNT(*)"),
        side("visits", "rows", ("person_key", "eq", "ada")),
        side("visits", "rows", ("worker_key", "eq", "grace")),
        side("visits", "rows", ("window_starts_at", "known", "")),
        side("visits", "rows", ("1=1 OR tier", "eq", "spot")),
        side("visits", "rows", ("tier", "= '' OR ''", "spot")),
        side("visits", "rows", ("tier", "lt", "spot")),
        side("visits", "rows", *[("tier", "eq", "spot")] * 4),
    ],
)
def test_words_outside_the_vocabulary_are_refused(wrong: Side) -> None:
    for top, bottom in ((wrong, side()), (side(), wrong)):
        with pytest.raises(NotADefinition):
            definition(top, bottom)


@pytest.mark.parametrize(
    "changes",
    [
        {"fewest": 9},
        {"fewest": 1_001},
        {"title": " "},
        {"title": "a" * 81},
        {"owner": "x\ny"},
        {"unit": "cake"},
        {"improvement": "up"},
    ],
)
def test_a_definition_without_its_parts_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(NotADefinition):
        definition(side(), side(), **changes)


@pytest.mark.django_db
class TestKeeping:
    """Versions, withdrawal, and whose it is."""

    @pytest.fixture
    def everybody(self) -> Cast:
        return cast()

    @pytest.fixture
    def snapshot(self, everybody: Cast, tmp_path: Path) -> Snapshot:
        places = {"provider_key": str(everybody.kindly_care.pk), "patch_key": str(everybody.patch.pk)}
        rows = [
            visit(visit_key=f"v{n}", person_key=f"p{n % 12}", place=1 + n % 2, **places) for n in range(24)
        ]
        folder = written(tmp_path, rows, [])
        return Snapshot.objects.create(recorded_at=NOW, facts_at=NOW, folder=str(folder), rows={})

    def test_it_is_a_measure_like_the_others_at_once(self, everybody: Cast, snapshot: Snapshot) -> None:
        row = keep_measure(by=everybody.cass, at=NOW, definition=SECOND_PLACES)
        what = measure_for(row.key, everybody.helen)
        (week,) = series(what, snapshot, Scope())
        assert ("own_lunches_by_car", 12, 24, 0.5) == (row.key, week.numerator, week.denominator, week.value)
        assert [week] == preview(what, snapshot, Scope())
        assert what.kept_as in {each.key for each in every_measure()}

    def test_a_change_is_a_version_and_has_its_own_figures(self, everybody: Cast, snapshot: Snapshot) -> None:
        first = keep_measure(by=everybody.cass, at=NOW, definition=SECOND_PLACES)
        everything = replace(SECOND_PLACES, top=side())
        second = keep_measure(by=everybody.cass, at=NOW, definition=everything, key=first.key)
        what = measure_for(first.key, everybody.cass)
        assert (2, [1.0]) == (second.version, [week.value for week in series(what, snapshot, Scope())])
        assert {"own_lunches_by_car_v1", "own_lunches_by_car_v2"} == set(
            Figure.objects.values_list("measure", flat=True)
        )

    def test_withdrawn_it_is_not_shown_and_not_lost(self, everybody: Cast, snapshot: Snapshot) -> None:
        row = keep_measure(by=everybody.cass, at=NOW, definition=SECOND_PLACES)
        withdraw_measure(by=everybody.cass, at=NOW, key=row.key)
        with pytest.raises(NotFound):
            measure_for(row.key, everybody.cass)
        assert [2, 1] == [
            each.version for each in access_definition(by=everybody.cass, key=row.key, on=TODAY)
        ]
        assert Figure.objects.filter(measure="own_lunches_by_car_v1").exists()
        assert ["define.measure", "withdraw.measure"] == list(
            AuditRow.objects.filter(subject_id=row.key).order_by("pk").values_list("action", flat=True)
        )

    def test_two_of_one_name_have_two_keys(self, everybody: Cast) -> None:
        keys = [keep_measure(by=everybody.cass, at=NOW, definition=SECOND_PLACES).key for _ in range(2)]
        assert ["own_lunches_by_car", "own_lunches_by_car_2"] == keys

    def test_a_larger_least_number_withholds_more(self, everybody: Cast, snapshot: Snapshot) -> None:
        row = keep_measure(by=everybody.cass, at=NOW, definition=replace(SECOND_PLACES, fewest=13))
        what = measure_for(row.key, everybody.cass)
        assert [None] == [week.value for week in series(what, snapshot, Scope())]

    def test_only_who_may_defines(self, everybody: Cast) -> None:
        for by in (everybody.olu, everybody.helen, everybody.fay, everybody.sam):
            with pytest.raises(NotPermitted, match="define measures"):
                keep_measure(by=by, at=NOW, definition=SECOND_PLACES)

    def test_another_councils_is_not_there(self, everybody: Cast) -> None:
        row = keep_measure(by=everybody.cass, at=NOW, definition=SECOND_PLACES)
        other = user("Otto", role="analyst", organisation=council("Weirborough Council"))
        assert row.key not in measures_for(other)
        for act in (
            lambda: measure_for(row.key, other),
            lambda: keep_measure(by=other, at=NOW, definition=SECOND_PLACES, key=row.key),
            lambda: withdraw_measure(by=other, at=NOW, key=row.key),
        ):
            with pytest.raises(NotFound):
                act()
        assert 1 == DefinedMeasure.objects.count()


SECOND_PLACES = definition(side("visits", "rows", ("place", "eq", "2")), side())


def test_a_side_reads_in_words() -> None:
    assert "visits" == side_words(side())
    assert "people with visits where primary, framework or spot is spot" == side_words(
        side("visits", "people", ("tier", "eq", "spot"))
    )


def test_weeks_begin_on_monday_for_rows_that_know_only_a_day(tmp_path: Path) -> None:
    folder = written(tmp_path, [visit(week_starts_on=MONDAY)], [])
    sunday = MONDAY + timedelta(days=6)
    people = [{"person_key": "ada", "patch_key": "hollin"}]
    invoices = [{"provider_key": "aire", "person_key": "ada", "starts_on": sunday, "invoiced_minutes": 90}]
    for name, rows in (("invoices", invoices), ("people", people)):
        pq.write_table(pa.Table.from_pylist(rows, schema=TABLES[name].schema), folder / f"{name}.parquet")
    (row,) = over_parquet(measure(side("invoices", "invoiced_minutes"), side("visits", "rows")), folder)
    assert (MONDAY, "aire", "hollin", 90, 1) == row[:5]
