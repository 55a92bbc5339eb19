"""NHS numbers: ten digits of which the last checks the rest. Source: NHS Data Dictionary, NHS NUMBER."""

import re

from stdnum.exceptions import ValidationError
from stdnum.gb import nhs

from kith.core.errors import Invalid

_AS_WRITTEN = re.compile(r"[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}")
_TEST_PREFIX = "999"
_WEIGHTS = range(10, 1, -1)


class NotAnNhsNumber(Invalid):
    """Ten digits were wanted whose last agrees with the rest."""

    code = "not_an_nhs_number"


def valid(number: str) -> bool:
    """Whether this is an NHS number, written 943 476 5919, 943-476-5919 or 9434765919."""
    try:
        normalise(number)
    except NotAnNhsNumber:
        return False
    return True


def normalise(number: str) -> str:
    """The ten digits of an NHS number, however it was spaced.

    Raises `NotAnNhsNumber`.
    """
    if not _AS_WRITTEN.fullmatch(number.strip()):
        raise NotAnNhsNumber("An NHS number has ten digits. Check it against a letter from the NHS.")
    try:
        return str(nhs.validate(number.strip()))
    except ValidationError as error:
        raise NotAnNhsNumber(
            "The last digit does not agree with the others. Check the number digit by digit."
        ) from error


def in_threes(number: str) -> str:
    """An NHS number as people read it out: 943 476 5919.

    Raises `NotAnNhsNumber`.
    """
    digits = normalise(number)
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}"


def is_test_number(number: str) -> bool:
    """Whether this number is from the range kept for tests, 999 000 0000 to 999 999 9999.

    Raises `NotAnNhsNumber`.
    """
    return normalise(number).startswith(_TEST_PREFIX)


def test_number(n: int) -> str:
    """The n-th valid number of the test range, counting from 0. There are 909,091.

    Raises `NotAnNhsNumber` beyond the last.
    """
    digits = _TEST_PREFIX
    if not 0 <= n < _completions(digits):
        raise NotAnNhsNumber(
            "There is no test number {n}. Use 0 to {most}.", n=n, most=_completions(digits) - 1
        )
    while len(digits) < len(_WEIGHTS):
        digit = 0
        while n >= (ways := _completions(f"{digits}{digit}")):
            n -= ways
            digit += 1
        digits += str(digit)
    return digits + str(-_weighted_sum(digits) % 11)


def _completions(prefix: str) -> int:
    """How many valid numbers start with these digits.

    A number is never issued when the weighted sum of its first nine digits is 1 modulo 11: its check would
    be 10. So this counts, digit by digit, how many ways the sum can come out.
    """
    ways = [int(remainder == _weighted_sum(prefix) % 11) for remainder in range(11)]
    for weight in _WEIGHTS[len(prefix) :]:
        ways = [sum(ways[(total - digit * weight) % 11] for digit in range(10)) for total in range(11)]
    return sum(ways) - ways[1]


def _weighted_sum(digits: str) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False))
