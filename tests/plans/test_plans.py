"""Writing plans, and three parties answering the same version."""

from datetime import date

import pytest

from kith.core.errors import NotFound, NotPermitted
from kith.people.models import Content, Person
from kith.plans.actions import (
    Answer,
    NewPlan,
    NewPlanLine,
    NotAnAnswer,
    NotAPlan,
    answer_plan,
    answer_plans,
    write_plans,
)
from kith.plans.models import SupportPlan
from kith.plans.queries import plan_on, plan_valid, standing_of, versions_of
from tests.brokerage import factories as make
from tests.factories import NOW, Cast, cast

pytestmark = pytest.mark.django_db


def morning(goal: int = 0) -> NewPlanLine:
    return NewPlanLine(outcome="personal_hygiene", title="Morning", tasks=("wash",), minutes=30, goal=goal)


@pytest.fixture
def everybody() -> Cast:
    return cast()


@pytest.fixture
def ada(everybody: Cast) -> Person:
    return make.person(commissioner=everybody.council, user=everybody.ada)


@pytest.fixture
def plan(ada: Person, everybody: Cast) -> SupportPlan:
    return written(ada, everybody)


def written(person: Person, everybody: Cast, *, starts_on: date = date(2026, 4, 6)) -> SupportPlan:
    new = NewPlan(
        person_id=person.pk,
        starts_on=starts_on,
        goals=("Get to the allotment again",),
        lines=(morning(),),
        written_by=everybody.helen,
    )
    return write_plans(by=None, at=NOW, plans=[new])[0]


def answer_all(plan: SupportPlan, everybody: Cast) -> None:
    who = {"person": everybody.ada, "council": everybody.helen, "provider": everybody.olu}
    answers = [Answer(plan_id=plan.pk, party=party, answered_by=user) for party, user in who.items()]
    answer_plans(by=None, at=NOW, answers=answers)


def test_a_plan_is_valid_when_all_three_have_answered(
    plan: SupportPlan, ada: Person, everybody: Cast
) -> None:
    assert not plan_valid(plan)
    assert plan_on(ada.pk, date(2026, 4, 7)) is None
    answer_all(plan, everybody)
    assert plan_valid(plan)
    assert plan == plan_on(ada.pk, date(2026, 4, 7))
    assert plan_on(ada.pk, date(2026, 4, 5)) is None


def test_the_older_version_holds_until_the_newer_is_answered(
    plan: SupportPlan, ada: Person, everybody: Cast
) -> None:
    answer_all(plan, everybody)
    second = written(ada, everybody)
    assert 2 == second.version
    assert plan == plan_on(ada.pk, date(2026, 4, 7))
    answer_all(second, everybody)
    assert second == plan_on(ada.pk, date(2026, 4, 7))
    assert [2, 1] == [version.version for version, _ in versions_of(ada.pk)]


def test_dissent_is_kept_in_its_own_words_and_is_an_answer(
    plan: SupportPlan, ada: Person, everybody: Cast
) -> None:
    agreement = answer_plan(
        by=everybody.ada, at=NOW, plan_id=plan.pk, party="person", agreed=False, dissent="I want a bath"
    )
    standing = standing_of([plan.pk])[plan.pk]
    assert (("person",), ("council", "provider")) == (standing.dissented, standing.waiting_for)
    assert "dissent" == Content.objects.get(pk=agreement.dissent_id).kind


def test_a_party_may_answer_again(plan: SupportPlan, everybody: Cast) -> None:
    answer_plan(by=everybody.ada, at=NOW, plan_id=plan.pk, party="person", agreed=False, dissent="Too early")
    answer_plan(by=everybody.ada, at=NOW, plan_id=plan.pk, party="person")
    assert ("person",) == standing_of([plan.pk])[plan.pk].agreed


def test_a_party_answers_for_itself(plan: SupportPlan, everybody: Cast) -> None:
    for party in ("council", "provider", "neighbour"):
        with pytest.raises(NotAnAnswer):
            answer_plan(by=everybody.ada, at=NOW, plan_id=plan.pk, party=party)
    with pytest.raises(NotAnAnswer, match="Write what you do not agree with"):
        answer_plan(by=everybody.ada, at=NOW, plan_id=plan.pk, party="person", agreed=False)


def test_another_provider_finds_no_plan(plan: SupportPlan, everybody: Cast) -> None:
    with pytest.raises(NotFound):
        answer_plan(by=everybody.sam, at=NOW, plan_id=plan.pk, party="provider")
    with pytest.raises(NotPermitted):
        write_plans(by=everybody.sam, at=NOW, plans=[])


@pytest.mark.parametrize(
    ("goals", "lines"), [((), (morning(),)), (("Walk",), ()), (("Walk",), (morning(goal=1),))]
)
def test_a_plan_says_what_matters_and_what_helps(
    goals: tuple[str, ...], lines: tuple[NewPlanLine, ...], ada: Person, everybody: Cast
) -> None:
    new = NewPlan(
        person_id=ada.pk, starts_on=NOW.date(), goals=goals, lines=lines, written_by=everybody.helen
    )
    with pytest.raises(NotAPlan):
        write_plans(by=None, at=NOW, plans=[new])


def test_a_plan_has_an_author(ada: Person) -> None:
    new = NewPlan(person_id=ada.pk, starts_on=NOW.date(), goals=("Walk",), lines=(morning(),))
    with pytest.raises(NotAPlan, match="who wrote"):
        write_plans(by=None, at=NOW, plans=[new])
