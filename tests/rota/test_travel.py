"""Ways between doors: by street where there is a network, never too far on foot."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from kith.rota.network import build_network
from kith.rota.planner import Going
from kith.rota.travel import NOWHERE, ways_between
from tests.rota.test_streets import BLOCK, CORNERS, at


@pytest.fixture(autouse=True)
def _home(settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path


def test_without_a_network_it_is_the_straight_line_times_a_detour() -> None:
    ways = ways_between([at(0, 0), at(400, 0)], Going("walk"))
    assert (520, 7) == (ways.metres[0][1], ways.minutes[0][1])  # 400 × 1.3 metres at 80 a minute


def test_with_one_it_is_by_street_and_a_door_off_the_map_keeps_the_straight_line() -> None:
    build_network(BLOCK, source="a block")
    far = at(3_000, 0)
    walk = ways_between([*CORNERS[:3], far], Going("cycle"))
    assert (300, 3) == (walk.metres[0][1], walk.minutes[0][1])  # 90 seconds, and a minute to lock up
    assert 3_900 == walk.metres[0][3]
    drive = ways_between(CORNERS[:3], Going("drive"))
    assert (700, 6) == (drive.metres[0][2], drive.minutes[0][2])  # 700 at 320 a minute, and three to park


def test_nobody_is_asked_to_walk_too_far_and_after_dark_less_far() -> None:
    doors = [at(0, 0), at(2_000, 0), at(4_000, 0)]
    by_day, by_night = ways_between(doors, Going("walk")), ways_between(doors, Going("walk", after_dark=True))
    assert (33, NOWHERE) == (by_day.minutes[0][1], by_day.minutes[0][2])
    assert NOWHERE == by_night.minutes[0][1]
    assert 2_600 == by_night.metres[0][1]
    assert NOWHERE not in ways_between(doors, Going("drive", after_dark=True)).minutes[0]


def test_nobody_to_go_to_is_no_way() -> None:
    assert ([], []) == tuple(ways_between([], Going("walk")))
