from typing import Any

import pytest

from kith.core.payment_definitions import (
    Basis,
    InvalidModel,
    PaymentPart,
    YearlyPart,
    read_model,
    read_models,
)


def ours(**given: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "key": "ours",
        "version": 1,
        "name": "Our own",
        "says": "Pays what was rostered.",
        "rates": {"base": 2403},
        "parts": [{"name": "Rostered", "basis": "rostered", "rate": "base"}],
    }
    return values | given


def part(**given: Any) -> dict[str, Any]:
    return {"name": "Rostered", "basis": "rostered", "rate": "base"} | given


def test_it_reads_a_model_a_council_wrote_itself() -> None:
    model = read_model(ours(by_year=[{"name": "Assessor", "pence_per_year": 2_000_000}]))

    assert (PaymentPart(name="Rostered", basis=Basis.ROSTERED, rate="base"),) == model.parts
    assert (YearlyPart(name="Assessor", pence_per_year=2_000_000),) == model.by_year
    assert ("", 0, False) == (model.printed, model.tolerance_minutes, model.capped_at_commissioned)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"colour": "blue"}, "It has “colour”, which no model has. Take it out."),
        ({"name": "  "}, "It has no name. Give one in words."),
        ({"says": None}, "It has no says. Give one in words."),
        ({"version": "one"}, "Its version is not a whole number. Count from 1."),
        ({"capped_at_commissioned": "yes"}, "capped_at_commissioned is true or false. Choose one."),
        (
            {"rates": {"base": -1}},
            "The rate “base” is -1. Give whole pence an hour, 0 or more: £22.35 is 2235.",
        ),
        (
            {"rates": {"base": 22.35}},
            "The rate “base” is 22.35. Give whole pence an hour, 0 or more: £22.35 is 2235.",
        ),
        (
            {"rates": {"base": True}},
            "The rate “base” is True. Give whole pence an hour, 0 or more: £22.35 is 2235.",
        ),
        ({"rates": {"base": 1, "odd": 2}}, "The rate “odd” is not used. Take it out."),
        ({"parts": [part(name="")]}, "Part 1 has no name. Give one in words."),
        ({"parts": [part(colour="blue")]}, "Part 1 has “colour”, which no part has. Take it out."),
        (
            {"parts": [part(), part(basis="planned")]},
            "Part 2 pays 'planned' minutes. Choose one of: "
            "commissioned, invoiced, rostered, actual, actual_and_tolerance.",
        ),
        (
            {"parts": [part(), part(rate="gold")]},
            "Part 2 uses the rate 'gold', which has no price. Give it under rates.",
        ),
        ({"parts": [part(earns_when_missed=1)]}, "Part 1 earns_when_missed is true or false. Choose one."),
        ({"tolerance_minutes": -5}, "tolerance_minutes is -5. Give whole minutes, 0 or more."),
        (
            {"tolerance_minutes": 5},
            "No part pays the tolerance. Take tolerance_minutes out, or pay actual_and_tolerance.",
        ),
        (
            {"parts": [part(basis="actual_and_tolerance")]},
            "A part pays a tolerance of no minutes. Give tolerance_minutes, or pay actual minutes.",
        ),
        ({"by_year": 20_000}, "by_year is not a list of parts. Give each a name and pence_per_year."),
        (
            {"by_year": [{"name": "Assessor"}]},
            "Yearly part 1 needs a name and pence_per_year, and nothing else.",
        ),
        (
            {"by_year": [{"name": "", "pence_per_year": 1}]},
            "Yearly part 1 needs a name and pence_per_year, and nothing else.",
        ),
        (
            {"by_year": [{"name": "Assessor", "pence_per_year": 0.5}]},
            "Yearly part 1 is 0.5. Give whole pence a year, 0 or more.",
        ),
    ],
)
def test_it_says_what_to_put_right(given: dict[str, Any], says: str) -> None:
    with pytest.raises(InvalidModel) as refused:
        read_model(ours(**given))

    assert (says,) == refused.value.fields["problems"]
    assert f"Payment model “ours”: {says}" == str(refused.value)


@pytest.mark.parametrize(
    ("name", "nothing"), [("rates", {}), ("rates", None), ("parts", []), ("parts", ["base"])]
)
def test_it_refuses_a_model_without_rates_or_parts(name: str, nothing: Any) -> None:
    with pytest.raises(InvalidModel, match=f"It has no {name}. Give at least one"):
        read_model(ours(**{name: nothing}))


def test_it_says_everything_that_is_wrong_at_once() -> None:
    with pytest.raises(InvalidModel, match="“without a key”") as refused:
        read_model({})

    problems = refused.value.fields["problems"]
    assert isinstance(problems, tuple)
    assert 6 == len(problems)


def test_it_refuses_two_models_with_one_key() -> None:
    one = 'key="a"\nversion=1\nname="A"\nsays="A"\nrates={r=1}\nparts=[{name="A",basis="actual",rate="r"}]\n'
    assert ["a"] == list(read_models(f"[[model]]\n{one}"))

    with pytest.raises(InvalidModel, match="Two models share a key"):
        read_models(f"[[model]]\n{one}[[model]]\n{one}")


def test_it_refuses_a_text_that_is_not_toml() -> None:
    with pytest.raises(InvalidModel, match="This is not TOML"):
        read_models("[[model")
