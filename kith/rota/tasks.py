"""What ``kith work`` does from the queue for the rota: work that takes longer than a page may."""

from __future__ import annotations

from uuid import UUID

from django_tasks import task

from kith.orgs import clock
from kith.rota.actions_shadow_work import work_out_shadow_run
from kith.rota.actions_work_out import work_out_proposal


@task()
def work_out(proposal_id: str) -> None:
    """Work out one proposal that waits."""
    work_out_proposal(at=clock.now(), proposal_id=UUID(proposal_id))


@task()
def work_out_shadow(run_id: str) -> None:
    """Work out one trial of a provider's own week that waits."""
    work_out_shadow_run(at=clock.now(), run_id=UUID(run_id))
