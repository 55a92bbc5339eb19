"""An extract alone is enough: what is missing is made from it, and from nothing else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from kith.brokerage.actions_packages import OutsideContract
from kith.brokerage.models import Contract, PackageLine
from kith.cli.import_visits import visits
from kith.delivery.actions_verify import verify_visits
from kith.delivery.import_contracts import Creating, WhichContract, WhoseCare
from kith.delivery.import_making import Made
from kith.delivery.imports import Imported, import_visits
from kith.delivery.models import VisitEvent
from kith.orgs.models import AuditRow, Organisation
from kith.people.models import Identifier, Person
from kith.people.queries_names import name_of
from kith.rota.actions import extend_visits
from kith.rota.models import RotaEntry, Visit, VisitTerms
from kith.rota.problems import home_of
from kith.rota.queries import planned_visits
from kith.workforce.models import Worker
from tests import factories
from tests.delivery import factories as visited

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
MONDAY = date(2026, 4, 6)
HEADER = (
    "Provider,Person reference,Client name,Worker,Commissioned,"
    "Planned start,Planned end,Actual start,Actual end"
)
NEW = Creating(council="Aireford City Council", contract="HC 2026")


def row(
    day: date = MONDAY,
    *,
    provider: str = "Kindly Care",
    person: str = "P123",
    name: str = "Ada Marsh",
    worker: str = "Grace Okafor",
    commissioned: str = "30",
    planned: str = "09:00-09:30",
    actual: str = "09:04-09:31",
) -> str:
    times = [f"{day:%d/%m/%Y} {at}" for each in (planned, actual) if each for at in each.split("-")]
    return ",".join((provider, person, name, worker, commissioned, *times, *[""] * (4 - len(times))))


def four_weeks(**said: str) -> list[str]:
    return [row(MONDAY + timedelta(days=n), **said) for n in range(28)]


def imported(*rows: str, creating: Creating = NEW) -> Imported:
    return import_visits(by=None, at=LATER, source="\n".join((HEADER, *rows)).encode(), creating=creating)


def codes(done: Imported) -> list[tuple[int, str]]:
    return [(finding.row_number, finding.code) for finding in done.table.findings]


def test_everything_is_made_from_the_file_in_an_empty_house(database: str) -> None:
    done = imported(*four_weeks())
    assert Made(providers=1, contracts=1, workers=1, people=1, packages=1, visits=28) == done.made
    assert (28, 0, []) == (done.recorded, done.known, codes(done))


def test_a_person_is_known_by_the_provider_s_reference_and_named_as_in_the_file() -> None:
    imported(row())
    number = Identifier.objects.get()
    provider = Organisation.objects.get(name="Kindly Care")
    assert ("provider_id", "P123", provider) == (number.scheme, number.value, number.organisation)
    assert "Ada Marsh" == name_of(number.person_id).full


def test_a_worker_guarantees_nothing_that_the_file_does_not_say() -> None:
    imported(row(worker='"Okafor, Grace Ngozi"'))
    grace = Worker.objects.get()
    assert ("Grace", "Ngozi Okafor", 0, "", None, MONDAY) == (
        grace.first_name,
        grace.family_name,
        grace.contract_minutes,
        grace.home_postcode,
        home_of(grace),
        grace.starts_on,
    )


def test_the_line_holds_the_usual_week_on_the_days_of_the_file_and_no_longer() -> None:
    sundays = [
        row(MONDAY + timedelta(days=6 + 7 * n), planned="18:00-18:45", commissioned="") for n in (0, 1)
    ]
    done = imported(
        *four_weeks(), *(each.replace(" 09:04", " 18:02").replace(" 09:31", " 18:40") for each in sundays)
    )
    line = PackageLine.objects.get()
    assert ["09:00 30 min"] == [slot["key"] for slot in line.pattern]
    assert [list(range(7))] == [slot["weekdays"] for slot in line.pattern]
    assert (MONDAY, MONDAY + timedelta(weeks=4)) == (line.starts_on, line.until)
    assert (2, 2) == (done.made.unusual, done.made.without_commissioned)
    assert 30 == Visit.objects.count()


def test_commissioned_minutes_are_the_visit_s_and_planned_ones_the_rota_s() -> None:
    imported(row(commissioned="0:45"))
    [planned] = planned_visits(MONDAY, MONDAY + timedelta(days=1))
    assert 45 == planned.terms.minutes
    assert 30 == RotaEntry.objects.get(visit=planned.visit.pk).minutes


def test_importing_again_changes_nothing_at_all() -> None:
    rows = four_weeks() + four_weeks(
        person="P2", name="", worker="Hal Brook", planned="12:00-12:30", actual=""
    )
    imported(*rows)
    before = [(model, model.objects.count()) for model in COUNTED]
    done = imported(*rows)
    assert (Made(), 0, 28, 28) == (done.made, done.recorded, done.known, done.planned)
    assert before == [(model, model.objects.count()) for model in COUNTED]


COUNTED = (Organisation, Contract, Worker, Person, PackageLine, Visit, VisitTerms, VisitEvent)


def test_what_was_made_is_verified_like_any_visit() -> None:
    imported(row(), row(MONDAY + timedelta(days=1), actual=""))
    first, second = Visit.objects.order_by("on")
    rows = {each.visit_id: each for each in verify_visits(by=None, at=LATER, visit_ids=[first.pk, second.pk])}
    assert 27 == rows[first.pk].actual_minutes
    assert 0 == rows[second.pk].actual_minutes


def test_laying_out_visits_leaves_those_of_a_file_as_they_are() -> None:
    imported(*four_weeks()[::2])
    extend_visits(
        by=None, at=LATER, starts_on=MONDAY + timedelta(weeks=8), until=MONDAY + timedelta(weeks=12)
    )
    assert 14 == VisitTerms.objects.count()


def test_two_workers_at_one_time_are_one_visit_and_a_third_is_reported() -> None:
    done = imported(row(), row(worker="Hal Brook"), row(worker="Ivo Third"))
    assert (2, [(4, "no_place_left")]) == (done.recorded, codes(done))
    assert 2 == VisitTerms.objects.get().workers_needed


def test_a_visit_around_midnight_is_taken_once_though_its_rows_are_days_apart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("kith.delivery.imports.ROWS_AT_ONCE", 1)
    late = row(planned="23:30-23:50", actual="23:31-23:49")
    early = row(MONDAY + timedelta(days=1), planned="00:10-00:30", actual="00:11-00:29")
    done = imported(late, early)
    assert (2, 2, []) == (done.recorded, Visit.objects.count(), codes(done))


def test_a_later_file_adds_a_line_for_its_own_days_only() -> None:
    rows = four_weeks()
    imported(*rows[:14])
    done = imported(*rows[7:])
    assert (Made(packages=1, visits=14), 14, 7) == (done.made, done.recorded, done.known)
    assert [MONDAY, MONDAY + timedelta(weeks=2)] == [
        line.starts_on for line in PackageLine.objects.order_by("starts_on")
    ]


def test_visits_of_a_person_with_a_package_go_into_its_line() -> None:
    round = visited.morning_round()
    Identifier.objects.create(
        person=round.ada, scheme="provider_id", value="P123", organisation=round.cast.kindly_care
    )
    done = imported(
        row(factories.TODAY),
        row(factories.TODAY, planned="15:00-15:30", actual="15:00-15:29"),
        creating=Creating(),
    )
    assert (Made(visits=1), 2) == (done.made, done.recorded)
    assert {round.line.pk} == set(Visit.objects.values_list("package_line", flat=True))


class TestUnderWhichContract:
    def test_the_only_one_that_holds_is_taken(self) -> None:
        round = visited.morning_round()
        done = imported(row(), creating=Creating())
        assert (1, 0) == (done.made.packages, done.made.contracts)
        assert 2 == PackageLine.objects.filter(contract=round.line.contract).count()

    def test_without_one_it_has_to_be_named(self) -> None:
        factories.council()
        with pytest.raises(WhichContract, match="--contract"):
            imported(row(), creating=Creating())
        assert not Visit.objects.exists()

    def test_several_providers_get_one_each(self) -> None:
        imported(row(), row(provider="Other Hands", person="Q1", worker="Sam Lee"))
        assert ["HC 2026", "HC 2026 Other Hands"] == [
            each.reference for each in Contract.objects.order_by("reference")
        ]

    def test_one_that_is_opened_holds_from_the_first_visit_of_anybody(self) -> None:
        imported(row(MONDAY + timedelta(days=3)), row(person="P2", worker="Hal Brook"))
        assert MONDAY == Contract.objects.get().starts_on

    def test_one_that_does_not_hold_is_refused(self) -> None:
        imported(row())
        with pytest.raises(OutsideContract):
            imported(row(MONDAY - timedelta(weeks=2)))

    def test_a_council_that_is_not_known_here_has_to_be_named(self) -> None:
        with pytest.raises(WhoseCare, match="--council"):
            imported(row(), creating=Creating(contract="HC 2026"))
        factories.council("Otherton Council")
        with pytest.raises(WhoseCare, match="Otherton Council"):
            imported(row())


@pytest.mark.parametrize(("cut_off", "visits", "events"), [(("Matching", 3), 3, 0), (("Recording", 2), 5, 4)])
def test_an_import_that_was_cut_off_is_finished_by_doing_it_again(
    monkeypatch: pytest.MonkeyPatch, cut_off: tuple[str, int], visits: int, events: int
) -> None:
    monkeypatch.setattr("kith.delivery.imports.ROWS_AT_ONCE", 1)
    monkeypatch.setattr("kith.delivery.import_events.STAYS_AT_ONCE", 1)
    rows = [row(day) for day in [MONDAY + timedelta(days=n) for n in range(5)]]

    def stop(step: str, done: int, total: int) -> None:
        if (step, done) == cut_off:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_visits(
            by=None, at=LATER, source="\n".join((HEADER, *rows)).encode(), creating=NEW, progress=stop
        )
    assert (visits, events) == (Visit.objects.count(), VisitEvent.objects.count())
    done = imported(*rows)
    assert (5, 10) == (Visit.objects.count(), VisitEvent.objects.count())
    assert (5 - events // 2, events // 2) == (done.recorded, done.known)
    assert (5 - visits, 0) == (done.made.visits, done.made.packages)


def test_an_import_is_audited() -> None:
    imported(row(), row(MONDAY + timedelta(days=1)))
    [audited] = AuditRow.objects.filter(action="import.visits")
    assert {"rows": 2, "recorded": 2, "people": 1, "visits": 2} == audited.detail


def test_the_command_reports_what_it_made_and_what_it_inferred(tmp_path: Path) -> None:
    file = tmp_path / "visits.csv"
    file.write_text("\n".join((HEADER, row(name="", commissioned=""))))
    given = ["--create", "--council", "Aireford City Council", "--contract", "HC 2026"]
    done = CliRunner().invoke(visits, [str(file), *given])
    made, *inferred, last = done.stdout.splitlines()
    assert "Made: 1 provider, 1 contract, 1 worker, 1 person, 1 package, 1 visit." == made
    assert 6 == len(inferred)
    assert "1 of 1 visits are new here; 0 were known already." == last
