"""A trial of a provider's own week: loaded, worked out, stopped, taken away; and nothing else changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.apps import apps
from django.test import TestCase

from kith.core.errors import Invalid, NotFound, NotPermitted
from kith.orgs.models import AuditRow
from kith.rota import actions_shadow, actions_shadow_work
from kith.rota.actions_shadow import (
    MOST_BYTES,
    NothingToCompare,
    ShadowRunMovedOn,
    delete_shadow_run,
    forget_shadow_runs,
    load_week,
    start_shadow_run,
    stop_shadow_run,
)
from kith.rota.actions_shadow_work import work_out_shadow_run
from kith.rota.models import ShadowRun
from kith.rota.planner import Place
from kith.rota.queries_shadow import access_shadow_run, places_of, shadow_runs_of
from kith.rota.shadow import Choices
from tests.factories import NOW, Cast, cast
from tests.rota.factories import a_round, laid_out
from tests.rota.shadow_weeks import MONDAY, PLACES, ROWS, known_postcodes, table
from tests.rota.test_shadow_reading import calendar, event

pytestmark = pytest.mark.django_db
State = ShadowRun.State
OnCommit = Callable[..., object]


@pytest.fixture
def here() -> Cast:
    known_postcodes()
    return cast()


def loaded(here: Cast, **changes: object) -> ShadowRun:
    values = {
        "by": here.olu, "at": NOW, "organisation": here.kindly_care, "files": [table()], "choices": Choices(),
    }  # fmt: skip
    return load_week(**(values | changes))  # type: ignore[arg-type]


def started(here: Cast) -> ShadowRun:
    return start_shadow_run(by=here.olu, at=NOW, run_id=loaded(here).pk)


def worked_out(here: Cast) -> ShadowRun:
    row = work_out_shadow_run(at=NOW, run_id=started(here).pk)
    assert row is not None
    return row


def test_a_week_is_loaded_looked_over_and_worked_out(here: Cast) -> None:
    row = loaded(here)
    assert (State.READ, MONDAY, 6) == (row.state, row.starts_on, row.visits)
    assert (7, 7, []) == (row.reading["rows"], row.reading["used"], row.reading["findings"])
    assert {"key": "visit", "header": "Visit ref"} in row.reading["columns"]
    start_shadow_run(by=here.olu, at=NOW, run_id=row.pk)
    done = work_out_shadow_run(at=NOW, run_id=row.pk)
    assert done is not None
    assert (State.READY, 100, {}) == (done.state, done.percent, done.week)
    assert (3036, 0) == (done.result["before"]["car_metres"], done.result["after"]["car_metres"])
    assert [row] == shadow_runs_of(here.kindly_care)


def test_calendars_are_loaded_together(here: Cast) -> None:
    row = loaded(here, files=[calendar(event()), calendar(event(), named="Nia")])
    assert (1, 2) == (row.visits, row.reading["used"])


def test_neither_names_nor_references_are_kept(here: Cast) -> None:
    row = loaded(here)
    assert "P-Ada" not in str([row.week, row.reading])
    assert "W-Grace" not in str([row.week, row.reading])
    assert "LS12" not in str([row.week, row.reading])


def test_nothing_is_written_but_the_trial_and_who_asked(here: Cast) -> None:
    def counted() -> dict[str, int]:
        return {model.__name__: model._base_manager.count() for model in apps.get_models()}

    before = counted()
    worked_out(here)
    after = counted()
    assert {"ShadowRun", "AuditRow"} == {name for name in after if after[name] != before[name]}
    assert ["load.shadow_run", "start.shadow_run", "work_out.shadow_run"] == list(
        AuditRow.objects.order_by("pk").values_list("action", flat=True)
    )[-3:]


def test_starting_puts_it_into_the_queue_once(here: Cast) -> None:
    with TestCase.captureOnCommitCallbacks() as waiting:
        row = started(here)
    assert 1 == len(waiting)
    with pytest.raises(ShadowRunMovedOn):
        start_shadow_run(by=here.olu, at=NOW, run_id=row.pk)


def test_stopping_keeps_the_best_so_far(here: Cast) -> None:
    row = started(here)
    stop_shadow_run(by=here.olu, at=NOW, run_id=row.pk)
    done = work_out_shadow_run(at=NOW, run_id=row.pk)
    assert done is not None
    assert (State.READY, True, 0) == (done.state, done.result["stopped"], done.result["after"]["unplaced"])
    with pytest.raises(ShadowRunMovedOn):
        stop_shadow_run(by=here.olu, at=NOW, run_id=row.pk)


def test_working_it_out_again_changes_nothing(here: Cast) -> None:
    done = worked_out(here)
    again = work_out_shadow_run(at=NOW + timedelta(hours=1), run_id=done.pk)
    assert again is not None
    assert (done.begun_at, done.result) == (again.begun_at, again.result)


def test_what_is_taken_away_while_it_is_worked_out_stays_away(
    here: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = started(here)

    def taken_away(*args: object, **kwargs: object) -> dict[str, object]:
        delete_shadow_run(by=here.olu, at=NOW, run_id=row.pk)
        return {}

    monkeypatch.setattr(actions_shadow_work, "compare", taken_away)
    assert work_out_shadow_run(at=NOW, run_id=row.pk) is None
    assert work_out_shadow_run(at=NOW, run_id=row.pk) is None
    assert 0 == ShadowRun.objects.count()


def test_what_fails_says_so_and_keeps_no_week(here: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    row = started(here)

    def broken(*args: object, **kwargs: object) -> dict[str, object]:
        raise RuntimeError("a fault")

    monkeypatch.setattr(actions_shadow_work, "compare", broken)
    with pytest.raises(RuntimeError):
        work_out_shadow_run(at=NOW, run_id=row.pk)
    row.refresh_from_db()
    assert (State.FAILED, {}) == (row.state, row.week)


def test_trials_go_after_thirty_days_and_unasked_ones_after_one(here: Cast) -> None:
    kept, unasked = worked_out(here), loaded(here)
    assert 0 == forget_shadow_runs(at=NOW + timedelta(hours=23))
    assert 1 == forget_shadow_runs(at=NOW + timedelta(days=1))
    assert [kept] == list(ShadowRun.objects.exclude(pk=unasked.pk))
    assert 0 == forget_shadow_runs(at=NOW + timedelta(days=29))
    assert 1 == forget_shadow_runs(at=NOW + timedelta(days=30))


def test_only_the_provider_s_own_coordinators_may(here: Cast) -> None:
    row = loaded(here)
    with pytest.raises(NotPermitted):
        loaded(here, by=here.grace)
    with pytest.raises(NotFound):
        loaded(here, by=here.sam)
    for by in (here.sam, here.grace):
        with pytest.raises(NotFound):
            access_shadow_run(by=by, run_id=row.pk, at=NOW)
    with pytest.raises(NotFound):
        delete_shadow_run(by=here.sam, at=NOW, run_id=row.pk)


@pytest.mark.parametrize(
    "files", [[], [b""], [table(), table()], [table(), calendar(event())], [b"a" * (MOST_BYTES + 1)]]
)
def test_files_that_are_no_week_are_refused(here: Cast, files: list[bytes]) -> None:
    with pytest.raises(Invalid):
        loaded(here, files=files)


def test_a_file_without_a_visit_is_refused_with_what_was_found(here: Cast) -> None:
    with pytest.raises(NothingToCompare) as refused:
        loaded(here, files=[table(ROWS[0].replace("LS12 1AA", "LS12 9ZZ"))])
    assert {"unknown_postcode": 1} == dict(refused.value.fields["reading"].counts)  # type: ignore[attr-defined]
    assert 0 == ShadowRun.objects.count()


@pytest.mark.parametrize("choices", [Choices(tolerance_minutes=7), Choices(travel_mode="tram")])
def test_choices_that_are_not_offered_are_refused(here: Cast, choices: Choices) -> None:
    with pytest.raises(Invalid):
        loaded(here, choices=choices)


def test_a_postcode_is_found_in_the_directory_or_at_a_front_door_of_one_s_own_people() -> None:
    round_ = a_round()
    laid_out(round_)
    known_postcodes()
    home = round_.ada.residences.get().household
    asked = {"LS12 1AA", home.postcode, "LS99 9ZZ"}
    both = {"LS12 1AA": PLACES["LS12 1AA"], home.postcode: Place(lat=home.lat, lon=home.lon)}
    assert both == places_of(asked, round_.provider)
    assert both == places_of(asked)
    assert {"LS12 1AA": PLACES["LS12 1AA"]} == places_of(asked, round_.cast.other_hands)


def test_a_day_too_full_to_plan_is_refused(here: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions_shadow, "MOST_PLACES_A_DAY", 4)  # Monday has five
    with pytest.raises(Invalid, match="more than 4 visits"):
        loaded(here)
