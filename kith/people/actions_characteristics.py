"""Writes down what people say of themselves, or others of them. Nothing written is changed or taken away."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kith.core.dates import london_day
from kith.core.errors import Invalid
from kith.core.phrases import say
from kith.orgs import audit
from kith.orgs.models import User
from kith.orgs.roles import Right, check_may
from kith.people.actions_content import NewContent, write_contents
from kith.people.characteristics import CHARACTERISTICS, PREFERS_NOT_TO_SAY, Characteristic, SaidBy
from kith.people.models import Content, Person
from kith.people.queries import access_person
from kith.people.queries_characteristics import RECORD, Said, standing_on


class NotAnAnswer(Invalid):
    """There is no such question, the answer is not on its list, or it would hold from an impossible day."""

    code = "characteristic_not_an_answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAnswer:
    """One answer about a person, whose word it is, and the first day it holds.

    ``corrects``: what stands was never so. Otherwise what stood stays true of the days before.
    """

    person_id: UUID
    key: str
    value: str
    said_by: SaidBy
    since: date
    corrects: bool = False


def record_answers(*, by: User | None, at: datetime, answers: Sequence[NewAnswer]) -> list[Content]:
    """The answers written down, in the order given; one about which nothing changes is written again.

    Each is sealed under the person's own key. Somebody who answers about themselves is taken at their word.
    Writes one audit row, which says what was asked and not what was answered. Raises `NotPermitted`,
    `NotFound`, `NotAnAnswer` or `RecordDisposed`.
    """
    today = london_day(at)
    check_may(by, RECORD, None, today)
    for answer in answers:
        check_answer(answer, today)
    people = _people(by, at, answers)
    with transaction.atomic():
        stands = standing_on(people, today)
        written = write_contents(
            by=by, at=at, pieces=[_piece(by, at, each, people, stands) for each in answers]
        )
        audit.record(
            by=by,
            at=at,
            action="record.characteristics",
            person_id=answers[0].person_id if len(people) == 1 else None,
            detail={"of": sorted({each.key for each in answers}), "people": len(people)},
        )
    return written


def may_be_answered(characteristic: Characteristic, value: str) -> bool:
    """Whether this is an answer to the question: one of its list, not known, or would rather not say."""
    return value in (PREFERS_NOT_TO_SAY, characteristic.not_known, *characteristic.answers())


def check_answer(answer: NewAnswer, today: date) -> None:
    """That this could be an answer. Raises `NotAnAnswer`."""
    characteristic = CHARACTERISTICS.get(answer.key)
    if characteristic is None:
        raise NotAnAnswer("There is no such question. Choose one of the list.", key=answer.key)
    if not may_be_answered(characteristic, answer.value):
        raise NotAnAnswer(
            "“{value}” is not an answer to: {name}. Choose one of the list.",
            value=answer.value,
            name=say(characteristic.name),
        )
    if answer.since > today:
        raise NotAnAnswer("This holds from a day that has not come yet. Give today or an earlier day.")


def _people(by: User | None, at: datetime, answers: Sequence[NewAnswer]) -> Mapping[UUID, Person]:
    """Everybody the answers are about. Whoever writes must be let add to each class of data."""
    asked = dict.fromkeys((each.person_id, CHARACTERISTICS[each.key].data_class) for each in answers)
    if by is None:
        return Person.objects.in_bulk([person_id for person_id, _ in asked])
    return {
        person_id: access_person(
            by=by, person_id=person_id, data_class=data_class, right=Right.APPEND, on=london_day(at), at=at
        ).person
        for person_id, data_class in asked
    }


def _piece(
    by: User | None,
    at: datetime,
    answer: NewAnswer,
    people: Mapping[UUID, Person],
    stands: Mapping[UUID, Mapping[str, Said]],
) -> NewContent:
    own = by is not None and people[answer.person_id].user_id == by.pk
    corrected = stands.get(answer.person_id, {}).get(answer.key) if answer.corrects else None
    kept = {
        "value": answer.value,
        "said_by": SaidBy.PERSON if own else answer.said_by,
        "since": min(answer.since, corrected.since if corrected else answer.since).isoformat(),
    }
    return NewContent(
        person_id=answer.person_id,
        kind=answer.key,
        text=json.dumps(kept, ensure_ascii=False),
        written_at=at,
        supersedes_id=corrected.id if corrected else None,
    )
