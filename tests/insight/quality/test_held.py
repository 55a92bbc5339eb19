"""What else is held of a provider's care: answered in time, training, staffing, complaints and voices."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import LazySettings

from kith.insight.actions import take_snapshot
from kith.insight.models import Snapshot
from kith.insight.packs.document import Grid
from kith.insight.packs.reader import Reader
from kith.insight.quality.provider import held
from kith.orgs.actions_work import NewItem, close_item, open_item
from kith.orgs.models import Organisation, User
from kith.workforce.actions import (
    NewAbsence,
    NewWorker,
    SignOff,
    engage_workers,
    record_unavailability,
    sign_off_skill,
)
from kith.workforce.models import Worker
from kith.workforce.queries_staffing import Staffing, staffing_of
from tests import factories
from tests.factories import NOW, TODAY, Cast

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def cast() -> Cast:
    return factories.cast()


def worker(provider: Organisation, name: str = "Grace", **changes: Any) -> Worker:
    given: dict[str, Any] = {"contract_minutes": 1_800, "starts_on": TODAY - 400 * DAY} | changes
    new = NewWorker(organisation_id=provider.pk, first_name=name, family_name="Okafor", home_lat=None,
                    home_lon=None, **given)  # fmt: skip
    return engage_workers(by=None, at=NOW, workers=[new])[0]


def grids(provider: Organisation, by: User | None, snapshot: Snapshot | None = None) -> dict[str, Grid]:
    shown = held(provider=provider, snapshot=snapshot, reader=Reader(by=by, at=NOW))
    return {grid.title: grid for grid in shown}


def signed_off(who: Worker, skill: str, days_ago: int, lasting: int | None) -> None:
    day = TODAY - days_ago * DAY
    until = day + lasting * DAY if lasting else None
    sign_off = SignOff(skill=skill, signed_off_on=day, expires_on=until)
    sign_off_skill(by=None, at=NOW, worker_id=who.pk, sign_off=sign_off)


def test_staffing_counts_who_is_there_who_left_and_what_lapsed(cast: Cast) -> None:
    grace = worker(cast.kindly_care)
    hal = worker(cast.kindly_care, "Hal", contract_minutes=0, starts_on=TODAY - 100 * DAY)
    worker(cast.kindly_care, "Gone", until=TODAY - 30 * DAY)
    worker(cast.kindly_care, "Long gone", until=TODAY - 366 * DAY)
    worker(cast.other_hands, "Sam's")
    signed_off(grace, "insulin", 300, 200)  # lapsed ...
    signed_off(grace, "insulin", 50, 70)  # ... and signed off again, for twenty more days
    signed_off(grace, "peg", 100, 50)  # lapsed
    signed_off(hal, "personal_care", 100, None)
    sick = [
        NewAbsence(worker_id=grace.pk, starts_at=NOW - 9 * DAY, ends_at=NOW - 7 * DAY, reason="sick"),
        NewAbsence(worker_id=hal.pk, starts_at=NOW - 9 * DAY, ends_at=NOW - 8 * DAY, reason="leave"),
    ]
    record_unavailability(by=None, at=NOW, absences=sick)
    assert Staffing(
        workers=2, a_year_before=2, left_in_the_year=1, without_hours=1, sign_offs=3, lapsed=1,
        lapsing_soon=1, workers_with_a_lapse=1, sick_days=3, workers_off_sick=1,
    ) == staffing_of(cast.kindly_care, TODAY)  # fmt: skip


def test_a_share_is_of_the_workers_there_were(cast: Cast) -> None:
    found = Staffing(
        workers=12, a_year_before=8, left_in_the_year=3, without_hours=0, sign_offs=40, lapsed=2,
        lapsing_soon=0, workers_with_a_lapse=2, sick_days=91, workers_off_sick=3,
    )  # fmt: skip
    assert (0.3, 0.95) == (found.turnover, found.in_date)
    assert found.sick_share == pytest.approx(91 / (12 * 91))


def test_a_council_is_not_shown_the_staff_of_a_provider_of_few(cast: Cast) -> None:
    signed_off(worker(cast.kindly_care), "insulin", 10, None)
    own, theirs = (grids(cast.kindly_care, who) for who in (cast.maya, cast.cass))
    assert ("Workers today", "1") == own["Staffing"].rows[0]
    assert ("Workers today", None) == theirs["Staffing"].rows[0]
    assert {None} == {row[1] for row in theirs["Training"].rows}


def test_few_of_many_workers_are_withheld_from_the_council_too(cast: Cast) -> None:
    workers = [worker(cast.kindly_care, f"W{n}") for n in range(12)]
    for n, each in enumerate(workers):
        signed_off(each, "insulin", 100, 50 if n < 3 else None)
    own, theirs = (
        {row[0]: row[1] for row in grids(cast.kindly_care, who)["Training"].rows}
        for who in (cast.maya, cast.cass)
    )
    assert ("75.0 %", "3") == (own["In date"], own["Workers with one that lapsed"])
    assert ("12", None, None, "0") == tuple(
        theirs[words] for words in ("Sign-offs of skills", "In date", "Lapsed", "Lapsing in the next 28 days")
    )


def waited(cast: Cast, number: int, *, harm: int, due: timedelta, closed: timedelta | None) -> None:
    new = NewItem(
        kind="visit_late", subject_kind="visit", subject_id=number, organisation_id=cast.kindly_care.pk,
        due_at=NOW - due, person_id=UUID(int=number), harm=harm,
    )  # fmt: skip
    item = open_item(at=NOW - due - HOUR, item=new)
    if closed is not None:
        close_item(by=None, at=NOW - closed, item_id=item.pk, outcome="looked_into")


def test_concerns_are_those_that_fell_due_in_the_quarter(cast: Cast) -> None:
    waited(cast, 1, harm=3, due=2 * DAY, closed=2 * DAY)  # on the minute
    waited(cast, 2, harm=3, due=2 * DAY, closed=1 * DAY)  # a day late
    waited(cast, 3, harm=1, due=1 * DAY, closed=None)
    waited(cast, 4, harm=3, due=100 * DAY, closed=1 * DAY)  # fell due before
    waited(cast, 5, harm=3, due=-1 * DAY, closed=None)  # is not due yet
    rows = grids(cast.kindly_care, cast.maya)["Concerns answered"].rows
    assert (
        ("Could harm somebody now", "2", "1 (50 %)", "1", "0"),
        ("Everything", "3", "1 (33 %)", "1", "1"),
    ) == rows
    assert {None} == {cell for row in grids(cast.kindly_care, cast.cass)["Concerns answered"].rows
                      for cell in row[1:]}  # fmt: skip


def test_few_of_many_concerns_are_withheld_from_the_council(cast: Cast) -> None:
    for n in range(1, 15):
        waited(cast, n, harm=1, due=2 * DAY, closed=(2 if n > 3 else 1) * DAY)
    own, theirs = (
        grids(cast.kindly_care, who)["Concerns answered"].rows[1] for who in (cast.maya, cast.cass)
    )
    assert ("Everything", "14", "11 (79 %)", "3", "0") == own
    assert ("Everything", "14", "11 (79 %)", "under 10", "0") == theirs


COMPLAINTS = """received,provider,category,outcome,date closed
01/03/2026,Kindly Care,Late visits,upheld,20/03/2026
02/03/2026,Kindly Care,Late visits,not upheld,
03/03/2026,KINDLY CARE LTD,Rudeness,,
04/03/2025,Kindly Care,Late visits,upheld,05/03/2025
05/03/2026,Other Hands,Late visits,upheld,
"""


def survey(yes: int, no: int) -> str:
    rows = [("always", yes), ("never", no)]
    lines = [
        f"{n:02d}/03/2026,Kindly Care,Do they treat you with respect?,{said},{said}{n}"
        for said, count in rows
        for n in range(1, count + 1)
    ]
    return "\n".join(("survey date,provider,question,rating,response id", *lines)) + "\n"


def test_complaints_and_voices_come_from_the_councils_own_files(
    cast: Cast, tmp_path: Path, settings: LazySettings
) -> None:
    settings.EXTRACTS = tmp_path / "given"
    settings.EXTRACTS.mkdir()
    (settings.EXTRACTS / "complaints.csv").write_text(COMPLAINTS)
    (settings.EXTRACTS / "survey.csv").write_text(survey(yes=9, no=3))
    snapshot = take_snapshot(by=None, at=NOW, under=tmp_path / "facts")
    assert {"complaints": 5, "voices": 12} == {
        key: rows for key, rows in snapshot.rows.items() if key in ("complaints", "voices")
    }
    own, theirs = (grids(cast.kindly_care, who, snapshot) for who in (cast.maya, cast.cass))
    assert (("Late visits", "2", "1", "1"), ("Rudeness", "1", "0", "1")) == own["Complaints"].rows
    assert ("Late visits", "under 10", "under 10", "under 10") == theirs["Complaints"].rows[0]
    assert "the newest of 5 March 2026" in own["Complaints"].basis.definition
    # Wilson's interval of nine of twelve, by hand: 46.8 % to 91.1 %.
    assert (("Do they treat you with respect?", "12", "75.0 %", "46.8 % – 91.1 %", "25.0 %"),) == own[
        "What people say"
    ].rows


def test_where_nothing_is_held_it_says_so(cast: Cast, tmp_path: Path) -> None:
    snapshot = take_snapshot(by=None, at=NOW, under=tmp_path)
    shown = grids(cast.kindly_care, cast.cass, snapshot)
    assert (
        "Kith holds no complaints. They come from the council’s own files; none have been given."
        == shown["Complaints"].empty
    )
    assert "Kith holds no answers." in shown["What people say"].empty
    assert not any(grid.rows for grid in shown.values())


def test_where_councils_share_an_installation_no_files_are_read(
    cast: Cast, tmp_path: Path, settings: LazySettings
) -> None:
    factories.council("Second City Council")
    settings.EXTRACTS = tmp_path / "given"
    settings.EXTRACTS.mkdir()
    (settings.EXTRACTS / "complaints.csv").write_text(COMPLAINTS)
    snapshot = take_snapshot(by=None, at=NOW, under=tmp_path / "facts")
    assert "complaints" not in snapshot.rows
