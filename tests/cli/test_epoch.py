"""``kith epoch``: a new one is begun with a reason, and shown."""

from __future__ import annotations

from click.testing import CliRunner

from kith.cli.epoch import epoch
from kith.delivery.queries_feed import current_epoch
from kith.orgs.models import AuditRow


def test_a_new_epoch_is_begun_with_a_reason_and_shown(database: str) -> None:
    before = CliRunner().invoke(epoch, ["show"]).output.strip()
    begun = CliRunner().invoke(epoch, ["begin", "--reason", "disk put back"])
    after = CliRunner().invoke(epoch, ["show"]).output.strip()
    assert before != after == current_epoch()
    assert f"Epoch {after} has begun.\n" == begun.output
    assert "disk put back" == AuditRow.objects.get(action="begin.epoch").reason


def test_it_has_to_be_said_why(database: str) -> None:
    before = current_epoch()
    assert 2 == CliRunner().invoke(epoch, ["begin"]).exit_code
    assert before == current_epoch()
