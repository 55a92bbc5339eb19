"""Causes noted at weeks: who may, what is refused, who is heard, and limits that begin afresh."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from kith.core.errors import NotFound, NotPermitted
from kith.insight.actions_causes import NewCause, NotACause, note_cause, withdraw_cause
from kith.insight.measures import MEASURES
from kith.insight.models import CauseNote
from kith.insight.queries import WeekFigure
from kith.insight.queries_causes import causes_of, chart_with_causes
from kith.insight.queries_scopes import Scope
from kith.insight.wording import NotPlainWords
from kith.orgs.models import AuditRow
from tests import factories
from tests.brokerage.factories import contract
from tests.factories import NOW, Cast

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 3, 30)  # the last whole week before the cast's Tuesday
WEEK = timedelta(days=7)
PUNCTUALITY = MEASURES["punctuality"]


@pytest.fixture
def cast() -> Cast:
    """The cast, both providers under the council's contracts."""
    everybody = factories.cast()
    contract(commissioner=everybody.council, provider=everybody.kindly_care)
    contract(commissioner=everybody.council, provider=everybody.other_hands, reference="C-2")
    return everybody


def cause(**changed: object) -> NewCause:
    given: dict[str, object] = {
        "measure": "punctuality",
        "provider_id": None,
        "patch_id": None,
        "week_starts_on": MONDAY,
        "text": "A bridge was closed",
        **changed,
    }
    return NewCause(**given)  # type: ignore[arg-type]


def test_it_stands_beside_the_chart_with_who_said_it(cast: Cast) -> None:
    note_cause(by=cast.cass, at=NOW, cause=cause(text="  A bridge\nwas closed "))
    (found,) = causes_of(PUNCTUALITY, Scope(commissioner=cast.council), cast.cass)
    assert (1, MONDAY, "A bridge was closed", False, "Cass", NOW) == (
        found.number, found.week_starts_on, found.text, found.rebases, found.by, found.noted_at,
    )  # fmt: skip
    row = AuditRow.objects.get(action="note.cause")
    assert (cast.cass.pk, {"measure": "punctuality", "week": "2026-03-30", "rebases": False}) == (
        row.user_id, row.detail,
    )  # fmt: skip


def test_causes_are_numbered_from_the_oldest_week(cast: Cast) -> None:
    note_cause(by=cast.cass, at=NOW, cause=cause(text="Later"))
    note_cause(by=cast.cass, at=NOW, cause=cause(text="Earlier", week_starts_on=MONDAY - WEEK))
    found = causes_of(PUNCTUALITY, Scope(commissioner=cast.council), cast.cass)
    assert [(1, "Earlier"), (2, "Later")] == [(each.number, each.text) for each in found]


@pytest.mark.parametrize("who", ["grace", "ada", "wilf", "helen", "pru", "fay"])
def test_who_has_no_such_role_is_refused_and_nothing_is_written(cast: Cast, who: str) -> None:
    with pytest.raises(NotPermitted, match="note the cause of a change in figures"):
        note_cause(by=getattr(cast, who), at=NOW, cause=cause())
    assert not CauseNote.objects.exists()


def test_figures_of_another_provider_or_of_nowhere_are_refused(cast: Cast) -> None:
    for given in ({"provider_id": cast.kindly_care.pk}, {"provider_id": uuid4()}, {"patch_id": uuid4()}):
        with pytest.raises(NotFound):
            note_cause(by=cast.sam, at=NOW, cause=cause(**given))
    with pytest.raises(NotFound):
        note_cause(by=cast.cass, at=NOW, cause=cause(measure="no_such_measure"))
    assert not CauseNote.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"text": " \n "}, "Say it in a few words"),
        ({"text": "x" * 161}, "That is 161 letters. Say it in at most 160"),
        ({"text": "Ring 0113 496 0000"}, "could be somebody’s"),
        ({"text": "NHS 943 476 5919 moved"}, "could be somebody’s"),
        ({"text": "ask ada@example.org"}, "could be somebody’s"),
        ({"week_starts_on": MONDAY + timedelta(days=1)}, "named by its Monday"),
        ({"week_starts_on": MONDAY + WEEK}, "not over"),
    ],
)
def test_what_cannot_stand_is_refused(cast: Cast, wrong: dict[str, object], words: str) -> None:
    with pytest.raises((NotACause, NotPlainWords), match=words):
        note_cause(by=cast.cass, at=NOW, cause=cause(**wrong))
    assert not CauseNote.objects.exists()


def test_a_year_or_a_time_is_no_telephone_number(cast: Cast) -> None:
    said = "Since 2026-03 two rounds begin at 07:30"
    note_cause(by=cast.cass, at=NOW, cause=cause(text=said))
    assert said == CauseNote.objects.get().text


def test_both_sides_of_a_contract_hear_each_other_and_nobody_else_does(cast: Cast) -> None:
    weirborough = factories.council("Weirborough Council")
    contract(commissioner=weirborough, provider=cast.kindly_care, reference="WB-1")
    gail = factories.user("Gail", role="commissioner", organisation=weirborough)
    own = cast.kindly_care
    for who, text in ((cast.olu, "Olu’s"), (cast.cass, "Cass’s"), (gail, "Gail’s")):
        note_cause(by=who, at=NOW, cause=cause(text=text, provider_id=own.pk))

    def heard(who: object, scope: Scope) -> list[str]:
        return [each.text for each in causes_of(PUNCTUALITY, scope, who)]  # type: ignore[arg-type]

    assert ["Olu’s", "Cass’s", "Gail’s"] == heard(cast.maya, Scope(provider=own))
    assert ["Olu’s", "Cass’s"] == heard(cast.cass, Scope(provider=own, commissioner=cast.council))
    assert ["Olu’s", "Gail’s"] == heard(gail, Scope(provider=own, commissioner=weirborough))
    assert [] == heard(cast.sam, Scope(provider=cast.other_hands))
    assert [] == heard(cast.cass, Scope(commissioner=cast.council)), "another scope, another chart"


def test_a_withdrawn_note_is_no_longer_shown_and_stays(cast: Cast) -> None:
    note = note_cause(by=cast.cass, at=NOW, cause=cause())
    withdraw_cause(by=cast.cass, at=NOW, note_id=note.pk)
    assert () == causes_of(PUNCTUALITY, Scope(commissioner=cast.council), cast.cass)
    assert CauseNote.objects.filter(pk=note.pk).exists()
    with pytest.raises(NotPermitted, match="withdrawn already"):
        withdraw_cause(by=cast.cass, at=NOW, note_id=note.pk)


def test_another_organisation_cannot_withdraw_it(cast: Cast) -> None:
    note = note_cause(by=cast.cass, at=NOW, cause=cause(provider_id=cast.kindly_care.pk))
    for note_id in (note.pk, uuid4()):
        with pytest.raises(NotFound):
            withdraw_cause(by=cast.olu, at=NOW, note_id=note_id)
    with pytest.raises(NotPermitted):
        withdraw_cause(by=cast.helen, at=NOW, note_id=note.pk)


def test_a_note_cannot_be_changed(cast: Cast) -> None:
    note_cause(by=cast.cass, at=NOW, cause=cause())
    with (
        pytest.raises(IntegrityError, match="holds facts"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE insight_causenote SET text = 'else'")


def test_limits_begin_afresh_where_a_cause_says_so(cast: Cast) -> None:
    weeks = [
        WeekFigure(
            week_starts_on=MONDAY - (20 - n) * WEEK,
            numerator=0,
            denominator=1,
            value=10 + n % 2 + 5 * (n > 9),
        )
        for n in range(21)
    ]
    new_way = weeks[10].week_starts_on
    gone = MONDAY - 40 * WEEK  # a week that this snapshot no longer shows
    for week in (new_way, gone):
        note_cause(by=cast.cass, at=NOW, cause=cause(week_starts_on=week, rebases=True))
    causes = causes_of(PUNCTUALITY, Scope(commissioner=cast.council), cast.cass)
    chart = chart_with_causes(PUNCTUALITY, weeks, causes)
    assert chart is not None
    assert [0] * 10 + [1] * 11 == [point.group for point in chart.points]
    # Ten weeks that swing between 10 and 11, then eleven that swing between 15 and 16.
    assert (10.5, 170 / 11) == (chart.points[0].mean, chart.last.mean)
    assert chart_with_causes(PUNCTUALITY, weeks[:1], causes) is None
