"""Running a case-file audit: who may, the draw, the files without names, and each step in its turn."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from kith.core.case_sample import draw
from kith.core.errors import NotFound, NotPermitted
from kith.insight.case_files.actions import NotAnAudit, ask_reader, begin_audit, take_step
from kith.insight.case_files.actions_files import NotYet, StillMarked, person_of_case, write_file
from kith.insight.case_files.audits import audits_of, progress_of, readers_to_ask
from kith.insight.case_files.queries import file_to_look_through, open_case
from kith.insight.facts.known import pseudonym
from kith.insight.models import CaseAudit, CaseFile, CaseSubject
from kith.insight.wording import NotPlainWords
from kith.orgs.models import AuditRow
from kith.people.models import Relationship
from kith.people.queries_audit import who_looked
from tests.factories import NOW, TODAY
from tests.insight.case_files.street import (
    Street,
    approve,
    approve_all,
    begun,
    less,
    new_audit,
    of,
    opened,
    score,
    scored,
    street,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Street:
    return street()


def case_about(here: Street, audit: CaseAudit, place: int = 0) -> CaseFile:
    return CaseSubject.objects.get(case__audit=audit, person=here.people[place]).case


@pytest.mark.parametrize("who", ["helen", "bea", "cass", "pru", "grace", "ada", "sam"])
def test_who_does_not_lead_audits_is_refused_and_nothing_is_drawn(here: Street, who: str) -> None:
    with pytest.raises(NotPermitted, match="run a case-file audit"):
        begin_audit(by=getattr(here.cast, who), at=NOW, new=new_audit())
    assert not CaseAudit.objects.exists()


def test_the_draw_is_kept_so_that_anybody_can_repeat_it(here: Street) -> None:
    audit = begun(here, size=5, sorted_by=("tier", "size"), seed=" 7 ")
    assert {"primary/under_7_hours": sorted(pseudonym(each.pk) for each in here.people)} == audit.frame
    again = draw(audit.frame, audit.size, seed=audit.seed, least=audit.least)
    subjects = CaseSubject.objects.filter(case__audit=audit).order_by("case__number")
    assert list(again.numbered) == [pseudonym(each.person_id) for each in subjects]
    assert {"primary/under_7_hours"} == set(audit.cases.values_list("stratum", flat=True))


@pytest.mark.parametrize(
    "changed",
    [
        {"size": 0},
        {"size": 201},
        {"least": 0},
        {"least": 13},
        {"readers_each": 0},
        {"sorted_by": ("name",)},
        {"seed": " "},
    ],
)
def test_what_cannot_be_drawn_is_refused(here: Street, changed: dict[str, object]) -> None:
    with pytest.raises(NotAnAudit):
        begun(here, **changed)


def test_a_title_that_points_at_somebody_is_refused(here: Street) -> None:
    with pytest.raises(NotPlainWords):
        begun(here, title="Files like 943 476 5919")


def test_a_file_says_how_care_went_and_names_nobody(here: Street) -> None:
    audit = begun(here)
    number = case_about(here, audit).number
    _, _, file = file_to_look_through(by=here.petra, at=NOW, audit_id=audit.pk, number=number)
    assert "[person] likes tea. Ring ⟦Wilf⟧ on [telephone]. ⟦Nesta⟧ calls on Sundays." == file.words[0].text
    assert [(1, 11, 210, 1)] == [(e.week, e.until, e.minutes, e.workers) for e in file.stretches]
    assert (10, 210, True) == (file.last_week, file.minutes_now, file.is_marked)


def test_the_owner_approves_each_file_and_no_mark_goes_further(here: Street) -> None:
    audit = begun(here)
    number = case_about(here, audit).number
    marked = ["She likes tea with ⟦Wilf⟧"]
    with pytest.raises(StillMarked):
        write_file(by=here.petra, at=NOW, audit_id=audit.pk, number=number, words=marked, approve=True)
    _, _, kept = file_to_look_through(by=here.petra, at=NOW, audit_id=audit.pk, number=number)
    assert marked == [each.text for each in kept.words]  # nothing that was typed is lost
    assert [False] * 12 == [each.approved for each in progress_of(of(here, audit))]
    approve(here, audit.pk, number)
    assert [number] == [each.case.number for each in progress_of(of(here, audit)) if each.approved]


def test_reading_begins_only_when_every_file_is_approved_and_somebody_was_asked(here: Street) -> None:
    audit = begun(here)
    with pytest.raises(NotYet, match="Approve the 12 files that are left"):
        take_step(by=here.petra, at=NOW, audit_id=audit.pk, step="opened")
    approve_all(here, audit)
    with pytest.raises(NotYet, match="ask at least one reader"):
        take_step(by=here.petra, at=NOW, audit_id=audit.pk, step="opened")
    for step in ("closed", "finished", "preparing", ""):
        with pytest.raises(NotYet):
            take_step(by=here.petra, at=NOW, audit_id=audit.pk, step=step)


def test_who_may_be_asked_reads_case_files_for_this_council(here: Street) -> None:
    audit = begun(here)
    asked = readers_to_ask(of(here, audit), TODAY)
    assert ["Grace", "Helen", "Maya", "Petra", "Tess"] == [each.display_name for each in asked]
    for user_id, profession in ((here.cast.bea.pk, "nurse"), (here.tess.pk, "judge"), (uuid4(), "nurse")):
        with pytest.raises(NotAnAudit):
            ask_reader(by=here.petra, at=NOW, audit_id=audit.pk, user_id=user_id, profession=profession)


def test_only_its_owner_opens_whom_a_file_is_about_and_only_while_it_lasts(here: Street) -> None:
    audit = opened(here)
    number = case_about(here, audit).number
    access = person_of_case(by=here.petra, at=NOW, audit_id=audit.pk, number=number)
    assert here.people[0] == access.person
    row = AuditRow.objects.filter(action="see.person", user_id=here.petra.pk).latest("pk")
    assert (here.people[0].pk, "case", True) == (row.person_id, row.reason, row.allowed)
    for other in (here.cast.helen, here.tess, here.cast.bea):
        with pytest.raises(NotFound):
            person_of_case(by=other, at=NOW, audit_id=audit.pk, number=number)
    scored(here, audit)
    take_step(by=here.petra, at=NOW, audit_id=audit.pk, step="closed")
    score(here.cast.helen, audit, 7, less())
    take_step(by=here.petra, at=NOW, audit_id=audit.pk, step="finished")
    assert not Relationship.objects.filter(source__startswith="case_audit:", ended_at__isnull=True).exists()
    with pytest.raises(NotFound):
        person_of_case(by=here.petra, at=NOW, audit_id=audit.pk, number=number)


def test_an_audit_that_is_left_keeps_no_record_open_for_ever(here: Street) -> None:
    begun(here)
    opened_to = Relationship.objects.filter(source__startswith="case_audit:").values_list("until", flat=True)
    assert {TODAY + timedelta(weeks=26)} == set(opened_to)


def test_a_person_who_keeps_their_assessment_back_has_no_words_in_their_file(here: Street) -> None:
    from tests.people.neighbours import choose

    choose(here.people[0], 7, "principal_social_worker", False, cast=here.cast)
    audit = begun(here)
    number = case_about(here, audit).number
    _, _, file = file_to_look_through(by=here.petra, at=NOW, audit_id=audit.pk, number=number)
    assert () == file.words
    assert 210 == file.minutes_now


def test_each_look_is_recorded_for_the_person(here: Street) -> None:
    audit = opened(here)
    case = case_about(here, audit)
    open_case(by=here.tess, at=NOW, audit_id=audit.pk, number=case.number)
    row = AuditRow.objects.filter(action="see.case_file").latest("pk")
    assert (here.tess.pk, here.people[0].pk, 7, str(case.pk)) == (
        row.user_id, row.person_id, row.data_class, row.subject_id,
    )  # fmt: skip


def test_the_person_reads_who_looked_and_why_in_words(here: Street) -> None:
    audit = opened(here)
    open_case(by=here.tess, at=NOW, audit_id=audit.pk, number=case_about(here, audit).number)
    looks = who_looked(by=None, person_id=here.people[0].pk, on=TODAY, at=NOW)
    seen = "looked at assessment and social work notes, as colleagues read it who are not told whose it is"
    assert (seen, "they were looking into a case") in {(each.did, each.why) for each in looks}
    assert "approved this record without names, for colleagues to read" in {each.did for each in looks}


def test_an_audit_is_seen_by_its_owner_and_readers_and_by_its_council_once_finished(here: Street) -> None:
    audit = opened(here)
    everybody = (here.petra, here.tess, here.cast.helen, here.cast.bea, here.cast.sam, here.cast.grace)
    seen = [who.display_name for who in everybody if audits_of(by=who, on=TODAY)]
    assert ["Petra", "Tess", "Helen"] == seen
    scored(here, audit)
    take_step(by=here.petra, at=NOW, audit_id=audit.pk, step="closed")
    with pytest.raises(NotYet, match="differ on 1 files"):
        take_step(by=here.petra, at=NOW, audit_id=audit.pk, step="finished")
    score(here.tess, audit, 7, less())
    take_step(by=here.petra, at=NOW, audit_id=audit.pk, step="finished")
    assert audits_of(by=here.cast.bea, on=TODAY)[0].result is not None
    assert [] == audits_of(by=here.cast.sam, on=TODAY)


@pytest.mark.parametrize(
    "table",
    ["caseaudit", "casefile", "casesubject", "casetext", "casereader", "caseauditstep", "casescore"],
)
def test_its_tables_hold_facts(here: Street, table: str) -> None:
    audit = opened(here)
    score(here.tess, audit, 1)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM insight_{table}")
