"""What a visit earns under a payment model: exact, explained, and rounded once.

This is the scalar interpreter: one place of one visit at a time, as a pay run does it. Sums are in pence-
minutes (sixtieths of a penny) and round half up once for each person, week and contract.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from importlib.resources import files
from uuid import UUID

from kith.core.dates import Period, financial_year_starts_on, week_starts_on
from kith.core.errors import Invalid
from kith.core.money import half_up, pounds, pounds_before_rounding, price, to_pence
from kith.core.payment_definitions import Basis, PaymentModel, PaymentPart, YearlyPart, read_models
from kith.core.phrases import phrase, say
from kith.core.verification import Outcome

PAYMENT_MODELS: Mapping[str, PaymentModel] = read_models(
    files("kith.core").joinpath("payment_models.toml").read_text(encoding="utf-8")
)


# Which minutes of a visit each basis counts.
_COUNTED = {
    Basis.COMMISSIONED: "commissioned",
    Basis.INVOICED: "invoiced",
    Basis.ROSTERED: "rostered",
    Basis.ACTUAL: "actual",
    Basis.ACTUAL_AND_TOLERANCE: "actual",
}
_MINUTES_IN_WORDS = {
    "commissioned": phrase("{minutes} minutes commissioned"),
    "invoiced": phrase("{minutes} minutes invoiced"),
    "rostered": phrase("{minutes} minutes rostered"),
    "actual": phrase("{minutes} minutes actual"),
}


class UnknownPaymentModel(Invalid):
    """No payment model has this key."""

    code = "unknown_payment_model"


class MissingRate(Invalid):
    """A contract follows a model and does not price one of its rates."""

    code = "missing_rate"


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitMinutes:
    """What is known of one worker's place at a visit, in whole minutes, and what it came to.

    `rostered_minutes` are those frozen at the cut-off. Raises `Invalid` for minutes below nothing.
    """

    commissioned_minutes: int
    invoiced_minutes: int
    rostered_minutes: int
    actual_minutes: int
    outcome: Outcome

    def __post_init__(self) -> None:
        for field in fields(self)[:4]:
            if getattr(self, field.name) < 0:
                raise Invalid("{field} is below nothing. Give 0 or more.", field=field.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedPart:
    """What one part of a model pays for one place of a visit, with everything that explains it."""

    part: PaymentPart
    pence_per_hour: int
    counted_minutes: int
    tolerance_minutes: int = 0
    cut_minutes: int = 0
    nobody_came: bool = False

    @property
    def minutes(self) -> int:
        """The minutes paid: counted, with the tolerance, less what the cap takes off."""
        return 0 if self.nobody_came else self.counted_minutes + self.tolerance_minutes - self.cut_minutes

    @property
    def pence_minutes(self) -> int:
        """What it pays, exactly: sixtieths of a penny."""
        return price(self.minutes, self.pence_per_hour)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class RoundingGroup:
    """Within which a pay run adds exactly and rounds once: a person's week under one contract.

    Raises `Invalid` when the week does not start on a Monday.
    """

    person_id: UUID
    week_starts_on: date
    contract_id: UUID

    def __post_init__(self) -> None:
        if week_starts_on(self.week_starts_on) != self.week_starts_on:
            raise Invalid("A week starts on a Monday. Give the Monday.", week_starts_on=self.week_starts_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTotal:
    """What one rounding group earns: exact, and in whole pence."""

    group: RoundingGroup
    pence_minutes: int

    @property
    def pence(self) -> int:
        """What is paid: rounded half up, once."""
        return to_pence(self.pence_minutes)


def payment_model(key: str) -> PaymentModel:
    """The payment model of ours with this key.

    Raises `UnknownPaymentModel` when there is none.
    """
    try:
        return PAYMENT_MODELS[key]
    except KeyError:
        raise UnknownPaymentModel(
            "There is no payment model “{key}”. Choose one of: {models}.",
            key=key,
            models=", ".join(PAYMENT_MODELS),
        ) from None


def price_visit(
    model: PaymentModel, rates: Mapping[str, int], minutes: VisitMinutes
) -> tuple[PricedPart, ...]:
    """What each part of a model pays for one place of a visit, at a contract's rates in pence an hour.

    Give `model.rates` to price as the model was printed. A visit that was missed earns only under parts
    that say so; only a delivered visit earns the tolerance. Raises `MissingRate` when the contract does
    not price a rate the model uses.
    """
    return tuple(_price_part(model, part, rates, minutes) for part in model.parts)


def total(lines: Iterable[PricedPart], group: RoundingGroup) -> GroupTotal:
    """What these lines of one rounding group come to: added exactly, to be rounded once."""
    return GroupTotal(group=group, pence_minutes=sum(line.pence_minutes for line in lines))


def adjustment(before: GroupTotal | None, after: GroupTotal | None) -> int:
    """What a later run pays for a group whose facts have changed, in pence: new rounded minus old rounded.

    None stands for a group that earned nothing. Raises `Invalid` when the two are different groups.
    """
    if before is not None and after is not None and before.group != after.group:
        raise Invalid("An adjustment is within one person, week and contract. Give the same group twice.")
    return (after.pence if after else 0) - (before.pence if before else 0)


def explain(line: PricedPart) -> str:
    """The sentence behind a priced part, with its exact amount.

    "22 minutes actual + 5 tolerance at £24.50 an hour = £11.025 before rounding."
    """
    counted = say(_MINUTES_IN_WORDS[_COUNTED[line.part.basis]], minutes=line.counted_minutes)
    if line.nobody_came:
        return say("{counted} earn nothing, because nobody came.", counted=counted)
    tolerance = (
        say(" + {minutes} tolerance", minutes=line.tolerance_minutes) if line.tolerance_minutes else ""
    )
    cut = say(" − {minutes} over what was commissioned", minutes=line.cut_minutes) if line.cut_minutes else ""
    return say(
        "{counted} at {rate} an hour = {amount} before rounding.",
        counted=f"{counted}{tolerance}{cut}",
        rate=pounds(line.pence_per_hour),
        amount=pounds_before_rounding(line.pence_minutes),
    )


def yearly_pence(part: YearlyPart, period: Period) -> int:
    """What a yearly part pays for a period, in pence: the share of its days in each financial year.

    Each share is taken from what is due by the end of the period less what was due by its start, so the
    runs of a year add up to the year to the penny however it is cut. Raises `Invalid` when the period has
    no end.
    """
    if period.until is None:
        raise Invalid("This period has no end. Say until which day.", starts_on=period.starts_on)
    return _due_by(part, period.until) - _due_by(part, period.starts_on)


def _price_part(
    model: PaymentModel, part: PaymentPart, rates: Mapping[str, int], minutes: VisitMinutes
) -> PricedPart:
    if part.rate not in rates:
        raise MissingRate(
            "The contract has no rate “{rate}”, which {model} pays. Add it to the contract.",
            payment_model=model.key,
            rate=part.rate,
            model=say(model.name),
        )
    at_the_door = part.basis in (Basis.ACTUAL, Basis.ACTUAL_AND_TOLERANCE)
    counted: int = getattr(minutes, f"{_COUNTED[part.basis]}_minutes")
    delivered = minutes.outcome is Outcome.DELIVERED
    earns_tolerance = part.basis is Basis.ACTUAL_AND_TOLERANCE and delivered
    tolerance = model.tolerance_minutes if earns_tolerance else 0
    over = counted + tolerance - minutes.commissioned_minutes
    return PricedPart(
        part=part,
        pence_per_hour=rates[part.rate],
        counted_minutes=counted,
        tolerance_minutes=tolerance,
        cut_minutes=max(over, 0) if at_the_door and model.capped_at_commissioned else 0,
        nobody_came=minutes.outcome is Outcome.MISSED and not part.earns_when_missed,
    )


def _due_by(part: YearlyPart, day: date) -> int:
    """Pence due from the year 0 up to a day, so that differences of it never lose or invent a penny."""
    starts_on = financial_year_starts_on(day)
    days_in_year = (starts_on.replace(year=starts_on.year + 1) - starts_on).days
    return starts_on.year * part.pence_per_year + half_up(
        part.pence_per_year * (day - starts_on).days, days_in_year
    )
