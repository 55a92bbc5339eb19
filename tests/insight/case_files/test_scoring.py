"""Scoring files: blind, then together; nothing lost, nothing seen too early, and the result by hand."""

from __future__ import annotations

import pytest

from kith.core.errors import NotFound, NotPermitted
from kith.insight.case_files.actions import take_step
from kith.insight.case_files.actions_files import NotYet
from kith.insight.case_files.actions_scores import NewScore, NotAScore, score_case
from kith.insight.case_files.audits import progress_of
from kith.insight.case_files.causes import NotCauses, first_causes, read, written
from kith.insight.case_files.queries import open_case
from kith.insight.case_files.result import case_score_rows
from kith.insight.diagnosis.intervals import TooFew
from kith.insight.models import CaseScore
from kith.insight.wording import NotPlainWords
from tests.factories import NOW
from tests.insight.case_files.street import IDEAL, Street, less, of, opened, score, scored, street

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Street:
    return street()


def test_a_reader_sees_only_their_own_words_until_it_is_closed(here: Street) -> None:
    audit = opened(here)
    score(here.cast.helen, audit, 1, less())
    mine = open_case(by=here.tess, at=NOW, audit_id=audit.pk, number=1)
    assert (None, ()) == (mine.own, mine.others)
    noted = NewScore(verdict="less_than_ideal", enough_minutes=70, causes=("other",), note="A rail")
    score(here.tess, audit, 1, noted)
    mine = open_case(by=here.tess, at=NOW, audit_id=audit.pk, number=1)
    assert mine.own is not None
    assert ("A rail", 70, ["other"]) == (
        mine.own.note, mine.own.score.enough_minutes, mine.own.score.causes,
    )  # fmt: skip
    score(here.tess, audit, 1)
    take_step(by=here.petra, at=NOW, audit_id=audit.pk, step="closed")
    both = open_case(by=here.tess, at=NOW, audit_id=audit.pk, number=1)
    assert ["less_than_ideal"] == [each.score.verdict for each in both.others]
    assert both.may_score


def test_a_later_score_supersedes_and_the_earlier_stays(here: Street) -> None:
    audit = opened(here)
    score(here.tess, audit, 1, less())
    score(here.tess, audit, 1)
    (first, *_) = progress_of(of(here, audit))
    assert ["ideal"] == [each.verdict for each in first.said.values()]
    assert 2 == CaseScore.objects.count()


@pytest.mark.parametrize(
    ("new", "refusal"),
    [
        (NewScore(verdict="good", enough_minutes=None, causes=(), note=""), NotAScore),
        (NewScore(verdict="less_than_ideal", enough_minutes=70, causes=(), note=""), NotAScore),
        (less(-1), NotAScore),
        (less(20_161), NotAScore),
        (less(70, "weather"), NotCauses),
        (NewScore(verdict="ideal", enough_minutes=None, causes=(), note="ada@example.org"), NotPlainWords),
    ],
)
def test_what_cannot_be_a_score_is_refused(here: Street, new: NewScore, refusal: type[Exception]) -> None:
    audit = opened(here)
    with pytest.raises(refusal):
        score(here.tess, audit, 1, new)
    assert not CaseScore.objects.exists()


def test_who_was_not_asked_and_who_may_not_score_are_refused(here: Street) -> None:
    audit = opened(here, readers_each=1)
    with pytest.raises(NotPermitted, match="score case files"):
        score(here.cast.bea, audit, 1)
    with pytest.raises(NotFound):
        score(here.cast.grace, audit, 1)
    theirs = [each.case.number for each in progress_of(of(here, audit)) if each.readers[0].user == here.tess]
    other = next(number for number in range(1, 13) if number not in theirs)
    assert 6 == len(theirs)
    with pytest.raises(NotFound):
        score(here.tess, audit, other)
    with pytest.raises(NotFound):
        open_case(by=here.tess, at=NOW, audit_id=audit.pk, number=other)


def test_only_files_on_which_readers_differ_are_scored_together(here: Street) -> None:
    audit = opened(here)
    scored(here, audit)
    take_step(by=here.petra, at=NOW, audit_id=audit.pk, step="closed")
    with pytest.raises(NotYet):
        score(here.tess, audit, 1)
    score(here.cast.helen, audit, 7)
    seventh = progress_of(of(here, audit))[6]
    assert (False, "ideal") == (seventh.waits, seventh.verdict)
    with pytest.raises(NotFound):
        score_case(by=here.tess, at=NOW, audit_id=audit.pk, number=13, new=IDEAL)


def test_the_result_is_what_was_said_and_agreed(here: Street) -> None:
    audit = opened(here)
    scored(here, audit)
    take_step(by=here.petra, at=NOW, audit_id=audit.pk, step="closed")
    score(here.cast.helen, audit, 7, less(70, "other"))
    take_step(by=here.petra, at=NOW, audit_id=audit.pk, step="finished")
    result = of(here, audit).result
    assert result is not None
    assert "7 of 12 files might be less than ideal." == result["answer"].split(" Of everybody")[0]
    by_words = {each["words"]: each for each in result["estimates"]}
    share = by_words["care that might be less than ideal"]
    assert (7 / 12, 7 / 12, 7 / 12) == (share["value"], share["low"], share["high"])  # everybody was drawn
    # Six spare 210 − 140 = 70 minutes, one 140, five none: 560 over 12 people.
    assert (
        pytest.approx(560 / 12)
        == by_words["worker minutes a week that might be spared, of each person"]["value"]
    )
    causes = next(table for table in result["tables"] if table["title"] == "Causes named")
    assert [["Equipment would have helped", 6, 6 / 7], ["Something else", 1, 1 / 7]] == causes["rows"]
    # Blind: 11 of 12 alike, 13 of 24 said less. Alpha: 1 − 23 × 2 / (24² − 13² − 11²) = 1 − 46/286.
    assert pytest.approx(1 - 46 / 286) == by_words["agreement: Krippendorff’s alpha"]["value"]


def test_finished_audits_are_rows_of_facts(here: Street) -> None:
    audit = opened(here)
    scored(here, audit)
    assert [] == case_score_rows()
    take_step(by=here.petra, at=NOW, audit_id=audit.pk, step="closed")
    score(here.cast.helen, audit, 7, less(70, "other"))
    take_step(by=here.petra, at=NOW, audit_id=audit.pk, step="finished")
    rows = case_score_rows()
    assert 25 == len(rows)
    assert 1 == sum(row["agreed"] for row in rows)
    assert {("everybody", 12, 210)} == {
        (row["stratum"], row["stratum_people"], row["minutes_now"]) for row in rows
    }


def test_too_few_files_have_no_result(here: Street) -> None:
    audit = opened(here, size=4)
    score(here.tess, audit, 1)
    take_step(by=here.petra, at=NOW, audit_id=audit.pk, step="closed")
    with pytest.raises(TooFew):
        take_step(by=here.petra, at=NOW, audit_id=audit.pk, step="finished")


class TestCauses:
    """The list of causes somebody writes."""

    def test_what_is_written_is_read_again(self) -> None:
        assert first_causes() == read(written(first_causes()))

    def test_a_line_without_a_code_gets_one(self) -> None:
        assert {"no_rail_by": "No rail by the bath"} == read("\n No rail by the bath \n")

    @pytest.mark.parametrize("text", ["", "a: One\na: Two", "a:", "a: One; two", "x" * 81])
    def test_a_list_that_cannot_be_used_is_refused(self, text: str) -> None:
        with pytest.raises(NotCauses):
            read(text)
