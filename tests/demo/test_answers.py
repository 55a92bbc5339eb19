"""What people of the demonstration answer is near the table of parameters, and the same each time."""

from __future__ import annotations

from collections import Counter
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from kith.demo.answers import answers_of
from kith.demo.parameters import PARAMETERS, value
from kith.people.actions import NewPerson
from kith.people.actions_characteristics import may_be_answered
from kith.people.characteristics import CHARACTERISTICS, PREFERS_NOT_TO_SAY, ethnic_group

OPTIONS: Any = SimpleNamespace(seed=1)
COUNCIL: Any = None
ASKED_ON = date(2026, 1, 5)
PEOPLE = [
    NewPerson(
        id=UUID(int=number),
        name="Ruth Lumb",
        commissioner=COUNCIL,
        born_on=date(1940, 4, 17),
    )
    for number in range(4_000)
]


@pytest.fixture(scope="module")
def said() -> list[tuple[str, str]]:
    return [each for person in PEOPLE for each in answers_of(person, OPTIONS, ASKED_ON)]


def test_every_answer_is_on_its_list(said: list[tuple[str, str]]) -> None:
    assert set(CHARACTERISTICS) == {key for key, _ in said}
    assert all(may_be_answered(CHARACTERISTICS[key], value) for key, value in set(said))


def test_groups_are_as_common_as_the_table_says(said: list[tuple[str, str]]) -> None:
    groups = Counter(ethnic_group(value) for key, value in said if key == "ethnicity")
    known = sum(number for group, number in groups.items() if group)
    stated = sum(value(name) for name in PARAMETERS if name.startswith("ethnic_group"))
    assert groups["Asian or Asian British"] / known == pytest.approx(0.064 / stated, abs=0.015)
    assert groups["White"] / known == pytest.approx(0.806 / stated, abs=0.025)


def test_some_would_rather_not_say_and_some_were_not_asked(said: list[tuple[str, str]]) -> None:
    of_gender = [value for key, value in said if key == "gender"]
    assert of_gender.count(PREFERS_NOT_TO_SAY) / len(PEOPLE) == pytest.approx(0.02, abs=0.01)
    assert len(of_gender) / len(PEOPLE) == pytest.approx(0.94, abs=0.015)


def test_the_same_person_answers_the_same() -> None:
    assert list(answers_of(PEOPLE[7], OPTIONS, ASKED_ON)) == list(answers_of(PEOPLE[7], OPTIONS, ASKED_ON))
