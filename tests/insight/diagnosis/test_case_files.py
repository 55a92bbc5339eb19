"""Files read in depth: the share by strata, causes, agreement and what is withheld, worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from kith.insight.diagnosis.case_files import agreement_words, case_files, result_of
from kith.insight.diagnosis.case_readings import Reading, cases_of, newest_audit
from kith.insight.diagnosis.intervals import TooFew
from kith.insight.diagnosis.opportunities.assessment import assessment
from kith.insight.diagnosis.opportunities.opportunity import Asked, Prices
from kith.insight.diagnosis.result import Result, Table
from kith.insight.diagnosis.run import ANALYSES
from kith.insight.diagnosis.terms import Terms
from kith.insight.extracts.mapping import guessed
from kith.insight.extracts.read import read_extracts

TERMS = Terms(pence_per_hour=2400)
BLANK = Reading(
    case="", stratum="a", people=100, reader="one", profession="social_worker", agreed=False, verdict="ideal",
    minutes_now=600, enough_minutes=None, causes=(),
)  # fmt: skip


def reading(case: int, *causes: str, enough: int | None = 540, **changed: object) -> Reading:
    """Of less than ideal care where causes are named, and of ideal care where none is."""
    less: dict[str, object] = {"verdict": "less_than_ideal", "causes": causes, "enough_minutes": enough}
    return replace(BLANK, case=f"{case:03d}", **{**(less if causes else {}), **changed})  # type: ignore[arg-type]


def twice(case: int, *causes: str, **changed: object) -> list[Reading]:
    """Two readers who say the same."""
    other = {"reader": "two", "profession": "therapist"}
    return [reading(case, *causes, **changed), reading(case, *causes, **{**changed, **other})]  # type: ignore[arg-type]


def strata() -> list[Reading]:
    """Of stratum a, 100 people, five of ten are less; of b, 300 people, nine of ten; all by two readers."""
    small = [each for n in range(10) for each in twice(n, *(["risk"] if n < 5 else []))]
    large = {"stratum": "b", "people": 300}
    return small + [
        each for n in range(10, 20) for each in twice(n, *(["equipment"] if n < 19 else []), **large)
    ]


def table(result: Result, title: str) -> Table:
    return next(each for each in result.tables if each.title == title)


def test_the_share_counts_each_stratum_by_its_people() -> None:
    result = result_of(strata(), TERMS)
    share = result.estimate("less_than_ideal")
    assert (0.8, 0.5991, 0.9146) == (share.value, round(share.low or 0, 4), round(share.high or 0, 4))
    assert result.answer.startswith(
        "14 of 20 files might be less than ideal. Of everybody they were drawn from that is 80.0 % "
        "(59.9 % to 91.5 %). The cause named most often is: equipment."
    )
    rows = table(result, "By stratum").rows
    assert [("a", 100, 10, 5, 0.5), ("b", 300, 10, 9, 0.9)] == [row[:5] for row in rows]


def test_a_small_stratum_is_withheld_and_takes_the_next_with_it() -> None:
    few = [each for each in strata() if int(each.case) < 13]
    rows = table(result_of(few, TERMS), "By stratum").rows
    assert [(10, None), (3, None)] == [(row[2], row[4]) for row in rows]


def test_how_many_people_are_in_a_stratum_of_fewer_than_ten_is_withheld() -> None:
    whole = [each for n in range(20, 24) for each in twice(n, stratum="c", people=4)]
    rows = table(result_of([*strata(), *whole], TERMS), "By stratum").rows
    assert [("a", None), ("b", 300), ("c", None)] == [row[:2] for row in rows]


def test_causes_are_counted_once_a_file_the_most_frequent_first() -> None:
    result = result_of(strata(), TERMS)
    assert (("equipment", 9, 9 / 14), ("risk", 5, 5 / 14)) == table(result, "Causes named").rows
    assert "Causes named in files less than ideal, of 14. equipment: 9; risk: 5." == (
        result.pictures[0].sentence()
    )


def test_minutes_that_might_be_spared_are_priced_for_everybody_in_the_frame() -> None:
    # Stratum a spares 60 of 600 in half its files, b in nine of ten: 0.25 × 30 + 0.75 × 54.
    result = result_of(strata(), TERMS)
    assert pytest.approx(48.0) == result.estimate("spared_minutes").value
    # 48 minutes × 400 people × 52 weeks at 40p a minute.
    assert pytest.approx(48 * 400 * 52 * 40) == result.estimate("spared_pence").value


def test_readers_who_agree_have_one_and_a_single_reader_of_a_profession_is_withheld() -> None:
    result = result_of(strata(), TERMS)
    assert (1.0, 1.0) == (result.estimate("alpha").value, result.estimate("ac1").value)
    said = table(result, "What each profession said, before talking").rows
    assert [("Social worker", 20, None, None), ("Occupational therapist", 20, None, None)] == list(said)
    assert [("Social worker", "Occupational therapist", 20, 1.0)] == list(
        table(result, "Do professions say the same of a file?").rows
    )


def test_what_was_agreed_stands_and_what_was_not_is_left_out_and_said() -> None:
    torn = [reading(30, "risk"), reading(30, reader="two")]
    again = [reading(31, "risk"), reading(31, reader="two"), reading(31, agreed=True)]
    result = result_of([*strata(), *torn, *again], TERMS)
    assert 21 == result.n
    assert any(
        "1 more could not be told, or readers did not agree. Were all of those ideal, or all less, the share "
        "among the files would be 63.6 % or 68.2 %." == words
        for words in result.limits
    )


def test_of_several_readings_by_one_reader_the_last_holds() -> None:
    (case,) = cases_of([reading(1, "risk"), reading(1)])
    assert ("ideal", 0, ()) == (case.verdict, case.spared_minutes, case.causes)


def test_under_ten_files_there_is_no_result() -> None:
    with pytest.raises(TooFew):
        result_of([each for each in strata() if int(each.case) < 9], TERMS)


@pytest.mark.parametrize(
    ("value", "begins"),
    [
        (0.8, "Readers agree so well"),
        (0.7, "Readers agree well enough"),
        (0.2, "Readers differ"),
        (None, "Too few"),
    ],
)
def test_an_alpha_is_put_in_words(value: float | None, begins: str) -> None:
    assert agreement_words(value).startswith(begins)


SHEET = (
    "Case number,Group,People in stratum,Reviewer,Discipline,Judgement,Causes,Minutes a week now,"
    "Suggested minutes"
)
LESS, IDEAL = "Less than ideal,Risk averse; Equipment,600,480", "Ideal,,600,"


def sheet(folder: Path) -> Path:
    """Twelve files by two readers, as a council may have typed them: seven less than ideal."""
    lines = [SHEET]
    for number in range(1, 13):
        for reader in ("Jo,OT", "Sal,Care worker"):
            lines.append(f"{number},spot,240,{reader},{LESS if number <= 7 else IDEAL}")
    lines.append("13,spot,240,Jo,OT,Perhaps,,600,")
    (folder / "case_files.csv").write_text("\n".join(lines), encoding="utf-8")
    return folder


@pytest.fixture
def facts(tmp_path: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    folder = tmp_path / "extracts"
    folder.mkdir()
    read_extracts(connection, sheet(folder), guessed(), tmp_path, lambda words, share: None)
    return connection


def test_score_sheets_of_a_council_are_read_from_its_files(facts: duckdb.DuckDBPyConnection) -> None:
    audit, readings = newest_audit(facts)
    assert ("case_files.csv", 24) == (audit, len(readings))
    assert {"therapist", "worker"} == {each.profession for each in readings}
    assert (240, ("Risk averse", "Equipment")) == (readings[0].people, readings[0].causes)
    assert [("not_listed", 26)] == facts.execute("SELECT code, row_number FROM findings").fetchall()
    result = case_files(facts, TERMS)
    assert case_files in ANALYSES
    assert "7 of 12 files might be less than ideal." in result.answer


def test_an_audit_is_evidence_for_independence_in_assessment_and_adds_nothing(
    facts: duckdb.DuckDBPyConnection,
) -> None:
    for number in range(20):
        place, minutes = ("north", 600) if number < 10 else ("south", 480)
        facts.execute(
            "INSERT INTO packages (person_key, patch_key, starts_on, weekly_minutes, workers) "
            "VALUES (?, ?, '2025-03-03', ?, 1)",
            [f"p{number}", place, minutes],
        )
    asked = Asked(facts=facts, terms=TERMS, prices=Prices(), until=date(2026, 1, 1))
    answer = assessment(asked)
    assert answer.pence is not None
    # Ten people 60 minutes above the average of 540, at 40p a minute for 52 weeks.
    assert pytest.approx(10 * 60 * 52 * 40) == answer.pence.value
    # Seven of twelve files spare 120 minutes: 70 a person, of 20 people.
    assert pytest.approx(20 * 70 * 52 * 40) == answer.sensitivity[-1][1]
    assert "files read in depth" in [each.words for each in answer.figures]
