"""The nine opportunities as one analysis, so that they are read every night beside the others."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
from django.utils.translation import gettext as _

from kith.core.waterfall_chart import Waterfall, WaterfallStep
from kith.insight.diagnosis.intervals import TooFew
from kith.insight.diagnosis.opportunities import opportunities
from kith.insight.diagnosis.opportunities.opportunity import Opportunity, Prices
from kith.insight.diagnosis.result import Cell, Column, Result, Table
from kith.insight.diagnosis.terms import Terms
from kith.insight.diagnosis.wording import about, about_between


def savings(facts: duckdb.DuckDBPyConnection, terms: Terms, prices: Prices | None = None) -> Result:
    """What could be freed in the year before the terms end, by opportunity: those worth most first.

    Without prices, what only the council knows is counted and not priced. Raises `TooFew` where the terms
    name no last day.
    """
    if terms.ends_on is None:
        raise TooFew("Say which year is looked at: give the terms their last day.")
    found = opportunities(facts, terms, prices or Prices(), terms.ends_on)
    freed = _freed(found)
    picture = drawn(found)
    return Result(
        key="opportunities",
        title=_("What could be freed"),
        question=_("Where could care or money be freed in a year, and how sure is that?"),
        answer=_answer(freed),
        definition=_(
            "Nine opportunities of the service's documents, each a formula over the facts of the last twelve "
            "months. Money is for a year and before any of it is acted on."
        ),
        n=len(freed),
        n_of=_("opportunities that could be priced"),
        owner=_("Head of commissioning"),
        next_test=_("Take the largest, and do its own next test, below, before anybody counts on the money."),
        tables=(_by_money(found), _if_not(found), _worked_out(found)),
        pictures=(picture,) if picture else (),
        limits=(
            _("They overlap: the same visit can be too long, too dear and not needed. Do not add them up."),
            *(dict.fromkeys(limit for each in freed for limit in each.answer.limits)),
        ),
    )  # fmt: skip


def drawn(found: Sequence[Opportunity]) -> Waterfall | None:
    """The opportunities that could be priced as one drawing; None where there is none."""
    freed = _freed(found)
    if not freed:
        return None
    return Waterfall(
        title=_("What could be freed in a year, if all of it were and none of it twice"),
        first="",
        start=0,
        steps=tuple(
            WaterfallStep(name=_short(each.definition.title), amount=each.pence or 0) for each in freed
        ),
        last=_("Altogether"),
        write=about,
    )


def _freed(found: Sequence[Opportunity]) -> list[Opportunity]:
    return [each for each in found if each.pence and each.pence > 0]


def _short(title: str) -> str:
    """The part of a title after its family's name, so that it fits beside its bar."""
    return title.rpartition(": ")[2].capitalize() if ": " in title else title


def _answer(freed: Sequence[Opportunity]) -> str:
    if not freed or freed[0].answer.pence is None:
        return _("Nothing could be priced yet. Each opportunity says what it needs.")
    return _("At most %(all)s a year. The largest is %(title)s: %(worth)s (%(between)s).") % {
        "all": about(sum(each.pence or 0 for each in freed)),
        "title": freed[0].definition.title,
        "worth": about(freed[0].answer.pence.value),
        "between": about_between(freed[0].answer.pence),
    }


def _by_money(found: Sequence[Opportunity]) -> Table:
    return Table(
        title=_("By money, in a year"),
        columns=(
            Column(key="opportunity", heading=_("Opportunity")),
            Column(key="pence", heading=_("Worth"), unit="pence"),
            Column(key="low", heading=_("From"), unit="pence"),
            Column(key="high", heading=_("To"), unit="pence"),
            Column(key="n", heading=_("Rests on"), unit="whole"),
            Column(key="of", heading=_("Of what")),
            Column(key="owner", heading=_("Owner")),
            Column(key="missing", heading=_("Needed to price it")),
        ),
        rows=tuple(map(_money, found)),
    )


def _money(each: Opportunity) -> tuple[Cell, ...]:
    answer, said = each.answer, each.definition
    worth = (answer.pence.value, answer.pence.low, answer.pence.high) if answer.pence else ("", "", "")
    return (said.title, *worth, answer.rests_on, answer.n_of, said.owner, answer.missing)


def _if_not(found: Sequence[Opportunity]) -> Table:
    return Table(
        title=_("What it hangs on"),
        columns=(
            Column(key="opportunity", heading=_("Opportunity")),
            Column(key="if", heading=_("If")),
            Column(key="pence", heading=_("It is worth, in a year"), unit="pence"),
        ),
        rows=tuple(
            (each.definition.title, words, worth)
            for each in found
            for words, worth in each.answer.sensitivity
        ),
    )


def _worked_out(found: Sequence[Opportunity]) -> Table:
    return Table(
        title=_("How each is worked out"),
        columns=(
            Column(key="opportunity", heading=_("Opportunity")),
            Column(key="question", heading=_("Question")),
            Column(key="numerator", heading=_("Counted")),
            Column(key="denominator", heading=_("Out of")),
            Column(key="formula", heading=_("Formula")),
            Column(key="next_test", heading=_("Next test")),
        ),
        rows=tuple(
            (said.title, said.question, said.numerator, said.denominator, said.formula, said.next_test)
            for said in (each.definition for each in found)
        ),
    )
