import copy

import pytest

from kith.core.errors import Invalid, NotFound, NotPermitted, Refused


def test_it_keeps_the_message_and_the_values_behind_it() -> None:
    refused = Invalid("25 h is over your limit of 20 h. Ask Helen to approve it.", limit_minutes=1200)

    assert "25 h is over your limit of 20 h. Ask Helen to approve it." == str(refused)
    assert str(refused) == refused.message
    assert {"limit_minutes": 1200} == refused.fields


def test_values_are_put_in_where_the_text_names_them_and_nowhere_else() -> None:
    refused = Invalid("Give 0 to {most} hours, and not {given}.", most=20, given="{most}")

    assert "Give 0 to 20 hours, and not {most}." == refused.message


def test_it_is_said_in_the_language_of_whoever_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    refused = Invalid("Give 0 to {most} hours.", most=20)
    monkeypatch.setattr("kith.core.phrases._translate", {"Give 0 to {most} hours.": "0 i {most} awr."}.get)

    assert "0 i 20 awr." == refused.message == str(refused)


def test_it_lets_a_field_be_called_message() -> None:
    assert {"message": "too long"} == Invalid("Shorten the message.", message="too long").fields


@pytest.mark.parametrize(
    ("kind", "code"),
    [(Refused, "refused"), (NotFound, "not_found"), (NotPermitted, "not_permitted"), (Invalid, "invalid")],
)
def test_each_kind_has_a_code_doors_can_rely_on(kind: type[Refused], code: str) -> None:
    assert code == kind.code
    assert issubclass(kind, Refused)


def test_absent_and_not_yours_read_the_same() -> None:
    assert str(NotFound(visit_id="absent")) == str(NotFound(visit_id="of another provider"))


def test_a_refusal_survives_being_copied_between_processes() -> None:
    again = copy.copy(Invalid("Give an end after the start.", until=None))

    assert ("Give an end after the start.", {"until": None}) == (again.message, again.fields)
