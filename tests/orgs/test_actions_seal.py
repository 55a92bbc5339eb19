"""Tampering with the log, by somebody who owns the database and has taken its triggers off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from kith.orgs import audit
from kith.orgs.actions_seal import seal_rows
from kith.orgs.locks import only_one
from kith.orgs.models import AuditRow, AuditSeal
from kith.orgs.queries_audit import heads, verify_audit
from kith.orgs.sealing import Head, after, empty
from tests.databases import default_database
from tests.factories import NOW, TODAY

COUNCIL, PROVIDER = UUID(int=1), UUID(int=2)


def look(organisation_id: UUID | None = COUNCIL, at: datetime = NOW) -> AuditRow:
    return audit.record(
        by=None, at=at, action="see.person", organisation_id=organisation_id, detail={"rows": 3}
    )


def numbered(pk: int) -> AuditRow:
    """A row as it is when its transaction took this number; others may commit first."""
    row = AuditRow(pk=pk, recorded_at=NOW, organisation_id=COUNCIL, action="see.person")
    row.row_hash = audit.hash_of(row)
    row.save()
    return row


def tamper(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.fixture
def unguarded(database: str) -> Iterator[None]:
    """The log without its triggers and foreign keys, as somebody with every right over the database could
    have it.
    """
    with default_database(database.replace("kith_app:", "kith_owner:")):
        if connection.vendor == "postgresql":
            tamper(
                "ALTER TABLE orgs_auditrow DISABLE TRIGGER USER",
                "ALTER TABLE orgs_auditseal DISABLE TRIGGER USER",
                "ALTER TABLE orgs_auditseal DROP CONSTRAINT IF EXISTS "
                + constraint_on("orgs_auditseal", "row_id"),
            )
        else:
            for table in ("auditrow", "auditseal"):
                tamper(f"DROP TRIGGER orgs_{table}_no_update", f"DROP TRIGGER orgs_{table}_no_delete")
            tamper("PRAGMA foreign_keys = OFF")
        yield


def constraint_on(table: str, column: str) -> str:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table)
    return next(
        name for name, about in found.items() if about["foreign_key"] and about["columns"] == [column]
    )


@pytest.fixture
def rows(unguarded: None) -> list[AuditRow]:
    """Five looks of the council, sealed."""
    written = [look() for _ in range(5)]
    seal_rows(at=NOW)
    return written


def found() -> list[tuple[int, str]]:
    return [(broken.seq, broken.what) for broken in verify_audit().breaks]


@pytest.mark.django_db
class TestSealing:
    def test_each_row_gets_one_place(self) -> None:
        for _ in range(3):
            look()
        assert 3 == seal_rows(at=NOW)
        assert 0 == seal_rows(at=NOW)
        assert [1, 2, 3] == list(AuditSeal.objects.order_by("row_id").values_list("seq", flat=True))

    def test_there_is_a_chain_for_each_organisation_and_for_the_house(self) -> None:
        for organisation in (COUNCIL, PROVIDER, None):
            look(organisation)
        seal_rows(at=NOW)
        assert [(str(COUNCIL), 1), (str(PROVIDER), 1), ("house", 1)] == [
            (head.chain, head.seq) for head in heads()
        ]

    def test_a_new_chain_starts_at_midnight_in_london(self) -> None:
        look(at=datetime(2026, 4, 6, 22, 59, tzinfo=UTC))
        look(at=datetime(2026, 4, 6, 23, 0, tzinfo=UTC))
        seal_rows(at=NOW)
        assert [(6, 1), (7, 1)] == [(head.on.day, head.seq) for head in heads()]
        assert [TODAY] == [head.on for head in heads(TODAY)]

    def test_a_row_that_commits_late_takes_the_next_place(self) -> None:
        numbered(1001)
        seal_rows(at=NOW)
        late = numbered(1000)
        assert 1 == seal_rows(at=NOW)
        assert 2 == late.seal.seq
        assert verify_audit().holds

    def test_what_was_sealed_an_hour_ago_is_not_looked_at_again(self) -> None:
        numbered(1001)
        for hours in range(3):
            seal_rows(at=NOW + timedelta(hours=hours))
        numbered(1000)
        assert 0 == seal_rows(at=NOW + timedelta(hours=3))
        assert 1 == seal_rows(at=NOW + timedelta(hours=3), everything=True)

    def test_the_unsealed_tail_is_stated(self) -> None:
        look()
        seal_rows(at=NOW)
        look(at=NOW + timedelta(seconds=3))
        look(at=NOW + timedelta(seconds=4))
        verified = verify_audit()
        assert (1, 2, NOW + timedelta(seconds=3)) == (
            verified.sealed,
            verified.unsealed,
            verified.unsealed_since,
        )
        assert verified.holds


class TestTampering:
    def test_an_untouched_log_holds(self, rows: list[AuditRow]) -> None:
        assert [] == found()

    def test_an_edit_is_found(self, rows: list[AuditRow]) -> None:
        tamper(f"UPDATE orgs_auditrow SET action = 'see.nothing' WHERE id = {rows[2].pk}")
        assert [(3, "changed after it was written")] == found()

    def test_an_edit_with_a_new_hash_of_its_own_is_found(self, rows: list[AuditRow]) -> None:
        rows[2].action = "see.nothing"
        tamper(
            f"UPDATE orgs_auditrow SET action = 'see.nothing', row_hash = '{audit.hash_of(rows[2])}' "
            f"WHERE id = {rows[2].pk}"
        )
        assert [(3, "not the row that was sealed here")] == found()

    def test_moving_a_row_to_another_organisation_is_found(self, rows: list[AuditRow]) -> None:
        tamper(f"UPDATE orgs_auditrow SET organisation_id = NULL WHERE id = {rows[0].pk}")
        assert [(1, "changed after it was written")] == found()

    def test_a_row_taken_out_is_found(self, rows: list[AuditRow]) -> None:
        tamper(f"DELETE FROM orgs_auditrow WHERE id = {rows[1].pk}")
        assert [(3, "1 taken out before this place")] == found()

    def test_a_row_taken_out_with_its_place_is_found(self, rows: list[AuditRow]) -> None:
        tamper(
            f"DELETE FROM orgs_auditseal WHERE row_id = {rows[1].pk}",
            f"DELETE FROM orgs_auditrow WHERE id = {rows[1].pk}",
        )
        assert [(3, "1 taken out before this place")] == found()

    def test_two_rows_that_changed_places_are_found(self, rows: list[AuditRow]) -> None:
        second, third = rows[1].pk, rows[2].pk
        tamper(
            f"UPDATE orgs_auditseal SET seq = 99 WHERE row_id = {second}",
            f"UPDATE orgs_auditseal SET seq = 2 WHERE row_id = {third}",
            f"UPDATE orgs_auditseal SET seq = 3 WHERE row_id = {second}",
        )
        assert [2, 3, 4] == [seq for seq, _ in found()]

    def test_a_tail_that_was_cut_is_found_against_a_head_kept_elsewhere(self, rows: list[AuditRow]) -> None:
        kept = heads()
        tamper(
            f"DELETE FROM orgs_auditseal WHERE row_id = {rows[4].pk}",
            f"DELETE FROM orgs_auditrow WHERE id = {rows[4].pk}",
        )
        assert verify_audit().holds
        assert [5] == [broken.seq for broken in verify_audit(kept).breaks]

    def test_a_chain_written_anew_is_found_against_a_head_kept_elsewhere(self, rows: list[AuditRow]) -> None:
        kept = heads()
        tamper("DELETE FROM orgs_auditseal", f"DELETE FROM orgs_auditrow WHERE id = {rows[0].pk}")
        look()
        seal_rows(at=NOW, everything=True)
        assert verify_audit().holds
        assert [5] == [broken.seq for broken in verify_audit(kept).breaks]

    def test_a_head_kept_elsewhere_holds_while_its_chain_grows(self, rows: list[AuditRow]) -> None:
        kept = heads()
        look()
        seal_rows(at=NOW)
        assert verify_audit(kept).holds


def test_rows_are_sealed_once_they_have_committed_and_not_before(database: str) -> None:
    with transaction.atomic():
        look()
        if connection.vendor == "postgresql":
            with default_database(database):
                assert 0 == seal_rows(at=NOW)
    assert 1 == seal_rows(at=NOW)


def test_only_one_process_seals_at_a_time(database: str) -> None:
    look()
    with only_one("audit-seal"), default_database(database):
        assert 0 == seal_rows(at=NOW)
    assert 1 == seal_rows(at=NOW)


@given(
    st.lists(st.tuples(st.integers(min_value=1), st.text(max_size=8)), min_size=2, max_size=6, unique=True)
)
def test_the_order_of_a_chain_is_part_of_its_head(rows: list[tuple[int, str]]) -> None:
    def head(of: list[tuple[int, str]]) -> Head:
        last = empty("house", TODAY)
        for row_id, row_hash in of:
            last = after(last, row_id, row_hash)
        return last

    assert head(rows) != head(rows[::-1])
