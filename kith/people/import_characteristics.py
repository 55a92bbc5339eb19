"""What a council's files say of people: its own table, or a national return it has sent before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import BinaryIO
from uuid import UUID

from kith.core.dates import london_day
from kith.core.errors import Invalid
from kith.core.returns.specification import Specification, specification_in_force
from kith.core.table_cells import BadCell, Reader, one_of, text
from kith.core.table_times import day
from kith.core.tables import Column, Row, Table, read_table
from kith.orgs.context import as_house
from kith.orgs.models import User
from kith.people.actions_characteristics import NewAnswer, check_answer, record_answers
from kith.people.characteristics import CHARACTERISTICS, PREFERS_NOT_TO_SAY, Characteristic, SaidBy
from kith.people.queries_characteristics import Said, said_of
from kith.people.queries_numbers import COLUMNS, numbers_in, people_by_number, whom

AT_ONCE = 500
PREFERS_NOT = frozenset({"prefers not to say", "prefer not to say", "would rather not say", "refused"})


class UnknownPerson(Invalid):
    """A row gives no number by which somebody here is known."""

    code = "unknown_person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What was done with a file: its rows and findings, and how many answers were new and how many known."""

    table: Table
    written: int
    known: int


def columns(specification: Specification | None = None) -> list[Column]:
    """The columns of such a file: a number of the person, the questions, since when and by whom."""
    read = specification or specification_in_force()
    return [
        *COLUMNS,
        *(
            Column(
                key=each.key,
                read=_reader(each, read),
                names=(each.field, each.name, each.field.replace(" ", "_")),
                required=False,
                may_be_bad=True,
            )
            for each in CHARACTERISTICS.values()
        ),
        Column(key="since", read=day(), names=("from",), required=False),
        Column(key="said by", read=one_of(*SaidBy), required=False, may_be_bad=True),
    ]


def import_characteristics(
    *, by: User | None, at: datetime, source: BinaryIO, since: date | None = None
) -> Imported:
    """What was made of a file; each row that could not be used is a finding with its number.

    A row is about somebody the council knows, by its own number or the NHS number. Blank cells and those
    that say unknown are passed over: a file cannot tell what was not asked from what was not known. What
    stood on its day already, or an earlier row said, is not written again. Raises `NotPermitted`, or
    `NotFound` for somebody not the user's.
    """
    today = london_day(at)
    table = read_table(source, columns())
    written = known = 0
    rows = iter(table)
    while some := list(islice(rows, AT_ONCE)):
        with as_house():
            people = people_by_number(number for row in some for number in numbers_in(row.values))
            said = said_of(people.values())
        new: dict[NewAnswer, None] = {}  # once each: a return says the same in every row about somebody
        for row in some:
            try:
                answers = list(_answers(row, whom(row.values, people), since or today, today))
            except Invalid as refused:
                table.refuse(row, None, refused.code, refused.message)
                continue
            fresh = [each for each in answers if each not in new and not _stood(each, said)]
            new |= dict.fromkeys(fresh)
            known += len(answers) - len(fresh)
        if new:
            written += len(record_answers(by=by, at=at, answers=list(new)))
    return Imported(table=table, written=written, known=known)


def _answers(row: Row, person_id: UUID | None, since: date, today: date) -> Iterator[NewAnswer]:
    if person_id is None:
        raise UnknownPerson("Nobody here has this number. Register them first.")
    for key in CHARACTERISTICS:
        if row[key] is not None:
            answer = NewAnswer(
                person_id=person_id,
                key=key,
                value=row[key],
                said_by=SaidBy(row["said by"] or SaidBy.RECORDS),
                since=row["since"] or since,
            )
            check_answer(answer, today)
            yield answer


def _stood(answer: NewAnswer, said: Mapping[UUID, Sequence[Said]]) -> bool:
    """Whether the same stood on the day from which the answer would hold."""
    of_person = said.get(answer.person_id, ())
    until_then = [each.value for each in of_person if each.key == answer.key and each.since <= answer.since]
    return until_then[-1:] == [answer.value]


def _reader(characteristic: Characteristic, specification: Specification) -> Reader[str | None]:
    """A reader of answers to one question, in the words of any release, whatever their capitals."""
    listed = {value.casefold(): value for value in characteristic.answers(specification)}

    def read(cell: str) -> str | None:
        said = text(specification.now(characteristic.field, text(cell)))
        if said == characteristic.not_known or said.casefold() == "unknown":
            return None
        if said == characteristic.refused or said.casefold() in PREFERS_NOT:
            return PREFERS_NOT_TO_SAY
        if said.casefold() not in listed:
            raise BadCell(
                "not_an_answer",
                "“{cell}” is not in the list for: {name}.",
                cell=cell,
                name=characteristic.field,
            )
        return listed[said.casefold()]

    return read
