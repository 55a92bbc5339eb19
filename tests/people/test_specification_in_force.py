"""A council's own specification gives the words in which people's questions are answered."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from kith.core.returns.specification import (
    BadSpecification,
    shipped_specification,
    specification_in_force,
    use_specification,
)
from kith.people.actions_characteristics import may_be_answered
from kith.people.characteristics import CHARACTERISTICS, specification_of

SHIPPED = files("kith.core.returns").joinpath("cld_release_2.toml").read_text(encoding="utf-8")


@pytest.fixture
def official(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "official.toml"
    path.write_text(SHIPPED.replace('"Deaf with speech",', '"Deaf, speaks",'), encoding="utf-8")
    yield path
    use_specification(shipped_specification)


def test_answers_are_those_of_the_councils_own_list(official: Path) -> None:
    use_specification(lambda: specification_of(official))
    hearing = CHARACTERISTICS["hearing"]
    assert "Deaf, speaks" in hearing.answers()
    assert (True, False) == (
        may_be_answered(hearing, "Deaf, speaks"),
        may_be_answered(hearing, "Deaf with speech"),
    )


def test_ours_holds_where_there_is_no_other() -> None:
    assert shipped_specification() is specification_in_force()


def test_it_refuses_a_file_that_is_not_there_or_lacks_a_list(official: Path) -> None:
    with pytest.raises(BadSpecification, match="cannot be read"):
        specification_of(official.with_name("nowhere.toml"))
    start = SHIPPED.index('[[list]]\nfield = "Dementia"')
    without = SHIPPED[:start] + SHIPPED[SHIPPED.index("[[list]]", start + 1) :]
    start = without.index('[[field]]\nlabel = "Dementia"')
    without = without[:start] + without[without.index("[[field]]", start + 1) :]
    official.write_text(without, encoding="utf-8")
    with pytest.raises(BadSpecification, match="no list for: Dementia"):
        specification_of(official)
