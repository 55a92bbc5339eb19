"""Goals on a person's page: their words, how it went over the weeks, who tapped and when."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kith.delivery.queries_goals import Level, goal_taps
from kith.orgs.models import User
from kith.people.queries import access_person
from kith.plans.actions import NewPlan, NewPlanLine, write_plans
from tests.factories import NOW, STARTED_ON, TODAY
from tests.web.street import Street, at
from tests.web.test_pages import words

SignIn = Callable[[User], Client]


@pytest.fixture
def planned(here: Street) -> Street:
    """Ada's goal, to make her own tea, stands in her plan."""
    line = NewPlanLine(outcome="nutrition", title="Morning", tasks=("breakfast",), minutes=30, goal=0)
    new = NewPlan(
        person_id=here.ada.pk,
        starts_on=STARTED_ON,
        goals=("Make my own tea",),
        lines=(line,),
        written_by=here.cast.helen,
    )
    write_plans(by=None, at=NOW, plans=[new])
    return here


def tap(here: Street, level: str, *, weeks_ago: int = 0, goal: str = "1") -> None:
    """Grace tapped how the goal went at a visit of Ada's."""
    when = at(8, 40) - timedelta(weeks=weeks_ago)
    event = here.phone.event("goal_tap", visit=here.morning, at=when, goal=goal, level=level)
    here.phone.send([event], at=at(8, 41))


def page(here: Street, client: Client) -> str:
    return client.get(reverse("person", args=[here.ada.pk])).content.decode()


def test_without_taps_the_goal_stands_and_says_so(planned: Street, as_somebody: SignIn) -> None:
    shown = page(planned, as_somebody(planned.cast.olu))
    assert "Make my own tea" in shown
    assert "No worker has tapped this goal yet." in shown
    assert 'class="goal"' not in shown


def test_taps_are_drawn_counted_and_named(planned: Street, as_somebody: SignIn) -> None:
    for level, weeks_ago in (("alone", 0), ("help", 0), ("prompting", 5)):
        tap(planned, level, weeks_ago=weeks_ago)
    client = as_somebody(planned.cast.olu)
    assert "Alone 1 time of 2 in the last four weeks, 0 of 1 before." in page(planned, client)
    drawn = re.findall(r"#g-(\w+)", page(planned, client))
    assert ["alone", "help", "prompt"] == sorted(drawn)
    assert "Grace Okafor · alone" in words(client.get(reverse("person", args=[planned.ada.pk])))


def test_a_tap_may_name_the_goal_by_its_id_and_another_goal_s_is_not_shown(
    planned: Street, as_somebody: SignIn
) -> None:
    goal = planned.ada.plans.get().goals.get()
    tap(planned, "alone", goal=str(goal.pk))
    tap(planned, "alone", goal="2")
    tap(planned, "sideways")
    assert "Alone 1 time of 1 in the last four weeks." in page(planned, as_somebody(planned.cast.olu))


def test_a_week_before_the_plan_or_eight_weeks_ago_is_left_out(planned: Street, as_somebody: SignIn) -> None:
    tap(planned, "alone", weeks_ago=9)
    assert "No worker has tapped this goal yet." in page(planned, as_somebody(planned.cast.olu))


def test_who_may_not_read_the_plan_reads_no_taps(planned: Street) -> None:
    tap(planned, "alone")
    access = access_person(by=planned.cast.fay, person_id=planned.ada.pk, data_class=1, on=TODAY, at=NOW)
    assert [] == goal_taps(access, NOW - timedelta(weeks=8))
    access = access_person(by=planned.cast.olu, person_id=planned.ada.pk, data_class=1, on=TODAY, at=NOW)
    assert [(Level.ALONE, "Grace Okafor")] == [
        (each.level, each.worker_name) for each in goal_taps(access, NOW - timedelta(weeks=8))
    ]
