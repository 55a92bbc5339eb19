import pytest

from kith.core import phone_numbers
from kith.core.phone_numbers import NotAPhoneNumber


@pytest.mark.parametrize(
    "number",
    ["07700 900123", "+44 7700 900123", "0044 7700900123", "+44 (0)7700 900123", "(07700) 900-123"],
)
def test_it_knows_a_number_however_it_is_written(number: str) -> None:
    assert "07700900123" == phone_numbers.normalise(number)


@pytest.mark.parametrize(
    ("digits", "expected"),
    [
        ("07700900123", "07700 900123"),
        ("01134960123", "0113 496 0123"),
        ("01614960123", "0161 496 0123"),
        ("02079460123", "020 7946 0123"),
        ("08081570123", "0808 157 0123"),
        ("01632960123", "01632 960123"),
        ("0169772345", "01697 72345"),
    ],
)
def test_it_spaces_numbers_as_people_read_them_out(digits: str, expected: str) -> None:
    assert expected == phone_numbers.written(digits)


def test_it_gives_the_number_a_telephone_link_needs() -> None:
    assert "+447700900123" == phone_numbers.dialled("07700 900123")


@pytest.mark.parametrize("number", ["", "7700900123", "077009001234", "07700 90012a", "00770090012", "999"])
def test_it_refuses_what_is_not_a_number(number: str) -> None:
    with pytest.raises(NotAPhoneNumber, match="Give 10 or 11 digits that start with 0"):
        phone_numbers.normalise(number)


def test_invented_people_have_numbers_nobody_can_answer() -> None:
    assert ("07700900000", "07700900999") == (phone_numbers.drama_mobile(0), phone_numbers.drama_mobile(999))
    assert ("01134960000", "01134960999") == (
        phone_numbers.drama_landline(0),
        phone_numbers.drama_landline(999),
    )
    assert phone_numbers.is_drama_number(phone_numbers.drama_mobile(7))
    assert phone_numbers.is_drama_number(phone_numbers.drama_landline(7))
    assert not phone_numbers.is_drama_number("07911 123456")
    for n in (1000, -1):
        with pytest.raises(NotAPhoneNumber, match="Use 0 to 999"):
            phone_numbers.drama_mobile(n)
