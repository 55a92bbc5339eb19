"""What an opportunity is worth, and that it rests on few: said alike on the page and on paper."""

from __future__ import annotations

from datetime import date

from kith.insight.diagnosis.intervals import Interval
from kith.insight.diagnosis.opportunities import QUESTIONS
from kith.insight.diagnosis.opportunities.opportunity import Answer, Opportunity, Prices
from kith.insight.diagnosis.terms import Terms
from kith.insight.report.document import Report
from kith.insight.report.html import html
from kith.insight.report.pdf import report_pdf
from tests.insight.packs.shown import text_of

COSTS = "By these figures it would cost more than it frees: −£4,120 a year, 95 % interval −£5,000 to −£3,000."


def report(answer: Answer) -> Report:
    return Report(
        whose="",
        made_on=date(2026, 4, 1),
        since=date(2025, 4, 1),
        until=date(2026, 4, 1),
        rows={},
        terms=Terms(),
        prices=Prices(),
        opportunities=(Opportunity(definition=QUESTIONS[0].definition(), answer=answer),),
        results=(),
        extracts=None,
        confirmed=True,
        not_known={},
    )


def test_what_costs_more_than_it_frees_is_no_money_in_hand() -> None:
    made = report(Answer(n=40, n_of="contacts", pence=Interval(-412_000, -500_000, -300_000)))
    assert COSTS in html(made)
    assert COSTS in text_of(report_pdf(made))


def test_of_how_few_people_it_is_is_not_said() -> None:
    known, few = (report(Answer(n=40, n_of="contacts", people=people)) for people in (10, 9))
    assert "Rests on 40 contacts" in html(known)
    assert "Rests on 40 contacts" in text_of(report_pdf(known))
    assert "40 contacts" not in html(few)
    assert "40 contacts" not in text_of(report_pdf(few))
