"""What a payment model is: parts, each a basis (which minutes) and a named rate. Data, never code.

Ours are in `payment_models.toml`. A council's own are the same kind of data and pass the same checks, so
a model that cannot be priced cannot exist.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from kith.core.errors import Invalid


class Basis(StrEnum):
    """Which minutes a part pays, for each visit and worker."""

    COMMISSIONED = "commissioned"
    INVOICED = "invoiced"
    ROSTERED = "rostered"
    ACTUAL = "actual"
    ACTUAL_AND_TOLERANCE = "actual_and_tolerance"


class InvalidModel(Invalid):
    """A payment model that cannot be priced. `problems` lists all that is wrong, each with what to do."""

    code = "invalid_payment_model"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentPart:
    """One part of what a visit earns: the minutes of a basis at a named rate."""

    name: str
    basis: Basis
    rate: str
    earns_when_missed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class YearlyPart:
    """One part that does not depend on visits: pence for each financial year."""

    name: str
    pence_per_year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentModel:
    """A way of paying for visits. `rates` are pence an hour as printed; a contract gives its own by name."""

    key: str
    version: int
    name: str
    printed: str = ""
    says: str
    rates: Mapping[str, int]
    parts: tuple[PaymentPart, ...]
    by_year: tuple[YearlyPart, ...] = ()
    tolerance_minutes: int = 0
    capped_at_commissioned: bool = False


def read_models(text: str) -> Mapping[str, PaymentModel]:
    """Every payment model in a TOML text, by key, in the order given.

    Raises `InvalidModel` when the text cannot be read, a model is wrong, or two share a key.
    """
    try:
        found = [read_model(each) for each in tomllib.loads(text).get("model", [])]
    except tomllib.TOMLDecodeError as wrong:
        raise InvalidModel(
            "This is not TOML: {wrong}. Correct it.", problems=(str(wrong),), wrong=wrong
        ) from wrong
    models = {model.key: model for model in found}
    if len(models) < len(found):
        raise InvalidModel("Two models share a key. Give each its own.", problems=tuple(m.key for m in found))
    return MappingProxyType(models)


def read_model(data: Mapping[str, Any]) -> PaymentModel:
    """The payment model these plain values describe.

    Raises `InvalidModel` with everything that is wrong at once, so that it can be put right in one go.
    """
    problems = tuple(_problems(data))
    if problems:
        name = data.get("key", "without a key")
        raise InvalidModel(
            "Payment model “{name}”: {told}", problems=problems, name=name, told=" ".join(problems)
        )
    given = dict(data)
    given["rates"] = MappingProxyType(dict(data["rates"]))
    given["parts"] = tuple(PaymentPart(**{**part, "basis": Basis(part["basis"])}) for part in data["parts"])
    given["by_year"] = tuple(YearlyPart(**part) for part in data.get("by_year", ()))
    return PaymentModel(**given)


def _problems(data: Mapping[str, Any]) -> Iterator[str]:
    """Everything wrong with a model, each as a sentence that says what to do."""
    for name in data.keys() - {field.name for field in fields(PaymentModel)}:
        yield f"It has “{name}”, which no model has. Take it out."
    for name in ("key", "name", "says"):
        if not _is_text(data.get(name)):
            yield f"It has no {name}. Give one in words."
    if not _is_whole(data.get("version")):
        yield "Its version is not a whole number. Count from 1."
    if not isinstance(data.get("capped_at_commissioned", False), bool):
        yield "capped_at_commissioned is true or false. Choose one."
    rates = data.get("rates")
    if not isinstance(rates, Mapping) or not rates:
        yield "It has no rates. Give at least one, in whole pence an hour."
        rates = {}
    yield from _rate_problems(rates)
    parts = data.get("parts")
    if not _is_tables(parts) or not parts:
        yield "It has no parts. Give at least one, with a name, a basis and a rate."
        parts = []
    for number, part in enumerate(parts, start=1):
        yield from (f"Part {number} {problem}" for problem in _part_problems(part, rates))
    yield from (f"The rate “{name}” is not used. Take it out." for name in rates if name not in _used(parts))
    yield from _tolerance_problems(data.get("tolerance_minutes", 0), parts)
    yield from _yearly_problems(data.get("by_year", ()))


def _rate_problems(rates: Mapping[str, Any]) -> Iterator[str]:
    for name, pence in rates.items():
        if not _is_whole(pence):
            yield f"The rate “{name}” is {pence!r}. Give whole pence an hour, 0 or more: £22.35 is 2235."


def _part_problems(part: Mapping[str, Any], rates: Mapping[str, Any]) -> Iterator[str]:
    for name in part.keys() - {field.name for field in fields(PaymentPart)}:
        yield f"has “{name}”, which no part has. Take it out."
    if not _is_text(part.get("name")):
        yield "has no name. Give one in words."
    if part.get("basis") not in {basis.value for basis in Basis}:
        yield f"pays {part.get('basis')!r} minutes. Choose one of: {', '.join(Basis)}."
    if part.get("rate") not in rates:
        yield f"uses the rate {part.get('rate')!r}, which has no price. Give it under rates."
    if not isinstance(part.get("earns_when_missed", False), bool):
        yield "earns_when_missed is true or false. Choose one."


def _tolerance_problems(minutes: Any, parts: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    pays_tolerance = any(part.get("basis") == Basis.ACTUAL_AND_TOLERANCE for part in parts)
    if not _is_whole(minutes):
        yield f"tolerance_minutes is {minutes!r}. Give whole minutes, 0 or more."
    elif pays_tolerance and not minutes:
        yield "A part pays a tolerance of no minutes. Give tolerance_minutes, or pay actual minutes."
    elif minutes and not pays_tolerance:
        yield "No part pays the tolerance. Take tolerance_minutes out, or pay actual_and_tolerance."


def _yearly_problems(parts: Any) -> Iterator[str]:
    if not _is_tables(parts):
        yield "by_year is not a list of parts. Give each a name and pence_per_year."
        return
    for number, part in enumerate(parts, start=1):
        if part.keys() != {"name", "pence_per_year"} or not _is_text(part["name"]):
            yield f"Yearly part {number} needs a name and pence_per_year, and nothing else."
        elif not _is_whole(part["pence_per_year"]):
            yield f"Yearly part {number} is {part['pence_per_year']!r}. Give whole pence a year, 0 or more."


def _used(parts: Iterable[Mapping[str, Any]]) -> set[Any]:
    return {part.get("rate") for part in parts}


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_whole(value: object) -> bool:
    """Whether this is a whole number, 0 or more. True and False are not numbers here."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_tables(value: object) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(each, Mapping) for each in value)
