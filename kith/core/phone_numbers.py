"""United Kingdom telephone numbers: how they are kept, shown and dialled, and those safe to invent.

The numbers for invented people are those Ofcom keeps for drama ("Telephone numbers for use in TV and radio
drama programmes"): nobody will ever answer them.
"""

import re

from kith.core.errors import Invalid

DRAMA_NUMBERS = 1000  # in each range
_NATIONAL = re.compile(r"0[1-9][0-9]{8,9}")
_TWO_DIGIT_AREAS = ("02",)
_THREE_DIGIT_AREAS = re.compile(r"01[0-9]1|011[0-9]|0[3589]")
_DRAMA = ("07700900", "01134960")


class NotAPhoneNumber(Invalid):
    """No telephone in the United Kingdom has this number."""

    code = "not_a_phone_number"


def normalise(number: str) -> str:
    """The number as it is dialled from within the country, digits only: 07700900123.

    Raises `NotAPhoneNumber`.
    """
    digits = re.sub(r"[\s().-]", "", number)
    digits = re.sub(r"^(?:\+|00)44(?:0(?=[1-9]))?", "0", digits)
    if not _NATIONAL.fullmatch(digits):
        raise NotAPhoneNumber(
            "“{number}” is not a telephone number. Give 10 or 11 digits that start with 0.", number=number
        )
    return digits


def written(number: str) -> str:
    """The number spaced as people read it out: 07700 900123, 0113 496 0123, 020 7946 0123.

    Raises `NotAPhoneNumber`.
    """
    digits = normalise(number)
    if digits.startswith(_TWO_DIGIT_AREAS):
        return f"{digits[:3]} {digits[3:7]} {digits[7:]}"
    if _THREE_DIGIT_AREAS.match(digits):
        return f"{digits[:4]} {digits[4:7]} {digits[7:]}"
    return f"{digits[:5]} {digits[5:]}"


def dialled(number: str) -> str:
    """The number as a telephone link needs it: +447700900123.

    Raises `NotAPhoneNumber`.
    """
    return "+44" + normalise(number)[1:]


def is_drama_number(number: str) -> bool:
    """Whether nobody can ever answer this number, since Ofcom keeps it for drama.

    Raises `NotAPhoneNumber`.
    """
    return normalise(number).startswith(_DRAMA)


def drama_mobile(n: int) -> str:
    """The n-th mobile number kept for drama, counting from 0: 07700900000 to 07700900999.

    Raises `NotAPhoneNumber` beyond the last.
    """
    return f"07700900{_index(n):03d}"


def drama_landline(n: int) -> str:
    """The n-th Leeds number kept for drama, counting from 0: 01134960000 to 01134960999.

    Raises `NotAPhoneNumber` beyond the last.
    """
    return f"01134960{_index(n):03d}"


def _index(n: int) -> int:
    if not 0 <= n < DRAMA_NUMBERS:
        raise NotAPhoneNumber("There is no drama number {n}. Use 0 to {most}.", n=n, most=DRAMA_NUMBERS - 1)
    return n
