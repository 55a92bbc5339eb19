"""Whether pay runs are as they were when they were paid."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from kith.payments.actions_runs import FIRST_HASH, step_hash
from kith.payments.models import PayRunStep


def broken_runs() -> Iterator[UUID]:
    """Runs with a step that does not follow from the one before, or paid and not as they were then."""
    previous: dict[UUID, str] = {}
    for step in PayRunStep.objects.select_related("run").order_by("pk"):
        follows = step.previous_hash == previous.get(step.run.commissioner_id, FIRST_HASH)
        previous[step.run.commissioner_id] = step.hash
        as_paid = step.step != "paid" or step.hash == step_hash(step.run, step.step, step.previous_hash)
        if not (follows and as_paid):
            yield step.run_id
