"""A pay run from draft to paid, what later runs adjust, and who may do what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from kith.brokerage.actions import set_rates, set_terms
from kith.brokerage.models import Contract
from kith.core.errors import NotFound, NotPermitted
from kith.core.states import ChangeNotAllowed
from kith.core.verification import Outcome
from kith.delivery.actions_verify import override_verification, verify_visits
from kith.orgs.facts import FactChanged
from kith.payments.actions import ClaimTooLong, NewClaim, record_claims
from kith.payments.actions_runs import (
    RunOutOfOrder,
    SamePerson,
    WholeWeeks,
    approve_run,
    discard_run,
    draft_run,
    pay_run,
    step_hash,
)
from kith.payments.models import PaymentLine, PaymentTotal, PayRun
from kith.payments.queries import access_run, lines_of_person_week, provider_totals, remittance, run_state
from kith.payments.queries_story import stories
from kith.people.actions_access import NewRelationship, open_relationships
from kith.rota.models import Visit
from tests import factories
from tests.delivery.factories import MINUTE, NINE, Round, morning_round, visit

pytestmark = pytest.mark.django_db

MONDAY, NEXT, AFTER = date(2026, 4, 6), date(2026, 4, 13), date(2026, 4, 20)
PAY_DAY = datetime(2026, 4, 13, 9, 0, tzinfo=UTC)
LATER = PAY_DAY + timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """Ada's week: one half hour delivered in 22 minutes, paid by actual minutes at £24.50."""

    round: Round
    contract: Contract

    @property
    def visit(self) -> Visit:
        """Her visit on Tuesday."""
        return self.round.visit

    def draft(self, starts_on: date = MONDAY, until: date = NEXT, at: datetime = PAY_DAY) -> PayRun:
        """Fay drafts."""
        cast = self.round.cast
        return draft_run(by=cast.fay, at=at, commissioner=cast.council, starts_on=starts_on, until=until)

    def pay(self, run: PayRun, at: datetime = PAY_DAY) -> None:
        """Ivy approves and pays."""
        approve_run(by=self.round.cast.ivy, at=at, run=run)
        pay_run(by=self.round.cast.ivy, at=at, run=run)


@pytest.fixture
def week() -> Week:
    morning = morning_round()
    contract = morning.line.contract
    set_terms(
        by=None, at=factories.NOW, contract=contract, payment_model="option_8", starts_on=contract.starts_on
    )
    set_rates(
        by=None, at=factories.NOW, contract=contract, rates={"pilot": 2450}, starts_on=contract.starts_on
    )
    council = NewRelationship(
        person_id=morning.ada.pk,
        kind="commissioner",
        source="council",
        starts_on=factories.STARTED_ON,
        organisation_id=morning.cast.council.pk,
    )
    open_relationships(by=None, at=factories.NOW, relationships=[council])
    morning.phone.send(morning.phone.stay(morning.visit, minutes=22))
    verify_visits(by=None, at=NINE + 600 * MINUTE, visit_ids=[morning.visit.pk])
    return Week(round=morning, contract=contract)


def paid_pence(run: PayRun) -> int:
    return sum(PaymentTotal.objects.filter(run=run).values_list("pence", flat=True))


def test_a_draft_pays_for_what_was_verified(week: Week) -> None:
    run = week.draft()
    line = PaymentLine.objects.get(run=run)
    # 22 minutes at £24.50 an hour are 898.33 pence.
    assert (22 * 2450, "delivered", "") == (line.pence_minutes, line.verdict, line.held)
    assert ("draft", 898) == (run_state(run), paid_pence(run))


def test_drafting_again_after_discarding_gives_the_same(week: Week) -> None:
    first = week.draft()
    discard_run(by=week.round.cast.fay, at=PAY_DAY, run=first)
    second = week.draft(at=PAY_DAY + MINUTE)
    same = ("visit_id", "place", "pence_minutes", "parts", "held", "verification_id")
    assert list(PaymentLine.objects.filter(run=first).values(*same)) == list(
        PaymentLine.objects.filter(run=second).values(*same)
    )


def test_nobody_approves_what_they_drafted(week: Week) -> None:
    run = week.draft()
    with pytest.raises(SamePerson, match="somebody else approves"):
        approve_run(by=week.round.cast.fay, at=PAY_DAY, run=run)
    assert "draft" == run_state(run)


def test_a_coordinator_may_not_draft(week: Week) -> None:
    cast = week.round.cast
    with pytest.raises(NotPermitted):
        draft_run(by=cast.olu, at=PAY_DAY, commissioner=cast.council, starts_on=MONDAY, until=NEXT)


def test_a_draft_is_not_paid_before_it_is_approved(week: Week) -> None:
    run = week.draft()
    with pytest.raises(ChangeNotAllowed, match="approved or discarded"):
        pay_run(by=week.round.cast.ivy, at=PAY_DAY, run=run)


def test_only_one_run_is_open_at_a_time(week: Week) -> None:
    week.draft()
    with pytest.raises(RunOutOfOrder, match="open already"):
        week.draft(NEXT, AFTER)


def test_the_next_run_starts_where_the_last_ended(week: Week) -> None:
    week.pay(week.draft())
    with pytest.raises(RunOutOfOrder, match="13/04/2026"):
        week.draft(AFTER, date(2026, 4, 27), at=LATER)


@pytest.mark.parametrize(
    ("starts_on", "until"), [(date(2026, 4, 7), NEXT), (MONDAY, date(2026, 4, 12)), (NEXT, MONDAY)]
)
def test_a_run_is_for_whole_weeks(week: Week, starts_on: date, until: date) -> None:
    with pytest.raises(WholeWeeks):
        week.draft(starts_on, until)


def test_a_correction_comes_as_an_adjustment_and_the_paid_run_stays_as_it_was(week: Week) -> None:
    first = week.draft()
    week.pay(first)
    before = list(PaymentLine.objects.filter(run=first).values())
    override_verification(
        by=week.round.cast.fay,
        at=PAY_DAY + MINUTE,
        visit_id=week.visit.pk,
        place=1,
        outcome=Outcome.DELIVERED,
        actual_minutes=30,
        reason="phone_failed",
    )
    second = week.draft(NEXT, AFTER, at=LATER)
    assert before == list(PaymentLine.objects.filter(run=first).values())
    line = PaymentLine.objects.get(run=second)
    total = PaymentTotal.objects.get(run=second)
    # 30 minutes at £24.50 are £12.25; £8.98 was paid, so £3.27 more is due.
    assert (30 * 2450, first.lines.get().pk) == (line.pence_minutes, line.adjusts_id)
    assert (True, 327) == (total.is_adjustment, total.pence)


def test_adjusting_and_then_adjusting_back_comes_to_nothing(week: Week) -> None:
    runs = [week.draft()]
    week.pay(runs[0])
    for number, minutes in enumerate((30, 22), start=1):
        at = PAY_DAY + timedelta(days=7 * number)
        override_verification(
            by=week.round.cast.fay,
            at=at - MINUTE,
            visit_id=week.visit.pk,
            place=1,
            outcome=Outcome.DELIVERED,
            actual_minutes=minutes,
            reason="phone_failed",
        )
        starts_on = MONDAY + timedelta(days=7 * number)
        runs.append(week.draft(starts_on, starts_on + timedelta(days=7), at=at))
        week.pay(runs[-1], at=at)
    assert [898, 327, -327] == [paid_pence(run) for run in runs]


def test_a_new_rate_for_a_paid_week_is_adjusted_by_itself(week: Week) -> None:
    week.pay(week.draft())
    set_rates(by=None, at=PAY_DAY + MINUTE, contract=week.contract, rates={"pilot": 2550}, starts_on=MONDAY)
    # 22 minutes at £25.50 are £9.35; £8.98 was paid.
    assert 37 == paid_pence(week.draft(NEXT, AFTER, at=LATER))


def test_what_nobody_knows_yet_is_held_and_paid_when_it_is_known(week: Week) -> None:
    late = visit(
        line=week.round.line, workers=[week.round.grace], starts_at=NINE + 240 * MINUTE, slot="lunch"
    )
    run = week.draft()
    assert {"lunch": "not_verified", "morning": ""} == dict(
        PaymentLine.objects.filter(run=run).values_list("visit__slot_key", "held")
    )
    week.pay(run)
    week.round.phone.send(
        week.round.phone.stay(late, at=NINE + 240 * MINUTE, minutes=30), at=PAY_DAY + MINUTE
    )
    verify_visits(by=None, at=PAY_DAY + 2 * MINUTE, visit_ids=[late.pk])
    second = week.draft(NEXT, AFTER, at=LATER)
    # Both visits are 52 minutes: £21.23 rounded once, less the £8.98 paid.
    assert 2123 - 898 == paid_pence(second)


def test_only_the_paying_council_and_the_paid_provider_see_a_run(week: Week) -> None:
    cast = week.round.cast
    run = week.draft()
    assert run == access_run(by=cast.fay, run_id=run.pk, on=NEXT)
    with pytest.raises(NotFound):
        access_run(by=cast.maya, run_id=run.pk, on=NEXT)
    week.pay(run)
    assert run == access_run(by=cast.maya, run_id=run.pk, on=NEXT)
    with pytest.raises((NotFound, NotPermitted)):
        access_run(by=cast.sam, run_id=run.pk, on=NEXT)


def test_a_remittance_adds_up_and_leads_to_the_sentence_behind_each_penny(week: Week) -> None:
    cast, run = week.round.cast, week.draft()
    paper = remittance(by=cast.fay, run=run, provider_id=cast.kindly_care.pk)
    assert (898, 1, None) == (paper.pence, len(paper.rows), paper.pence_before)
    lines = lines_of_person_week(by=cast.fay, run=run, person_id=week.round.ada.pk, week_starts_on=MONDAY)
    (story,) = stories(lines[week.contract.pk])
    assert ("Actual: 22 minutes actual, at £24.50 an hour, is about £8.9833.",) == story.sentences
    assert [898] == [total.pence for total in provider_totals(run, cast.fay)]


def test_another_provider_cannot_read_the_remittance(week: Week) -> None:
    run = week.draft()
    with pytest.raises(NotFound):
        remittance(by=week.round.cast.sam, run=run, provider_id=week.round.cast.kindly_care.pk)


def test_a_changed_penny_breaks_the_seal(week: Week) -> None:
    run = week.draft()
    step = run.steps.get()
    assert step.hash == step_hash(run, "draft", step.previous_hash)
    PaymentTotal.objects.bulk_create(
        [
            PaymentTotal(
                run=run,
                recorded_at=PAY_DAY,
                contract=week.contract,
                provider=week.contract.provider,
                week_starts_on=MONDAY,
                part="planted",
                pence=1,
            )
        ]
    )
    assert step.hash != step_hash(run, "draft", step.previous_hash)


def test_the_database_refuses_a_changed_line(week: Week) -> None:
    line = PaymentLine.objects.get(run=week.draft())
    with pytest.raises(FactChanged):
        line.save()
    with (
        pytest.raises(IntegrityError, match="holds facts"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE payments_paymentline SET pence_minutes = 0")


def test_a_claim_longer_than_any_visit_is_refused_whole(week: Week) -> None:
    claims = [
        NewClaim(visit_id=week.visit.pk, place=1, invoiced_minutes=30),
        NewClaim(visit_id=week.visit.pk, place=2, invoiced_minutes=961),
    ]
    with pytest.raises(ClaimTooLong, match="Claim 2"):
        record_claims(
            by=None, at=PAY_DAY, provider=week.round.cast.kindly_care, reference="KC-1", claims=claims
        )
    assert 0 == week.visit.claims.count()
