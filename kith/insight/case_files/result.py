"""From what readers said to rows of facts, and to the result of one audit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kith.core.dates import london_day
from kith.insight.case_files.audits import Audit
from kith.insight.case_files.file import read
from kith.insight.diagnosis.case_files import result_of
from kith.insight.diagnosis.case_readings import BETWEEN_CAUSES, Reading, causes_in
from kith.insight.diagnosis.stored import Plain, to_plain
from kith.insight.diagnosis.terms import LEEDS
from kith.insight.facts.known import pseudonym
from kith.insight.models_case_files import CaseAudit, CaseAuditStep, CaseFile, CaseScore, CaseText
from kith.orgs.context import as_house
from kith.people.queries_content import texts_of

Row = dict[str, Any]


def result_of_audit(audit: Audit) -> Plain:
    """What the readers of an audit found, as it is kept. Raises `TooFew`."""
    with as_house():
        rows = list(_rows(audit.row))
    return to_plain(result_of([_reading(row) for row in rows], LEEDS))


def case_score_rows() -> list[Row]:
    """What readers said in every audit that is finished, as rows of facts. Whoever calls sees everybody."""
    finished = CaseAudit.objects.filter(steps__step=CaseAuditStep.Step.FINISHED)
    return [row for audit in finished.order_by("recorded_at", "pk") for row in _rows(audit)]


def _rows(audit: CaseAudit) -> Iterator[Row]:
    """Each reader's last reading of each file, and then what was agreed, oldest first."""
    words: dict[str, str] = dict(audit.causes)
    people = {stratum: len(keys) for stratum, keys in audit.frame.items()}
    scores = CaseScore.objects.filter(case__audit=audit).select_related("case", "reader").order_by("pk")
    newest = {
        (score.case_id, score.agreed, "" if score.agreed else score.reader_id): score for score in scores
    }
    minutes = _minutes_now(audit)
    for score in newest.values():
        case: CaseFile = score.case
        yield {
            "audit_key": str(audit.pk),
            "case_key": f"{case.number:03d}",
            "stratum": case.stratum,
            "stratum_people": people[case.stratum],
            "reader_key": pseudonym(score.reader.user_id),
            "profession": score.reader.profession,
            "agreed": score.agreed,
            "verdict": score.verdict,
            "minutes_now": minutes.get(case.pk),
            "enough_minutes": score.enough_minutes,
            "causes": f"{BETWEEN_CAUSES} ".join(words[code] for code in score.causes),
            "on_day": london_day(score.recorded_at),
        }


def _minutes_now(audit: CaseAudit) -> dict[Any, int]:
    """Worker minutes a week of each file at the time of the draw; not of one whose record was disposed of."""
    contents = dict(
        CaseText.objects.filter(case__audit=audit).order_by("pk").values_list("case_id", "content_id")
    )
    texts = texts_of(contents.values())
    return {case: read(texts[content]).minutes_now for case, content in contents.items() if content in texts}


def _reading(row: Row) -> Reading:
    return Reading(
        case=row["case_key"],
        stratum=row["stratum"],
        people=row["stratum_people"],
        reader=row["reader_key"],
        profession=row["profession"],
        agreed=row["agreed"],
        verdict=row["verdict"],
        minutes_now=row["minutes_now"],
        enough_minutes=row["enough_minutes"],
        causes=causes_in(row["causes"]),
    )
