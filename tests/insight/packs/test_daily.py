"""The daily pack of a street on a Tuesday at 08:42: who is named, to whom, and what of it is logged."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kith.brokerage.actions_suspensions import resume, suspend
from kith.core.errors import NotFound, NotPermitted
from kith.insight.packs.document import Pack
from kith.insight.packs.html import html
from kith.insight.packs.make import Asked, NotAPack, make_pack
from kith.insight.packs.pdf import pdf
from kith.insight.packs.reader import Reader
from kith.orgs.models import AuditRow, User
from kith.people.actions_households import place_household
from kith.workforce.actions import NewAbsence, record_unavailability
from tests.brokerage.factories import contract
from tests.factories import NOW
from tests.insight.packs.shown import grid, text_of
from tests.people.neighbours import MILL_ROAD
from tests.web.street import Street, at, street

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Street:
    """The street, Ada and Bert living in Millgate."""
    made = street()
    for person in (made.ada, made.bert):
        place_household(by=None, at=NOW, person_id=person.pk, home=MILL_ROAD)
    return made


def daily(here: Street, by: User | None) -> Pack:
    return make_pack(Asked(kind="daily", patch_id=here.cast.patch.pk), Reader(by=by, at=NOW))


def test_what_needs_somebody_is_named_with_who_was_to_come(here: Street) -> None:
    pack = daily(here, here.cast.olu)
    assert ("Daily huddle", "Millgate · Kindly Care", "7 April 2026", True) == (
        pack.title, pack.whose, pack.period, pack.names,
    )  # fmt: skip
    assert (("Bert Holroyd", "07:30", "Hal Brook", "Phone offline"),) == grid(pack, "Now").rows
    assert (("Ada Okafor", "12:00", "nobody", "nobody has it yet"),) == grid(pack, "Nobody has it yet").rows
    assert "2 visits need somebody." == pack.sections[0].lede


def test_a_worker_never_met_before_is_a_familiar_face_at_risk(here: Street) -> None:
    rows = grid(daily(here, here.cast.olu), "Only unknown").rows
    assert {("Ada Okafor", "Grace Okafor"), ("Bert Holroyd", "Hal Brook")} == set(rows)


def test_who_is_away_in_hospital_and_home_again(here: Street) -> None:
    hours = {"starts_at": at(7), "ends_at": at(15)}
    sick = NewAbsence(worker_id=here.hal.pk, reason="sick", **hours)  # type: ignore[arg-type]
    record_unavailability(by=None, at=NOW, absences=[sick])
    here.hal.team = here.cast.team
    here.hal.save()
    pause = suspend(
        by=None, at=NOW, person_id=here.bert.pk, starts_at=NOW - timedelta(days=3), reason="hospital"
    )
    pack = daily(here, here.cast.olu)
    assert (("Hal Brook", "Tue 7 Apr, 07:00", "Tue 7 Apr, 15:00", "Off sick"),) == grid(pack, "Away").rows
    assert (("Bert Holroyd", "in hospital", "Sat 4 Apr, 08:42"),) == grid(pack, "Hospital").rows
    resume(by=None, at=NOW, suspension_id=pause.pk, ends_at=NOW - timedelta(hours=1))
    home = grid(daily(here, here.cast.olu), "Hospital").rows
    assert (("Bert Holroyd", "home again", "Tue 7 Apr, 07:42"),) == home


def test_everybody_who_is_named_is_in_the_log_once_for_each_pack(here: Street) -> None:
    daily(here, here.cast.olu)
    rows = AuditRow.objects.filter(action="see.pack")
    assert {(here.ada.pk, here.cast.olu.pk, 3), (here.bert.pk, here.cast.olu.pk, 3)} == set(
        rows.values_list("person_id", "user_id", "data_class")
    )
    assert 2 == rows.count()
    assert {"package"} == set(rows.values_list("reason", flat=True))


def test_another_provider_s_huddle_names_nobody_and_logs_nothing(here: Street) -> None:
    contract(commissioner=here.cast.council, provider=here.cast.other_hands, reference="C-9")
    pack = daily(here, here.cast.sam)
    assert set() == {row for section in pack.sections for part in section.parts for row in part.rows}
    assert not AuditRow.objects.filter(action="see.pack").exists()


def test_a_social_worker_sees_their_people_and_no_worker_s_file(here: Street) -> None:
    pack = daily(here, here.cast.helen)
    assert [("Bert Holroyd", "07:30", "Hal Brook", "Phone offline")] == list(grid(pack, "Now").rows)
    assert "away" not in {section.key for section in pack.sections}


@pytest.mark.parametrize(("who", "refusal"), [("cass", NotFound), ("fay", NotFound), ("grace", NotPermitted)])
def test_who_reads_no_visits_by_name_is_offered_none(
    here: Street, who: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        daily(here, getattr(here.cast, who))
    assert not AuditRow.objects.filter(action="see.pack").exists()


def test_it_takes_a_neighbourhood_and_a_reader(here: Street) -> None:
    with pytest.raises(NotFound):
        daily(here, None)
    with pytest.raises(NotAPack, match="one neighbourhood"):
        make_pack(Asked(kind="daily"), Reader(by=here.cast.olu, at=NOW))


def test_on_paper_it_says_how_to_keep_it(here: Street) -> None:
    pack = daily(here, here.cast.olu)
    for said in (html(pack), text_of(pdf(pack))):
        assert "Bert Holroyd" in said
        assert "destroy it after the meeting" in said
