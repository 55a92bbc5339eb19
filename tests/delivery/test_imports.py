"""Visits from a provider's own system, from files typed by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from kith.cli.import_visits import NothingUsable, visits
from kith.core.errors import NotPermitted
from kith.delivery.actions_verify import verify_visits
from kith.delivery.import_contracts import Creating
from kith.delivery.imports import Imported, import_visits
from kith.delivery.models import VisitEvent
from kith.orgs.announced import Announced
from kith.orgs.models import Outbox
from kith.people.models import Identifier
from kith.rota.models import VisitTerms
from kith.rota.queries import current_entries
from tests import factories
from tests.delivery.factories import NINE, Round, morning_round, visit

pytestmark = pytest.mark.django_db
LATER = NINE + timedelta(days=1)
HEADER = "Provider,Person reference,Worker,Planned start,Planned end,Actual start,Actual end"
GOOD = "Kindly Care,P123,Grace Okafor,07/04/2026 09:00,07/04/2026 09:30,07/04/2026 09:04,07/04/2026 09:26"


@pytest.fixture
def world() -> Round:
    made = morning_round()
    Identifier.objects.create(
        person=made.ada, scheme="provider_id", value="P123", organisation=made.cast.kindly_care
    )
    return made


def imported(*rows: str) -> Imported:
    return import_visits(by=None, at=LATER, source="\n".join((HEADER, *rows)).encode())


def codes(done: Imported) -> list[tuple[int, str]]:
    return [(finding.row_number, finding.code) for finding in done.table.findings]


def test_a_row_becomes_a_check_in_and_a_check_out_and_is_verified(world: Round) -> None:
    done = imported(GOOD)
    assert (1, 0, []) == (done.recorded, done.known, codes(done))
    [row] = verify_visits(by=None, at=LATER, visit_ids=[world.visit.pk])
    assert (22, world.grace.pk, "phone clock") == (row.actual_minutes, row.worker_id, row.measured_by)
    assert Outbox.objects.filter(kind=Announced.VISIT_EVENTS, subject_id=world.visit.pk).exists()


def test_importing_again_changes_nothing(world: Round) -> None:
    imported(GOOD)
    done = imported(GOOD)
    assert (0, 1, 2) == (done.recorded, done.known, VisitEvent.objects.count())


def test_each_bad_row_is_reported_with_its_number_and_the_rest_is_used(world: Round) -> None:
    visit(line=world.line, workers=[world.grace], slot="noon", starts_at=NINE + timedelta(hours=3))
    done = imported(
        GOOD,
        GOOD,
        "Kindly Care,P123,Grace Okafor,07/04/2026 12:00,07/04/2026 12:30,07/04/2026 12:31,07/04/2026 12:01",
        "Kindly Care,P123,Grace Okafor,07/04/2026 13:00,07/04/2026 13:30,07/04/2026 09:20,07/04/2026 09:40",
        "Kindly Care,NOBODY,Grace Okafor,07/04/2026 15:00,07/04/2026 15:30,07/04/2026 15:00,07/04/2026 15:30",
        "Nobody Ltd,P123,Grace Okafor,07/04/2026 16:00,07/04/2026 16:30,07/04/2026 16:00,07/04/2026 16:30",
        "Kindly Care,P123,No Body,07/04/2026 17:00,07/04/2026 17:30,07/04/2026 17:00,07/04/2026 17:30",
        "Kindly Care,P123,Grace Okafor,07/04/2026 20:00,07/04/2026 20:30,07/04/2026 20:00,07/04/2026 20:30",
        "Kindly Care,P123,Grace Okafor,lunchtime,07/04/2026 12:30,07/04/2026 12:00,07/04/2026 12:30",
        "Kindly Care,P123,Grace Okafor,07/04/2026 12:00,07/04/2026 12:30,07/04/2026 12:00,07/04/2026 12:28",
    )
    assert {
        (3, "repeated"),
        (4, "negative"),
        (5, "overlapping"),
        (6, "unknown_person"),
        (7, "unknown_provider"),
        (8, "unknown_worker"),
        (9, "no_visit"),
        (10, "not_a_date"),
    } == set(codes(done))
    assert (2, 2, 4) == (done.recorded, done.table.summary().used, VisitEvent.objects.count())


def test_a_visit_across_midnight_belongs_to_the_day_it_was_planned(world: Round) -> None:
    late = visit(
        line=world.line,
        workers=[world.grace],
        slot="night",
        starts_at=datetime(2026, 4, 7, 22, 45, tzinfo=UTC),
        on=factories.TODAY,
    )
    done = imported(
        "Kindly Care,P123,Grace Okafor,07/04/2026 23:45,08/04/2026 00:15,07/04/2026 23:50,08/04/2026 00:20"
    )
    assert (1, [(2, "crosses_midnight")]) == (done.recorded, codes(done))
    [row] = verify_visits(by=None, at=LATER, visit_ids=[late.pk])
    assert 30 == row.actual_minutes


def test_elapsed_minutes_count_when_the_clocks_go_forward(world: Round) -> None:
    night = visit(
        line=world.line,
        workers=[world.grace],
        slot="night",
        starts_at=datetime(2026, 3, 29, 0, 40, tzinfo=UTC),
    )
    done = imported(
        "Kindly Care,P123,Grace Okafor,29/03/2026 00:40,29/03/2026 02:25,29/03/2026 00:40,29/03/2026 02:25"
    )
    assert (1, [(2, "crosses_clock_change")]) == (done.recorded, codes(done))
    [row] = verify_visits(by=None, at=LATER, visit_ids=[night.pk])
    assert 45 == row.actual_minutes


def test_a_visit_that_nobody_is_rostered_to_gets_the_worker_of_the_row(world: Round) -> None:
    open_visit = visit(line=world.line, slot="noon", starts_at=NINE + timedelta(hours=3))
    imported("Kindly Care,P123,Hal Brook,07/04/2026 12:00,07/04/2026 12:30,07/04/2026 12:00,07/04/2026 12:28")
    [entry] = current_entries([open_visit.pk])[open_visit.pk]
    assert (world.hal.pk, 30, "imported") == (entry.worker_id, entry.minutes, entry.reason)


def test_events_of_somebody_not_rostered_wait_for_a_decision(world: Round) -> None:
    imported(GOOD.replace("Grace Okafor", "Hal Brook"))
    held = set(VisitEvent.objects.values_list("held", flat=True))
    assert {"not_rostered"} == held


@pytest.mark.parametrize("source", [b"", b"\x00\xff\xfe", b"hello", HEADER.encode()])
def test_a_file_without_visits_is_reported_and_changes_nothing(world: Round, source: bytes) -> None:
    assert 0 == import_visits(by=None, at=LATER, source=source).recorded
    assert not VisitEvent.objects.exists()


def test_the_command_says_what_was_new_and_what_could_not_be_used(world: Round, tmp_path: Path) -> None:
    file = tmp_path / "visits.csv"
    file.write_text("\n".join((HEADER, GOOD, GOOD.replace("P123", "P999").replace(" 09:", " 19:"))))
    done = CliRunner().invoke(visits, [str(file)])
    assert "1 of 2 visits are new here; 0 were known already.\n" == done.stdout
    *mapped, finding = done.stderr.splitlines()
    assert "row 3, person: Nobody here has the reference “P999”." == finding
    assert "“Person reference” is taken for person." in mapped


@pytest.mark.parametrize("source", [b"", b"\x00\xff\xfe", b"name,street\nAda,Hollin Lane\n"])
def test_the_command_refuses_a_file_of_something_else_in_one_sentence(
    world: Round, tmp_path: Path, source: bytes
) -> None:
    file = tmp_path / "streets.csv"
    file.write_bytes(source)
    refused = CliRunner().invoke(visits, [str(file)]).exception
    assert isinstance(refused, NothingUsable)
    assert f"{file} holds no visits that can be read." in str(refused)
    assert not VisitEvent.objects.exists()


def test_the_command_takes_a_column_it_is_told_and_says_which_it_did_not_use(
    world: Round, tmp_path: Path
) -> None:
    file = tmp_path / "visits.csv"
    file.write_text("\n".join((HEADER.replace("Worker", "Who went"), GOOD)))
    done = CliRunner().invoke(visits, [str(file), "--column", "worker=Who went"])
    assert "“Who went” is taken for worker." in done.stderr
    assert "1 of 1 visits are new here; 0 were known already.\n" == done.stdout
    assert 2 == CliRunner().invoke(visits, [str(file), "--column", "carer=Who went"]).exit_code


class TestCommissionedMinutes:
    def test_they_are_compared_with_the_package_s_which_are_kept(self, world: Round) -> None:
        header = HEADER + ",Commissioned"
        source = "\n".join((header, GOOD + ",45")).encode()
        done = import_visits(by=None, at=LATER, source=source)
        assert (1, [(2, "commissioned_differs")]) == (done.recorded, codes(done))
        assert 30 == VisitTerms.objects.get(visit=world.visit).minutes

    def test_a_bad_one_is_reported_and_the_row_used(self, world: Round) -> None:
        source = "\n".join((HEADER + ",Commissioned", GOOD + ",some")).encode()
        done = import_visits(by=None, at=LATER, source=source)
        assert (1, [(2, "not_a_duration")]) == (done.recorded, codes(done))


class TestRowsWithoutActualTimes:
    PLANNED = GOOD.replace(",07/04/2026 09:04,07/04/2026 09:26", ",,")

    def test_a_row_may_say_only_what_was_planned(self, world: Round) -> None:
        done = imported(self.PLANNED)
        assert (0, 0, 1, []) == (done.recorded, done.known, done.planned, codes(done))
        assert not VisitEvent.objects.exists()

    def test_one_end_alone_is_refused(self, world: Round) -> None:
        done = imported(self.PLANNED.removesuffix(",") + "07/04/2026 09:26,", GOOD)
        assert (1, [(2, "blank")]) == (done.recorded, codes(done))


def test_a_name_may_have_the_family_first(world: Round) -> None:
    assert 1 == imported(GOOD.replace("Grace Okafor", '"Okafor, Grace"')).recorded


def test_only_who_may_import_tables_may(world: Round) -> None:
    source = "\n".join((HEADER, GOOD)).encode()
    with pytest.raises(NotPermitted):
        import_visits(by=world.cast.sam, at=LATER, source=source)
    assert 1 == import_visits(by=world.cast.cass, at=LATER, source=source).recorded
    with pytest.raises(NotPermitted):
        import_visits(by=world.cast.cass, at=LATER, source=source, creating=Creating())


def test_another_council_s_people_are_unknown(world: Round) -> None:
    elsewhere = factories.council("Otherton Council")
    ros = factories.user("Ros", role="commissioner", organisation=elsewhere)
    done = import_visits(by=ros, at=LATER, source="\n".join((HEADER, GOOD)).encode())
    assert (0, [(2, "unknown_person")]) == (done.recorded, codes(done))
