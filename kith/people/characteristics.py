"""What is recorded of somebody because care, fairness or the law asks: the question, why, and who may know.

The answers are those of the national return (`kith/core/returns/`), so that nothing is translated on the way
out; a council with another list puts it there. Every question may be left: not asked, asked and not known,
and would rather not say are three different things, and each is kept as what it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from kith.core.phrases import phrase
from kith.core.returns.specification import (
    BadSpecification,
    Specification,
    read_specification,
    specification_in_force,
)

PREFERS_NOT_TO_SAY = "prefers_not_to_say"
"""An answer, and a different one from none: it is not asked again, and the return says it was refused."""

UNKNOWN, UNDECLARED = "Unknown", "No data: Undeclared or not known"
REFUSED = "No data: Refused"


class SaidBy(StrEnum):
    """Whose word an answer is."""

    PERSON = "person"
    FAMILY = "family"
    PROFESSIONAL = "professional"
    RECORDS = "records"


@dataclass(frozen=True, slots=True, kw_only=True)
class Characteristic:
    """One thing that may be asked: its key, which is also the kind of text it is kept as, and its class.

    ``field`` is its name in the national return. ``why`` is what is said when it is asked.
    """

    key: str
    field: str
    data_class: int
    name: str
    why: str
    not_known: str = UNKNOWN
    refused: str = UNKNOWN

    def answers(self, specification: Specification | None = None) -> tuple[str, ...]:
        """What may be answered, in the order of the return's list, without the words for no answer."""
        listed = (specification or specification_in_force()).lists[self.field].values
        return tuple(value for value in listed if value not in (self.refused, self.not_known))

    def cell(self, value: str | None) -> str:
        """What the return says for an answer, or for none."""
        if value is None:
            return self.not_known
        return self.refused if value == PREFERS_NOT_TO_SAY else value


_EACH = (
    Characteristic(
        key="gender",
        field="Gender",
        data_class=4,
        name=phrase("Gender"),
        why=phrase(
            "So that whoever helps with washing and dressing suits you, and to see that care is fair."
        ),
    ),
    Characteristic(
        key="ethnicity",
        field="Ethnicity",
        data_class=14,
        name=phrase("Ethnic group"),
        why=phrase("To see whether care is as good for everybody. It changes nothing about yours."),
        not_known=UNDECLARED,
        refused=REFUSED,
    ),
    Characteristic(
        key="support_reason",
        field="Primary support reason",
        data_class=4,
        name=phrase("Main reason for support"),
        why=phrase("So that the right help comes, and to see what people need it for."),
    ),
    Characteristic(
        key="accommodation",
        field="Accommodation status",
        data_class=14,
        name=phrase("Kind of home"),
        why=phrase("To see how many people can go on living in a home of their own."),
    ),
    Characteristic(
        key="employment",
        field="Employment status",
        data_class=14,
        name=phrase("Work"),
        why=phrase("To see whether people who draw on care can work if they want to."),
    ),
    Characteristic(
        key="funding",
        field="Client funding status",
        data_class=9,
        name=phrase("Who pays for care"),
        why=phrase("The council has to know whose money pays, and what you may be asked for."),
    ),
    Characteristic(
        key="dementia",
        field="Dementia",
        data_class=4,
        name=phrase("Dementia"),
        why=phrase("So that the same people come, in the same way, and nobody hurries you."),
    ),
    Characteristic(
        key="autism",
        field="Autism spectrum disorder (ASD)",
        data_class=4,
        name=phrase("Autism"),
        why=phrase("So that visits are as you expect them, and nobody changes them without telling you."),
    ),
    Characteristic(
        key="sight",
        field="Visual impairment",
        data_class=1,
        name=phrase("Sight"),
        why=phrase("So that we write and speak to you in a way that reaches you."),
    ),
    Characteristic(
        key="hearing",
        field="Hearing impairment",
        data_class=1,
        name=phrase("Hearing"),
        why=phrase("So that we write and speak to you in a way that reaches you."),
    ),
)
CHARACTERISTICS: Mapping[str, Characteristic] = MappingProxyType({each.key: each for each in _EACH})
"""Every one, by key, in the order in which they are asked."""

ETHNIC_GROUP_ENDS = ":"


def specification_of(path: Path) -> Specification:
    """The specification in a file, which has a list for each of our questions.

    Raises `BadSpecification`, also where the file is not there.
    """
    try:
        read = read_specification(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadSpecification(
            "KITH_RETURN_SPECIFICATION names a file that cannot be read: {path}. Check its name.", path=path
        ) from error
    lacking = [each.field for each in _EACH if each.field not in read.lists]
    if lacking:
        raise BadSpecification(
            "The specification has no list for: {fields}. Compare it with the one that comes with Kith.",
            fields=", ".join(lacking),
        )
    return read


def answer_or_none(characteristic: Characteristic, value: str | None) -> str | None:
    """The answer where there was one, and None where nothing was said, or only that it is not known."""
    silent = (None, PREFERS_NOT_TO_SAY, characteristic.not_known, characteristic.refused)
    return None if value in silent else value


def ethnic_group(value: str) -> str | None:
    """The group of the census that an ethnicity belongs to; None where there was no answer."""
    answer = answer_or_none(CHARACTERISTICS["ethnicity"], value)
    return answer.partition(ETHNIC_GROUP_ENDS)[0] if answer else None
