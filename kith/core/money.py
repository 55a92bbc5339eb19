"""Money without floats: whole pence, exact sums, one rounding.

A rate is in pence an hour and time is in whole minutes, so minutes × rate counts sixtieths of a penny. We
call these *pence-minutes*. They are added exactly, and rounded to pence once for each rounding group.
"""

PENCE_MINUTES_IN_A_PENNY = 60


def half_up(numerator: int, denominator: int) -> int:
    """The nearest whole number to a fraction; exact halves go away from zero.

    Away from zero on both sides, so that a reversed sum is the exact mirror of the sum: half up of −5/2 is
    −3. Raises `ZeroDivisionError` when the denominator is zero.
    """
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    size = (2 * abs(numerator) + denominator) // (2 * denominator)
    return size if numerator >= 0 else -size


def price(minutes: int, pence_per_hour: int) -> int:
    """What these minutes cost at this rate, in pence-minutes: exact, not yet rounded."""
    return minutes * pence_per_hour


def to_pence(pence_minutes: int) -> int:
    """Pence-minutes rounded half up to whole pence: once for each rounding group, never for each line."""
    return half_up(pence_minutes, PENCE_MINUTES_IN_A_PENNY)


def pounds(pence: int) -> str:
    """An amount as it is written on a page: £1,234.05, or −£1,234.05 below nothing."""
    whole, part = divmod(abs(pence), 100)
    return f"{'−' if pence < 0 else ''}£{whole:,}.{part:02d}"


def difference(pence: int) -> str:
    """A difference between two amounts, with its sign: +£12.00, −£12.00 or £0.00."""
    return f"+{pounds(pence)}" if pence > 0 else pounds(pence)


def pounds_before_rounding(pence_minutes: int) -> str:
    """An exact amount in words for an explanation: £11.025, or "about £8.9833" when it has no last digit.

    At least two decimal places and at most four, so that a reader can follow how a half was rounded.
    """
    hundredths_of_a_penny = half_up(pence_minutes * 100, PENCE_MINUTES_IN_A_PENNY)
    exact = hundredths_of_a_penny * PENCE_MINUTES_IN_A_PENNY == pence_minutes * 100
    whole, part = divmod(abs(hundredths_of_a_penny), 10_000)
    places = f"{part:04d}"
    sign = "−" if pence_minutes < 0 else ""
    return f"{'' if exact else 'about '}{sign}£{whole:,}.{places[:2]}{places[2:].rstrip('0')}"
