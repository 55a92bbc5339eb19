"""Snapshots through the real rooms: one visit becomes facts, figures and costs; and who may see which."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pyarrow.parquet as pq
import pytest
from django.db import IntegrityError, connection, transaction

from kith.brokerage.actions_suspensions import suspend
from kith.core.errors import NotFound, NotPermitted
from kith.delivery.actions_verify import verify_visits
from kith.insight.actions import take_snapshot
from kith.insight.actions_figures import keep_figures, worked_out
from kith.insight.engines import opened
from kith.insight.facts.known import pseudonym
from kith.insight.measures import MEASURES
from kith.insight.models import Figure, ModelCost, Snapshot
from kith.insight.queries import (
    latest_snapshot,
    measure_named,
    series,
    series_by_patch,
    series_by_provider,
    series_of_all,
)
from kith.insight.queries_payments import compare_models, hours_spent
from kith.insight.queries_scopes import Scope, scope_for
from kith.orgs.models import AuditRow
from kith.payments.actions import NewClaim, record_claims
from kith.people.actions_households import place_household
from tests import factories
from tests.brokerage.factories import contract
from tests.delivery.factories import MINUTE, NINE, Round, morning_round, visit
from tests.factories import TODAY
from tests.people.neighbours import MILL_ROAD

from .test_measures import visit as fact
from .test_measures import written

pytestmark = pytest.mark.django_db

EVENING = NINE + 600 * MINUTE
MONDAY = date(2026, 4, 6)


@pytest.fixture
def morning() -> Round:
    """Ada's visit this morning: rostered for 30 minutes, 29 spent, 30 claimed, and verified."""
    morning = morning_round()
    place_household(by=None, at=factories.NOW, person_id=morning.ada.pk, home=MILL_ROAD)
    morning.phone.send(morning.phone.stay(morning.visit, at=NINE + 5 * MINUTE, minutes=29))
    verify_visits(by=None, at=EVENING, visit_ids=[morning.visit.pk])
    record_claims(
        by=None,
        at=EVENING,
        provider=morning.cast.kindly_care,
        reference="KC-2026-15",
        claims=[NewClaim(visit_id=morning.visit.pk, place=1, invoiced_minutes=30)],
    )
    return morning


def taken(folder: Path) -> Snapshot:
    return take_snapshot(by=None, at=EVENING, under=folder)


def test_a_visit_becomes_a_row_with_nobodys_name_on_it(morning: Round, tmp_path: Path) -> None:
    snapshot = taken(tmp_path)
    kept = {"visits": 1, "payments": 0, "invoices": 1, "people": 1}
    assert kept == {name: rows for name, rows in snapshot.rows.items() if name in kept}
    (row,) = pq.read_table(Path(snapshot.folder) / "visits.parquet").to_pylist()
    assert {
        "person_key": pseudonym(morning.ada.pk),
        "worker_key": pseudonym(morning.grace.pk),
        "provider_key": str(morning.cast.kindly_care.pk),
        "patch_key": str(morning.cast.patch.pk),
        "on_day": TODAY,
        "week_starts_on": MONDAY,
        "commissioned_minutes": 30,
        "rostered_minutes": 30,
        "actual_minutes": 29,
        "actual_seconds": 29 * 60,
        "invoiced_minutes": 30,
        "late_seconds": 5 * 60,
        "verdict": "delivered",
        "cancelled": False,
    }.items() <= row.items()
    assert str(morning.ada.pk) not in str(row)


def test_figures_and_costs_are_worked_out_from_it(morning: Round, tmp_path: Path) -> None:
    taken(tmp_path)
    figures = {
        figure.measure: (figure.numerator, figure.denominator, figure.patch_id, figure.week_starts_on)
        for figure in Figure.objects.filter(level="provider_in_patch")
    }
    patch = morning.cast.patch.pk
    assert {
        "rostered_v_actual": (29, 30, patch, MONDAY),
        "half_hours_under_20": (0, 1, patch, MONDAY),
        "continuity": (1, 1, patch, MONDAY),
        "punctuality": (1, 1, patch, MONDAY),
        "missed_visits": (0, 1, patch, MONDAY),
        "unfilled_places": (0, 1, patch, MONDAY),
        "double_handed": (0, 1, patch, MONDAY),
        "invoiced_v_actual": (30, 29, patch, MONDAY),
        "visits_under_half_an_hour": (0, 1, patch, MONDAY),
        "travel_per_hour_of_care": (0, 29, patch, MONDAY),
        "spot_share": (0, 30, patch, MONDAY),
        "minutes_per_person_week": (29, 1, patch, MONDAY),
        "days_without_a_car": (1, 1, patch, MONDAY),
        "travel_emissions": (0, 1_000, patch, MONDAY),
    } == figures
    # Thirty invoiced minutes at £22.35 an hour: 1,117.5 pence, rounded half up.
    assert 1_118 == ModelCost.objects.get(payment_model="option_1").pence


def test_a_visit_called_off_while_ada_is_in_hospital_costs_nothing(morning: Round, tmp_path: Path) -> None:
    visit(line=morning.line, workers=[morning.grace], starts_at=NINE + 240 * MINUTE, slot="lunch")
    suspend(by=None, at=EVENING, person_id=morning.ada.pk, starts_at=NINE + 60 * MINUTE, reason="hospital")
    snapshot = taken(tmp_path)
    rows = pq.read_table(Path(snapshot.folder) / "visits.parquet").to_pylist()
    (lunch,) = [row for row in rows if row["slot"] == "lunch"]
    assert ("cancelled", True, 0, 0) == tuple(
        lunch[name] for name in ("verdict", "cancelled", "commissioned_minutes", "rostered_minutes")
    )
    assert 1_118 == ModelCost.objects.get(payment_model="option_1").pence


def test_an_empty_house_has_a_snapshot_without_figures(tmp_path: Path) -> None:
    assert {0} == set(taken(tmp_path).rows.values())
    assert not Figure.objects.exists()


def test_the_newest_snapshot_is_shown_and_the_older_is_kept(morning: Round, tmp_path: Path) -> None:
    older = taken(tmp_path)
    newer = take_snapshot(by=morning.cast.cass, at=EVENING + MINUTE, under=tmp_path)
    assert newer == latest_snapshot()
    assert Path(older.folder).is_dir()
    assert [None, morning.cast.cass.pk] == list(
        AuditRow.objects.filter(action="take.snapshot").order_by("pk").values_list("user_id", flat=True)
    )


def test_it_keeps_weeks_of_the_last_one_in_its_own_folder_alone(morning: Round, tmp_path: Path) -> None:
    def week(snapshot: Snapshot) -> Path:
        (file,) = Path(snapshot.folder, "visits.parquet").iterdir()
        return file

    first = week(taken(tmp_path / "here"))
    elsewhere = week(take_snapshot(by=None, at=EVENING + MINUTE, under=tmp_path / "there"))
    again = week(take_snapshot(by=None, at=EVENING + 2 * MINUTE, under=tmp_path / "here"))
    afresh = week(take_snapshot(by=None, at=EVENING + 3 * MINUTE, under=tmp_path / "here", afresh=True))
    assert [False, True, False] == [first.samefile(other) for other in (elsewhere, again, afresh)]
    assert first.read_bytes() == elsewhere.read_bytes() == afresh.read_bytes()


def test_who_may_not_take_one_is_refused_and_nothing_is_written(morning: Round, tmp_path: Path) -> None:
    with pytest.raises(NotPermitted, match="work out the figures afresh"):
        take_snapshot(by=morning.cast.sam, at=EVENING, under=tmp_path)
    assert [] == list(tmp_path.iterdir())


def test_figures_cannot_be_changed(morning: Round, tmp_path: Path) -> None:
    taken(tmp_path)
    for model in (Snapshot, Figure, ModelCost):
        with (
            pytest.raises(IntegrityError, match="holds facts"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"DELETE FROM {model._meta.db_table}")


@pytest.mark.parametrize(("of_other_hands", "shown"), [(4, None), (5, 1.0)])
def test_a_figure_about_fewer_than_ten_people_is_withheld_however_many_providers_they_have(
    of_other_hands: int, shown: float | None, tmp_path: Path
) -> None:
    # Five people have Kindly Care; Other Hands comes to one of them, and to four others, or five.
    cast = factories.cast()
    place = {"patch_key": str(cast.patch.pk), "on_day": MONDAY, "week_starts_on": MONDAY}
    kindly_care, other_hands = (
        {"provider_key": str(each.pk)} for each in (cast.kindly_care, cast.other_hands)
    )
    visits = [fact(person_key=f"k{n}", **place, **kindly_care) for n in range(5)]
    visits += [
        fact(person_key=key, **place, **other_hands) for key in ("k0", *map(str, range(of_other_hands)))
    ]
    snapshot = Snapshot.objects.create(recorded_at=EVENING, facts_at=EVENING, folder="", rows={})
    with opened("duckdb", written(tmp_path, visits, [])) as ask:
        keep_figures(snapshot, worked_out([MEASURES["punctuality"]], ask), at=EVENING)
    for scope in (Scope(), Scope(commissioner=cast.council), Scope(patch=cast.patch)):
        assert [shown] == [week.value for week in series(MEASURES["punctuality"], snapshot, scope)]
    own = Scope(provider=cast.other_hands)
    assert [None] == [week.value for week in series(MEASURES["punctuality"], snapshot, own)]


def test_one_query_answers_for_all_measures_providers_or_patches(
    morning: Round, tmp_path: Path, django_assert_num_queries: object
) -> None:
    snapshot, everything = taken(tmp_path), Scope()
    with django_assert_num_queries(1):  # type: ignore[operator]
        of_all = series_of_all(snapshot, everything)
    for key, measure in MEASURES.items():
        assert series(measure, snapshot, everything) == of_all.get(key, [])
    measure = MEASURES["rostered_v_actual"]
    with django_assert_num_queries(4):  # type: ignore[operator]
        by_provider = series_by_provider(measure, snapshot, everything)
        by_patch = series_by_patch(measure, snapshot, everything)
    assert {morning.cast.kindly_care.pk: of_all[measure.key]} == by_provider
    assert {morning.cast.patch.pk: of_all[measure.key]} == by_patch


def test_what_a_snapshot_adds_up_to_is_worked_out_once_for_each_scope(
    morning: Round, tmp_path: Path, django_assert_num_queries: object
) -> None:
    older, everything = taken(tmp_path), Scope()
    first = series_of_all(older, everything)
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert first == series_of_all(older, Scope())
    newer = take_snapshot(by=None, at=EVENING + MINUTE, under=tmp_path)
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert first == series_of_all(newer, everything)
        assert {} == series_of_all(older, Scope(provider=morning.cast.other_hands))


def test_the_comparison_and_the_hours_are_of_the_same_visits(morning: Round, tmp_path: Path) -> None:
    snapshot = taken(tmp_path)
    first = compare_models(snapshot, Scope())[0]
    assert (1_118, 0) == (first.pence, first.difference_pence)
    hours = hours_spent(snapshot, Scope(provider=morning.cast.kindly_care, patch=morning.cast.patch))
    assert (30, 30, 29, 30) == (
        hours.commissioned_minutes, hours.rostered_minutes, hours.actual_minutes, hours.invoiced_minutes,
    )  # fmt: skip
    assert 0 == hours_spent(snapshot, Scope(provider=morning.cast.other_hands)).actual_minutes


def test_a_provider_sees_its_own_figures_and_no_others() -> None:
    cast = factories.cast()
    own = scope_for(by=cast.maya, on=TODAY, provider_id=None, patch_id=None)
    assert cast.kindly_care == own.provider
    with pytest.raises(NotFound):
        scope_for(by=cast.maya, on=TODAY, provider_id=cast.other_hands.pk, patch_id=None)


def test_a_person_sees_the_figures_of_the_council_that_answers_for_them(morning: Round) -> None:
    cast = morning.cast
    asked: dict[str, Any] = {"on": TODAY, "provider_id": None, "patch_id": None}
    factories.council("Calderford Council")
    morning.ada.relationships.create(
        user=cast.ada, kind="self", source="test", starts_on=factories.STARTED_ON, opened_at=factories.NOW
    )
    assert Scope(commissioner=cast.council) == scope_for(by=cast.ada, **asked)
    with pytest.raises(NotFound):
        scope_for(by=cast.wilf, **asked)


def test_a_commissioner_chooses_whose_figures() -> None:
    cast = factories.cast()
    contract(commissioner=cast.council, provider=cast.other_hands)
    scope = scope_for(by=cast.cass, on=TODAY, provider_id=cast.other_hands.pk, patch_id=cast.patch.pk)
    assert Scope(provider=cast.other_hands, patch=cast.patch, commissioner=cast.council) == scope
    for unknown in ({"provider_id": uuid4(), "patch_id": None}, {"provider_id": None, "patch_id": uuid4()}):
        with pytest.raises(NotFound):
            scope_for(by=cast.cass, on=TODAY, **unknown)


def test_a_council_that_chooses_nothing_sees_its_own_patches_alone(morning: Round, tmp_path: Path) -> None:
    snapshot = taken(tmp_path)
    elsewhere = factories.council("Calderford Council")
    theirs, own = Scope(commissioner=elsewhere), Scope(commissioner=morning.cast.council)
    measure = MEASURES["punctuality"]
    assert [] == series(measure, snapshot, theirs)
    assert 1 == len(series(measure, snapshot, own))
    assert (0, 0) == (hours_spent(snapshot, theirs).people, hours_spent(snapshot, theirs).actual_minutes)
    assert 29 == hours_spent(snapshot, own).actual_minutes
    chosen = scope_for(by=morning.cast.cass, on=TODAY, provider_id=None, patch_id=None)
    assert own == chosen


def test_who_has_no_right_to_measures_is_refused() -> None:
    with pytest.raises(NotPermitted):
        scope_for(by=factories.user("Nobody"), on=TODAY, provider_id=None, patch_id=None)


def test_a_measure_that_is_not_kept_is_not_found() -> None:
    with pytest.raises(NotFound):
        measure_named("loneliness")
    assert MEASURES["continuity"] is measure_named("continuity")


def test_of_two_at_one_moment_the_one_whose_id_was_made_later_is_the_newest() -> None:
    for made in (2, 1, 3):
        Snapshot.objects.create(
            id=UUID(int=made << 80), recorded_at=EVENING, facts_at=EVENING, folder="", rows={}
        )
    newest = latest_snapshot()
    assert newest is not None
    assert UUID(int=3 << 80) == newest.pk
