"""The documents' own figures worked out again, as far as what they print goes, and what does not agree."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any, Literal

from django.utils.translation import gettext as _

from kith.core.money import half_up
from kith.insight.diagnosis.wording import pence, percent

FIGURES = Path(__file__).with_name("printed.toml")
Verdict = Literal["agrees", "disagrees", "cannot be told"]
WEEKS_A_YEAR = 52
TOTAL = "total"
ROUNDING = 0.02  # four figures, each rounded to the nearest £10,000


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One printed figure, held against what the other printed figures come to."""

    title: str
    printed: str
    worked_out: str
    verdict: Verdict
    words: str


@cache
def figures() -> Mapping[str, Any]:
    """The printed figures, as they are kept."""
    return tomllib.loads(FIGURES.read_text(encoding="utf-8"))


def checks() -> tuple[Check, ...]:
    """Every check: those that do not agree first."""
    kept = figures()
    found = [*_savings(kept), *_reviews(kept), *_rates(kept), *_pilot(kept), *_others(kept)]
    order = ("disagrees", "cannot be told", "agrees")
    return tuple(sorted(found, key=lambda check: order.index(check.verdict)))


def _millions(amount: float) -> str:
    return f"£{amount:.2f}m"


def _savings(kept: Mapping[str, Any]) -> Iterator[Check]:
    for year, table in (("2022", kept["savings"]["rate_2022"]), ("2023", kept["savings"]["rate_2023"])):
        rows = {key: value for key, value in table.items() if key != TOTAL}
        total = round(sum(rows.values()), 2)
        yield Check(
            title=_("Savings at the %(year)s rate: do the rows come to the total?") % {"year": year},
            printed=_millions(table[TOTAL]),
            worked_out=_millions(total),
            verdict="disagrees",
            words=_(
                "The rows come to %(gap)s more than the total, which is called the council’s alone. Leaving "
                "out %(sets)s would come to the same within rounding; the documents do not say, so no sum "
                "here leaves anything out."
            )
            % {"gap": _millions(total - table[TOTAL]), "sets": _left_out(kept["savings"])},
        )
    early, late = kept["savings"]["rate_2022"], kept["savings"]["rate_2023"]
    ratios = {key: late[key] / early[key] for key in early if key != TOTAL}
    alike = [key for key, ratio in ratios.items() if 1.06 <= ratio <= 1.10]
    yield Check(
        title=_("Is the difference between the two years one change of price?"),
        printed=_("two rates"),
        worked_out=_("%(low)s to %(high)s")
        % {"low": f"{min(ratios.values()):.2f}", "high": f"{max(ratios.values()):.2f}"},
        verdict="disagrees",
        words=_(
            "%(n)s of %(all)s rows rise by about 1.08; spot share, brokerage and delegation do not. "
            "More than the price changed between the columns."
        )
        % {"n": len(alike), "all": len(ratios)},
    )


def _left_out(savings: Mapping[str, Mapping[str, float]]) -> str:
    """Which three rows come to what the total leaves out, within rounding, in both years."""
    years = list(savings.values())
    rows = [key for key in years[0] if key != TOTAL]
    fitting = [
        ", ".join(key.replace("_", " ") for key in three)
        for three in combinations(rows, 3)
        if all(abs(sum(year[key] for key in three) - _gap(year)) <= ROUNDING for year in years)
    ]
    return _(" or ").join(fitting)


def _gap(year: Mapping[str, float]) -> float:
    """What the rows come to beyond the total."""
    return sum(value for key, value in year.items() if key != TOTAL) - year[TOTAL]


def _reviews(kept: Mapping[str, Any]) -> Iterator[Check]:
    reviews = kept["reviews"]
    people, stated = reviews["people"], reviews["opportunity_pounds"]
    for year in ("2022", "2023"):
        row = kept["savings"][f"rate_{year}"]["reviews"]
        yield Check(
            title=_("Reviews: is the slide’s opportunity the table’s, at the %(year)s rate?")
            % {"year": year},
            printed=f"£{stated:,}",
            worked_out=_millions(row),
            verdict="disagrees",
            words=_(
                "The table’s figure is %(ratio)s times the slide’s, which is for the reviews of 2022 alone."
            )
            % {"ratio": f"{row * 1e6 / stated:.2f}"},
        )
    yearly = people * reviews["mean_change_pence"] * 52
    yield Check(
        title=_("What did the average review do to the yearly cost?"),
        printed=_("+£17.30 a week"),
        worked_out=_("+%(pounds)s a year") % {"pounds": pence(yearly)},
        verdict="agrees",
        words=_(
            "Reviews raised cost on average. That reviews save money holds only against that average: the "
            "opportunity brings areas above it down to it, and is %(each)s for each person reviewed."
        )
        % {"each": pence(half_up(stated * 100, people))},
    )
    everybody = people / reviews["share_of_all"]
    yield Check(
        title=_("How many people have live care?"),
        printed=_("%(people)s are %(share)s")
        % {"people": people, "share": percent(reviews["share_of_all"], 0)},
        worked_out=f"{everybody:,.0f}",
        verdict="disagrees",
        words=_(
            "The pilot’s %(pilot)s people are called a tenth, which would be %(tenth)s people. They are "
            "%(share)s of those with live care; by money the pilot is about a tenth."
        )
        % {
            "pilot": kept["pilot"]["people"],
            "tenth": f"{kept['pilot']['people'] / kept['pilot']['share_of_all']:,.0f}",
            "share": percent(kept["pilot"]["people"] / everybody),
        },
    )


def _rates(kept: Mapping[str, Any]) -> Iterator[Check]:
    rates, shift = kept["rates"], kept["shift"]
    option_4 = rates["invoiced"] + rates["option_4_commissioned"]
    yield Check(
        title=_("Payment option 4: do its two parts come to the pilot rate?"),
        printed=pence(rates["pilot"]),
        worked_out=pence(option_4),
        verdict="agrees",
        words=_("When the minutes given are those commissioned, it pays what the pilot rate pays."),
    )
    option_3 = rates["option_3_commissioned"] + rates["option_3_actual"]
    yield Check(
        title=_("Payment option 3: do its two parts come to the pilot rate?"),
        printed=pence(rates["pilot"]),
        worked_out=pence(option_3),
        verdict="disagrees",
        words=_("It is 5p an hour above the pilot rate."),
    )
    paid, contact = (
        shift["down_time_minutes"] / shift["minutes"],
        shift["minutes"] - shift["down_time_minutes"],
    )
    yield Check(
        title=_("Is the shift allowance the price of the down-time?"),
        printed=pence(rates["shift_allowance"]),
        worked_out=_("%(low)s to %(high)s")
        % {
            "low": pence(paid * rates["invoiced"]),
            "high": pence(shift["down_time_minutes"] / contact * rates["invoiced"]),
        },
        verdict="disagrees",
        words=_(
            "45 minutes of a shift of 450 are a tenth of paid time. At the whole fee that is more than the "
            "allowance: it fits a worker’s cost of £15.12 to £16.80 an hour, not the fee."
        ),
    )
    with_allowance = rates["invoiced"] + rates["shift_allowance"]
    yield Check(
        title=_("Do today’s rate and the shift allowance make the pilot rate?"),
        printed=pence(rates["pilot"]),
        worked_out=pence(with_allowance),
        verdict="disagrees",
        words=_(
            "%(gap)s an hour is left over. It may be the £20,000 for trusted assessors, if that is spread "
            "over 42,553 hours; the documents do not say."
        )
        % {"gap": pence(rates["pilot"] - with_allowance)},
    )


def _pilot(kept: Mapping[str, Any]) -> Iterator[Check]:
    pilot = kept["pilot"]
    base = pilot["pressure_pounds"] / pilot["efficiency"]
    yield Check(
        title=_("Which cost is the pressure %(share)s of?") % {"share": percent(pilot["efficiency"])},
        printed=f"£{pilot['budget_pounds'] / 1e6:.2f}m",
        worked_out=_millions(base / 1e6),
        verdict="disagrees",
        words=_(
            "Of the published budget, £%(pressure)s would be %(share)s. As a share of the new cost, the "
            "old would be %(old)s."
        )
        % {
            "pressure": f"{pilot['pressure_pounds']:,}",
            "share": percent(pilot["pressure_pounds"] / pilot["budget_pounds"]),
            "old": _millions((base - pilot["pressure_pounds"]) / 1e6),
        },
    )
    hours = base * 100 / kept["rates"]["invoiced"]
    yield Check(
        title=_("How many hours a week would each person in the pilot have?"),
        printed=_("not printed"),
        worked_out=f"{hours / WEEKS_A_YEAR / pilot['people']:.1f}",
        verdict="cannot be told",
        words=_("From that base, today’s rate and 200 people. The published budget would give 16.2."),
    )


def _others(kept: Mapping[str, Any]) -> Iterator[Check]:
    for name, table in (
        (_("diagnostic target"), kept["homefirst"]["target"]),
        (_("stretch target"), kept["homefirst"]["stretch"]),
    ):
        total = sum(value for key, value in table.items() if key != TOTAL)
        yield Check(
            title=_("HomeFirst, %(name)s: do the projects come to the total?") % {"name": name},
            printed=_millions(table[TOTAL]),
            worked_out=_millions(total),
            verdict="agrees",
            words=_("They do."),
        )
    records = kept["records"]
    less = round(records["read"] * records["less_than_ideal"])
    yield Check(
        title=_("Records read in depth: is the share a whole number of records?"),
        printed=percent(records["less_than_ideal"], 0),
        worked_out=_("%(less)s of %(all)s are %(share)s")
        % {"less": less, "all": records["read"], "share": percent(less / records["read"])},
        verdict="agrees",
        words=_("With 56 records the share could be anything from 42 % to 68 %."),
    )
    reablement = kept["reablement"]
    yield Check(
        title=_("Reablement against a comparison group: how sure is the difference?"),
        printed=_("%(intake)s against %(comparison)s")
        % {
            "intake": percent(reablement["discontinued"], 0),
            "comparison": percent(reablement["comparison_discontinued"], 0),
        },
        worked_out=_("no interval"),
        verdict="cannot be told",
        words=_(
            "The document gives shares and no numbers of people, so nothing can be said of how sure they "
            "are. Your own counts, where they are in the files, have an interval."
        ),
    )
    yield _workers(kept["workers"])
    yield Check(
        title=_("Which number does each opportunity have?"),
        printed=_("6 and 7"),
        worked_out=_("7 and 6"),
        verdict="disagrees",
        words=_("Delegation and complaints change places between list and table. Kith goes by names."),
    )


def _workers(workers: Mapping[str, Any]) -> Check:
    over_two_years = (1 + workers["late_rise"]) ** 0.5 - 1
    return Check(
        title=_("Framework’s workers per package after year %(year)s: a rise in each year, or in all?")
        % {"year": workers["change_year"]},
        printed=percent(workers["late_rise"], 0),
        worked_out=_("%(yearly)s or %(spread)s a year")
        % {"yearly": percent(workers["late_rise"]), "spread": percent(over_two_years)},
        verdict="cannot be told",
        words=_(
            "Before that year the document says below %(early)s “each year”, after it only “rise”. Over two "
            "years it would be a slower rise than before, and not a faster one."
        )
        % {"early": percent(workers["early_rise"], 0)},
    )
