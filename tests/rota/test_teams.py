"""Naming the few workers who come to somebody, whom to propose, and how far the team was kept."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import Error, connection

from kith.core.errors import NotFound, NotPermitted
from kith.core.named_teams import Why
from kith.orgs.context import acting_as, as_house
from kith.orgs.models import AuditRow, User
from kith.people.models import Person
from kith.rota.actions_teams import (
    NewTeam,
    NotATeam,
    NotForTheTeam,
    TeamMoved,
    name_team,
    name_teams,
)
from kith.rota.costs import figures_of
from kith.rota.engine import EnginePlanner
from kith.rota.insertion import InsertionHeuristic, Weights
from kith.rota.models import NamedTeam, NamedTeamMember, RotaEntry, Visit
from kith.rota.planner import Day, Planner
from kith.rota.queries import visits_of
from kith.rota.queries_moves import effects_by_worker
from kith.rota.queries_rounds import rounds_of
from kith.rota.queries_swap import swap_choices
from kith.rota.queries_team_choices import team_choices
from kith.rota.queries_teams import access_named_team, history_of, team_spells
from kith.rota.queries_teams_kept import teams_kept
from kith.workforce.models import Worker
from tests.brokerage import factories as make
from tests.factories import NOW, TODAY
from tests.people.neighbours import relate
from tests.rota import days
from tests.rota.factories import (
    MONDAY,
    NEXT_MONDAY,
    Round,
    a_round,
    laid_out,
    published,
    takes_insulin,
    utc,
    worker,
)

WEEKDAYS, WEEKEND = (0, 1, 2, 3, 4), (5, 6)


@pytest.fixture
def round_(db: None) -> Round:
    return a_round()


def named(
    round_: Round,
    *workers: Worker,
    by: User | None = None,
    starts_on: date = MONDAY,
    seen: int | None = None,
    reason: Why = Why.FIRST,
    of: Person | None = None,
) -> NamedTeam:
    return name_team(
        by=by, at=NOW, organisation=round_.provider, person_id=(of or round_.ada).pk,
        worker_ids=[each.pk for each in workers], starts_on=starts_on, reason=reason, seen=seen,
    )  # fmt: skip


def on(round_: Round, day: date) -> Collection[object]:
    return team_spells(provider=round_.provider).on(day).get(round_.ada.pk, frozenset())


class TestNaming:
    def test_it_holds_from_its_day_on(self, round_: Round) -> None:
        named(round_, round_.grace, round_.nia, by=round_.cast.olu)
        assert (frozenset(), {round_.grace.pk, round_.nia.pk}) == (
            on(round_, MONDAY - timedelta(days=1)),
            on(round_, MONDAY),
        )

    def test_a_change_says_who_joined_who_left_and_when(self, round_: Round) -> None:
        first = named(round_, round_.grace, by=round_.cast.olu)
        named(round_, round_.nia, by=round_.cast.maya, starts_on=NEXT_MONDAY, seen=first.pk, reason=Why.ASKED)
        newest, oldest = history_of(round_.ada.pk, round_.provider)
        assert ("Maya", Why.ASKED, (round_.nia,), (round_.grace,), NEXT_MONDAY, None) == (
            newest.team.by and newest.team.by.display_name,
            newest.team.reason,
            newest.joined,
            newest.left,
            newest.spell and newest.spell.starts_on,
            newest.spell and newest.spell.until,
        )
        assert oldest.spell is not None
        assert (MONDAY, NEXT_MONDAY, (round_.grace,)) == (
            oldest.spell.starts_on,
            oldest.spell.until,
            oldest.members,
        )

    def test_naming_nobody_ends_the_team(self, round_: Round) -> None:
        first = named(round_, round_.grace)
        named(round_, starts_on=NEXT_MONDAY, seen=first.pk, reason=Why.ENDED)
        assert ({round_.grace.pk}, frozenset()) == (on(round_, MONDAY), on(round_, NEXT_MONDAY))

    def test_it_is_on_record_who_named_how_many(self, round_: Round) -> None:
        named(round_, round_.grace, round_.nia, by=round_.cast.olu)
        row = AuditRow.objects.get(action="name.team")
        assert (round_.cast.olu.pk, round_.ada.pk, {"members": 2}) == (row.user_id, row.person_id, row.detail)

    def test_the_past_is_not_named_again(self, round_: Round) -> None:
        with pytest.raises(NotATeam):
            named(round_, round_.grace, starts_on=TODAY - timedelta(days=1))

    def test_who_was_slower_is_told(self, round_: Round) -> None:
        named(round_, round_.grace)
        with pytest.raises(TeamMoved):
            named(round_, round_.nia)

    def test_somebody_whose_contract_is_over_is_refused_by_name(self, round_: Round) -> None:
        Worker.objects.filter(pk=round_.nia.pk).update(until=MONDAY)
        with pytest.raises(NotForTheTeam, match="Nia Okoro does not work here"):
            named(round_, round_.grace, round_.nia)

    def test_who_lacks_the_skill_of_every_visit_is_refused(self, round_: Round) -> None:
        mo = takes_insulin(round_)
        mia = worker("Mia", organisation=round_.provider, skills=("insulin",))
        assert named(round_, mia, of=mo).pk
        with pytest.raises(NotForTheTeam, match="Nia Okoro is not signed off"):
            named(round_, mia, round_.nia, of=mo, seen=NamedTeam.objects.get().pk)

    def test_another_provider_s_worker_is_refused_like_nobody_s(self, round_: Round) -> None:
        with pytest.raises(NotFound):
            named(round_, worker("Zed", organisation=round_.cast.other_hands))

    def test_all_are_named_or_none(self, round_: Round) -> None:
        bert = make.person("Bert Bell", commissioner=round_.cast.council)
        make.package(person=bert, contract=round_.contract, reference="P-2")
        named(round_, round_.grace)
        members = frozenset({round_.nia.pk})
        teams = [NewTeam(person_id=each.pk, worker_ids=members) for each in (round_.ada, bert)]
        with pytest.raises(TeamMoved):
            name_teams(
                by=None, at=NOW, organisation=round_.provider, teams=teams, starts_on=MONDAY,
                reason=Why.FIRST,
            )  # fmt: skip
        assert 1 == NamedTeam.objects.count()


class TestWhoMay:
    def test_sam_from_another_provider_is_refused(self, round_: Round) -> None:
        with pytest.raises(NotFound):
            named(round_, round_.grace, by=round_.cast.sam)
        with pytest.raises(NotFound):
            access_named_team(by=round_.cast.sam, person_id=round_.ada.pk, at=NOW)

    def test_sam_does_not_name_his_own_for_who_is_not_theirs(self, round_: Round) -> None:
        zed = worker("Zed", organisation=round_.cast.other_hands)
        with pytest.raises(NotFound):
            name_team(
                by=round_.cast.sam, at=NOW, organisation=round_.cast.other_hands, person_id=round_.ada.pk,
                worker_ids=[zed.pk], starts_on=MONDAY, reason=Why.FIRST, seen=None,
            )  # fmt: skip

    def test_sam_sees_none_of_it_though_he_comes_to_her_too(self, round_: Round) -> None:
        named(round_, round_.grace)
        relate(round_.ada, "package", organisation=round_.cast.other_hands)
        assert {} == team_spells(provider=round_.cast.other_hands).on(MONDAY)

    def test_grace_names_nobody(self, round_: Round) -> None:
        with pytest.raises(NotPermitted):
            named(round_, round_.grace, by=round_.cast.grace)

    def test_olu_may(self, round_: Round) -> None:
        assert round_.ada == access_named_team(by=round_.cast.olu, person_id=round_.ada.pk, at=NOW)


class TestProposing:
    def test_who_came_most_is_proposed_first_with_what_each_adds(self, round_: Round) -> None:
        laid_out(round_)
        published(round_)
        choices = team_choices(round_.provider, NEXT_MONDAY, [round_.ada.pk])
        chosen = choices.proposed(round_.ada.pk)
        assert [(round_.grace.pk, 7, 28), (round_.nia.pk, 0, 0)] == [
            (each.worker_id, each.visits, each.adds) for each in chosen
        ]
        assert chosen[0].metres < chosen[1].metres

    def test_a_gap_of_the_week_is_seen_and_closed(self, db: None) -> None:
        round_ = a_round()
        for one in (round_.grace, round_.nia):
            one.shift_patterns.update(weekdays=list(WEEKDAYS))
        hal = worker("Hal", organisation=round_.provider, weekdays=WEEKEND, home_lat=53.81)
        choices = team_choices(round_.provider, MONDAY, [round_.ada.pk])
        two = choices.cover(round_.ada.pk, {round_.grace.pk, round_.nia.pk})
        assert (WEEKEND, 28, 20) == (two.empty_weekdays, two.places, two.filled)
        assert hal.pk in {each.worker_id for each in choices.proposed(round_.ada.pk)}
        assert choices.cover(round_.ada.pk, {round_.grace.pk, hal.pk}).whole


class TestKept:
    def test_the_team_of_the_day_of_each_visit_counts(self, round_: Round) -> None:
        laid_out(round_)
        published(round_)  # Grace comes on seven mornings
        first = named(round_, round_.nia)
        named(round_, round_.grace, starts_on=MONDAY + timedelta(days=4), seen=first.pk, reason=Why.FACES)
        held = team_spells(provider=round_.provider)
        kept = teams_kept(round_.provider, NEXT_MONDAY, held, person_ids=[round_.ada.pk])[round_.ada.pk]
        assert (1, 7, 3) == (kept.workers, kept.named_places, kept.by_team)

    def test_where_nobody_was_named_there_is_no_share(self, round_: Round) -> None:
        laid_out(round_)
        published(round_)
        held = team_spells(provider=round_.provider)
        kept = teams_kept(round_.provider, NEXT_MONDAY, held, person_ids=[round_.ada.pk])[round_.ada.pk]
        assert (1, None) == (kept.workers, kept.share)


class TestPlanning:
    """Two places alike: who is named goes before who has been before, and everybody before a stranger."""

    ADA = UUID(int=100_001)

    def chosen(self, planner: Planner, *, teams: dict[UUID, frozenset[UUID]], seen: dict[UUID, int]) -> UUID:
        problem = Day(
            on=MONDAY,
            origin=utc(12, 23),
            tasks=(days.task(1, door=days.NEXT_DOOR),),
            crew=(days.shift(1), days.shift(2)),
            seen={self.ADA: seen},
            teams=teams,
        )
        (placement,) = planner.plan(problem).placements
        return placement.worker_id

    @pytest.mark.parametrize("planner", [InsertionHeuristic(), EnginePlanner(iterations_per_visit=500)])
    def test_a_member_who_never_came_goes_before_a_known_face(self, planner: Planner) -> None:
        one, other = (UUID(int=300_000 + n) for n in (1, 2))
        seen = {one: 20}
        assert one == self.chosen(planner, teams={}, seen=seen)
        assert other == self.chosen(planner, teams={self.ADA: frozenset({other})}, seen=seen)
        stranger = frozenset({UUID(int=300_009)})
        assert one == self.chosen(planner, teams={self.ADA: stranger}, seen=seen)

    @pytest.mark.parametrize(
        ("times", "of_team", "cost"),
        [
            (0, None, 30.0),
            (2, None, 10.0),
            (29, None, 1.0),
            (0, True, 0.0),
            (0, False, 45.0),
            (1, False, 30.0),
            (14, False, 17.0),
        ],
    )
    def test_what_a_face_costs(self, times: int, of_team: bool | None, cost: float) -> None:
        assert cost == Weights().face(times, of_team)

    def test_a_published_rota_says_how_much_of_it_the_teams_make(self, round_: Round) -> None:
        laid_out(round_)
        named(round_, round_.nia, starts_on=MONDAY + timedelta(days=2))
        publication = published(round_)
        entries = RotaEntry.objects.filter(publication=publication).order_by("starts_at")
        assert [round_.grace.pk] * 2 + [round_.nia.pk] * 5 == [each.worker_id for each in entries]
        assert (5, 5) == (publication.summary["teamed"], publication.summary["by_team"])

    def test_moving_and_swapping_say_who_is_of_the_team(self, round_: Round) -> None:
        laid_out(round_)
        published(round_)
        named(round_, round_.nia)
        visit = Visit.objects.get(on=MONDAY)
        rounds = rounds_of(round_.provider, MONDAY, NOW)
        effects = {each.worker.first_name: each.of_team for each in effects_by_worker(rounds, (visit.pk, 1))}
        assert {"Grace": False, "Nia": True} == effects
        choices = swap_choices(visits_of([visit.pk])[0], 1, NOW)
        assert [("Nia", True), ("Grace", False)] == [
            (each.worker.first_name, each.of_team) for each in choices
        ]

    def test_the_figures_of_a_day_count_the_places_of_teams(self, round_: Round) -> None:
        laid_out(round_)
        published(round_)
        named(round_, round_.nia)
        rounds = rounds_of(round_.provider, MONDAY, NOW)
        figures = figures_of(rounds.day, rounds.standing)
        assert (1, 0) == (figures.teamed, figures.by_team)


class TestDatabase:
    @pytest.mark.usefixtures("database")
    def test_it_refuses_to_change_what_was_named(self) -> None:
        with as_house():
            round_ = a_round()
            named(round_, round_.grace)
        for model in (NamedTeam, NamedTeamMember):
            with pytest.raises(Error), as_house(), connection.cursor() as cursor:
                cursor.execute(f"UPDATE {model._meta.db_table} SET recorded_at = recorded_at")

    @pytest.mark.usefixtures("postgres")
    def test_it_shows_a_team_only_to_who_may_see_the_person(self) -> None:
        with as_house():
            round_ = a_round()
            named(round_, round_.grace)
        seen = {}
        for who in (round_.cast.olu, round_.cast.sam):
            with acting_as(who, on=TODAY):
                seen[who.display_name] = (NamedTeam.objects.count(), NamedTeamMember.objects.count())
        assert {"Olu": (1, 1), "Sam": (0, 0)} == seen
