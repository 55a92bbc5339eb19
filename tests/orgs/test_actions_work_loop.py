"""F34 in small: a reaction that always fails is parked with an owner, and everything else goes on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast

import pytest
from django.db import transaction

from kith.orgs import actions_work_loop
from kith.orgs.actions_outbox import announce, announce_each
from kith.orgs.actions_work_loop import Follows, Reacted, react
from kith.orgs.announced import Announced
from kith.orgs.locks import only_one
from kith.orgs.models import Organisation, Outbox, Reaction, Setting, WorkItem
from tests import factories
from tests.databases import default_database
from tests.factories import NOW


class Book:
    """Writes down what it was asked to do; refuses poison."""

    def __init__(self, *poison: str) -> None:
        self.lines: list[str] = []
        self.poison = poison

    def __call__(self, subjects: Sequence[str], at: datetime) -> None:
        self.lines += subjects
        Setting.objects.update_or_create(key="-".join(sorted(subjects))[:60], defaults={"value": 1})
        if set(subjects) & set(self.poison):
            raise RuntimeError("the text of an error may hold a name")


def table(*books: Book) -> dict[Announced, list[Follows]]:
    follows = [Follows(name=f"reaction {number}", do=book) for number, book in enumerate(books)]
    return {Announced.VISIT_EVENTS: follows}


def tick(book: Book, times: int, apart: timedelta = timedelta(hours=1)) -> list[Reacted]:
    return [react(at=NOW + number * apart, table=table(book)) for number in range(times)]


@pytest.mark.django_db
class TestReact:
    def test_what_was_announced_is_followed_once(self) -> None:
        announce_each(kind=Announced.VISIT_EVENTS, subject_ids=["a", "b"], at=NOW)
        book = Book()
        assert [Reacted(done=2), Reacted()] == tick(book, 2)
        assert ["a", "b"] == book.lines

    def test_a_subject_announced_twice_is_handed_over_once(self) -> None:
        announce_each(kind=Announced.VISIT_EVENTS, subject_ids=["a", "a"], at=NOW)
        book = Book()
        assert [Reacted(done=2)] == tick(book, 1)
        assert ["a"] == book.lines

    def test_each_reaction_follows_each_announcement(self) -> None:
        announce(kind=Announced.VISIT_EVENTS, subject_id="a", at=NOW)
        one, other = Book(), Book()
        assert Reacted(done=2) == react(at=NOW, table=table(one, other))
        assert (["a"], ["a"]) == (one.lines, other.lines)

    def test_a_kind_without_reactions_is_left_alone(self) -> None:
        announce(kind=Announced.PAY_RUN_PAID, subject_id="a", at=NOW)
        assert [Reacted()] == tick(Book(), 1)

    def test_one_that_always_fails_holds_up_no_other(self) -> None:
        announce_each(kind=Announced.VISIT_EVENTS, subject_ids=["a", "poison", "b"], at=NOW)
        assert [Reacted(done=2, failed=1)] == tick(Book("poison"), 1)

    def test_what_a_failed_reaction_wrote_is_taken_back(self) -> None:
        announce(kind=Announced.VISIT_EVENTS, subject_id="poison", at=NOW)
        tick(Book("poison"), 1)
        assert not Setting.objects.filter(key="poison").exists()

    def test_it_is_tried_five_times_and_then_parked_with_an_owner(self) -> None:
        operators = factories.actions.create_organisation(
            by=None, at=NOW, kind=Organisation.Kind.OPERATOR, name="The house"
        )
        opal = factories.user("Opal", role="operator", organisation=operators)
        announce(kind=Announced.VISIT_EVENTS, subject_id="poison", at=NOW)
        assert [*[Reacted(failed=1)] * 4, Reacted(parked=1), Reacted()] == tick(Book("poison"), 6)
        item = WorkItem.objects.get()
        assert ("parked_reaction", opal, 2) == (item.kind, item.owner, item.harm)
        assert "RuntimeError" == item.detail["error"]
        assert "RuntimeError" == Reaction.objects.get().last_error

    def test_without_an_operator_the_council_is_asked(self) -> None:
        cast = factories.cast()
        announce(kind=Announced.VISIT_EVENTS, subject_id="poison", at=NOW)
        tick(Book("poison"), 5)
        assert (cast.council, None) == (WorkItem.objects.get().organisation, WorkItem.objects.get().owner)

    def test_it_waits_longer_after_each_try(self) -> None:
        announce(kind=Announced.VISIT_EVENTS, subject_id="poison", at=NOW)
        book = Book("poison")
        tick(book, 60, apart=timedelta(seconds=1))
        assert 3 == len(book.lines)  # at 0, 5 and 30 seconds

    def test_what_rests_holds_up_nothing_behind_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(actions_work_loop, "BATCH", 1)
        announce(kind=Announced.VISIT_EVENTS, subject_id="poison", at=NOW)
        book = Book("poison")
        tick(book, 1)
        announce(kind=Announced.VISIT_EVENTS, subject_id="a", at=NOW)
        assert [Reacted(done=1)] == tick(book, 1)

    def test_a_reaction_that_recovers_is_done(self) -> None:
        announce(kind=Announced.VISIT_EVENTS, subject_id="poison", at=NOW)
        book = Book("poison")
        tick(book, 2)
        book.poison = ()
        assert Reacted(done=1) == react(at=NOW + timedelta(hours=9), table=table(book))
        assert Reaction.objects.get().done_at == NOW + timedelta(hours=9)

    def test_what_commits_late_is_followed_too(self) -> None:
        book = Book()
        Outbox(pk=1001, kind=Announced.VISIT_EVENTS, subject_id="first", recorded_at=NOW).save()
        tick(book, 1)
        Outbox(pk=1000, kind=Announced.VISIT_EVENTS, subject_id="late", recorded_at=NOW).save()
        tick(book, 1)
        assert ["first", "late"] == book.lines


@pytest.mark.django_db
def test_a_kind_that_is_not_listed_is_refused() -> None:
    unlisted = cast(Announced, "visit events")
    with pytest.raises(ValueError, match="visit events"):
        announce(kind=unlisted, subject_id="a", at=NOW)
    with pytest.raises(ValueError, match="visit events"):
        announce_each(kind=unlisted, subject_ids=["a"], at=NOW)
    assert not Outbox.objects.exists()


def test_an_announcement_stands_or_falls_with_its_action(database: str) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        announce(kind=Announced.VISIT_EVENTS, subject_id="a", at=NOW)
        raise ZeroDivisionError
    assert [Reacted()] == tick(Book(), 1)


def test_a_process_that_dies_after_the_deed_repeats_nothing(database: str) -> None:
    """The deed and the note that it was done are one transaction: killed before its end, both are undone."""
    announce(kind=Announced.VISIT_EVENTS, subject_id="a", at=NOW)

    def die(subjects: Sequence[str], at: datetime) -> None:
        Setting.objects.create(key="deed", value=len(subjects))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        react(at=NOW, table={Announced.VISIT_EVENTS: [Follows(name="reaction 0", do=die)]})
    assert not Setting.objects.filter(key="deed").exists()
    assert [Reacted(done=1)] == tick(Book(), 1)


def test_only_one_process_reacts_at_a_time(database: str) -> None:
    announce(kind=Announced.VISIT_EVENTS, subject_id="a", at=NOW)
    with only_one("react"), default_database(database):
        assert [Reacted()] == tick(Book(), 1)
    assert [Reacted(done=1)] == tick(Book(), 1)
