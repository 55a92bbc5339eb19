"""What a national measure answers: a share or a rate, and who is in it, so that it can be checked by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One person or episode counted in a measure: the row of the file, whether it counts, and why."""

    person: str
    row: int
    counts: bool
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureResult:
    """A measure by its published method. ``left_out`` are those looked at and in neither number."""

    key: str
    title: str
    numerator: int
    denominator: int
    per: int
    members: Sequence[Member]
    left_out: Sequence[Member] = ()

    @property
    def value(self) -> Decimal | None:
        """The figure as it is printed, to one decimal place, or None where nobody is in the denominator."""
        if not self.denominator:
            return None
        exact = Decimal(self.per) * self.numerator / self.denominator
        return exact.quantize(Decimal("0.1"), ROUND_HALF_UP)


def share(key: str, title: str, members: Sequence[Member], left_out: Sequence[Member] = ()) -> MeasureResult:
    """A measure that is the share of its members that count, per hundred."""
    return MeasureResult(
        key=key,
        title=title,
        numerator=sum(member.counts for member in members),
        denominator=len(members),
        per=100,
        members=members,
        left_out=left_out,
    )
