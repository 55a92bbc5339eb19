"""A pay run: drafted by one person, approved by another, then paid. Its lines never change once drafted."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction

from kith.core.dates import Period, london_day, week_starts_on
from kith.core.errors import Invalid, Refused
from kith.core.states import Kind, check_change
from kith.orgs import audit
from kith.orgs.actions_outbox import announce
from kith.orgs.announced import Announced
from kith.orgs.models import Organisation, User
from kith.orgs.roles import check_may
from kith.payments import drafting
from kith.payments.models import PaymentLine, PaymentTotal, PayRun, PayRunStep
from kith.payments.queries import latest_run, run_state

FIRST_HASH = "0" * 64


class WholeWeeks(Invalid):
    """A run pays for whole London weeks, Monday to Sunday."""

    code = "whole_weeks"


class RunOutOfOrder(Refused):
    """A run starts where the last one ended, and only one is open at a time."""

    code = "run_out_of_order"


class SamePerson(Refused):
    """Nobody approves what they drafted."""

    code = "same_person"


@transaction.atomic
def draft_run(*, by: User, at: datetime, commissioner: Organisation, starts_on: date, until: date) -> PayRun:
    """The run just drafted: a line for each place of a visit, totals, and earlier weeks' adjustments.

    Drafting again after discarding gives the same lines from the same facts. Raises `NotPermitted`,
    `WholeWeeks`, or `RunOutOfOrder` when a run is open or the weeks do not follow the last run.
    """
    check_may(by, "draft pay run", None, london_day(at))
    Organisation.objects.select_for_update().get(pk=commissioner.pk)
    _check_weeks(starts_on, until)
    last = latest_run(commissioner)
    _check_follows(last, starts_on)
    run = PayRun.objects.create(commissioner=commissioner, starts_on=starts_on, until=until, opened_at=at)
    drafting.append_lines(run, Period(starts_on=starts_on, until=until), at)
    if last is not None:
        drafting.append_adjustments(run, last, at)
    _take_step(run, "draft", by, at)
    return run


def approve_run(*, by: User, at: datetime, run: PayRun) -> PayRunStep:
    """The approval, by somebody who did not draft the run.

    Raises `NotPermitted`, `SamePerson`, or a refusal when the run is not a draft.
    """
    with transaction.atomic():
        check_may(by, "approve pay run", None, london_day(at))
        drafted = run.steps.get(step="draft")
        if drafted.by_id == by.pk:
            raise SamePerson(
                "You drafted this run, so somebody else approves it. Ask a colleague in finance.", run=run.pk
            )
        return _take_step(run, "approved", by, at)


def pay_run(*, by: User, at: datetime, run: PayRun) -> PayRunStep:
    """The payment: from here the run is closed, and corrections come as adjustments in the next.

    Raises `NotPermitted`, or a refusal when the run is not approved.
    """
    with transaction.atomic():
        check_may(by, "pay pay run", None, london_day(at))
        step = _take_step(run, "paid", by, at)
        announce(kind=Announced.PAY_RUN_PAID, subject_id=run.pk, at=at)
        return step


def discard_run(*, by: User, at: datetime, run: PayRun) -> PayRunStep:
    """A draft set aside: its lines stay to be seen and are never paid.

    Raises `NotPermitted`, or a refusal when the run is not a draft.
    """
    with transaction.atomic():
        check_may(by, "discard pay run", None, london_day(at))
        return _take_step(run, "discarded", by, at)


def _take_step(run: PayRun, step: str, by: User, at: datetime) -> PayRunStep:
    PayRun.objects.select_for_update().get(pk=run.pk)
    check_change(Kind.PAY_RUN, run_state(run) or None, step)
    newest = PayRunStep.objects.filter(run__commissioner=run.commissioner_id).order_by("-pk").first()
    previous_hash = newest.hash if newest else FIRST_HASH
    taken = PayRunStep.objects.create(
        run=run,
        step=step,
        by=by,
        recorded_at=at,
        previous_hash=previous_hash,
        hash=step_hash(run, step, previous_hash),
    )
    audit.record(
        by=by,
        at=at,
        action=f"{step}.pay_run",
        data_class=10,
        subject_kind="pay_run",
        subject_id=run.pk,
        organisation_id=run.commissioner_id,
        detail={"hash": taken.hash},
    )
    return taken


def step_hash(run: PayRun, step: str, previous_hash: str) -> str:
    """The SHA-256 over a run's lines and totals and the hash before: a changed penny changes it."""
    digest = hashlib.sha256(f"{previous_hash}|{run.pk}|{step}".encode())
    for row in _content(run):
        digest.update(json.dumps(row, default=str, separators=(",", ":")).encode())
    return digest.hexdigest()


def _content(run: PayRun) -> Iterable[tuple[object, ...]]:
    lines = PaymentLine.objects.filter(run=run).order_by("pk")
    yield from lines.values_list("visit_id", "place", "pence_minutes", "held", "adjusts_id").iterator()
    totals = PaymentTotal.objects.filter(run=run).order_by("pk")
    yield from totals.values_list("contract_id", "person_id", "week_starts_on", "part", "pence").iterator()


def _check_weeks(starts_on: date, until: date) -> None:
    if starts_on >= until or starts_on != week_starts_on(starts_on) or until != week_starts_on(until):
        raise WholeWeeks(
            "A pay run is for whole weeks. Give a Monday to start on and a later Monday to stop before.",
            starts_on=starts_on,
            until=until,
        )


def _check_follows(last: PayRun | None, starts_on: date) -> None:
    if last is None:
        return
    if run_state(last) != "paid":
        raise RunOutOfOrder(
            "A pay run is open already. Pay it or discard it, then draft the next.", run=last.pk
        )
    if starts_on != last.until:
        raise RunOutOfOrder(
            "The last run ended before {until:%d/%m/%Y}. Start the next on that day.",
            run=last.pk,
            until=last.until,
        )


def next_weeks(last: PayRun | None, first: date) -> tuple[date, date]:
    """The week the next run would pay: the one after the last run, or the first given."""
    starts_on = last.until if last else week_starts_on(first)
    return starts_on, starts_on + timedelta(days=7)
