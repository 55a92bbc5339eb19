"""Agreed actions: carried from pack to pack until somebody says what came of them."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from kith.core.errors import Invalid, NotFound, NotPermitted
from kith.insight.actions_meetings import NewAction, agree_action, end_action
from kith.insight.models import AgreedAction
from kith.insight.packs.make import Asked, make_pack
from kith.insight.packs.reader import Reader
from kith.orgs.models import AuditRow, User
from tests import factories
from tests.brokerage.factories import contract
from tests.factories import NOW, TODAY, Cast
from tests.insight.packs.shown import grid
from tests.insight.packs.weeks import snapshot

pytestmark = pytest.mark.django_db
FRIDAY = date(2026, 4, 10)


@pytest.fixture
def cast() -> Cast:
    """The cast, both providers under contract, and figures to meet about."""
    everybody = factories.cast()
    contract(commissioner=everybody.council, provider=everybody.kindly_care)
    contract(commissioner=everybody.council, provider=everybody.other_hands, reference="C-2")
    snapshot(everybody)
    return everybody


def agree(by: User, cast: Cast, **changed: object) -> AgreedAction:
    given = {
        "provider_id": cast.kindly_care.pk, "patch_id": None, "text": "Share out the lunch peak",
        "owner": "Rota team", "due_on": FRIDAY, **changed,
    }  # fmt: skip
    return agree_action(by=by, at=NOW, action=NewAction(**given))  # type: ignore[arg-type]


def carried(by: User, provider_id: UUID | None, *, days: int = 0) -> list[tuple[str | None, ...]]:
    asked = Asked(kind="weekly", provider_id=provider_id)
    pack = make_pack(asked, Reader(by=by, at=NOW + timedelta(days=days)))
    return [(row[0], row[1], row[4]) for row in grid(pack, "Carried").rows]


def test_both_sides_of_a_contract_carry_it_until_it_is_done(cast: Cast) -> None:
    action = agree(cast.cass, cast)
    wanted = ("Share out the lunch peak", "Rota team, Aireford City Council")
    for reader in (cast.cass, cast.maya):
        assert [(*wanted, "Open")] == carried(reader, cast.kindly_care.pk)
        assert [(*wanted, "Overdue")] == carried(reader, cast.kindly_care.pk, days=7)
    end_action(by=cast.cass, at=NOW, action_id=action.pk, outcome="done")
    assert [(*wanted, "Done")] == carried(cast.maya, cast.kindly_care.pk)
    assert [] == carried(cast.maya, cast.kindly_care.pk, days=14), "it ended before the pack's week"
    assert {"agree.action", "end.action"} <= set(AuditRow.objects.values_list("action", flat=True))


def test_other_figures_and_other_providers_carry_nothing_of_it(cast: Cast) -> None:
    agree(cast.cass, cast)
    assert [] == carried(cast.cass, None)
    assert [] == carried(cast.sam, None)


def test_another_organisation_cannot_end_it_nor_anybody_twice(cast: Cast) -> None:
    action = agree(cast.cass, cast)
    for action_id in (action.pk, uuid4()):
        with pytest.raises(NotFound):
            end_action(by=cast.olu, at=NOW, action_id=action_id, outcome="done")
    with pytest.raises(Invalid, match="done or dropped"):
        end_action(by=cast.cass, at=NOW, action_id=action.pk, outcome="lost")
    end_action(by=cast.cass, at=NOW, action_id=action.pk, outcome="dropped")
    with pytest.raises(NotPermitted, match="ended already"):
        end_action(by=cast.cass, at=NOW, action_id=action.pk, outcome="done")


def test_what_cannot_stand_is_refused(cast: Cast) -> None:
    for wrong, words in (
        ({"text": ""}, "in a few words"),
        ({"owner": " "}, "in a few words"),
        ({"text": "Ring 0113 496 0000"}, "could be somebody’s"),
        ({"due_on": TODAY - timedelta(days=1)}, "That day is over"),
    ):
        with pytest.raises(Invalid, match=words):
            agree(cast.cass, cast, **wrong)
    for who in (cast.grace, cast.ada, cast.pru):
        with pytest.raises(NotPermitted, match="note what a meeting agreed"):
            agree(who, cast)
    with pytest.raises(NotFound):
        agree(cast.sam, cast)
    assert not AgreedAction.objects.exists()


def test_what_was_agreed_cannot_be_changed(cast: Cast) -> None:
    agree(cast.cass, cast)
    with (
        pytest.raises(IntegrityError, match="holds facts"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM insight_agreedaction")
